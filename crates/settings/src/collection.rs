//! Lists of things with fields of their own: policies, departments, contacts. Each opens to be changed.

use crate::controls::{self, control, is_ticked, plain};
use crate::field::Field;
use crate::fields::destinations::DESTINATION;
use crate::fields::{ACTION, CALENDAR, CONTACT, DEPARTMENT, POLICY, ROTA, SOURCE};
use crate::form::Form;
use crate::parts::{self, empty, words};
use leptos::prelude::*;
use serde_json::Value;
use warmline_ui::dom::{El, button, el, html, live, when};

/// What kind of things a list is of.
#[derive(Clone, Copy)]
struct Kind {
    /// The field of the section.
    name: &'static str,
    /// The fields of each thing.
    fields: &'static [Field],
    /// Whether each can be switched off.
    switched: bool,
    /// Whether it is a list of things with an id; else they are named.
    listed: bool,
    /// What is drawn behind the fields: by the thing's path and its id.
    more: Option<fn(Form, &str, &str) -> El>,
    /// What one is called.
    one: &'static str,
    /// The label of the button that adds one.
    add: &'static str,
}

impl Kind {
    fn path(&self, id: &str) -> String {
        if self.listed { [self.name, "[", id, "]"].concat() } else { [self.name, ".", id].concat() }
    }
}

/// The policies.
pub fn policies(form: Form, field: &'static Field) -> El {
    let kind = Kind {
        name: field.name,
        fields: POLICY,
        switched: true,
        listed: true,
        more: None,
        one: "policy",
        add: "Add a policy",
    };
    list(form, field, kind)
}

/// The departments.
pub fn departments(form: Form, field: &'static Field) -> El {
    let kind = Kind {
        name: field.name,
        fields: DEPARTMENT,
        switched: false,
        listed: false,
        more: None,
        one: "department",
        add: "Add a department",
    };
    list(form, field, kind)
}

/// The systems that know customers.
pub fn sources(form: Form, field: &'static Field) -> El {
    let kind = Kind {
        name: field.name,
        fields: SOURCE,
        switched: false,
        listed: true,
        more: None,
        one: "system",
        add: "Add a system",
    };
    list(form, field, kind)
}

/// The systems that packages and letters go to.
pub fn destinations(form: Form, field: &'static Field) -> El {
    let kind = Kind {
        name: field.name,
        fields: DESTINATION,
        switched: false,
        listed: true,
        more: Some(crate::destinations::body),
        one: "destination",
        add: "Add a destination",
    };
    list(form, field, kind)
}

/// Whoever can be alerted when they are on call.
pub fn contacts(form: Form, field: &'static Field) -> El {
    let kind = Kind {
        name: "on_call.contacts",
        fields: CONTACT,
        switched: false,
        listed: true,
        more: None,
        one: "contact",
        add: "Add a contact",
    };
    list(form, field, kind)
}

/// Who of them is on call when.
pub fn rotas(form: Form, field: &'static Field) -> El {
    let kind = Kind {
        name: "on_call.rotas",
        fields: ROTA,
        switched: false,
        listed: true,
        more: None,
        one: "rota",
        add: "Add a rota",
    };
    list(form, field, kind)
}

/// The calendars in whose busy times there are no calls.
pub fn calendars(form: Form, field: &'static Field) -> El {
    let kind = Kind {
        name: field.name,
        fields: CALENDAR,
        switched: false,
        listed: true,
        more: None,
        one: "calendar",
        add: "Add a calendar",
    };
    el("div", "fields").child(head(field)).child(list(form, field, kind))
}

/// What a list is, above it, where a section has more than the one.
pub fn head(field: &'static Field) -> El {
    el("div", "")
        .child(el("h2", "").text(field.label))
        .child(el("p", "field-help").text(field.help))
}

/// What customers can do by themselves.
pub fn actions(form: Form, field: &'static Field) -> El {
    let kind = Kind {
        name: field.name,
        fields: ACTION,
        switched: false,
        listed: true,
        more: None,
        one: "action",
        add: "Add an action",
    };
    list(form, field, kind)
}

