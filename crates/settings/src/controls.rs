//! Fields drawn from their table: a label, what it does, the control, its default, what is wrong with it.

use crate::field::{Choices, Field, Kind};
use crate::form::Form;
use crate::parts::{self, words};
use leptos::prelude::*;
use serde_json::Value;
use std::borrow::Cow;
use warmline_ui::dom::{El, Words, button, el, live, value_of, when};
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement};

/// The id of a field's control.
pub fn id_of(path: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' };
    ["f-", &path.chars().map(plain).collect::<String>()].concat()
}

/// Puts the focus on the first field that is wrong.
pub fn go_to_fault() {
    // Beside its field; or at the thing that is closed over it.
    parts::focus("[aria-invalid=true], .thing-head:has(.is-trouble) .thing-open, .fault-elsewhere");
}

/// The field called `field` below `prefix`, which is empty or ends in a dot.
pub fn control(form: Form, prefix: &str, field: &'static Field) -> El {
    let path = [prefix, field.name].concat();
    form.shows(&path, true);
    let id = id_of(&path);
    let part = |part: &str| [&id, "-", part].concat();
    let body = match &field.kind {
        Kind::Switch => return switch(form, path, field),
        Kind::Several(choices) => return several(form, path, field, choices),
        Kind::Secret => return crate::model::secret(form, path, field),
        Kind::Choice(choices) => choice(form, &path, field, choices),
        Kind::Department => department(form, &path),
        kind => input(form, &path, kind),
    };
    let body = body
        .set("id", id.clone())
        .id(path.clone())
        .set("aria-describedby", [part("help"), part("default"), part("fault")].join(" "))
        .follow("aria-invalid", invalid(form, &path));
    let unit = match &field.kind {
        Kind::Percent => "%",
        Kind::Number { unit, .. } => unit,
        _ => "",
    };
    let input = match unit {
        "" => body,
        unit => el("div", "with-unit").child(body).child(el("span", "unit").text(unit)),
    };
    el("div", "field")
        .child(el("label", "field-label").set("for", id.clone()).text(field.label))
        .child(el("p", "field-help").set("id", part("help")).text(field.help))
        .child(input)
        .child(foot(form, &path, field).set("id", part("default")))
        .child(fault(form, &path).set("id", part("fault")))
}

fn invalid(form: Form, path: &str) -> impl Fn() -> Option<Words> + 'static {
    let path = path.to_owned();
    move || form.fault(&path).map(|_| "true".into())
}

/// What is wrong with the field at `path`.
pub fn fault(form: Form, path: &str) -> El {
    let path = path.to_owned();
    let says = words(move || form.fault(&path).unwrap_or_default());
    el("p", "fault").follow_text(says)
}

/// What is wrong with the thing at `path` as a whole.
pub fn fault_at(form: Form, path: &str) -> El {
    let path = path.to_owned();
    let says = words(move || form.fault_at(&path).unwrap_or_default());
    el("p", "fault").follow_text(says)
}

/// What holds by default, and the way back to it.
fn foot(form: Form, path: &str, field: &'static Field) -> El {
    let says = {
        let path = path.to_owned();
        move || {
            let default = form.default(&path)?;
            let chosen = form.chosen(&path);
            let off = chosen.as_ref().is_some_and(|value| is_off(&field.kind, value));
            let now =
                off.then(|| ["Now: ", &field.kind.describe(&none_of(&field.kind)), ". "].concat());
            let said = field.kind.describe(&default);
            // What stands in the list to choose from, or is nothing, needs no words.
            let listed = matches!(field.kind, Kind::Choice(_) | Kind::Department);
            if chosen.is_none() && (listed || said == "none") {
                return None;
            }
            let said = shortened(&said);
            Some(Words::Owned([now.as_deref().unwrap_or_default(), "Default: ", &said].concat()))
        }
    };
    let foot = el("div", "field-foot").child(el("span", "soft").follow_text(says));
    if !form.editable {
        return foot;
    }
    let chosen = {
        let path = path.to_owned();
        move || form.chosen(&path).is_some() && form.default(&path).is_some()
    };
    let foot = foot.view(when(chosen, {
        let path = path.to_owned();
        move || {
            let path = path.clone();
            let id = id_of(&path);
            let back = move || {
                form.back(&path);
                parts::focus(&["#", &id].concat());
            };
            button("link", back)
                .text("Back to default")
                .child(el("span", "spoken").text([": ", field.label].concat()))
        }
    }));
    let foot = match field.kind {
        Kind::Words { .. } => foot.view(starting(form, path, field)),
        _ => foot,
    };
    let Some(off) = off_word(&field.kind) else { return foot };
    let offered = {
        let path = path.to_owned();
        move || {
            let is_on = |value: Option<Value>| value.is_some_and(|v| !is_off(&field.kind, &v));
            is_on(form.default(&path)) && is_on(form.value(&path))
        }
    };
    let path = path.to_owned();
    foot.view(when(offered, move || {
        let path = path.clone();
        let switch_off = move || {
            form.back(&path);
            form.choose(&path, none_of(&field.kind));
            parts::focus(&["#", &id_of(&path)].concat());
        };
        button("link", switch_off)
            .text(["Set to: ", off].concat())
            .child(el("span", "spoken").text([": ", field.label].concat()))
    }))
}

