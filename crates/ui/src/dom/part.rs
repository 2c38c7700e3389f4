//! What can stand inside an element, and what an attribute can be given: as in Leptos, but all of one shape.

use super::{El, Step, Words};
use leptos::prelude::*;

/// What can stand inside an element: text, elements, lists and tuples of them, and closures that make them anew
/// whenever what they look at changes.
pub trait Part {
    /// The same as a view of one kind.
    fn part(self) -> AnyView;
}

impl Part for AnyView {
    fn part(self) -> AnyView {
        self
    }
}

impl Part for El {
    fn part(self) -> AnyView {
        self.into_view_of_one_kind()
    }
}

impl Part for Words {
    fn part(self) -> AnyView {
        self.into_any()
    }
}

impl Part for &'static str {
    fn part(self) -> AnyView {
        Words::Borrowed(self).into_any()
    }
}

impl Part for String {
    fn part(self) -> AnyView {
        Words::Owned(self).into_any()
    }
}

impl Part for () {
    fn part(self) -> AnyView {
        ().into_any()
    }
}

impl<T: Part> Part for Option<T> {
    fn part(self) -> AnyView {
        self.map(Part::part).into_any()
    }
}

impl<T: Part> Part for Vec<T> {
    fn part(self) -> AnyView {
        self.into_iter().map(Part::part).collect::<Vec<AnyView>>().into_any()
    }
}

impl<T: Part, const N: usize> Part for [T; N] {
    fn part(self) -> AnyView {
        Vec::from(self).part()
    }
}

impl<F, T> Part for F
where
    F: Fn() -> T + Send + 'static,
    T: Part,
{
    fn part(self) -> AnyView {
        let made: Box<dyn FnMut() -> AnyView + Send> = Box::new(move || self().part());
        made.into_any()
    }
}

macro_rules! numbers {
    ($($number:ty)*) => {
        $(impl Part for $number {
            fn part(self) -> AnyView {
                self.to_string().part()
            }
        })*
    };
}
numbers!(u8 u16 u32 u64 usize i64);

macro_rules! tuples {
    ($($name:ident)*) => {
        impl<$($name: Part),*> Part for ($($name,)*) {
            #[allow(non_snake_case)]
            fn part(self) -> AnyView {
                let ($($name,)*) = self;
                vec![$($name.part()),*].into_any()
            }
        }
    };
}
tuples!(A B);
tuples!(A B C);
tuples!(A B C D);
tuples!(A B C D E);
tuples!(A B C D E F);
tuples!(A B C D E F G);
tuples!(A B C D E F G H);
tuples!(A B C D E F G H I);
tuples!(A B C D E F G H I J);
tuples!(A B C D E F G H I J K);

/// What an attribute can be told: words, or none, which takes it away.
pub trait ToWords {
    /// The words.
    fn to_words(self) -> Option<Words>;
}

impl ToWords for &'static str {
    fn to_words(self) -> Option<Words> {
        Some(Words::Borrowed(self))
    }
}

impl ToWords for String {
    fn to_words(self) -> Option<Words> {
        Some(Words::Owned(self))
    }
}

impl<T: ToWords> ToWords for Option<T> {
    fn to_words(self) -> Option<Words> {
        self.and_then(T::to_words)
    }
}

/// What an attribute can be given: words, or a closure that tells them.
pub trait Value {
    /// As a step of making the element.
    fn step(self, name: &'static str) -> Step;
}

impl Value for &'static str {
    fn step(self, name: &'static str) -> Step {
        Step::Set(name, Words::Borrowed(self))
    }
}

impl Value for String {
    fn step(self, name: &'static str) -> Step {
        Step::Set(name, Words::Owned(self))
    }
}

impl<F, T> Value for F
where
    F: Fn() -> T + 'static,
    T: ToWords,
{
    fn step(self, name: &'static str) -> Step {
        Step::Follow(name, Box::new(move || self().to_words()))
    }
}

/// What a class can be given: words, a closure that tells them, or one class with when it is there.
pub trait Class {
    /// As a step of making the element.
    fn step(self) -> Step;
}

impl<V: Value> Class for V {
    fn step(self) -> Step {
        Value::step(self, "class")
    }
}

/// A class that is there as long as the closure says so.
pub struct Whenever<F>(pub &'static str, pub F);

impl<F: Fn() -> bool + 'static> Class for Whenever<F> {
    fn step(self) -> Step {
        Step::Toggle(self.0, Box::new(self.1))
    }
}
