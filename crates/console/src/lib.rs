//! To be written.

use leptos::prelude::*;
use wasm_bindgen::prelude::*;

/// Starts the screen.
#[wasm_bindgen(start)]
pub fn start() {
    leptos::mount::mount_to_body(|| leptos::html::p().child("Warmline"));
}
