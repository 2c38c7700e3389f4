//! Why an agent got a conversation: needs, candidates, exclusions and the rule that decided.

use crate::app::App;
use crate::words::routing as words;
use warmline_model::{Candidate, Excluded, Routing};
use warmline_ui::dom::Part;
use warmline_ui::dom::html::{details, div, h4, li, p, span, summary, ul};

/// The explanation, folded under a question such as "Why Ana?".
pub fn folded(
    app: App,
    question: impl Into<String>,
    test_id: &'static str,
    routing: Routing,
) -> impl Part {
    details()
        .class("why")
        .attr("data-testid", test_id)
        .child((summary().attr("dir", "auto").child(question.into()), explanation(app, routing)))
}

fn explanation(app: App, routing: Routing) -> impl Part {
    let Routing { needs, waived, rule, candidates, excluded, excluded_more, passed_over, .. } =
        routing;
    let me = app.me();
    let chosen = candidates.first();
    let name = chosen.map_or("They", |chosen| chosen.name.as_str());
    let yours = chosen.is_some_and(|chosen| Some(&chosen.agent) == me.as_ref());
    let decided = words::rule(rule, (!yours).then_some(name));
    let waived: Vec<String> = waived.iter().map(|of| words::waived(of, &needs)).collect();
    div().class("why-body").child((
        p().class("why-rule").attr("dir", "auto").attr("data-testid", "why-rule").child(decided),
        words::passed_over(passed_over)
            .map(|text| p().attr("data-testid", "why-passed-over").child(text)),
        p().class("soft").attr("data-testid", "why-needs").child(words::needs(&needs)),
        waived
            .into_iter()
            .map(|text| p().class("soft").attr("data-testid", "why-waived").child(text))
            .collect::<Vec<_>>(),
        (!candidates.is_empty()).then(|| {
            (
                h4().child("Could take it"),
                ul().child(candidates.iter().map(candidate).collect::<Vec<_>>()),
            )
        }),
        (!excluded.is_empty() || excluded_more > 0).then(|| {
            let more = (excluded_more > 0)
                .then(|| li().class("soft").child(format!("And {excluded_more} more.")));
            (
                h4().child("Could not"),
                ul().child((excluded.iter().map(could_not).collect::<Vec<_>>(), more)),
            )
        }),
    ))
}

fn candidate(candidate: &Candidate) -> impl Part + use<> {
    li().attr("data-testid", "why-candidate").child((
        span().class("why-name").attr("dir", "auto").child(candidate.name.clone()),
        span().class("soft").child(words::load(candidate)),
    ))
}

fn could_not(excluded: &Excluded) -> impl Part + use<> {
    li().attr("data-testid", "why-excluded").child((
        span().class("why-name").attr("dir", "auto").child(excluded.name.clone()),
        span().class("soft").child(words::exclusion(excluded.why)),
    ))
}
