//! The chat on the site's pages: its look, a live preview, the line to put into the pages.

use crate::app::App;
use crate::parts;
use leptos::prelude::*;
use warmline_ui::dom::{El, Words, button, el, live, value_of};

/// The colour where none is chosen, of the tokens.
const OWN_COLOUR: &str = "#0e6764";
/// Colours to begin with.
const COLOURS: [(&str, &str); 6] = [
    ("#0e6764", "Teal"),
    ("#1d4ed8", "Blue"),
    ("#6d28d9", "Violet"),
    ("#be123c", "Red"),
    ("#b45309", "Amber"),
    ("#1f2937", "Graphite"),
];

#[derive(Clone, Copy)]
struct Look {
    site: StoredValue<String>,
    /// As it is written; empty: Warmline's own.
    colour: RwSignal<String>,
    start: RwSignal<bool>,
}

/// The page. What is chosen stands in the line to copy, and nowhere else.
pub fn page(app: App) -> El {
    let site = untrack(|| app.me()).map(|me| me.site.as_str().to_owned()).unwrap_or_default();
    let look = Look {
        site: StoredValue::new(site),
        colour: RwSignal::new(String::new()),
        start: RwSignal::new(false),
    };
    el("div", "widget-page")
        .child(
            el("div", "widget-form").child(colour(look)).child(side(look)).child(script(app, look)),
        )
        .child(preview(look))
}

/// Six digits with `#`, as colour fields want it.
fn hex(text: &str) -> Option<String> {
    let digits = text.trim().trim_start_matches('#').to_lowercase();
    let fits = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    match digits.len() {
        6 if fits => Some(["#", &digits].concat()),
        3 if fits => {
            Some(digits.chars().fold("#".to_owned(), |hex, c| hex + &c.to_string().repeat(2)))
        }
        _ => None,
    }
}

impl Look {
    fn accent(self) -> Option<String> {
        self.colour.with(|colour| hex(colour)).filter(|colour| colour != OWN_COLOUR)
    }
}

fn colour(look: Look) -> El {
    let swatches = COLOURS.map(|(colour, name)| {
        let chosen =
            move || look.colour.with(|c| hex(c).as_deref().unwrap_or(OWN_COLOUR) == colour);
        let swatch = button("swatch", move || look.colour.set(colour.to_owned()))
            .set("aria-label", name)
            .follow("aria-pressed", move || Some(if chosen() { "true" } else { "false" }.into()));
        parts::styled(swatch, "background-color", move || colour.to_owned())
    });
    let invalid = move || look.colour.with(|c| !c.trim().is_empty() && hex(c).is_none());
    let fault = parts::words(move || {
        if invalid() { "Write it as # and six digits, as in #0e6764." } else { "" }.to_owned()
    });
    el("fieldset", "field")
        .child(el("legend", "field-label").text("Colour"))
        .child(el("p", "field-help").text(
            "Of the button and of what customers write. Text on it stays readable, in dark and light.",
        ))
        .child(el("div", "swatches").children(swatches))
        .child(
            el("div", "row")
                .child(
                    el("input", "colour-well")
                        .set("type", "color")
                        .set("aria-label", "Pick a colour")
                        .id("colour-well")
                        .follow(".value", move || {
                            Some(Words::Owned(look.colour.with(|c| hex(c)).unwrap_or_else(|| OWN_COLOUR.to_owned())))
                        })
                        .on("input", move |event| look.colour.set(value_of(&event))),
                )
                .child(
                    el("input", "input is-short")
                        .id("colour")
                        .set("aria-label", "Colour as hexadecimal digits")
                        .set("aria-describedby", "colour-fault")
                        .set("placeholder", OWN_COLOUR)
                        .set("spellcheck", "false")
                        .follow("aria-invalid", move || invalid().then_some("true".into()))
                        .follow(".value", move || Some(Words::Owned(look.colour.get())))
                        .on("input", move |event| look.colour.set(value_of(&event))),
                ),
        )
        .child(el("p", "fault").set("id", "colour-fault").follow_text(fault))
}

fn side(look: Look) -> El {
    let options = [
        (false, "end", "At the end: on the right, in languages read from the left"),
        (true, "start", "At the start: on the left"),
    ];
    let options = options.map(|(start, key, label)| {
        el("label", "tick-row")
            .child(
                el("input", "tick")
                    .set("type", "radio")
                    .set("name", "side")
                    .id(["side-", key].concat())
                    .follow(".checked", move || {
                        (look.start.get() == start).then_some("true".into())
                    })
                    .on("change", move |_| look.start.set(start)),
            )
            .child(el("span", "").text(label))
    });
    el("fieldset", "field")
        .child(el("legend", "field-label").text("Corner"))
        .child(el("div", "ticks is-one").children(options))
}

