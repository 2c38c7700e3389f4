//! Passing a conversation on, to a colleague or a team, with a reason.

mod state;

pub use state::{Done, Transfer, agent_name, name_of};

use crate::app::App;
use crate::modal::modal;
use crate::parts::keyed;
use crate::words;
use leptos::prelude::*;
use state::{MAX_REASON, Missing, Obstacle, colleagues, free, obstacle};
use warmline_model::{ConversationId, Department};
use warmline_ui::dom::html::{
    button, div, fieldset, form as html_form, h2, input, label, legend, p, span, textarea,
};
use warmline_ui::dom::{Part, Whenever};
use warmline_wire::{FromConsole, TeamMember, TransferTo};

/// Opens the form for a conversation of this agent's.
pub fn begin(app: App, conversation: &ConversationId) {
    let mine = app.desk.with_untracked(|desk| {
        let mine = &desk.as_ref()?.mine;
        mine.iter().find(|mine| mine.conversation == *conversation).cloned()
    });
    app.transfer.set(mine.map(|mine| Transfer::new(mine.conversation, mine.episode)));
}

/// Keeps a conversation that nobody has accepted yet.
pub fn cancel(app: App, conversation: &ConversationId) {
    let mine = app.desk.with_untracked(|desk| {
        let mine = &desk.as_ref()?.mine;
        mine.iter().find(|mine| mine.conversation == *conversation).cloned()
    });
    if let Some(mine) = mine {
        let (conversation, episode) = (mine.conversation, mine.episode);
        app.act(FromConsole::CancelTransfer { conversation, episode });
    }
}

fn change(app: App, change: impl FnOnce(&mut Transfer)) {
    app.transfer.update(|form| {
        if let Some(form) = form {
            change(form);
        }
    });
}

fn part<T: Default>(app: App, part: impl Fn(&Transfer) -> T) -> T {
    app.transfer.with(|form| form.as_ref().map(part).unwrap_or_default())
}

/// The form.
pub fn form(app: App) -> impl Part {
    let close = move || app.transfer.set(None);
    let customer = app.transfer.with_untracked(|form| {
        let id = &form.as_ref()?.conversation;
        let of = |desk: &warmline_wire::DeskView| {
            desk.mine.iter().find(|mine| mine.conversation == *id)?.customer.clone()
        };
        app.desk.with_untracked(|desk| desk.as_ref().and_then(of))
    });
    let send = move || {
        let mut frame = None;
        change(app, |form| frame = form.send());
        if let Some(frame) = frame {
            app.act(frame);
        }
    };

    let title = format!("Pass {} on", words::desk::customer(customer.as_ref()));
    let body = html_form()
        .class("modal-body")
        .on("submit", move |event| {
            event.prevent_default();
            send();
        })
        .child((
            h2().attr("id", "transfer-title").attr("dir", "auto").child(title),
            p().class("soft").child(
                "It stays with you until somebody accepts; a team with a line of its own takes it over at once. They get the card, the conversation, the notes and your reason.",
            ),
            teams(app),
            people(app),
            reason(app),
            buttons(app, close),
        ));
    modal("transfer-dialog", "transfer-title", close, body)
}

/// A way to go, with what is known of it.
fn choice(
    app: App,
    test_id: &'static str,
    key: String,
    to: TransferTo,
    obstacle: impl Fn() -> Option<&'static str> + Copy + Send + Sync + 'static,
    inside: impl Part,
) -> impl Part {
    let chosen = to.clone();
    let is_chosen = move || part(app, |form| form.to.as_ref() == Some(&chosen));
    label()
        .class("pick")
        .class(Whenever("is-off", move || obstacle().is_some()))
        .attr("data-testid", test_id)
        .attr("data-to", key)
        .child((
            input()
                .attr("type", "radio")
                .attr("name", "transfer-to")
                .prop("checked", is_chosen)
                .prop("disabled", move || obstacle().is_some())
                .on("change", move |_| change(app, |form| form.to = Some(to.clone()))),
            span().class("pick-words").child((inside.part(), move || {
                obstacle().map(|why| span().class("pick-why").child(why))
            })),
        ))
}

