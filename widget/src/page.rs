//! The page that the widget is in.

use warmline_model::PageRef;
use wasm_bindgen_futures::JsFuture;
use web_sys::window;

/// What comes before the code in the address of a page that is to go on with a conversation.
pub const FRAGMENT: &str = "#warmline=";

/// The page's address without its fragment.
pub fn address() -> Option<String> {
    let url = window()?.location().href().ok()?;
    Some(url.split('#').next().unwrap_or_default().to_owned())
}

/// The page the visitor is on: without fragment, and within the limits of [`PageRef`].
pub fn page() -> Option<PageRef> {
    let url = address()?;
    let title = window()?.document()?.title();
    Some(PageRef { url: url.chars().take(500).collect(), title: title.chars().take(200).collect() })
}

/// The code in the page's address, which it is taken out of.
pub fn take_code() -> Option<String> {
    let window = window()?;
    let code = window.location().hash().ok()?.strip_prefix(FRAGMENT)?.to_owned();
    let history = window.history().ok()?;
    let state = history.state().unwrap_or_default();
    let _stays_where_it_is = history.replace_state_with_url(&state, "", Some(&address()?));
    Some(code)
}

/// Puts a text into the clipboard, where the browser has one for this page.
pub async fn copy(text: &str) -> bool {
    let Some(window) = window() else { return false };
    let clipboard = window.navigator().clipboard();
    !clipboard.is_undefined() && JsFuture::from(clipboard.write_text(text)).await.is_ok()
}
