//! The same JSON as serde's, read and written with a tenth of the code: for the visitor's widget, which every
//! visitor downloads.
//!
//! What serde derives is compiled for each type and each way of reading it, and once more for every kind that is
//! told by a field. Here a text is read into one plain tree, and types are taken out of that. Types are listed once,
//! in `types.rs`, for both directions: a field or a kind that is left out there does not compile.

mod json;
mod std_types;
mod types;

pub use json::{Json, Object};

/// What can be read without serde.
pub trait Read: Sized {
    /// Takes it out of a tree; `None` where that has another shape.
    fn read(json: &Json) -> Option<Self>;
}

/// What can be written without serde.
pub trait Write {
    /// Writes it behind what was written.
    fn write(&self, out: &mut String);

    /// Whether a field that may be left out is, because it has this value.
    fn is_left_out(&self) -> bool {
        false
    }
}

/// Reads a text; `None` where it is not JSON, or of another shape.
pub fn read<T: Read>(text: &str) -> Option<T> {
    T::read(&Json::parse(text)?)
}

/// Writes a value.
pub fn write(value: &impl Write) -> String {
    let mut out = String::new();
    value.write(&mut out);
    out
}

/// A struct: its fields in their order. One with `?` may be absent,
/// and is left out where it has nothing to say; one with `+` may be absent, and is always written; a text is its name.
macro_rules! record {
    ($type:ty { $($field:ident $(: $mark:tt)?),* $(,)? }) => {
        impl Read for $type {
            fn read(json: &Json) -> Option<Self> {
                Some(Self { $($field: $crate::light::take!(json, $field $(: $mark)?)),* })
            }
        }

        impl Write for $type {
            fn write(&self, out: &mut String) {
                let Self { $($field),* } = self;
                let mut object = Object::new(out);
                $($crate::light::put!(object, $field $(: $mark)?);)*
                object.end();
            }
        }
    };
}

/// An enum whose kind stands in a field: the kinds with their names and fields, and perhaps what an unknown one is.
macro_rules! kinds {
    ($type:ty, $tag:literal {
        $($name:literal $kind:ident { $($field:ident $(: $mark:tt)?),* $(,)? })*
    } $(else $unknown:ident)?) => {
        impl Read for $type {
            fn read(json: &Json) -> Option<Self> {
                Some(match json.get($tag)?.text()? {
                    $($name => Self::$kind { $($field: $crate::light::take!(json, $field $(: $mark)?)),* },)*
                    $(_ if true => Self::$unknown,)?
                    _ => return None,
                })
            }
        }

        impl Write for $type {
            fn write(&self, out: &mut String) {
                let mut object = Object::new(out);
                match self {
                    $(Self::$kind { $($field),* } => {
                        object.put($tag, $name);
                        $($crate::light::put!(object, $field $(: $mark)?);)*
                    })*
                    $(Self::$unknown => object.put($tag, "unknown"),)?
                }
                object.end();
            }
        }
    };
}

/// An enum that is one word: its values with their words, and perhaps what an unknown word is.
macro_rules! words {
    ($type:ty { $($name:literal $kind:ident),* $(,)? } $(else $unknown:ident)?) => {
        impl Read for $type {
            fn read(json: &Json) -> Option<Self> {
                const ALL: &[(&str, $type)] = &[$(($name, <$type>::$kind)),*];
                let word = json.text()?;
                let known = ALL.iter().find(|(name, _)| *name == word).map(|(_, kind)| *kind);
                $(let known = known.or(Some(Self::$unknown));)?
                known
            }
        }

        impl Write for $type {
            fn write(&self, out: &mut String) {
                json::write_text(out, match self { $(Self::$kind => $name),* });
            }
        }
    };
}

/// A field, taken out of an object.
macro_rules! take {
    ($json:ident, $field:ident) => {
        Read::read($json.get(stringify!($field))?)?
    };
    ($json:ident, $field:ident: $name:literal) => {
        Read::read($json.get($name)?)?
    };
    ($json:ident, $field:ident: $may_be_absent:tt) => {
        match $json.get(stringify!($field)) {
            Some(json) => Read::read(json)?,
            None => Default::default(),
        }
    };
}

/// A field, put into an object.
macro_rules! put {
    ($object:ident, $field:ident: ?) => {
        if !$field.is_left_out() {
            $object.put(stringify!($field), $field);
        }
    };
    ($object:ident, $field:ident: $name:literal) => {
        $object.put($name, $field)
    };
    ($object:ident, $field:ident $(: +)?) => {
        $object.put(stringify!($field), $field)
    };
}

use {kinds, put, record, take, words};

#[cfg(test)]
mod tests;
