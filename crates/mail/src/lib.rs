//! E-mails that come in: whose conversation they belong to, who wrote them, and which of their words are new.
//!
//! Nothing here answers anybody. What a machine wrote is told as such ([`Automatic`]), so that the edge can drop it
//! without a word: an answer to it could be answered by a machine again.

pub mod address;
mod authentic;
mod automatic;
mod html;
mod inbound;
mod words;

pub use authentic::Authentic;
pub use automatic::Automatic;
pub use inbound::{Inbound, MAX_BYTES, TooLong, read};
pub use words::new_words;