fn teams(app: App) -> impl Part {
    let departments = Memo::new(move |_| {
        app.desk.with(|desk| desk.as_ref().map(|d| d.departments.clone()).unwrap_or_default())
    });
    let any = Memo::new(move |_| departments.with(|all| !all.is_empty()));
    let team = move |department: Memo<Department>| {
        let department = department.get_untracked();
        let free = Memo::new(move |_| {
            app.desk.with(|desk| desk.as_ref().and_then(|desk| free(desk, department)))
        });
        choice(
            app,
            "transfer-department",
            department.to_string(),
            TransferTo::Department { department },
            || None,
            (
                span().class("pick-name").child(department.name()),
                span().class("soft").child(move || match free.get() {
                    None => String::new(),
                    Some(0) => "nobody free now".to_owned(),
                    Some(free) => format!("{free} free now"),
                }),
            ),
        )
        .part()
    };
    move || {
        any.get().then(|| {
            fieldset().class("picks is-short").child((
                legend().child("To a team"),
                keyed(departments, |department| *department, team),
            ))
        })
    }
}

fn people(app: App) -> impl Part {
    let team =
        Memo::new(move |_| app.desk.with(|desk| desk.as_ref().map(colleagues).unwrap_or_default()));
    let none = Memo::new(move |_| team.with(Vec::is_empty));
    fieldset().class("picks").child((
        legend().child("To a colleague"),
        move || none.get().then(|| p().class("empty").child("None of your colleagues is here.")),
        keyed(team, |member| member.id.clone(), move |member| person(app, member).part()),
    ))
}

fn person(app: App, member: Memo<TeamMember>) -> impl Part {
    let agent = member.with_untracked(|member| member.id.clone());
    let why = move || {
        member.with(|member| {
            obstacle(member).map(|obstacle| match obstacle {
                Obstacle::Full => "Has as many conversations as they take",
                Obstacle::Status(status) => words::desk::not_free(status),
            })
        })
    };
    let about = move || member.with(words::desk::about);
    let load = move || member.with(|m| format!("{} of {}", m.active, m.capacity));
    choice(
        app,
        "transfer-agent",
        agent.to_string(),
        TransferTo::Agent { agent },
        why,
        (
            span()
                .class("pick-name")
                .attr("dir", "auto")
                .child(move || member.with(|m| m.name.clone())),
            span().class("soft time").child((span().class("spoken").child("conversations "), load)),
            span().class("soft pick-about").child(about),
        ),
    )
}

fn reason(app: App) -> impl Part {
    let length = Memo::new(move |_| part(app, |form| form.reason.chars().count()));
    div().class("field").child((
        label().attr("for", "transfer-reason").child("Reason"),
        textarea()
            .attr("id", "transfer-reason")
            .attr("data-testid", "transfer-reason")
            .attr("dir", "auto")
            .attr("rows", "3")
            .attr("aria-describedby", "transfer-reason-hint")
            .on("input", move |event| {
                let text = event_target_value(&event);
                change(app, |form| form.reason = text);
            }),
        p().attr("id", "transfer-reason-hint").class("soft hint").child((
            "The next agent reads it; the customer does not. ",
            move || {
                let length = length.get();
                (length > MAX_REASON - 100).then(|| format!("{length} of {MAX_REASON} characters."))
            },
        )),
    ))
}

fn buttons(app: App, close: impl Fn() + Copy + Send + 'static) -> impl Part {
    let missing = Memo::new(move |_| part(app, Transfer::missing));
    let sent = Memo::new(move |_| part(app, |form| form.sent));
    let hint = move || match missing.get() {
        Some(Missing::To) => "Choose who it goes to.",
        Some(Missing::Reason) => "Say why.",
        Some(Missing::Shorter) => "The reason is too long.",
        None => "",
    };
    let refused = Memo::new(move |_| part(app, |form| form.refused.clone()));
    let refused = move || {
        refused.get().map(|why| {
            p().class("refused")
                .attr("role", "alert")
                .attr("data-testid", "transfer-refused")
                .child(why)
        })
    };
    div().class("form-buttons").child((
        refused,
        span().class("soft hint").attr("role", "status").child(hint),
        button()
            .attr("type", "button")
            .class("button")
            .attr("data-testid", "transfer-close")
            .on("click", move |_| close())
            .child("Keep it"),
        button()
            .attr("type", "submit")
            .class("button primary")
            .attr("data-testid", "transfer-confirm")
            .prop("disabled", move || missing.get().is_some() || sent.get())
            .child(move || if sent.get() { "Passing on\u{2026}" } else { "Pass on" }),
    ))
}