fn list(form: Form, field: &'static Field, kind: Kind) -> El {
    form.shows(kind.name, false);
    let open = RwSignal::new(None::<String>);
    let ids = Memo::new(move |_| form.ids(kind.name));
    let items = live(move || {
        let ids = ids.get();
        if ids.is_empty() {
            return Some(empty("None yet", "Add the first."));
        }
        let items =
            untrack(|| ids.into_iter().map(|id| item(form, kind, id, open)).collect::<Vec<_>>());
        Some(el("ul", "things").children(items))
    });
    let id = controls::id_of(kind.name);
    el("section", "group")
        .set("aria-labelledby", id.clone())
        .child(el("h2", "spoken").set("id", id).text(field.label))
        .child(controls::fault_at(form, kind.name))
        .view(items)
        .view(when(move || form.editable, move || adding(form, kind, open)))
}

fn item(form: Form, kind: Kind, id: String, open: RwSignal<Option<String>>) -> El {
    let path = kind.path(&id);
    let name = {
        let (path, id) = (path.clone(), id.clone());
        Memo::new(move |_| {
            let name = form.value(&[&path, ".name"].concat());
            let name = name.and_then(|name| name.as_str().map(str::to_owned));
            let name = name.filter(|name| !name.trim().is_empty()).unwrap_or_else(|| spaced(&id));
            capital(&name)
        })
    };
    let is_own = untrack(|| form.default(&path)).is_none();
    let is_open = {
        let id = id.clone();
        Memo::new(move |_| open.with(|open| open.as_deref() == Some(id.as_str())))
    };
    let body_id = [&controls::id_of(&path), "-body"].concat();
    let toggle = {
        let id = id.clone();
        move || open.set((!is_open.get_untracked()).then(|| id.clone()))
    };
    let marker = {
        let path = path.clone();
        live(move || {
            let faulty = form.has_fault_below(&path);
            let (text, class) = match (faulty, is_own, form.chosen(&path).is_some()) {
                (true, ..) => ("Needs a look", "chip is-trouble"),
                (false, true, _) => ("Your own", "chip is-own"),
                (false, false, true) => ("Changed", "chip is-own"),
                (false, false, false) => ("Default", "chip"),
            };
            Some(el("span", class).text(text))
        })
    };
    let head = el("div", "thing-head")
        .child(
            button("thing-open", toggle)
                .id(["open-", &id].concat())
                .set("aria-controls", body_id.clone())
                .follow("aria-expanded", move || {
                    Some(if is_open.get() { "true" } else { "false" }.into())
                })
                .icon("M9 5l7 7-7 7")
                .child(
                    el("span", "thing-name")
                        .set("dir", "auto")
                        .follow_text(words(move || name.get())),
                ),
        )
        .view(marker);
    let head = if kind.switched { head.child(switch(form, &path, &id, name)) } else { head };
    let body = when(move || is_open.get(), {
        move || {
            form.shows(&path, false);
            let prefix = [&path, "."].concat();
            let fields = kind.fields.iter().map(|field| control(form, &prefix, field));
            el("div", "thing-body")
                .set("id", body_id.clone())
                .child(el("p", "soft").text(["Short name: ", &id].concat()))
                .child(controls::fault_at(form, &path))
                .child(el("div", "fields").children(fields))
                .children(kind.more.map(|more| more(form, &path, &id)))
                .view(ending(form, kind, path.clone(), is_own, open))
        }
    });
    el("li", "thing").child(head).view(body)
}

/// The way to be rid of a thing of one's own, or of all changes to a default.
fn ending(
    form: Form,
    kind: Kind,
    path: String,
    is_own: bool,
    open: RwSignal<Option<String>>,
) -> AnyView {
    let shown = {
        let path = path.clone();
        move || form.editable && (is_own || form.chosen(&path).is_some())
    };
    when(shown, move || {
        let path = path.clone();
        let end = move || {
            if is_own {
                open.set(None);
                parts::focus("[data-testid=add]");
                form.app().say(&["The ", kind.one, " is removed when you save."].concat());
            }
            form.back(&path);
        };
        let (label, class) = match is_own {
            true => (["Remove this ", kind.one].concat(), "button small danger"),
            false => ("All back to default".to_owned(), "button small"),
        };
        button(class, end).id("thing-end").text(label)
    })
}

