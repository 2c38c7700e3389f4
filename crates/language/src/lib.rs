//! Understanding text without a model server: tokens, the language, a request for a person.
//!
//! Everything here is pure and runs in microseconds. A request for a person is recognised by rules: each language
//! has a small grammar (`explicit/rules/*.rules`) of word classes, asking patterns and vetoes, which one engine
//! matches against the folded words of the message, typos included.

mod detect;
mod explicit;
mod fold;
mod message;
mod replies;
mod tokens;

pub use detect::detect;
pub use explicit::{ExplicitRequest, explicit_request};
pub use message::Message;
pub use replies::{SmallTalk, small_talk, yes_or_no};
pub use tokens::tokens;
