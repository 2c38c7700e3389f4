//! Tests of the whole crate.

mod hostile;
mod letters;
mod policy;
mod receiver;
mod requests;
mod samples;
mod table;
