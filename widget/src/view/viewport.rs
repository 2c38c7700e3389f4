//! The part of the page that a phone's keyboard leaves: the panel fits into it where it fills the screen.

use leptos::html::Section;
use leptos::prelude::*;
use warmline_ui::browser::Listener;

/// Keeps the panel's custom properties `--height` and `--top` at what can be seen of the page.
pub fn follow(panel: NodeRef<Section>) {
    let Some(view) = web_sys::window().and_then(|window| window.visual_viewport()) else { return };
    let fit = {
        let view = view.clone();
        move |_| {
            let Some(panel) = panel.get_untracked() else { return };
            for (name, pixels) in [("--height", view.height()), ("--top", view.offset_top())] {
                let value = [&(pixels as i32).to_string(), "px"].concat();
                let _read_only_never =
                    web_sys::HtmlElement::style(&panel).set_property(name, &value);
            }
        }
    };
    let listeners = ["resize", "scroll"].map(|kind| Listener::new(&view, kind, fit.clone()));
    let _lives_as_long_as_the_widget = StoredValue::new_local(listeners);
}
