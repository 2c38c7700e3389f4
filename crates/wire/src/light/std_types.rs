//! Numbers, texts, lists and what else is not ours.

use super::json::{Object, write_text};
use super::{Json, Read, Write};
use std::collections::BTreeMap;

impl Write for str {
    fn write(&self, out: &mut String) {
        write_text(out, self);
    }
}

impl Write for () {
    fn write(&self, out: &mut String) {
        out.push_str("null");
    }
}

impl Read for bool {
    fn read(json: &Json) -> Option<Self> {
        match json {
            Json::Truth(truth) => Some(*truth),
            _ => None,
        }
    }
}

impl Write for bool {
    fn write(&self, out: &mut String) {
        out.push_str(if *self { "true" } else { "false" });
    }

    fn is_left_out(&self) -> bool {
        !self
    }
}

fn number(json: &Json) -> Option<i64> {
    match json {
        Json::Number(number) => Some(*number),
        _ => None,
    }
}

macro_rules! numbers {
    ($($type:ty)*) => {$(
        impl Read for $type {
            fn read(json: &Json) -> Option<Self> {
                Self::try_from(number(json)?).ok()
            }
        }

        impl Write for $type {
            fn write(&self, out: &mut String) {
                out.push_str(&self.to_string());
            }
        }
    )*};
}

numbers!(u8 u32 u64 i32 i64);

impl Read for String {
    fn read(json: &Json) -> Option<Self> {
        json.text().map(str::to_owned)
    }
}

impl Write for String {
    fn write(&self, out: &mut String) {
        write_text(out, self);
    }

    fn is_left_out(&self) -> bool {
        self.is_empty()
    }
}

impl<T: Read> Read for Option<T> {
    fn read(json: &Json) -> Option<Self> {
        match json {
            Json::Null => Some(None),
            json => T::read(json).map(Some),
        }
    }
}

impl<T: Write> Write for Option<T> {
    fn write(&self, out: &mut String) {
        match self {
            Some(value) => value.write(out),
            None => out.push_str("null"),
        }
    }

    fn is_left_out(&self) -> bool {
        self.is_none()
    }
}

impl<T: Read> Read for Box<T> {
    fn read(json: &Json) -> Option<Self> {
        T::read(json).map(Box::new)
    }
}

impl<T: Write> Write for Box<T> {
    fn write(&self, out: &mut String) {
        T::write(self, out);
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(json: &Json) -> Option<Self> {
        let Json::List(items) = json else { return None };
        items.iter().map(T::read).collect()
    }
}

impl<T: Write> Write for Vec<T> {
    fn write(&self, out: &mut String) {
        out.push('[');
        for (at, item) in self.iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            item.write(out);
        }
        out.push(']');
    }

    fn is_left_out(&self) -> bool {
        self.is_empty()
    }
}

impl Read for BTreeMap<String, String> {
    fn read(json: &Json) -> Option<Self> {
        let Json::Map(fields) = json else { return None };
        fields.iter().map(|(name, value)| Some((name.clone(), String::read(value)?))).collect()
    }
}

impl Write for BTreeMap<String, String> {
    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        for (name, value) in self {
            object.put(name, value);
        }
        object.end();
    }

    fn is_left_out(&self) -> bool {
        self.is_empty()
    }
}
