//! Whoever is on call: contacts, rotas, who it is in the next two weeks, and a drill of the chain.

use crate::app::App;
use crate::collection;
use crate::controls::{control, fault_at};
use crate::field::Field;
use crate::fields::ON_CALL;
use crate::form::Form;
use crate::http;
use crate::parts::moment;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::json;
use warmline_ui::dom::{El, button, el, live, when};
use warmline_ui::timer::Timer;
use warmline_wire::{DrillState, OnCallEnd, OnCallNeed};

/// How often a drill that goes on is looked at, ms.
const LOOK_EVERY: i32 = 5_000;

/// The whole section.
pub fn editor(form: Form, field: &'static Field) -> El {
    form.shows(field.name, false);
    let [contacts, rotas, others @ ..] = ON_CALL else { return el("div", "") };
    let others = others.iter().map(|field| control(form, "on_call.", field));
    el("div", "fields")
        .child(fault_at(form, field.name))
        .child(collection::head(contacts))
        .child(collection::contacts(form, contacts))
        .child(collection::head(rotas))
        .child(collection::rotas(form, rotas))
        .child(el("section", "group fields").children(others.collect::<Vec<_>>()))
        .child(preview(form))
        .child(drill(form.app()))
}

/// Who is on call, rota by rota, as the edge works it out from what is written here.
fn preview(form: Form) -> El {
    let each = live(move || {
        let ids = form.ids("on_call.rotas");
        let each = ids.into_iter().filter_map(|id| {
            let says = form.now(&["on_call.rotas[", &id, "]"].concat())?;
            let lines = says.lines().map(|line| {
                let class = if line.starts_with("Gap:") { "fault" } else { "soft" };
                el("p", class).text(line.to_owned())
            });
            let name = form.value(&["on_call.rotas[", &id, "].name"].concat());
            let name = name.and_then(|name| name.as_str().map(str::to_owned)).unwrap_or(id);
            let title = el("h3", "").set("dir", "auto").text(name);
            Some(el("div", "field").child(title).children(lines.collect::<Vec<_>>()))
        });
        Some(el("div", "fields").children(each.collect::<Vec<_>>()))
    });
    el("section", "group is-box")
        .id("on-call-preview")
        .set("aria-labelledby", "on-call-preview-title")
        .child(el("h2", "").set("id", "on-call-preview-title").text("Who is on call"))
        .child(el("div", "").set("role", "status").view(each))
}

/// "Test the chain": alerts whoever is on call, and shows how it goes on.
fn drill(app: App) -> El {
    let state = RwSignal::new(None::<DrillState>);
    let busy = RwSignal::new(false);
    let department = RwSignal::new(None::<String>);
    let timer = StoredValue::new_local(None::<Timer>);
    let look = move |start: bool| {
        spawn_local(async move {
            let path = "on_call/drill";
            let asked = match start {
                true => {
                    let team = department.get_untracked().unwrap_or_else(|| "support".to_owned());
                    http::call::<DrillState>("POST", path, Some(json!({"department": team}))).await
                }
                false => http::get::<DrillState>(path).await,
            };
            match asked {
                Ok(found) => {
                    if let Some(why) = &found.why_not {
                        app.say(why);
                    }
                    let goes_on = found.drill.as_ref().is_some_and(|drill| drill.end.is_none());
                    let _page_left = state.try_set(Some(found));
                    let _page_left = timer.try_with_value(|timer| match timer {
                        Some(timer) if goes_on => timer.set(LOOK_EVERY),
                        _ => {}
                    });
                }
                Err(trouble) if start => app.say(&trouble.words()),
                Err(_) => {}
            }
            let _page_left = busy.try_set(false);
        });
    };
    timer.set_value(Some(Timer::new(move || look(false))));
    look(false);
    let begin = move || {
        if !busy.get_untracked() {
            busy.set(true);
            look(true);
        }
    };
    let teams = move || {
        live(move || {
            let all = app.departments.get();
            let options =
                all.into_iter().map(|(id, name)| el("option", "").set("value", id).text(name));
            let chosen = move |event: web_sys::Event| {
                department.set(Some(warmline_ui::dom::value_of(&event)));
            };
            Some(
                el("select", "")
                    .set("id", "drill-team")
                    .id("drill-team")
                    .children(options.collect::<Vec<_>>())
                    .on("change", chosen),
            )
        })
    };
    let shown = live(move || state.get().and_then(|state| state.drill).map(|drill| run(&drill)));
    let controls = when(
        move || app.may_change(),
        move || {
            el("div", "field")
                .child(el("label", "field-label").set("for", "drill-team").text("Team"))
                .view(teams())
                .child(
                    button("button", begin)
                        .id("drill")
                        .flag("disabled", move || busy.get())
                        .text("Test the chain"),
                )
        },
    );
    let help = "Alerts whoever is on call now, and their backup if they do not answer, with a text that says it is a \
                drill. No customer is told anything. It uses what is saved; once in five minutes.";
    el("section", "group is-box")
        .set("aria-labelledby", "drill-title")
        .child(el("h2", "").set("id", "drill-title").text("Drill"))
        .child(el("p", "field-help").text(help))
        .view(controls)
        .child(el("div", "").set("role", "status").id("drill-result").view(shown))
}

/// How a drill went so far.
fn run(drill: &OnCallNeed) -> El {
    let asked = drill.asked.iter().enumerate().map(|(n, asked)| {
        let how = if n == 0 { "Alerted " } else { "No answer; alerted " };
        [how, &asked.name, ", ", &moment(asked.sent.unwrap_or(asked.at))].concat()
    });
    let end = match &drill.end {
        None => "Waiting for an answer.".to_owned(),
        Some(OnCallEnd::Acknowledged { name, at }) => {
            ["Acknowledged by ", name, ", ", &moment(*at)].concat()
        }
        Some(OnCallEnd::Unanswered { at }) if drill.asked.is_empty() => [
            "Nobody is on call for this team, or each had their alerts of the hour, ",
            &moment(*at),
        ]
        .concat(),
        Some(OnCallEnd::Unanswered { at }) => ["Nobody answered, ", &moment(*at)].concat(),
        Some(OnCallEnd::Over { at }) => ["Ended elsewhere, ", &moment(*at)].concat(),
        Some(OnCallEnd::Unknown) => "Ended.".to_owned(),
    };
    let lines = asked.chain([end]).map(|line| el("li", "").set("dir", "auto").text(line));
    el("ol", "").children(lines.collect::<Vec<_>>())
}
