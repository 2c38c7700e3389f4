//! What a test of the whole needs: randomness from a seed, a store that fails, the objects' shell in memory.

mod object;
mod prng;
mod sabotage;
mod shell;
mod store;

pub use object::{Object, Role};
pub use prng::Prng;
pub use sabotage::Sabotage;
pub use shell::{Failed, Moment, Output, Shell, SocketId};
pub use store::{CommitError, Fate, MemoryStore};
