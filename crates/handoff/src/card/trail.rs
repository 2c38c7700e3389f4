//! The card's part of where the visitor was and what they did there.

use crate::plain;
use std::collections::BTreeMap;
use warmline_model::{Card, PageRef, ProductEvent, Step, Timestamp, TrailStep};

/// The longest address and title of a page, in characters.
const MAX_URL: usize = 500;
const MAX_TITLE: usize = 200;
/// How much the attributes of one event may be together, in bytes: agents are shown the whole card with each change.
const MAX_ATTRIBUTES: usize = 4_096;

/// The visitor is on this page now.
pub(crate) fn on_page(card: &mut Card, page: &PageRef, now: Timestamp) {
    went(card, [TrailStep { at: now, step: Step::Page(page.clone()) }]);
}

/// The visitor went on; whether that was news. What was before may be told after.
pub(crate) fn went(card: &mut Card, steps: impl IntoIterator<Item = TrailStep>) -> bool {
    let before = (card.trail.clone(), card.page.clone());
    for TrailStep { at, step } in steps {
        let step = match step {
            Step::Page(page) => tidy_page(&page).map(Step::Page),
            Step::Event(event) => tidy_event(&event).map(Step::Event),
        };
        card.trail.extend(step.map(|step| TrailStep { at, step }));
    }
    card.trail.sort_by_key(|step| step.at);
    let mut on: Option<PageRef> = None;
    let mut trail: Vec<TrailStep> = Vec::with_capacity(card.trail.len());
    for step in card.trail.drain(..) {
        match &step.step {
            // It may have got its title since they came.
            Step::Page(page) if on.as_ref().is_some_and(|on| on.url == page.url) => {
                let last = trail.iter_mut().rev().find_map(|step| page_of(&mut step.step));
                last.into_iter().for_each(|last| last.clone_from(page));
                on = Some(page.clone());
            }
            Step::Page(page) => {
                on = Some(page.clone());
                trail.push(step);
            }
            Step::Event(_) => trail.push(step),
        }
    }
    card.trail = trail;
    keep_newest(card, |step| matches!(step, Step::Page(_)));
    keep_newest(card, |step| matches!(step, Step::Event(_)));
    card.page = on.or_else(|| card.page.take());
    before != (card.trail.clone(), card.page.clone())
}

fn page_of(step: &mut Step) -> Option<&mut PageRef> {
    match step {
        Step::Page(page) => Some(page),
        Step::Event(_) => None,
    }
}

/// Many events push out no page, and the other way round.
fn keep_newest(card: &mut Card, of_kind: impl Fn(&Step) -> bool) {
    let count = card.trail.iter().filter(|step| of_kind(&step.step)).count();
    let mut over = count.saturating_sub(TrailStep::KEPT);
    card.trail.retain(|step| {
        let gone = over > 0 && of_kind(&step.step);
        over -= usize::from(gone);
        !gone
    });
}

/// The page as it may stand on a card, without query and fragment, in which secrets travel; none if it is not an
/// address of the web.
pub fn tidy_page(page: &PageRef) -> Option<PageRef> {
    let url = page.url.split(['#', '?']).next().unwrap_or_default();
    let (scheme, rest) = url.split_once("://").filter(|(s, _)| matches!(*s, "https" | "http"))?;
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let host = host.rsplit('@').next().unwrap_or_default();
    let url = plain::line(&[scheme, "://", host, path].concat(), MAX_URL);
    Some(PageRef { url, title: plain::line(&page.title, MAX_TITLE) })
}

fn tidy_event(event: &ProductEvent) -> Option<ProductEvent> {
    let name = plain::line(&event.name, ProductEvent::MAX_NAME);
    let mut room = MAX_ATTRIBUTES;
    let attributes = event.attributes.iter().take(ProductEvent::MAX_ATTRIBUTES);
    let attributes = attributes.take_while(|(name, value)| {
        let bytes = name.len() + value.len();
        let fits = bytes <= room;
        room = room.saturating_sub(bytes);
        fits
    });
    let attributes: BTreeMap<String, String> = attributes
        .map(|(name, value)| {
            // Together, so that a value whose name tells what it is gets hidden too.
            let hidden = hidden_by_name(name, value);
            (plain::line(name, ProductEvent::MAX_NAME), hidden)
        })
        .filter(|(name, _)| !name.is_empty())
        .collect();
    (!name.is_empty()).then_some(ProductEvent { name, attributes })
}

/// A value that is sensitive by its name alone: `password: "swordfish"`.
fn hidden_by_name(name: &str, value: &str) -> String {
    let value = plain::line(value, ProductEvent::MAX_VALUE);
    let lead = [&name.replace(['_', '-'], " "), ": "].concat();
    let masked = warmline_language::mask(&[&lead, value.as_str()].concat()).text.into_owned();
    match masked.strip_prefix(&lead) {
        Some(rest) => rest.to_owned(),
        None => value,
    }
}
