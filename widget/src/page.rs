//! The page that the widget is in.

use warmline_language::mask;
use warmline_model::{PageRef, ProductEvent, Step, TrailStep};
use warmline_session::Trail;
use warmline_wire::light;
use web_sys::window;

/// What comes before the code in the address of a page that is to go on with a conversation.
pub const FRAGMENT: &str = "#warmline=";

/// The page's address without its fragment.
pub fn address() -> Option<String> {
    let url = window()?.location().href().ok()?;
    Some(url.split('#').next().unwrap_or_default().to_owned())
}

/// The page the visitor is on: without query and fragment, in which secrets travel, and within the limits of
/// [`PageRef`].
pub fn page() -> Option<PageRef> {
    let title = window()?.document()?.title();
    Some(tidy(PageRef { url: address()?, title }))
}

/// Steps as the loader writes them, a line of JSON for each; one that can't be read costs only itself. What is sensitive
/// does not leave the browser.
pub fn trail(lines: &str) -> Trail {
    let mut trail = Trail::default();
    for TrailStep { at, step } in lines.lines().filter_map(light::read) {
        let step = match step {
            Step::Page(page) => Step::Page(tidy(page)),
            Step::Event(ProductEvent { name, attributes }) => {
                let hidden = |(name, value): (String, String)| {
                    let said = [&name.replace(['_', '-'], " "), ": "].concat();
                    let both = [&said, value.as_str()].concat();
                    let value = mask(&both).text.strip_prefix(&said).map(str::to_owned);
                    (name, value.unwrap_or_default())
                };
                let attributes = attributes.into_iter().map(hidden).collect();
                Step::Event(ProductEvent { name: mask(&name).text.into_owned(), attributes })
            }
        };
        trail.add(TrailStep { at, step });
    }
    trail
}

fn tidy(page: PageRef) -> PageRef {
    let url = page.url.split(['?', '#']).next().unwrap_or_default();
    let short = |text: &str, most| mask(text).text.chars().take(most).collect();
    PageRef { url: short(url, 500), title: short(&page.title, 200) }
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
