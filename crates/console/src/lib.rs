//! The agents' screen: offers, the line, conversations and their cards.

mod app;
mod auth;
mod canned;
mod card;
mod commands;
mod contact;
mod conversation;
mod desk;
mod inbox;
mod lists;
mod modal;
mod notices;
mod offer;
mod parts;
mod rail;
mod service;
mod shell;
mod takeover;
mod ticket;
mod times;
mod transfer;
mod unread;
mod why;
mod words;

use leptos::prelude::document;
use warmline_ui::dom::Part;
use warmline_ui::tokens::TOKENS;
use wasm_bindgen::prelude::*;
use web_sys::CssStyleSheet;

/// Starts the screen.
#[wasm_bindgen(start)]
pub fn start() {
    attach_tokens();
    leptos::mount::mount_to_body(|| {
        let app = app::App::new();
        auth::begin(app);
        auth::follow_links(app);
        shell::screen(app).part()
    });
}

/// Gives console.css the values of its custom properties.
fn attach_tokens() {
    if let Ok(sheet) = CssStyleSheet::new()
        && sheet.replace_sync(TOKENS).is_ok()
    {
        document().set_adopted_style_sheets(&js_sys::Array::of1(&sheet));
    }
}