/// A way to change a list of words that is there by default.
fn starting(form: Form, path: &str, field: &'static Field) -> AnyView {
    let untouched = {
        let path = path.to_owned();
        move || {
            let list = form.default(&path);
            let has_some = list.and_then(|l| l.as_array().map(|l| !l.is_empty())).unwrap_or(false);
            has_some && form.chosen(&path).is_none()
        }
    };
    let path = path.to_owned();
    when(untouched, move || {
        let path = path.clone();
        let start = move || {
            if let Some(list) = untrack(|| form.default(&path)) {
                form.choose(&path, list);
                parts::focus(&["#", &id_of(&path)].concat());
            }
        };
        button("link", start)
            .text("Start from these")
            .child(el("span", "spoken").text([": ", field.label].concat()))
    })
}

/// At most so many characters that it is still read.
fn shortened(text: &str) -> String {
    const MOST: usize = 140;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    text.chars().take(MOST).chain(['\u{2026}']).collect()
}

/// The value that means there is none.
fn none_of(kind: &Kind) -> Value {
    match kind {
        Kind::Words { .. } => Value::Array(Vec::new()),
        _ => Value::Null,
    }
}

fn off_word(kind: &Kind) -> Option<&'static str> {
    match kind {
        Kind::Duration { off } | Kind::Words { off } => *off,
        _ => None,
    }
}

fn is_off(kind: &Kind, value: &Value) -> bool {
    off_word(kind).is_some() && (value.is_null() || value.as_array().is_some_and(Vec::is_empty))
}

/// The input or the area of a field that is written into, without its label.
pub fn input(form: Form, path: &str, kind: &'static Kind) -> El {
    let text = {
        let path = path.to_owned();
        move || Some(Words::Owned(form.text(&path, kind)))
    };
    let hint = {
        let path = path.to_owned();
        move || {
            let default = form.default(&path).filter(|default| !default.is_null())?;
            Some(Words::Owned(kind.show(&default))).filter(|text| !text.is_empty())
        }
    };
    let tag = if kind.is_long() { "textarea" } else { "input" };
    let class = match kind {
        Kind::Number { .. }
        | Kind::Percent
        | Kind::Currency
        | Kind::Duration { .. }
        | Kind::Money => "input is-short",
        Kind::Json => "input is-code",
        Kind::Long => "input is-tall",
        _ => "input",
    };
    let written = {
        let path = path.to_owned();
        move |event: Event| form.write(&path, kind, value_of(&event))
    };
    let left = path.to_owned();
    let input = el(tag, class)
        .set("dir", "auto")
        .set("autocomplete", "off")
        .follow("placeholder", hint)
        .follow(".value", text)
        .on("input", written)
        .on("change", move |_| form.left(&left));
    let input = match kind {
        Kind::Number { .. } | Kind::Percent => input.set("inputmode", "numeric"),
        Kind::Json | Kind::Currency => input.set("spellcheck", "false"),
        _ => input,
    };
    if form.editable { input } else { input.set("readonly", "") }
}

fn choice(form: Form, path: &str, field: &'static Field, choices: Choices) -> El {
    let path = path.to_owned();
    let has_default = untrack(|| form.default(&path).is_some());
    let default_option = has_default.then(|| {
        let path = path.clone();
        let says = words(move || {
            let default = form.default(&path).unwrap_or_default();
            ["Default: ", &field.kind.describe(&default)].concat()
        });
        el("option", "").set("value", "").follow_text(says)
    });
    let options = choices.iter().map(|(value, label)| option(form, &path, value, *label));
    select(form, &path).children(default_option).children(options)
}

fn select(form: Form, path: &str) -> El {
    let path = path.to_owned();
    let chosen = move |event: Event| match value_of(&event) {
        empty if empty.is_empty() => form.back(&path),
        value => form.choose(&path, Value::from(value)),
    };
    let select = el("select", "input").on("change", chosen);
    if form.editable { select } else { select.set("disabled", "") }
}

fn option(form: Form, path: &str, value: &str, label: impl Into<Words>) -> El {
    let (path, mine) = (path.to_owned(), value.to_owned());
    let chosen = move || form.chosen(&path).is_some_and(|chosen| chosen == mine.as_str());
    el("option", "")
        .set("value", value.to_owned())
        .follow(".selected", move || chosen().then_some("true".into()))
        .text(label)
}

