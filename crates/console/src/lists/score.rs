//! How the desk does: how well the told waits held, and for supervisors what was counted.

use crate::app::App;
use crate::words::desk as words;
use leptos::prelude::*;
use warmline_ui::dom::Part;
use warmline_ui::dom::html::{dd, details, div, dl, dt, p, section, summary};
use warmline_wire::Tally;

/// The score for everybody, the counts for supervisors.
pub(super) fn score(app: App) -> impl Part {
    let score = Memo::new(move |_| app.desk.with(|desk| desk.as_ref().map(|desk| desk.wait_score)));
    let tally = Memo::new(move |_| app.desk.with(|desk| desk.as_ref().and_then(|desk| desk.tally)));
    let counted = Memo::new(move |_| tally.with(Option::is_some));
    section().class("list").attr("aria-label", "How the desk does").child((
        p().class("soft score")
            .attr("data-testid", "wait-score")
            .child(move || score.get().map(|score| words::wait_score(&score))),
        move || {
            counted.get().then(|| {
                details().class("why tally").attr("data-testid", "tally").child((
                    summary().child("What happened so far"),
                    dl().child(move || tally.get().map(|tally| rows(&tally))),
                ))
            })
        },
    ))
}

fn rows(tally: &Tally) -> impl Part + use<> {
    let row = |key: &'static str, name: &'static str, value: String| {
        div().attr("data-tally", key).child((dt().child(name), dd().child(value)))
    };
    (
        row("joined", "Joined the line", tally.joined.to_string()),
        row("served", "Got an agent", tally.served.to_string()),
        row("declined", "Offers let pass", tally.declined.to_string()),
        row("expired", "Offers that ran out", tally.expired.to_string()),
        row("out-of-turn", "Taken out of turn", tally.out_of_turn.to_string()),
        row("lost", "Agent gone or silent", tally.lost.to_string()),
        row("transferred", "Passed on", tally.transferred.to_string()),
        row(
            "second-transfers",
            "Passed on again",
            words::share(tally.second_transfers, tally.transferred),
        ),
        row(
            "wrong-department",
            "Came to the wrong team",
            words::share(tally.wrong_department, tally.transferred),
        ),
        row(
            "first-response-breached",
            "First answer late",
            words::share(tally.first_response_breached, tally.joined),
        ),
        row(
            "resolution-breached",
            "Not solved in time",
            words::share(tally.resolution_breached, tally.joined),
        ),
    )
}
