//! iCalendar (RFC 5545): busy times read from a feed, invitations written.
//!
//! A feed is somebody else's text. What can't be read of it is skipped and told; what would take too long or too
//! much room is refused as a whole, for a feed that was read in part would show busy times as free.

mod busy;
mod event;
mod feed;
mod invitation;
mod lines;
mod rule;
mod value;
mod zone;

pub use feed::{Feed, MAX_BYTES, NotRead, Skipped, read};
pub use invitation::{Invitation, Method};

#[cfg(test)]
mod tests;
