//! The agents' screen: offers, the line, conversations and their cards.

mod app;
mod auth;
mod card;
mod conversation;
mod desk;
mod lists;
mod parts;
mod rail;
mod shell;
mod words;

use wasm_bindgen::prelude::*;

/// Starts the screen.
#[wasm_bindgen(start)]
pub fn start() {
    leptos::mount::mount_to_body(|| {
        let app = app::App::new();
        auth::begin(app);
        auth::follow_links(app);
        shell::screen(app)
    });
}
