//! Small parts that several places of the screen are made of.

use crate::app::App;
use crate::{service, words};
use leptos::control_flow::{For, ForProps};
use leptos::prelude::*;
use leptos::svg;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use warmline_model::{Level, Millis, Tier, Timestamp};
use warmline_ui::dom::Part;
use warmline_ui::dom::html::{div, span};
use warmline_wire::{Clocks, OfferView};

/// A list whose items stay the same elements as long as their key is there, so that neither focus nor
/// a click is lost when the desk's next view arrives.
pub fn keyed<T, K>(
    items: Memo<Vec<T>>,
    key: fn(&T) -> K,
    show: impl Fn(Memo<T>) -> AnyView + Send + Sync + 'static,
) -> impl Part
where
    T: Clone + PartialEq + Send + Sync + 'static,
    K: Hash + 'static,
{
    let name = move |item: &T| {
        let mut hasher = DefaultHasher::new();
        key(item).hash(&mut hasher);
        hasher.finish()
    };
    let names = move || items.with(|items| items.iter().map(name).collect());
    let shown = move |wanted| {
        let find =
            move || items.with(|items| items.iter().find(|item| name(item) == wanted).cloned());
        let first = untrack(find)?;
        let item = Memo::new(move |last: Option<&T>| {
            find().or_else(|| last.cloned()).unwrap_or_else(|| first.clone())
        });
        Some(show(item))
    };
    rows(Box::new(names), Arc::new(shown))
}

/// The rows of a list by their names. Of one type for all lists: each type of a list would be compiled, and
/// downloaded, for itself.
fn rows(
    names: Box<dyn Fn() -> Vec<u64> + Send + Sync>,
    show: Arc<dyn Fn(u64) -> Option<AnyView> + Send + Sync>,
) -> AnyView {
    For(ForProps::builder().each(names).key(|name| *name).children(move |name| show(name)).build())
        .into_any()
}

/// The product's sign.
pub fn mark() -> impl Part {
    span()
        .class("mark")
        .attr("aria-hidden", "true")
        .child(icon("M4 5.5h16v11h-9l-4.5 3.5v-3.5H4z M8 11c1.3-2 2.7 2 4 0s2.7 2 4 0"))
}

/// A line drawing on a field of 24 by 24.
pub fn icon(path: &'static str) -> AnyView {
    svg::svg()
        .attr("viewBox", "0 0 24 24")
        .attr("class", "icon")
        .attr("aria-hidden", "true")
        .child(svg::path().attr("d", path))
        .into_any()
}

/// A round with the letters of a name.
pub fn avatar(name: impl Fn() -> String + Send + 'static) -> impl Part {
    span().class("avatar").attr("aria-hidden", "true").child(move || words::initials(&name()))
}

/// How urgent, as a word with a colour.
pub fn tier_chip(tier: impl Fn() -> Tier + Copy + Send + 'static) -> impl Part {
    span()
        .class(move || format!("chip tier tier-{}", words::tier_key(tier())))
        .child(move || words::tier(tier()))
}

/// The clock that is to be watched first, in words; near and late stand out (R-092).
pub fn clock(app: App, clocks: Memo<Clocks>) -> impl Part {
    let due = Memo::new(move |_| clocks.with(|clocks| service::next_due(clocks, app.clock.get())));
    let runs = Memo::new(move |_| due.with(Option::is_some));
    let level = Memo::new(move |_| match due.with(|due| due.and_then(|due| due.level)) {
        None => "ok",
        Some(Level::Near) => "near",
        Some(Level::Breached) => "breached",
    });
    move || {
        runs.get().then(|| {
            span()
                .class("sla")
                .attr("role", "timer")
                .attr("aria-live", "off")
                .attr("data-testid", "sla")
                .attr("data-level", move || level.get())
                .child(move || due.get().map(words::desk::due))
        })
    }
}

/// Which of an offer's two times runs, in words.
pub fn reading_words(app: App, offer: Memo<OfferView>) -> impl Part {
    let reading = Memo::new(move |_| offer.with(|offer| app.clock.get() < offer.read_until));
    span()
        .attr("data-testid", "offer-phase")
        .attr("data-phase", move || if reading.get() { "read" } else { "answer" })
        .child(move || if reading.get() { "time to read" } else { "time to answer" })
}

/// Grey lines where text will be.
pub fn skeleton(lines: usize) -> AnyView {
    div()
        .class("skeleton")
        .attr("aria-hidden", "true")
        .child((0..lines).map(|_| span().class("skeleton-line")).collect::<Vec<_>>())
        .part()
}

/// How much time an offer leaves.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Left {
    /// Whether it is still the time to read.
    reading: bool,
    span: Millis,
    of: Millis,
}

fn left(offer: &OfferView, now: Timestamp) -> Left {
    let reading = now < offer.read_until;
    let (from, to) =
        if reading { (offer.at, offer.read_until) } else { (offer.read_until, offer.expires) };
    let span = Millis((to - now).0.max(0));
    Left { reading, span, of: Millis((to - from).0.max(1)) }
}

/// The ring that runs down: first the time to read, then the time to answer (R-110).
pub fn reading_ring(app: App, offer: Memo<OfferView>) -> impl Part {
    let left = Memo::new(move |_| offer.with(|offer| left(offer, app.clock.get())));
    let share = move || {
        let Left { span, of, .. } = left.get();
        (span.0 * 100 / of.0).clamp(0, 100)
    };
    let seconds = move || left.get().span.as_seconds_ceil();
    let label = move || match left.get().reading {
        true => format!("{} s to read", seconds()),
        false => format!("{} s to answer", seconds()),
    };
    let circle = |class: &'static str| {
        svg::circle()
            .attr("class", class)
            .attr("cx", "18")
            .attr("cy", "18")
            .attr("r", "15")
            .attr("pathLength", "100")
    };
    let ring = svg::svg().attr("viewBox", "0 0 36 36").attr("aria-hidden", "true").child((
        circle("ring-track"),
        circle("ring-left")
            .attr("stroke-dasharray", "100")
            .attr("stroke-dashoffset", move || (100 - share()).to_string()),
    ));
    span()
        .class(move || if left.get().reading { "ring" } else { "ring is-due" })
        .attr("role", "timer")
        .attr("aria-live", "off")
        .attr("aria-label", label)
        .attr("title", label)
        .child((
            ring.into_any(),
            span().class("ring-number").attr("aria-hidden", "true").child(seconds),
        ))
}
