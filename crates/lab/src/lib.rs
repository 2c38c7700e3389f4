//! The workload of `bench engine`: conversations with everything the engine does for a message.

pub mod engine;