/// The line to put into pages.
fn tag(origin: &str, site: &str, accent: Option<&str>, start: bool) -> String {
    let accent =
        accent.map_or_else(String::new, |accent| [" data-accent=\"", accent, "\""].concat());
    let side = if start { " data-position=\"start\"" } else { "" };
    [
        "<script src=\"",
        origin,
        "/widget.js\" data-site=\"",
        site,
        "\"",
        &accent,
        side,
        " async></script>",
    ]
    .concat()
}

/// The line for browsers that run no scripts: a link to the plain page (R-184).
fn without_script(origin: &str, site: &str) -> String {
    [
        "<noscript><a href=\"",
        origin,
        "/chat/",
        site,
        "\">Chat with us, or talk to a human</a></noscript>",
    ]
    .concat()
}

fn script(app: App, look: Look) -> El {
    let plain = live(move || {
        let origin = window().location().origin().unwrap_or_default();
        let line = without_script(&origin, &look.site.get_value());
        Some(parts::copyable(app, "Line for browsers without scripts", "plain-tag", line))
    });
    let line = live(move || {
        let origin = window().location().origin().unwrap_or_default();
        let tag = tag(&origin, &look.site.get_value(), look.accent().as_deref(), look.start.get());
        Some(parts::copyable(app, "Line for your pages", "script-tag", tag))
    });
    el("section", "group")
        .set("aria-labelledby", "tag-title")
        .child(el("h2", "").set("id", "tag-title").text("Put it into your pages"))
        .child(el("p", "soft").text(
            "Copy this line into every page, before the end of its body. The look stands in it, so copy it \
             again when you change something here.",
        ))
        .view(line)
        .child(el("p", "soft").text(
            "Where scripts do not run, a link beside it leads to a plain page that still reaches your team:",
        ))
        .view(plain)
        .child(
            el("p", "soft")
                .text("The chat opens only on the sites named under ")
                .child(el("a", "").set("href", "#/company").text("Company"))
                .child(el("span", "").text(".")),
        )
}

fn preview(look: Look) -> El {
    let address = move || {
        let accent = look.accent().unwrap_or_default();
        let side = if look.start.get() { "start" } else { "end" };
        let site = look.site.get_value();
        [
            "/settings/preview/#site=",
            &crate::http::part(&site),
            "&accent=",
            &crate::http::part(&accent),
            "&position=",
            side,
        ]
        .concat()
    };
    // A new frame for each look: the chat reads its attributes once.
    let frame = live(move || {
        Some(
            el("iframe", "preview-frame")
                .id("preview-frame")
                .set("title", "Preview of the chat on a page")
                .set("src", address()),
        )
    });
    el("section", "widget-preview")
        .set("aria-labelledby", "preview-title")
        .child(el("h2", "").set("id", "preview-title").text("Preview"))
        .child(
            el("p", "soft").text(
                "It is the real chat: what you write in it goes to your team like any other.",
            ),
        )
        .view(frame)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_only_what_is_chosen() {
        assert_eq!(
            tag("https://x.example", "acme", None, false),
            r#"<script src="https://x.example/widget.js" data-site="acme" async></script>"#
        );
        assert_eq!(
            tag("https://x.example", "acme", Some("#1d4ed8"), true),
            r##"<script src="https://x.example/widget.js" data-site="acme" data-accent="#1d4ed8" data-position="start" async></script>"##
        );
    }

    #[test]
    fn without_scripts_a_link_leads_to_the_plain_page() {
        // R-184
        assert_eq!(
            without_script("https://x.example", "acme"),
            "<noscript><a href=\"https://x.example/chat/acme\">Chat with us, or talk to a human</a></noscript>"
        );
    }

    #[test]
    fn colours_are_three_or_six_digits_and_nothing_else_gets_into_the_line() {
        assert_eq!(hex("#ABC").as_deref(), Some("#aabbcc"));
        assert_eq!(hex("0e6764").as_deref(), Some("#0e6764"));
        for bad in ["", "red", "#12345", "\"><script>", "#gggggg"] {
            assert_eq!(hex(bad), None, "{bad}");
        }
    }
}
