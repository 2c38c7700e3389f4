//! One article: what it says, how customers ask for it, how it reads.

use crate::app::App;
use crate::controls::control;
use crate::fields::ARTICLE;
use crate::form::{Form, Target};
use crate::http::{self, Trouble};
use crate::page::{self, Fetched};
use crate::parts::words;
use crate::route::Route;
use crate::{articles, dialog};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Value, json};
use warmline_ui::dom::{El, button, el, when};

/// The page of an article; without an id, of a new one.
pub fn page(app: App, id: Option<String>) -> El {
    let back = articles::back();
    let Some(id) = id else {
        let blank = json!({"title": "", "answer": "", "phrasings": []});
        let form = Form::new(app, Target::Article(None), &blank).after_saving(move |stored| {
            let id = stored["id"].as_str().unwrap_or_default().to_owned();
            app.say("Saved. The assistant knows it from now on.");
            app.go(Route::Article(Some(http::part(&id))));
        });
        return el("div", "").child(back).child(editor(form, None));
    };
    let fetched = {
        let id = id.clone();
        Fetched::begin(move || {
            // As it stands in the address, where it is written as a part already.
            let path = ["articles/", &id].concat();
            async move {
                match http::get::<Value>(&path).await {
                    Ok(stored) => Ok(Some(stored)),
                    Err(Trouble::Gone) => Ok(None),
                    Err(trouble) => Err(trouble),
                }
            }
        })
    };
    let shown = fetched.show(move |stored| match stored {
        None => articles::gone(),
        Some(stored) => {
            let id = stored["id"].as_str().unwrap_or_default().to_owned();
            let form = Form::new(app, Target::Article(Some(id.clone())), &stored);
            editor(form, Some(id))
        }
    });
    el("div", "").child(back).child(shown)
}

fn editor(form: Form, id: Option<String>) -> El {
    let fields = ARTICLE.iter().map(|field| {
        let drawn = control(form, "", field);
        if field.name == "answer" {
            el("div", "fields").child(drawn).child(preview(form))
        } else {
            drawn
        }
    });
    let fields: Vec<El> = fields.collect();
    let end = id.filter(|_| form.editable).map(|id| ending(form, id));
    el("div", "").child(page::form(form, el("div", "fields").children(fields))).children(end)
}

/// The answer as the chat shows it: as it is written, with its lines.
fn preview(form: Form) -> El {
    let says = words(move || {
        let answer = form.value("answer");
        let answer = answer.and_then(|answer| answer.as_str().map(str::to_owned));
        answer.filter(|a| !a.trim().is_empty()).unwrap_or_else(|| "Nothing yet.".to_owned())
    });
    el("div", "field").child(el("p", "field-label").text("As customers read it")).child(
        el("div", "preview")
            .child(el("p", "bubble").id("preview").set("dir", "auto").follow_text(says)),
    )
}

fn ending(form: Form, id: String) -> El {
    let asked = RwSignal::new(false);
    let app = form.app();
    let question = when(
        move || asked.get(),
        move || {
            let id = id.clone();
            let confirm = move || {
                let version = form.version().to_string();
                let path = ["articles/", &http::part(&id), "?version=", &version].concat();
                spawn_local(async move {
                    match http::call::<Value>("DELETE", &path, None).await {
                        Ok(_) | Err(Trouble::Gone) => {
                            app.say("Removed.");
                            app.go(Route::Articles);
                        }
                        Err(trouble) => {
                            app.say(&trouble.words());
                            asked.set(false);
                        }
                    }
                });
            };
            let close = move || asked.set(false);
            let content = el("div", "modal-text")
            .child(el("p", "").text(
                "The assistant no longer answers with it. Conversations that cite it keep what was said.",
            ))
            .child(dialog::buttons([
                button("button", close).text("Cancel"),
                button("button danger", confirm).id("delete-confirm").text("Remove"),
            ]));
            dialog::dialog("delete-dialog", "Remove this article?", close, content)
        },
    );
    el("div", "ending")
        .child(
            button("button danger", move || asked.set(true))
                .id("delete")
                .text("Remove this article"),
        )
        .view(question)
}
