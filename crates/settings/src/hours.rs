//! Hours: those of all departments, and of those that have their own; each is there or not.

use crate::controls::{self, control, fault, fault_at, id_of, input, is_ticked};
use crate::field::{Field, Kind};
use crate::fields::HOURS;
use crate::form::Form;
use crate::parts::words;
use leptos::prelude::*;
use serde_json::{Value, json};
use warmline_ui::dom::{El, Words, el, live, when};

/// The hours that hold for all.
pub fn site(form: Form, field: &'static Field) -> El {
    form.shows(field.name, false);
    el("section", "group")
        .child(switched(form, field.name.to_owned(), field.label.to_owned(), "h2"))
        .child(el("p", "field-help").text(field.help))
}

/// The hours of single departments.
pub fn departments(form: Form, field: &'static Field) -> El {
    form.shows(field.name, false);
    let departments = form.app().departments;
    let each = live(move || {
        let mut all = departments.get();
        // Hours of a department that is gone stay to be seen, so that they can be taken away.
        for id in untrack(|| form.ids(field.name)) {
            if all.iter().all(|(known, _)| *known != id) {
                all.push((id.clone(), id));
            }
        }
        let each = all.into_iter().map(|(id, name)| {
            let path = [field.name, ".", &id].concat();
            switched(form, path, name, "h3")
        });
        Some(el("div", "fields").children(each.collect::<Vec<_>>()))
    });
    el("section", "group")
        .child(el("h2", "").text(field.label))
        .child(el("p", "field-help").text(field.help))
        .child(fault_at(form, field.name))
        .view(each)
}

/// A switch, and while it is on, the hours at `path`.
fn switched(form: Form, path: String, label: String, heading: &'static str) -> El {
    form.shows(&path, false);
    let id = id_of(&path);
    let on = {
        let path = path.clone();
        Memo::new(move |_| form.value(&path).is_some_and(|hours| hours.is_object()))
    };
    let turned = {
        let path = path.clone();
        move |event: web_sys::Event| {
            if is_ticked(&event) {
                form.choose(&path, beginning());
            } else {
                form.back(&path);
            }
        }
    };
    let input = el("input", "toggle")
        .set("type", "checkbox")
        .set("role", "switch")
        .set("id", id.clone())
        .id(path.clone())
        .set("aria-describedby", [&id, "-now"].concat())
        .follow(".checked", move || on.get().then_some("true".into()))
        .on("change", turned);
    let input = if form.editable { input } else { input.set("disabled", "") };
    let now = {
        let path = path.clone();
        words(move || match on.get() {
            true => form.now(&path).unwrap_or_default(),
            false => String::new(),
        })
    };
    let fields = {
        let path = path.clone();
        when(move || on.get(), move || week(form, &path))
    };
    let label = el("label", "field-label").set("for", id.clone()).text(label);
    el("div", "field")
        .child(el("div", "switch-row").child(input).child(el(heading, "").child(label)))
        .child(
            el("p", "soft")
                .set("id", [&id, "-now"].concat())
                .set("role", "status")
                .id([&path, "-now"].concat())
                .follow_text(now),
        )
        .child(fault_at(form, &path))
        .view(fields)
}

/// The fields of hours: the days of the week as a table.
fn week(form: Form, path: &str) -> El {
    let (days, others): (Vec<_>, Vec<_>) =
        HOURS.iter().partition(|field| matches!(field.kind, Kind::Words { .. }));
    let in_week = [path, ".week"].concat();
    form.shows(&in_week, false);
    let rows = days.into_iter().map(|day| {
        let path = [&in_week, ".", day.name].concat();
        form.shows(&path, true);
        let fault_id = [&id_of(&path), "-fault"].concat();
        let invalid = {
            let path = path.clone();
            move || form.fault(&path).map(|_| Words::Borrowed("true"))
        };
        let closed = {
            let path = path.clone();
            move || form.chosen(&path).is_none().then_some(Words::Borrowed("closed"))
        };
        let input = input(form, &path, &day.kind)
            .set("id", id_of(&path))
            .id(path.clone())
            .set("rows", "2")
            .set("aria-label", day.label)
            .set("aria-describedby", fault_id.clone())
            .follow("aria-invalid", invalid)
            .follow("placeholder", closed);
        let cell = el("td", "").child(input).child(fault(form, &path).set("id", fault_id));
        let head = el("th", "grid-head").set("scope", "row");
        el("tr", "").child(head.child(el("span", "field-label").text(day.label))).child(cell)
    });
    let rows: Vec<El> = rows.collect();
    let prefix = [path, "."].concat();
    let mut others = others.into_iter().map(|field| control(form, &prefix, field));
    let zone = others.next();
    el("div", "fields is-inner")
        .children(zone)
        .child(el("table", "grid").child(el("tbody", "").children(rows)))
        .child(controls::fault_at(form, &in_week))
        .children(others)
}

/// What hours begin with: five days, by the clock of this browser.
fn beginning() -> Value {
    let day = ["09:00-17:00"];
    json!({"zone": zone(), "week": {
        "monday": day, "tuesday": day, "wednesday": day, "thursday": day, "friday": day
    }})
}

fn zone() -> String {
    let format = js_sys::Intl::DateTimeFormat::new(&js_sys::Array::new(), &js_sys::Object::new());
    let zone = js_sys::Reflect::get(&format.resolved_options(), &"timeZone".into());
    zone.ok().and_then(|zone| zone.as_string()).unwrap_or_default()
}
