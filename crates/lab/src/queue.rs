//! The desk in the laboratory: simulated days, laws, an oracle, an ideal queue, and what an event costs.

pub mod bench;
pub mod days;
pub mod draws;
pub mod erlang;
pub mod laws;
pub mod office;
pub mod oracle;
pub mod score;
pub mod split;
