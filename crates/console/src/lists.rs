//! The lists: offers to this agent, their own conversations, the waiting line, the team.

use crate::app::{App, Pane};
use crate::parts::{self, keyed};
use crate::words;
use leptos::ev;
use leptos::html::{button, div, h2, li, nav, p, section, span, ul};
use leptos::prelude::*;
use warmline_model::{AgentId, Status, Timestamp};
use warmline_wire::{DeskView, LineItem, Mine, OfferView, TeamMember};

/// The whole column.
pub fn lists(app: App) -> impl IntoView {
    let ready = Memo::new(move |_| app.desk.with(Option::is_some));
    nav().class("lists").attr("aria-label", "Conversations").child(move || match ready.get() {
        true => (offers(app), mine(app), line(app), team(app)).into_any(),
        false => (parts::skeleton(3), parts::skeleton(4), parts::skeleton(3)).into_any(),
    })
}

fn of<T>(app: App, list: fn(&DeskView) -> &Vec<T>) -> Memo<Vec<T>>
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    Memo::new(move |_| {
        app.desk.with(|desk| desk.as_ref().map(|d| list(d).clone()).unwrap_or_default())
    })
}

fn head(title: &'static str, count: impl Fn() -> usize + Send + 'static) -> impl IntoView {
    h2().class("list-head").child((title, span().class("count").child(count)))
}

fn empty(class: &'static str, text: &'static str) -> AnyView {
    p().class(format!("empty {class}")).child(text).into_any()
}

fn name(customer: Option<&String>) -> String {
    customer.cloned().unwrap_or_else(|| "Visitor".into())
}

/// For how long, by the edge's clock.
fn running(app: App, since: impl Fn() -> Timestamp + Send + 'static) -> impl IntoView {
    span().class("time").child(move || words::stopwatch(app.clock.get() - since()))
}

fn offers(app: App) -> impl IntoView {
    let items = of(app, |desk| &desk.offers);
    let any = Memo::new(move |_| items.with(|items| !items.is_empty()));
    let status = Memo::new(move |_| app.desk.with(|desk| desk.as_ref().map(|d| d.me.status)));
    let list = move || {
        section().class("list offers").attr("aria-label", "Offers to you").child((
            head("Offered to you", move || items.with(Vec::len)),
            ul().child(keyed(
                items,
                |offer| (offer.conversation.clone(), offer.episode),
                move |o| offer(app, o).into_any(),
            )),
        ))
    };
    move || match (any.get(), status.get()) {
        (true, _) => Some(list().into_any()),
        (false, Some(Status::Available) | None) => None,
        (false, Some(Status::Busy | Status::Break | Status::Offline)) => Some(empty(
            "",
            "Nobody is offered to you now. Set your status to Available when you are ready.",
        )),
    }
}

fn offer(app: App, offer: Memo<OfferView>) -> impl IntoView {
    let conversation = move || offer.with(|offer| offer.conversation.clone());
    let place = Memo::new(move |_| {
        app.desk.with(|desk| {
            let line = desk.as_ref().map(|desk| &desk.line)?;
            line.iter().find(|item| item.conversation == conversation()).cloned()
        })
    });
    let who = move || place.with(|place| name(place.as_ref().and_then(|p| p.customer.as_ref())));
    let team = move || place.with(|place| place.as_ref().map(|p| p.department.name()));
    let waited = move || {
        let since = place.with(|place| place.as_ref().map(|p| p.since))?;
        Some(format!("waiting {}", words::stopwatch(app.clock.get() - since)))
    };
    let decide = move |act: fn(&App, _, _)| {
        move |_| offer.with_untracked(|o| act(&app, o.conversation.clone(), o.episode))
    };
    li().class("offer")
        .class(("is-open", move || app.open.get() == Some(conversation())))
        .attr("data-testid", "offer")
        .attr("data-conversation", move || conversation().to_string())
        .child((
            button()
                .r#type("button")
                .class("item-open")
                .on(ev::click, move |_| {
                    app.show(offer.with_untracked(|o| o.conversation.clone()), Pane::Card)
                })
                .child((
                    span().class("item-top").child((
                        span().class("item-name").attr("dir", "auto").child(who),
                        parts::tier_chip(move || offer.with(|offer| offer.tier)),
                        parts::reading_ring(app, offer),
                    )),
                    span()
                        .class("item-summary")
                        .attr("dir", "auto")
                        .child(move || offer.with(|offer| offer.summary.clone())),
                    span()
                        .class("item-foot")
                        .child((span().child(team), span().class("time").child(waited))),
                )),
            div().class("offer-buttons").child((
                button()
                    .r#type("button")
                    .class("button primary")
                    .attr("data-testid", "accept")
                    .on(ev::click, decide(App::accept))
                    .child("Accept"),
                button()
                    .r#type("button")
                    .class("button")
                    .attr("data-testid", "decline")
                    .on(ev::click, decide(App::decline))
                    .child("Decline"),
            )),
        ))
}

fn mine(app: App) -> impl IntoView {
    let items = of(app, |desk| &desk.mine);
    let none = Memo::new(move |_| items.with(Vec::is_empty));
    section().class("list").attr("aria-label", "My conversations").child((
        head("My conversations", move || items.with(Vec::len)),
        move || {
            none.get().then(|| {
                empty("", "None yet. What you accept or take stays here until it is closed.")
            })
        },
        ul().child(keyed(
            items,
            |mine| mine.conversation.clone(),
            move |m| mine_item(app, m).into_any(),
        )),
    ))
}

