//! The desk: the socket that carries status, offers and the line, and what was last heard on it.

mod link;
mod machine;

pub use link::{DeskLink, Told};
pub use machine::Connection;