fn department(form: Form, path: &str) -> El {
    let departments = form.app().departments;
    let own = path.to_owned();
    let options = live(move || {
        let default = form.default(&own).filter(|default| default.is_string());
        let default = default.map(|default| {
            let id = default.as_str().unwrap_or_default().to_owned();
            let known = departments
                .with(|all| all.iter().find(|(of, _)| *of == id).map(|(_, n)| n.clone()));
            el("option", "").set("value", "").text(["Default: ", &known.unwrap_or(id)].concat())
        });
        let mut known = departments.get();
        // One that is chosen stays to be seen even where nobody has such a department.
        if let Some(chosen) = untrack(|| form.chosen(&own)).as_ref().and_then(Value::as_str)
            && known.iter().all(|(id, _)| id != chosen)
        {
            known.push((chosen.to_owned(), chosen.to_owned()));
        }
        let options = known.into_iter().map(|(id, name)| option(form, &own, &id, name));
        Some(
            el("optgroup", "")
                .set("label", "Departments")
                .children(default)
                .children(options.collect::<Vec<_>>()),
        )
    });
    select(form, path).view(options)
}

/// Whether the box that an event comes from is ticked.
pub fn is_ticked(event: &Event) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    target.is_some_and(|target| target.checked())
}

fn switch(form: Form, path: String, field: &'static Field) -> El {
    let id = id_of(&path);
    let part = |part: &str| [&id, "-", part].concat();
    let on = {
        let path = path.clone();
        move || form.value(&path).and_then(|value| value.as_bool()).unwrap_or(false)
    };
    let turned = {
        let path = path.clone();
        move |event: Event| form.choose(&path, Value::Bool(is_ticked(&event)))
    };
    let input = el("input", "toggle")
        .set("type", "checkbox")
        .set("role", "switch")
        .set("id", id.clone())
        .id(path.clone())
        .set("aria-describedby", [part("help"), part("default"), part("fault")].join(" "))
        .follow(".checked", move || on().then_some("true".into()))
        .follow("aria-invalid", invalid(form, &path))
        .on("change", turned);
    let input = if form.editable { input } else { input.set("disabled", "") };
    el("div", "field")
        .child(
            el("div", "switch-row")
                .child(input)
                .child(el("label", "field-label").set("for", id.clone()).text(field.label)),
        )
        .child(el("p", "field-help").set("id", part("help")).text(field.help))
        .child(foot(form, &path, field).set("id", part("default")))
        .child(fault(form, &path).set("id", part("fault")))
}

fn several(form: Form, path: String, field: &'static Field, choices: Choices) -> El {
    let id = id_of(&path);
    let part = |part: &str| [&id, "-", part].concat();
    let boxes = choices.iter().map(|(value, label)| {
        let has = |list: Option<Value>, value: &str| {
            list.and_then(|list| list.as_array().map(|l| l.iter().any(|item| item == value)))
                .unwrap_or(false)
        };
        let ticked = {
            let path = path.clone();
            move || has(form.value(&path), value)
        };
        let turned = {
            let path = path.clone();
            move |event: Event| {
                let list = untrack(|| form.value(&path));
                let mut list = list.and_then(|list| list.as_array().cloned()).unwrap_or_default();
                list.retain(|item| item != value);
                if is_ticked(&event) {
                    list.push(Value::from(*value));
                }
                form.choose(&path, Value::Array(list));
            }
        };
        let input = el("input", "tick")
            .set("type", "checkbox")
            .id([path.as_str(), "-", value].concat())
            .follow(".checked", move || ticked().then_some("true".into()))
            .on("change", turned);
        let input = if form.editable { input } else { input.set("disabled", "") };
        el("label", "tick-row").child(input).child(el("span", "").text(*label))
    });
    el("fieldset", "field")
        .set("aria-describedby", [part("help"), part("default"), part("fault")].join(" "))
        .child(el("legend", "field-label").text(field.label))
        .child(el("p", "field-help").set("id", part("help")).text(field.help))
        .child(el("div", "ticks").children(boxes))
        .child(foot(form, &path, field).set("id", part("default")))
        .child(fault(form, &path).set("id", part("fault")).set("tabindex", "-1"))
}

/// A plain field of a dialog or a search, which is no setting.
pub fn plain(
    tag: &'static str,
    id: &'static str,
    label: &'static str,
    help: &'static str,
    of: RwSignal<String>,
) -> El {
    let help_id = [id, "-help"].concat();
    el("div", "field")
        .child(el("label", "field-label").set("for", id).text(label))
        .child(el("p", "field-help").set("id", help_id.clone()).text(help))
        .child(
            el(tag, "input")
                .set("id", id)
                .id(id)
                .set("dir", "auto")
                .set("autocomplete", "off")
                .set("aria-describedby", help_id)
                .follow(".value", move || Some(Cow::Owned(of.get())))
                .on("input", move |event| of.set(value_of(&event))),
        )
}
