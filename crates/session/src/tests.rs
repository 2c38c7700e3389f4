//! Proofs: the machine against a small server, cut and reloaded everywhere, and rule by rule.

mod cuts;
mod fuzz;
mod rules;
mod server;
mod world;
