//! The tests that need more than one crate: simulation here, workerd and browser in their folders.
