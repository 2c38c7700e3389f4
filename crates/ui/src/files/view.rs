//! How files look: what is to be sent, and what was sent.

use super::{Item, Place, Standing, Tray};
use crate::dom::{El, button, el, html, live};
use crate::http::blob;
use leptos::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;
use warmline_model::{Attachment, bytes_text};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, Url};

const DOCUMENT: &str = "M14 3H6.5v18h11V6.5zM14 3v3.5h3.5M9.5 12h5M9.5 16h5";
const CROSS: &str = "M6.5 6.5l11 11M17.5 6.5l-11 11";
const AGAIN: &str = "M19 12a7 7 0 1 1-2-4.9L19.5 9M19.5 4v5h-5";

/// A sheet of paper.
pub const fn document_icon() -> &'static str {
    DOCUMENT
}

/// What is in the tray, if anything.
pub fn tray(tray: Tray) -> AnyView {
    live(move || {
        tray.changed.track();
        let own = tray.own.get_value();
        let items = own.items.borrow();
        let list = el("ul", "files").set("aria-label", "Files to send").id("tray");
        (!items.is_empty()).then(|| list.children(items.iter().map(|item| waiting(tray, item))))
    })
}

fn waiting(tray: Tray, item: &Item) -> El {
    let (key, percent, name) = (item.key, item.percent, item.name.clone());
    let named = |what: &str| [what, &name].concat();
    let words = el("span", "file-name").set("dir", "auto").text(name.clone());
    let note = el("span", "file-note");
    let again = matches!(item.standing, Standing::Failed(_, true));
    let (class, note) = match &item.standing {
        Standing::Sending => {
            let bar = el("progress", "").set("max", "100").set("aria-label", named("Sending "));
            ("file is-sending", note.child(bar.follow("value", move || Some(percent.get().into()))))
        }
        Standing::Ready(_) => ("file", note.text(bytes_text(item.bytes))),
        Standing::Failed(why, _) => {
            ("file is-failed", note.set("role", "alert").set("dir", "auto").text(why.clone()))
        }
    };
    let mut row = el("li", class)
        .id("tray-file")
        .icon(DOCUMENT)
        .child(el("span", "file-words").child(words).child(note));
    if again {
        row = row.child(
            button("file-button", move || tray.retry(key))
                .set("aria-label", named("Try again: "))
                .id("file-retry")
                .icon(AGAIN),
        );
    }
    row.child(
        el("button", "file-button")
            .set("type", "button")
            .on("click", move |event| {
                // The button goes, and the focus with it: back to where one writes.
                let pressed: Option<Element> = event.target().map(JsCast::unchecked_into);
                let form = pressed.and_then(|pressed| pressed.closest("form").ok().flatten());
                let field = form.and_then(|form| form.query_selector("textarea").ok().flatten());
                tray.remove(key);
                let _gone = field.map(|field| html(&field).focus());
            })
            .set("aria-label", named("Remove "))
            .id("file-remove")
            .icon(CROSS),
    )
}

/// A file of a message: a picture to look at, or a document to download.
pub fn shown(file: Attachment, place: Rc<dyn Fn() -> Option<Place>>) -> El {
    let at = move |file: &Attachment| {
        let place = place()?;
        Some(Place { url: [&place.url, "/", file.id.as_str()].concat(), token: place.token })
    };
    let picture = file.kind.is_picture();
    let link = el("a", if picture { "file-picture" } else { "file" }).id("file");
    let opened = at(&file).filter(|place| place.token.is_none()).map(|place| place.url);
    if picture {
        let mut image = el("img", "").set("alt", file.name.clone()).set("loading", "lazy");
        if let (Some(width), Some(height)) = (file.width, file.height) {
            image = image.set("width", width.to_string()).set("height", height.to_string());
        }
        let link = link.set("target", "_blank").set("rel", "noopener");
        return match opened {
            Some(url) => link.set("href", url.clone()).child(image.set("src", url)),
            // A token is in no address: fetched with it, and shown from memory.
            None => link.child(image).with(move |link| {
                let link = link.clone();
                fetched(at(&file), move |url| {
                    let Some(url) = url else { return };
                    let _never_fails = link.set_attribute("href", &url);
                    let image = link.first_element_child();
                    let _never_fails = image.map(|image| image.set_attribute("src", &url));
                });
            }),
        };
    }
    let (name, size) = (file.name.clone(), bytes_text(file.bytes));
    document(link, [&name, &name, &size], opened, Rc::new(move || at(&file)))
}

/// A document to download: what it says, as what it is saved, and a note under it. `opened` is its address where no
/// token is needed; else `at` says where it is at the moment it is wanted.
pub fn document(
    link: El,
    [said, saved, note]: [&str; 3],
    opened: Option<String>,
    at: Rc<dyn Fn() -> Option<Place>>,
) -> El {
    let words = el("span", "file-words")
        .child(el("span", "file-name").set("dir", "auto").text(said.to_owned()))
        .child(el("span", "file-note").text(note.to_owned()));
    let link = link
        .set("download", saved.to_owned())
        .set("href", opened.clone().unwrap_or_else(|| "#".to_owned()))
        .icon(DOCUMENT)
        .child(words);
    if opened.is_some() {
        return link;
    }
    let own: Rc<RefCell<Option<Element>>> = Rc::default();
    let kept = Rc::clone(&own);
    link.with(move |link| drop(kept.replace(Some(link.clone())))).on(
        "click",
        move |event: Event| {
            let Some(link) = own.borrow().clone() else { return };
            if link.get_attribute("href").is_some_and(|href| href.starts_with("blob:")) {
                return;
            }
            event.prevent_default();
            fetched(at(), move |url| match url {
                Some(url) => {
                    link.set_class_name("file");
                    let _never_fails = link.set_attribute("href", &url);
                    html(&link).click();
                    // What is there may be another thing by the next time.
                    let _never_fails = link.set_attribute("href", "#");
                }
                None => link.set_class_name("file is-lost"),
            });
        },
    )
}

fn fetched(from: Option<Place>, done: impl FnOnce(Option<String>) + 'static) {
    let Some(Place { url, token }) = from else { return };
    wasm_bindgen_futures::spawn_local(async move {
        let blob = blob(&url, token.as_deref().unwrap_or_default()).await;
        done(blob.and_then(|blob| Url::create_object_url_with_blob(&blob).ok()));
    });
}
