//! The pages as they are read.
