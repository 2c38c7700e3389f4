//! The chat as plain pages: HTML without script, and what their forms send. Whatever a person wrote goes
//! through `maud`, which escapes it.

mod clock;
mod form;
mod frame;
mod front;
mod log;
mod offline;
mod page;
mod trouble;

pub use clock::Clock;
pub use form::{Act, Form, Wrong, refusal_words};
pub use frame::{Frame, frame, looks_again};
pub use front::{Front, front};
pub use page::{FILES, FRAME, Site};
pub use trouble::{Trouble, trouble};

/// The style of all plain pages: the colours that the widget has too, and what is theirs.
pub const STYLE: &str =
    concat!(include_str!("../../ui/src/tokens.css"), include_str!("../../../static/plain.css"));

#[cfg(test)]
mod tests;