fn mine_item(app: App, item: Memo<Mine>) -> impl IntoView {
    let conversation = move || item.with(|item| item.conversation.clone());
    let unread = Memo::new(move |_| {
        app.unread.with(|unread| unread.get(&conversation()).copied().unwrap_or_default())
    });
    let badge = move || {
        (unread.get() > 0).then(|| {
            span()
                .class("count is-loud")
                .attr("data-testid", "unread")
                .child((unread.get(), span().class("spoken").child(" unread")))
        })
    };
    li().class("item")
        .class(("is-open", move || app.open.get() == Some(conversation())))
        .attr("data-testid", "mine-item")
        .attr("data-conversation", move || conversation().to_string())
        .child(
            button()
                .r#type("button")
                .class("item-open")
                .attr("aria-current", move || {
                    (app.open.get() == Some(conversation())).then_some("true")
                })
                .on(ev::click, move |_| {
                    app.show(item.with_untracked(|i| i.conversation.clone()), Pane::Talk)
                })
                .child((
                    span().class("item-top").child((
                        span()
                            .class("item-name")
                            .attr("dir", "auto")
                            .child(move || item.with(|i| name(i.customer.as_ref()))),
                        badge,
                        running(app, move || item.with(|i| i.since)),
                    )),
                    span()
                        .class("item-summary")
                        .attr("dir", "auto")
                        .child(move || item.with(|i| i.summary.clone())),
                )),
        )
}

fn line(app: App) -> impl IntoView {
    let items = of(app, |desk| &desk.line);
    let waiting = Memo::new(move |_| app.desk.with(|desk| desk.as_ref().map_or(0, |d| d.waiting)));
    let more = move || {
        let hidden = (waiting.get() as usize).saturating_sub(items.with(Vec::len));
        (hidden > 0).then(|| p().class("empty").child(format!("And {hidden} more.")))
    };
    section().class("list").attr("aria-label", "Waiting line").child((
        head("Waiting line", move || waiting.get() as usize),
        move || {
            (waiting.get() == 0)
                .then(|| empty("calm", "No one is waiting. A good moment for a cup of tea."))
        },
        ul().child(keyed(
            items,
            |item| (item.conversation.clone(), item.episode),
            move |item| line_item(app, item).into_any(),
        )),
        more,
    ))
}

fn line_item(app: App, item: Memo<LineItem>) -> impl IntoView {
    let conversation = move || item.with(|item| item.conversation.clone());
    let reader = move || item.with(|item| item.offered_to.clone());
    let reading = move || reader().map(|reader| span().class("reader").child(reads(app, &reader)));
    let take = move || {
        (reader() != app.me()).then(|| {
            button()
                .r#type("button")
                .class("button small")
                .attr("data-testid", "take")
                .attr("title", "Take this conversation out of turn")
                .on(ev::click, move |_| {
                    item.with_untracked(|i| app.take(i.conversation.clone(), i.episode))
                })
                .child("Take")
        })
    };
    let yours = Memo::new(move |_| reader().is_some() && reader() == app.me());
    li().class("item")
        .class(("is-open", move || app.open.get() == Some(conversation())))
        .attr("data-testid", "line-item")
        .attr("data-conversation", move || conversation().to_string())
        .child((
            button()
                .r#type("button")
                .class("item-open")
                .on(ev::click, move |_| {
                    app.show(item.with_untracked(|i| i.conversation.clone()), Pane::Card)
                })
                .child((
                    span().class("item-top").child((
                        span().class("position").child(move || item.with(|i| i.position)),
                        span()
                            .class("item-name")
                            .attr("dir", "auto")
                            .child(move || item.with(|i| name(i.customer.as_ref()))),
                        parts::tier_chip(move || item.with(|i| i.tier)),
                        running(app, move || item.with(|i| i.since)),
                    )),
                    span()
                        .class("item-summary")
                        .attr("dir", "auto")
                        .child(move || item.with(|i| i.summary.clone())),
                    span()
                        .class("item-foot")
                        .child((span().child(move || item.with(|i| i.department.name())), reading)),
                )),
            move || if yours.get() { None } else { take() },
        ))
}

/// Who is reading an offer, in words.
pub fn reads(app: App, reader: &AgentId) -> String {
    if app.me().as_ref() == Some(reader) {
        return "Offered to you".into();
    }
    let name = app.desk.with(|desk| {
        let team = desk.as_ref().map(|desk| &desk.team)?;
        team.iter().find(|member| member.id == *reader).map(|member| member.name.clone())
    });
    format!("{} is reading it", name.as_deref().unwrap_or("A colleague"))
}

fn team(app: App) -> impl IntoView {
    let items = of(app, |desk| &desk.team);
    let online = move || {
        let here = |member: &&TeamMember| member.status != Status::Offline;
        items.with(|items| items.iter().filter(here).count())
    };
    let none = Memo::new(move |_| items.with(Vec::is_empty));
    section().class("list").attr("aria-label", "Team").child((
        head("Team", online),
        move || none.get().then(|| empty("", "You are the first of your team here.")),
        ul().child(keyed(items, |member| member.id.clone(), move |m| member(app, m).into_any())),
    ))
}

fn member(app: App, member: Memo<TeamMember>) -> impl IntoView {
    let is_me = move || app.me().is_some_and(|me| member.with(|member| member.id == me));
    li().class(move || format!("member status-{}", words::status_key(member.with(|m| m.status))))
        .attr("data-testid", "team-member")
        .child((
            span().class("dot").attr("aria-hidden", "true"),
            span()
                .class("member-name")
                .attr("dir", "auto")
                .child(move || member.with(|m| m.name.clone())),
            move || is_me().then(|| span().class("soft").child("you")),
            span().class("soft member-load").child(move || {
                member.with(|m| {
                    format!("{} \u{00b7} {}/{}", words::status(m.status), m.active, m.capacity)
                })
            }),
        ))
}
