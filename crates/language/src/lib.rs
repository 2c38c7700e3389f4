//! Understanding text without a model server: tokens, the language, a request for a person, signals of frustration.
//!
//! Everything here is pure and runs in microseconds. A request for a person is recognised by rules: each language
//! has a small grammar (`explicit/rules/*.rules`) of word classes, asking patterns and vetoes, which one engine
//! matches against the folded words of the message, typos included. Signals and short replies are word lists
//! (`words/*.txt`); an owner's own list is `Phrases`.

mod actions;
mod alarms;
mod common;
pub mod detect;
mod dissatisfaction;
mod entities;
mod explicit;
mod fold;
mod goals;
mod lexicon;
pub mod linear;
mod masking;
mod message;
mod negativity;
mod patterns;
mod phrases;
mod rephrase;
mod replies;
mod signals;
mod tokens;
mod tone;
pub mod topics;
mod units;
mod word_list;

pub use actions::asked_action;
pub use alarms::{Alarm, alarm};
pub use detect::detect;
pub use dissatisfaction::{DISSATISFIED, Turn, dissatisfaction};
pub use entities::{Products, Read, Reading, facts};
pub use explicit::{ExplicitRequest, explicit_request};
pub use goals::{Wish, Wishes, wishes};
pub use masking::{Masked, Sensitive, mask};
pub use message::Message;
pub use negativity::{NEGATIVE, negativity};
pub use phrases::{LONGEST_PHRASE, MOST_PHRASES, PhraseError, Phrases};
pub use rephrase::{Pair, SAME_QUESTION, same_question, same_question_with};
pub use replies::{SmallTalk, is_opener, praises, small_talk, yes_or_no};
pub use signals::{Heard, resolved, signals};
pub use tokens::tokens;
pub use tone::{Tone, tone};
