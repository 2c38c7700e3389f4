//! What the screens share: the browser's shell of a session, and the look.

pub mod browser;
pub mod dom;
pub mod files;
pub mod http;
pub mod link;
pub mod socket;
pub mod storage;
pub mod timer;
pub mod tokens;

pub use browser::{clock_text, date_text, new_client_id, now};
pub use link::{Link, LinkConfig};
