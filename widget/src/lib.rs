//! The visitors' screen: a thin view over `warmline-session`, in a shadow root that the loader made.

#[cfg(target_arch = "wasm32")]
mod app;
#[cfg(target_arch = "wasm32")]
mod carry;
#[cfg(target_arch = "wasm32")]
mod memory;
#[cfg(target_arch = "wasm32")]
mod page;
#[cfg(target_arch = "wasm32")]
mod start;
#[cfg(target_arch = "wasm32")]
mod times;
#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
use warmline_shown::{promise, rows, words};
#[cfg(target_arch = "wasm32")]
use warmline_ui::dom;