fn switch(form: Form, path: &str, id: &str, name: Memo<String>) -> El {
    let path = [path, ".on"].concat();
    form.shows(&path, false);
    let on = {
        let path = path.clone();
        move || form.value(&path).is_none_or(|on| on != Value::Bool(false))
    };
    let input = el("input", "toggle")
        .set("type", "checkbox")
        .set("role", "switch")
        .id(["on-", id].concat())
        .follow("aria-label", words(move || ["Use: ", &name.get()].concat()))
        .follow(".checked", move || on().then_some("true".into()))
        .on("change", move |event| {
            let on = Value::Bool(is_ticked(&event));
            // Back where it was is no choice.
            if untrack(|| form.default(&path)) == Some(on.clone()) {
                form.back(&path);
            } else {
                form.choose(&path, on);
            }
        });
    if form.editable { input } else { input.set("disabled", "") }
}

fn adding(form: Form, kind: Kind, open: RwSignal<Option<String>>) -> El {
    let name = RwSignal::new(None::<String>);
    let form_shown = when(
        move || name.with(Option::is_some),
        move || {
            let text = RwSignal::new(String::new());
            let add = move || {
                let named = text.get_untracked().trim().to_owned();
                if named.is_empty() {
                    return;
                }
                let id = untrack(|| free(&short_name(&named), &form.ids(kind.name)));
                form.choose(&[&kind.path(&id), ".name"].concat(), Value::from(named));
                name.set(None);
                parts::focus(&["[data-testid=\"open-", &id, "\"]"].concat());
                open.set(Some(id));
            };
            let cancel = move || {
                name.set(None);
                parts::focus("[data-testid=add]");
            };
            let help = "You can change it later; its short name for records is made of it.";
            el("div", "adding")
                .child(
                    plain("input", "new-name", "Name", help, text)
                        .with(|field| {
                            if let Ok(Some(input)) = field.query_selector("input") {
                                let input = html(&input);
                                request_animation_frame(move || {
                                    let _gone = input.focus();
                                });
                            }
                        })
                        .on("keydown", move |event| {
                            use wasm_bindgen::JsCast;
                            let key = event
                                .dyn_ref::<web_sys::KeyboardEvent>()
                                .map(web_sys::KeyboardEvent::key);
                            match key.as_deref() {
                                Some("Enter") => {
                                    event.prevent_default();
                                    add();
                                }
                                Some("Escape") => cancel(),
                                _ => {}
                            }
                        }),
                )
                .child(
                    el("div", "row")
                        .child(button("button primary", add).id("add-confirm").text("Add"))
                        .child(button("button quiet", cancel).text("Cancel")),
                )
        },
    );
    let closed = when(
        move || name.with(Option::is_none),
        move || button("button", move || name.set(Some(String::new()))).id("add").text(kind.add),
    );
    el("div", "").view(form_shown).view(closed)
}

/// A short name made of a name: small letters, digits and `-`, at most 24 of them.
fn short_name(name: &str) -> String {
    let mut short = String::new();
    for c in name.chars().flat_map(char::to_lowercase) {
        if c.is_ascii_lowercase() || c.is_ascii_digit() {
            short.push(c);
        } else if !short.is_empty() && !short.ends_with('-') {
            short.push('-');
        }
    }
    short.truncate(24);
    let short = short.trim_end_matches('-');
    if short.is_empty() { "own".to_owned() } else { short.to_owned() }
}

/// `wanted`, or with a number behind it where that is taken.
fn free(wanted: &str, taken: &[String]) -> String {
    if !taken.iter().any(|id| id == wanted) {
        return wanted.to_owned();
    }
    let base: String = wanted.chars().take(20).collect();
    let numbered = (2..).map(|n| format!("{base}-{n}")).find(|id| !taken.contains(id));
    numbered.unwrap_or(base)
}

fn spaced(id: &str) -> String {
    id.replace(['-', '_'], " ")
}

fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_name_is_made_of_a_name_and_is_nobody_elses() {
        assert_eq!(short_name("Wholesale orders!"), "wholesale-orders");
        assert_eq!(short_name("\u{e9}t\u{e9}"), "t");
        assert_eq!(short_name("\u{65e5}\u{672c}"), "own");
        assert_eq!(short_name("a very long name of a department").len(), 24);
        let taken = ["legal".to_owned(), "legal-2".to_owned()];
        assert_eq!(free("legal", &taken), "legal-3");
        assert_eq!(free("new", &taken), "new");
    }
}
