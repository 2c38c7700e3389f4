//! The lists: offers, one's own conversations, promises, the line, and what a supervisor sees.

mod calls;
mod cases;
mod kept;
mod line;
mod mine;
mod offers;
mod on_call;
mod promises;
mod score;
mod team;

pub use line::reads;
pub(crate) use promises::reach;

use crate::app::App;
use crate::inbox::{self, View};
use crate::{parts, words};
use leptos::prelude::*;
use warmline_model::{Department, Language, Timestamp};
use warmline_ui::dom::Part;
use warmline_ui::dom::html::{h2, nav, p, span};
use warmline_wire::{Clocks, DeskView};

/// The whole column.
pub fn lists(app: App) -> impl Part {
    let ready = Memo::new(move |_| app.desk.with(Option::is_some));
    // While something is searched for, only offers stand over what is found.
    let view = Memo::new(move |_| (!app.inbox.searches()).then(|| app.inbox.view.get()));
    nav().class("lists").attr("aria-label", "Conversations").child((
        inbox::search(app).part(),
        move || match ready.get() {
            true => (offers::offers(app), move || of_view(app, view.get())).part(),
            false => (parts::skeleton(3), parts::skeleton(4), parts::skeleton(3)).part(),
        },
        inbox::list(app),
    ))
}

fn of_view(app: App, view: Option<View>) -> AnyView {
    match view {
        Some(View::Desk) => (
            on_call::on_call(app),
            mine::mine(app),
            promises::promises(app),
            calls::calls(app),
            line::line(app),
            cases::cases(app),
            team::team(app),
            score::score(app),
            kept::kept(app),
        )
            .part(),
        Some(View::Mine) => (mine::mine(app), promises::promises(app)).part(),
        Some(View::Waiting) => (on_call::on_call(app), line::line(app)).part(),
        Some(View::All | View::Closed) | None => ().part(),
    }
}

fn of<T>(app: App, list: fn(&DeskView) -> &Vec<T>) -> Memo<Vec<T>>
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    Memo::new(move |_| {
        app.desk.with(|desk| desk.as_ref().map(|d| list(d).clone()).unwrap_or_default())
    })
}

fn head(title: &'static str, count: impl Fn() -> usize + Send + 'static) -> impl Part {
    h2().class("list-head").child((title, span().class("count").child(count)))
}

fn empty(class: &'static str, text: &'static str) -> AnyView {
    p().class(format!("empty {class}")).child(text).part()
}

/// For how long, by the edge's clock.
fn running(app: App, since: impl Fn() -> Timestamp + Send + 'static) -> impl Part {
    span().class("time").child(move || words::stopwatch(app.clock.get() - since()))
}

/// The team a conversation is for and the language it is in, where that is not the site's own.
fn team_and_language(department: Option<Department>, language: Option<Language>) -> String {
    let team = department.map(|department| department.name());
    let language = language.map(|language| words::language(language).to_owned());
    team.into_iter().chain(language).collect::<Vec<_>>().join(" \u{00b7} ")
}

/// What stands out of an item: a mark in words.
fn flag(kind: &'static str, text: impl Into<String>) -> AnyView {
    span()
        .class(format!("flag is-{kind}"))
        .attr("data-testid", format!("flag-{kind}"))
        .attr("dir", "auto")
        .child(text.into())
        .part()
}

/// The clock of an item that is to be watched first.
fn clock(app: App, clocks: impl Fn() -> Clocks + Send + Sync + 'static) -> impl Part {
    parts::clock(app, Memo::new(move |_| clocks()))
}
