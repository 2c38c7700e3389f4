//! What a visitor is shown, in words: rows of the log, the wait, what was promised. The widget and the plain pages
//! say it alike.

pub mod promise;
pub mod rows;
pub mod words;
