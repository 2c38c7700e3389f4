//! The language model, which is there or not, and keys that are never shown again.

use crate::controls::{self, control, id_of, is_ticked};
use crate::field::Field;
use crate::fields::MODEL;
use crate::form::Form;
use crate::parts::words;
use leptos::prelude::*;
use serde_json::{Value, json};
use warmline_ui::dom::{El, Words, button, el, value_of, when};

/// The switch, and while it is on, the fields.
pub fn editor(form: Form, field: &'static Field) -> El {
    form.shows(field.name, false);
    let on = Memo::new(move |_| form.value(field.name).is_some_and(|model| model.is_object()));
    let id = id_of(field.name);
    let turned = move |event: web_sys::Event| {
        if is_ticked(&event) {
            form.choose(field.name, json!({"provider": "open_ai"}));
        } else {
            form.back(field.name);
            // Where the default is a model, none must be said.
            if untrack(|| form.value(field.name)).is_some_and(|model| model.is_object()) {
                form.choose(field.name, Value::Null);
            }
        }
    };
    let input = el("input", "toggle")
        .set("type", "checkbox")
        .set("role", "switch")
        .set("id", id.clone())
        .id("llm")
        .set("aria-describedby", [&id, "-help"].concat())
        .follow(".checked", move || on.get().then_some("true".into()))
        .on("change", turned);
    let input = if form.editable { input } else { input.set("disabled", "") };
    let fields = when(
        move || on.get(),
        move || {
            el("div", "fields is-inner")
                .children(MODEL.iter().map(|field| control(form, "llm.", field)))
        },
    );
    el("section", "group")
        .child(
            el("div", "switch-row")
                .child(input)
                .child(el("label", "field-label").set("for", id.clone()).text(field.label)),
        )
        .child(el("p", "field-help").set("id", [&id, "-help"].concat()).text(field.help))
        .child(controls::fault_at(form, field.name))
        .view(fields)
}

/// A field that is written once: while something is stored, only that is told.
pub fn secret(form: Form, path: String, field: &'static Field) -> El {
    let id = id_of(&path);
    let part = |part: &str| [&id, "-", part].concat();
    let stored = {
        let path = path.clone();
        Memo::new(move |_| form.chosen(&path) == Some(Value::Bool(true)))
    };
    let told = {
        let path = path.clone();
        when(
            move || stored.get(),
            move || {
                let (replace, remove) = (path.clone(), path.clone());
                let row = el("div", "row")
                    .child(el("span", "chip is-own").id("secret-stored").text("Stored"))
                    .child(
                        button("button small", move || form.choose(&replace, json!("")))
                            .id("secret-replace")
                            .text("Replace"),
                    );
                let row = row.child(
                    button("button small", move || form.back(&remove))
                        .id("secret-remove")
                        .text("Remove"),
                );
                if form.editable {
                    row
                } else {
                    el("div", "row").child(el("span", "chip is-own").text("Stored"))
                }
            },
        )
    };
    let text = {
        let path = path.clone();
        move || {
            let value = form.chosen(&path);
            Some(Words::Owned(
                value.and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default(),
            ))
        }
    };
    let described = [part("help"), part("fault")].join(" ");
    let field_id = id.clone();
    let input_path = path.clone();
    let written = when(
        move || !stored.get(),
        move || {
            let (write, invalid) = (input_path.clone(), input_path.clone());
            let input = el("input", "input")
                .set("type", "password")
                .set("autocomplete", "off")
                .set("id", field_id.clone())
                .id(input_path.clone())
                .set("aria-describedby", described.clone())
                .follow("aria-invalid", move || form.fault(&invalid).map(|_| "true".into()))
                .follow(".value", text.clone())
                .on("input", move |event| match value_of(&event) {
                    empty if empty.is_empty() => form.back(&write),
                    secret => form.choose(&write, Value::from(secret)),
                });
            if form.editable { input } else { input.set("readonly", "") }
        },
    );
    el("div", "field")
        .child(
            el("label", "field-label")
                .set("for", id.clone())
                .follow_text(words(move || field.label.to_owned())),
        )
        .child(el("p", "field-help").set("id", part("help")).text(field.help))
        .view(told)
        .view(written)
        .child(controls::fault(form, &path).set("id", part("fault")))
}
