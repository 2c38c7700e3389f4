//! What is chosen and entered for a system that packages and letters go to, and its test.

use crate::controls::{self, control, id_of};
use crate::field::Choices;
use crate::fields::destinations::{SLACK_WAYS, SYSTEMS, USES, entered};
use crate::form::Form;
use crate::http;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Value, json};
use warmline_ui::dom::{El, button, el, live, value_of};
use warmline_wire::settings::TestDone;

/// Behind the name: the system with its fields, what it gets, and the test.
pub fn body(form: Form, path: &str, id: &str) -> El {
    let text = |path: String| {
        Memo::new(move |_| {
            let value = form.chosen(&path);
            value.and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
        })
    };
    let system = text([path, ".system.kind"].concat());
    let way = text([path, ".system.way.by"].concat());
    let system_path = [path, ".system"].concat();
    let way_path = [path, ".system.way"].concat();
    let fresh = |system: &str| match system {
        "slack" => json!({"kind": "slack", "way": {"by": "webhook"}}),
        "postmark" => json!({"kind": "postmark", "stream": "outbound"}),
        "hubspot" => json!({"kind": "hubspot", "pipeline": "0"}),
        other => json!({"kind": other}),
    };
    let which = select(
        form,
        &[path, ".system.kind"].concat(),
        ("System", "What you enter depends on it."),
        SYSTEMS,
        system,
        move |chosen| {
            // What was entered for another system is of no use here.
            form.back(&system_path);
            form.choose(&system_path, fresh(&chosen));
        },
    );
    let prefix = [path, "."].concat();
    let fields = live({
        let prefix = prefix.clone();
        move || {
            let (system, way_now) = (system.get(), way.get());
            let (prefix, way_path) = (prefix.clone(), way_path.clone());
            Some(untrack(|| {
                let slack = (system == "slack").then(|| {
                    let by = [&way_path, ".by"].concat();
                    select(
                        form,
                        &by,
                        ("Messages get there by", ""),
                        SLACK_WAYS,
                        way,
                        move |chosen| {
                            form.back(&way_path);
                            form.choose(&way_path, json!({"by": chosen}));
                        },
                    )
                });
                let fields = entered(&system, &way_now).iter();
                el("div", "fields")
                    .children(slack)
                    .children(fields.map(|field| control(form, &prefix, field)).collect::<Vec<_>>())
            }))
        }
    });
    el("div", "fields")
        .child(which)
        .view(fields)
        .children(USES.iter().map(|field| control(form, &prefix, field)))
        .child(test(form, id))
}

fn select(
    form: Form,
    path: &str,
    (label, help): (&'static str, &'static str),
    choices: Choices,
    now: Memo<String>,
    chosen: impl Fn(String) + 'static,
) -> El {
    form.shows(path, true);
    let id = id_of(path);
    let help_id = [&id, "-help"].concat();
    let none = el("option", "").set("value", "").text("Choose\u{2026}");
    let none = (untrack(|| now.get()).is_empty()).then_some(none);
    let options = choices.iter().map(|(value, label)| {
        let own = move || (now.get() == *value).then_some("true".into());
        el("option", "").set("value", *value).follow(".selected", own).text(*label)
    });
    let input = el("select", "input")
        .set("id", id.clone())
        .id(path.to_owned())
        .set("aria-describedby", help_id.clone())
        .on("change", move |event| match value_of(&event) {
            empty if empty.is_empty() => {}
            value => chosen(value),
        })
        .children(none)
        .children(options.collect::<Vec<_>>());
    let input = if form.editable { input } else { input.set("disabled", "") };
    el("div", "field")
        .child(el("label", "field-label").set("for", id).text(label))
        .child(el("p", "field-help").set("id", help_id).text(help))
        .child(input)
        .child(controls::fault(form, path))
}

/// Sends a test by what is stored, and tells what came back.
fn test(form: Form, id: &str) -> El {
    if !form.editable {
        return el("div", "");
    }
    let says = RwSignal::new(None::<(bool, String)>);
    let busy = RwSignal::new(false);
    let path = ["destinations/", &http::part(id), "/test"].concat();
    let send = move || {
        if busy.get_untracked() {
            return;
        }
        if untrack(|| form.is_changed()) {
            return says.set(Some((false, "Save first: the test goes by what is stored.".into())));
        }
        busy.set(true);
        says.set(None);
        let path = path.clone();
        spawn_local(async move {
            let told = match http::call::<TestDone>("POST", &path, None::<Value>).await {
                Ok(done) => (done.delivered, done.says),
                Err(trouble) => (false, trouble.words()),
            };
            let _left = says.try_set(Some(told));
            let _left = busy.try_set(false);
        });
    };
    let told = live(move || {
        let (delivered, words) = says.get()?;
        let class = if delivered { "chip is-good" } else { "chip is-trouble" };
        let short = if delivered { "Delivered" } else { "Not delivered" };
        Some(
            el("p", "row")
                .child(el("span", class).text(short))
                .child(el("span", "").set("dir", "auto").text(words)),
        )
    });
    el("div", "field")
        .child(
            el("div", "row").child(
                button("button", send)
                    .id(["test-", id].concat())
                    .flag("disabled", move || busy.get())
                    .follow_text(move || {
                        Some(if busy.get() { "Sending\u{2026}" } else { "Send a test" }.into())
                    }),
            ),
        )
        .child(
            el("p", "field-help")
                .text("A package that says that it is a test, with nobody\u{2019}s data in it."),
        )
        .child(el("div", "").set("role", "status").id(["tested-", id].concat()).view(told))
}
