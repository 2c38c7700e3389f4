//! A section of forms, drawn from the table of fields.

use crate::app::App;
use crate::controls::control;
use crate::field::{Field, Kind};
use crate::fields::{self, ALL};
use crate::form::{Form, Target};
use crate::http::Trouble;
use crate::page::{self, Fetched};
use crate::parts::empty;
use crate::{bands, collection, grid, hours, http, model, on_call, preview, route, templates};
use leptos::prelude::*;
use serde_json::Value;
use warmline_ui::dom::{El, el};
use warmline_wire::settings::Section;

/// The page of a section.
pub fn page(app: App, section: Section) -> El {
    let fetched = Fetched::begin(move || async move {
        match http::get::<Value>(route::key(section)).await {
            Ok(stored) => Ok(Some(stored)),
            // A part that this edge does not have yet.
            Err(Trouble::Gone) => Ok(None),
            Err(trouble) => Err(trouble),
        }
    });
    fetched.show(move |stored| {
        let Some(stored) = stored else { return nothing() };
        let form = Form::new(app, Target::Section(section), &stored);
        let form = form.after_saving(move |_| {
            if section == Section::Departments {
                app.learn_departments();
            }
        });
        if matches!(section, Section::Hours | Section::OnCall) {
            form.check();
        }
        page::form(form, drawn(form, section))
    })
}

fn drawn(form: Form, section: Section) -> El {
    let names = form.names();
    let known = ALL.iter().filter(|field| names.iter().any(|name| name == field.name));
    let mut parts: Vec<El> = Vec::new();
    if section == Section::Confidence {
        parts.push(bands::picture(form));
    }
    parts.extend(known.map(|field| part(form, field)));
    let rest: Vec<&String> = names.iter().filter(|name| fields::top(name).is_none()).collect();
    if section == Section::Templates && !rest.is_empty() {
        // Each text is a field of the section.
        parts.push(templates::editor(form, "", rest.into_iter().cloned().collect()));
    } else {
        parts.extend(rest.into_iter().map(|name| unknown(form, name)));
    }
    if section == Section::Hours {
        parts.push(preview::test_box(form));
    }
    if parts.is_empty() { nothing() } else { el("div", "fields").children(parts) }
}

fn nothing() -> El {
    empty("Nothing to set yet", "This version of Warmline has no settings here.")
}

fn part(form: Form, field: &'static Field) -> El {
    match field.kind {
        Kind::Policies => collection::policies(form, field),
        Kind::Sources => collection::sources(form, field),
        Kind::Calendars => collection::calendars(form, field),
        Kind::Actions => collection::actions(form, field),
        Kind::Destinations => collection::destinations(form, field),
        Kind::Departments => collection::departments(form, field),
        Kind::OnCall => on_call::editor(form, field),
        Kind::Hours => hours::site(form, field),
        Kind::DepartmentHours => hours::departments(form, field),
        Kind::Tiers => grid::tiers(form, field),
        Kind::TopicBands => grid::bands(form, field),
        Kind::Model => model::editor(form, field),
        Kind::Templates => templates::editor(form, "templates.", untrack(|| form.ids("templates"))),
        _ => control(form, "", field),
    }
}

/// A field that this screen does not know yet: as JSON, so that nobody is kept from it.
fn unknown(form: Form, name: &str) -> El {
    let field: &'static Field = Box::leak(Box::new(Field {
        name: Box::leak(name.to_owned().into_boxed_str()),
        label: Box::leak(name.replace('_', " ").into_boxed_str()),
        help: "As JSON.",
        kind: Kind::Json,
    }));
    control(form, "", field)
}
