//! What the laboratory's programs measure: conversations for `bench engine`, the desk for `simulate`.

pub mod engine;
pub mod queue;
