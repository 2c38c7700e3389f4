//! Leptos parts that both screens share.
