//! The page that the widget is in.

use warmline_model::PageRef;

/// The page the visitor is on: without fragment, and within the limits of [`PageRef`].
pub fn page() -> Option<PageRef> {
    let window = web_sys::window()?;
    let url = window.location().href().ok()?;
    let url = url.split('#').next().unwrap_or_default();
    let title = window.document()?.title();
    Some(PageRef { url: url.chars().take(500).collect(), title: title.chars().take(200).collect() })
}
