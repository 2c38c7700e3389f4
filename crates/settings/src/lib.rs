//! The owners' screen: everything a site can set, its people, its articles, its keys, its audit log.

mod agents;
mod app;
mod article;
mod articles;
mod ask;
mod audit;
mod auth;
mod bands;
mod collection;
mod conflict;
mod controls;
mod deliveries;
mod destinations;
mod dialog;
mod duration;
mod exceptions;
mod field;
mod fields;
mod form;
mod grid;
mod hours;
mod http;
mod import;
mod keys;
mod merge;
mod model;
mod on_call;
mod page;
mod parts;
mod preview;
mod route;
mod section;
mod shell;
mod stand_ins;
mod templates;
mod tree;
mod widget;

use leptos::prelude::{document, provide_context};
use warmline_ui::tokens::TOKENS;
use wasm_bindgen::prelude::*;
use web_sys::CssStyleSheet;

/// Starts the screen.
#[wasm_bindgen(start)]
pub fn start() {
    if let Ok(sheet) = CssStyleSheet::new()
        && sheet.replace_sync(TOKENS).is_ok()
    {
        document().set_adopted_style_sheets(&js_sys::Array::of1(&sheet));
    }
    leptos::mount::mount_to_body(|| {
        let app = app::App::new();
        provide_context(app);
        auth::begin(app);
        app.listen();
        shell::screen(app)
    });
}
