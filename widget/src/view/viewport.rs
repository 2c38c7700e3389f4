//! The part of the page that a phone's keyboard leaves: the panel fits into it where it fills the screen.

use crate::dom::html;
use leptos::prelude::*;
use warmline_ui::browser::Listener;
use web_sys::Element;

/// Keeps the panel's custom properties `--height` and `--top` at what can be seen of the page.
pub fn follow(panel: &Element) {
    let Some(view) = web_sys::window().and_then(|window| window.visual_viewport()) else { return };
    for kind in ["resize", "scroll"] {
        let (style, seen) = (html(panel).style(), view.clone());
        let listener = Listener::new(&view, kind, move |_| {
            for (name, pixels) in [("--height", seen.height()), ("--top", seen.offset_top())] {
                let value = [&(pixels as i32).to_string(), "px"].concat();
                let _never_fails = style.set_property(name, &value);
            }
        });
        let _lives_as_long_as_the_widget = StoredValue::new_local(listener);
    }
}
