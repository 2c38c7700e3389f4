//! The audit log: who changed what, and when; what stood there before.

use crate::app::App;
use crate::field::Kind;
use crate::fields;
use crate::http;
use crate::page::Fetched;
use crate::parts::{self, empty};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;
use warmline_ui::dom::{El, button, el};
use warmline_wire::settings::{AuditField, AuditLine, AuditPage};

/// The page.
pub fn page(app: App) -> El {
    let fetched = Fetched::begin(|| async { http::get::<AuditPage>("audit").await });
    fetched.show(move |page| {
        if page.lines.is_empty() {
            return empty(
                "Nothing yet",
                "Each change of a setting, an account, an article or a key will stand here.",
            );
        }
        let oldest = page.lines.last().map_or(0, |line| line.n);
        let busy = RwSignal::new(false);
        let load = move || {
            busy.set(true);
            spawn_local(async move {
                let path = ["audit?before=", &oldest.to_string()].concat();
                match http::get::<AuditPage>(&path).await {
                    Ok(older) => fetched.change(|there| {
                        there.lines.extend(older.lines);
                        there.more = older.more;
                        parts::focus("[data-testid=more]");
                    }),
                    Err(trouble) => app.say(&trouble.words()),
                }
                let _redrawn = busy.try_set(false);
            });
        };
        let more = page.more.then(|| {
            button("button more", load)
                .id("more")
                .flag("disabled", move || busy.get())
                .text("Load more")
        });
        let lines = page.lines.iter().map(line);
        el("div", "")
            .child(el("ol", "audit").id("audit").children(lines.collect::<Vec<_>>()))
            .children(more)
    })
}

fn line(line: &AuditLine) -> El {
    let by = [&line.by.name, ", ", &parts::moment(line.by.at)].concat();
    let rows: Vec<El> = line.fields.iter().map(field).collect();
    let changes = (!rows.is_empty()).then(|| {
        let count = match rows.len() {
            1 => "1 field".to_owned(),
            n => [&n.to_string(), " fields"].concat(),
        };
        el("details", "changes")
            .child(el("summary", "").text(count))
            .child(el("dl", "change-list").children(rows))
    });
    el("li", "audit-line")
        .id("audit-line")
        .child(el("p", "audit-what").set("dir", "auto").text(line.what.clone()))
        .child(el("p", "soft").set("dir", "auto").text(by))
        .children(changes)
}

fn field(field: &AuditField) -> El {
    let (label, known) = fields::named(&field.field);
    // What is long was cut off and is no JSON any more: then it is shown as it is.
    let told = |text: &Option<String>| match text {
        None => "the default".to_owned(),
        Some(text) => match serde_json::from_str::<Value>(text) {
            Ok(value) => known.map_or(Kind::Json, |field| field.kind).describe(&value),
            Err(_) => text.clone(),
        },
    };
    el("div", "change").child(el("dt", "").text(label)).child(
        el("dd", "")
            .child(
                el("del", "")
                    .set("dir", "auto")
                    .child(el("span", "spoken").text("Before: "))
                    .child(el("span", "").text(told(&field.before))),
            )
            .child(el("span", "arrow").set("aria-hidden", "true").text("\u{2192}"))
            .child(
                el("ins", "")
                    .set("dir", "auto")
                    .child(el("span", "spoken").text("After: "))
                    .child(el("span", "").text(told(&field.after))),
            ),
    )
}
