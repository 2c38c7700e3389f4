//! What the site's systems know of the customer, what could not be looked up, and where they were on the site.

use super::{link, section, words};
use warmline_model::{
    Card, LookUp, LookUpOutcome, PageRef, ProductEvent, ProfileFact, ProfileField, Step,
};
use warmline_ui::dom::{El, el};

/// How many pages before this one, and how many events, are shown: the newest.
const MAX_STEPS: usize = 5;

pub(super) fn known(card: &Card) -> Option<El> {
    if card.looked_up.is_empty() {
        return None;
    }
    let facts = card.profile.iter().map(|fact| {
        let class = if fact.asked_about { "is-asked-about" } else { "" };
        let value = el("dd", class).set("title", ["From ", &fact.source].concat());
        let name = el("dt", "").set("dir", "auto").text(label(fact).to_owned());
        el("div", "").id("card-known").child(name).child(value.child(words("", &fact.value)))
    });
    let failed = card.looked_up.iter().filter_map(|look_up| {
        let text = failure(look_up)?;
        Some(el("p", "soft").id("card-look-up").set("dir", "auto").text(text))
    });
    Some(
        section("What your systems know").child(el("dl", "facts").children(facts)).children(failed),
    )
}

fn label(fact: &ProfileFact) -> &str {
    match fact.field {
        ProfileField::Name => "Name",
        ProfileField::Phone => "Phone",
        ProfileField::Account => "Account",
        ProfileField::Plan => "Plan",
        ProfileField::Since => "Since",
        ProfileField::Billing => "Billing",
        ProfileField::LifetimeValue => "Lifetime value",
        ProfileField::Loyalty => "Loyalty",
        ProfileField::Health => "Health",
        ProfileField::Usage => "Usage",
        ProfileField::Order if fact.asked_about => "Order asked about",
        ProfileField::Order => "Order",
        ProfileField::Tickets => "Tickets, 30 days",
        ProfileField::PastOutcome => "Ended before",
        ProfileField::Other => fact.label.as_deref().unwrap_or("Also"),
    }
}

/// What a look-up came to, where it is not told by its facts.
fn failure(look_up: &LookUp) -> Option<String> {
    let source = &look_up.source;
    let why = match look_up.outcome {
        LookUpOutcome::Found if look_up.unverified => {
            return Some([source, ": looked up by an address that nobody vouched for"].concat());
        }
        LookUpOutcome::Found => return None,
        LookUpOutcome::Nothing => return Some([source, ": nothing there"].concat()),
        LookUpOutcome::TooSlow { ms } => ["no answer in ", &ms.to_string(), " ms"].concat(),
        LookUpOutcome::Unreachable => "not reached".into(),
        LookUpOutcome::Refused { status } => ["it answered ", &status.to_string()].concat(),
        LookUpOutcome::TooLarge => "its answer is too large".into(),
        LookUpOutcome::NotJson => "its answer is no JSON".into(),
        LookUpOutcome::Redirected => "it sends us elsewhere".into(),
        LookUpOutcome::NotAllowed => "its address may not be asked".into(),
    };
    Some([source, " could not be looked up: ", &why].concat())
}

pub(super) fn trail(card: &Card) -> Option<El> {
    let now = card.page.as_ref()?;
    let mut part = section("On the site").id("card-trail").child(visit("Now on ", now));
    let steps = || card.trail.iter().rev();
    let pages = steps().filter_map(|step| match &step.step {
        Step::Page(page) if page.url != now.url => Some(visit("Before: ", page)),
        Step::Page(_) | Step::Event(_) => None,
    });
    part = part.children(pages.take(MAX_STEPS));
    let events = steps().filter_map(|step| match &step.step {
        Step::Event(event) => Some(happened(event)),
        Step::Page(_) => None,
    });
    Some(part.children(events.take(MAX_STEPS)))
}

fn visit(lead: &'static str, page: &PageRef) -> El {
    let title = if page.title.is_empty() { &page.url } else { &page.title };
    el("p", "page").child(el("span", "soft").text(lead)).child(link(title, Some(&page.url)))
}

fn happened(event: &ProductEvent) -> El {
    let mut text = event.name.clone();
    for (name, value) in &event.attributes {
        text = [&text, ", ", name, " ", value].concat();
    }
    el("p", "page").child(words("", &text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use warmline_model::Timestamp;

    #[test]
    fn what_could_not_be_looked_up_is_said_in_plain_words() {
        //
        let says = |outcome, unverified| {
            failure(&LookUp { source: "Orders".into(), at: Timestamp(0), outcome, unverified })
        };
        let slow = says(LookUpOutcome::TooSlow { ms: 800 }, false);
        assert_eq!(slow.as_deref(), Some("Orders could not be looked up: no answer in 800 ms"));
        let refused = says(LookUpOutcome::Refused { status: 401 }, false);
        assert_eq!(refused.as_deref(), Some("Orders could not be looked up: it answered 401"));
        assert_eq!(says(LookUpOutcome::Nothing, false).as_deref(), Some("Orders: nothing there"));
        assert_eq!(says(LookUpOutcome::Found, false), None);
        assert!(says(LookUpOutcome::Found, true).is_some_and(|text| text.contains("vouched")));
    }
}
