//! What customers read: each text with its fields to be put in, and how it reads with sample values.

use crate::controls::{fault, id_of};
use crate::form::Form;
use crate::parts::{empty, words};
use leptos::prelude::*;
use serde_json::Value;
use warmline_ui::dom::{El, Words, button, el, live, value_of, when};
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlTextAreaElement};

/// What fields stand for in the preview where the edge gives no sample.
const SAMPLES: [(&str, &str); 6] = [
    ("agent", "Ana"),
    ("customer", "Maria"),
    ("team", "Billing"),
    ("place", "you are number 3 in line"),
    ("time", "1 hour"),
    ("number", "3"),
];

/// The groups in the order in which a conversation goes through them, and what owners call them.
const GROUPS: [(&str, &str); 7] = [
    ("assistant", "The assistant"),
    ("offers", "Offering a person"),
    ("handoff", "Handing over"),
    ("wait", "Waiting"),
    ("after_hours", "After hours, promises and returns"),
    ("human", "With a person"),
    ("parts", "Parts of other texts"),
];

/// A text as the edge tells of it: its default words, what can stand in braces, when it is said.
#[derive(Clone, Debug, Default, PartialEq)]
struct Template {
    text: String,
    /// Names, samples, and whether it can't be without them.
    fields: Vec<(String, String, bool)>,
    when: Option<String>,
    group: Option<String>,
    /// Its place among all texts.
    order: Option<u64>,
}

impl Template {
    /// `"words"`, or `{"text": "words", "fields": ["team"], "when": "…", "group": "…", "order": 3}`; a field may
    /// also be `{"name": "team", "sample": "Billing", "needed": true}`.
    fn read(value: &Value) -> Self {
        let text = text_of(value);
        let says = |key: &str| value[key].as_str().map(str::to_owned);
        let fields = value["fields"].as_array().cloned().unwrap_or_default();
        let fields = fields.iter().filter_map(|field| {
            let name = field.as_str().or_else(|| field["name"].as_str())?;
            let own = SAMPLES.iter().find(|(known, _)| *known == name).map(|(_, sample)| *sample);
            let sample = field["sample"].as_str().or(own).unwrap_or(name);
            Some((name.to_owned(), sample.to_owned(), field["needed"] == true))
        });
        let when = says("when").map(|when| without_number(&when).to_owned());
        let order = value["order"].as_u64();
        Self { fields: fields.collect(), when, group: says("group"), order, text }
    }

    /// The text with samples in the place of its fields.
    fn filled(&self, text: &str) -> String {
        self.fields.iter().fold(text.to_owned(), |text, (field, sample, _)| {
            text.replace(&["{", field, "}"].concat(), sample)
        })
    }
}

/// The words of a template, chosen or by default.
fn text_of(value: &Value) -> String {
    value.as_str().or_else(|| value["text"].as_str()).unwrap_or_default().to_owned()
}

/// The texts called `names`, below `prefix`, in the edge's groups.
pub fn editor(form: Form, prefix: &'static str, names: Vec<String>) -> El {
    if names.is_empty() {
        return empty("No texts yet", "This version of Warmline has no texts to change.");
    }
    let open = RwSignal::new(None::<String>);
    let mut groups: Vec<(Option<String>, Vec<El>)> = Vec::new();
    let read = |name: String| {
        let path = [prefix, &name].concat();
        let template = untrack(|| form.default(&path)).map(|default| Template::read(&default));
        (path, name, template.unwrap_or_default())
    };
    let mut texts: Vec<_> = names.into_iter().map(read).collect();
    texts.sort_by_key(|(_, _, template)| template.order);
    for (path, name, template) in texts {
        let group = template.group.clone();
        let drawn = item(form, path, &name, template, open);
        match groups.iter_mut().find(|(known, _)| *known == group) {
            Some((_, items)) => items.push(drawn),
            None => groups.push((group, vec![drawn])),
        }
    }
    let place = |group: &Option<String>| {
        let known = GROUPS.iter().position(|(key, _)| Some(*key) == group.as_deref());
        known.unwrap_or(GROUPS.len())
    };
    groups.sort_by_key(|(group, _)| place(group));
    let groups = groups.into_iter().map(|(group, items)| {
        let called = group.map(|group| {
            let known = GROUPS.iter().find(|(key, _)| *key == group).map(|(_, called)| *called);
            known.map_or_else(|| title(&group), str::to_owned)
        });
        let head = called.map(|called| el("h2", "").text(called));
        el("section", "group").children(head).child(el("ul", "things").children(items))
    });
    el("div", "fields").children(groups)
}

fn item(
    form: Form,
    path: String,
    name: &str,
    template: Template,
    open: RwSignal<Option<String>>,
) -> El {
    let id = id_of(&path);
    let template = StoredValue::new(template);
    let (label, when_said) = template.with_value(|t| match &t.when {
        Some(said) => (said.clone(), title(name)),
        None => (title(name), String::new()),
    });
    let chosen = {
        let path = path.clone();
        Memo::new(move |_| form.chosen(&path).map(|value| text_of(&value)))
    };
    let shown = Memo::new(move |_| {
        chosen.get().unwrap_or_else(|| template.with_value(|template| template.text.clone()))
    });
    let is_open = {
        let path = path.clone();
        Memo::new(move |_| open.with(|open| open.as_deref() == Some(path.as_str())))
    };
    let toggle = {
        let path = path.clone();
        move || open.set((!is_open.get_untracked()).then(|| path.clone()))
    };
    let marker = {
        let path = path.clone();
        live(move || {
            let (text, class) = match (form.has_fault_below(&path), chosen.with(Option::is_some)) {
                (true, _) => ("Needs a look", "chip is-trouble"),
                (false, true) => ("Changed", "chip is-own"),
                (false, false) => return None,
            };
            Some(el("span", class).text(text))
        })
    };
    let preview = words(move || template.with_value(|template| template.filled(&shown.get())));
    let body_id = [&id, "-body"].concat();
    let head = el("div", "thing-head")
        .child(
            button("thing-open", toggle)
                .id(["open-", name].concat())
                .set("aria-controls", body_id.clone())
                .follow("aria-expanded", move || {
                    Some(if is_open.get() { "true" } else { "false" }.into())
                })
                .icon("M9 5l7 7-7 7")
                .child(
                    el("span", "thing-words")
                        .child(el("span", "thing-name").text(label.clone()))
                        .child(
                            el("span", "soft thing-about").set("dir", "auto").follow_text(preview),
                        ),
                ),
        )
        .view(marker);
    let body = when(
        move || is_open.get(),
        move || {
            form.shows(&path, true);
            let said = when_said.clone();
            body(form, path.clone(), label.clone(), template, shown, chosen)
                .set("id", body_id.clone())
                .children(
                    (!said.is_empty()).then(|| el("p", "soft").text(["Name: ", &said].concat())),
                )
        },
    );
    el("li", "thing").child(head).view(body)
}

/// The open text: where it is written, what can be put in, how it reads.
fn body(
    form: Form,
    path: String,
    label: String,
    template: StoredValue<Template>,
    shown: Memo<String>,
    chosen: Memo<Option<String>>,
) -> El {
    let id = id_of(&path);
    let write = {
        let path = path.clone();
        Callback::new(move |text: String| {
            if template.with_value(|template| text == template.text) {
                form.back(&path);
            } else {
                form.choose(&path, Value::from(text));
            }
        })
    };
    let area_id = StoredValue::new(id.clone());
    let fields = template.with_value(|template| template.fields.clone());
    let needed: Vec<String> = fields
        .iter()
        .filter(|(.., needed)| *needed)
        .map(|(f, ..)| ["{", f, "}"].concat())
        .collect();
    let chips = fields.into_iter().map(|(field, ..)| {
        let braced = ["{", &field, "}"].concat();
        let insert = {
            let braced = braced.clone();
            move || put_in(&area_id.get_value(), &braced, write)
        };
        button("chip is-button", insert)
            .id([path.as_str(), "-", &field].concat())
            .set("aria-label", ["Put in ", &braced].concat())
            .text(braced)
    });
    let chips: Vec<El> = if form.editable { chips.collect() } else { Vec::new() };
    let help = match (chips.is_empty(), needed.is_empty()) {
        (true, _) => "Nothing is filled in here.".to_owned(),
        (false, true) => {
            "What stands in braces is filled in. Choose one to put it where the cursor is."
                .to_owned()
        }
        (false, false) => [
            "What stands in braces is filled in. It can\u{2019}t be without ",
            &needed.join(" and "),
            ".",
        ]
        .concat(),
    };
    let area = el("textarea", "input")
        .set("id", id.clone())
        .id(path.clone())
        .set("dir", "auto")
        .set("aria-describedby", [&id, "-help ", &id, "-fault"].concat())
        .follow("aria-invalid", {
            let path = path.clone();
            move || form.fault(&path).map(|_| Words::Borrowed("true"))
        })
        .follow(".value", move || Some(Words::Owned(shown.get())))
        .on("input", move |event: Event| write.run(value_of(&event)));
    let area = if form.editable { area } else { area.set("readonly", "") };
    let back = {
        let path = path.clone();
        when(
            move || form.editable && chosen.with(Option::is_some),
            move || {
                let path = path.clone();
                button("link", move || form.back(&path)).id("template-back").text("Back to default")
            },
        )
    };
    let preview = words(move || template.with_value(|template| template.filled(&shown.get())));
    el("div", "thing-body is-text")
        .child(
            el("div", "group-head")
                .child(
                    el("label", "field-label")
                        .set("for", id.clone())
                        .text(["Words: ", &label].concat()),
                )
                .view(back),
        )
        .child(area)
        .child(fault(form, &path).set("id", [&id, "-fault"].concat()))
        .child(el("p", "field-help").set("id", [&id, "-help"].concat()).text(help))
        .child(el("div", "chips").children(chips))
        .child(el("p", "soft preview-label").text("As customers read it"))
        .child(el("div", "preview").child(
            el("p", "bubble").id("template-preview").set("dir", "auto").follow_text(preview),
        ))
}

/// "A person joins (R-110)" without the number of its requirement.
fn without_number(when: &str) -> &str {
    let split =
        when.rsplit_once(" (").filter(|(_, last)| last.starts_with("R-") || last.starts_with('T'));
    split.map_or(when, |(when, _)| when)
}

/// "handoff_started": "Handoff started".
fn title(name: &str) -> String {
    let words = name.replace(['_', '-'], " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Puts `field` where the cursor is.
fn put_in(area: &str, field: &str, write: Callback<String>) {
    let area =
        document().get_element_by_id(area).and_then(|e| e.dyn_into::<HtmlTextAreaElement>().ok());
    let Some(area) = area else { return };
    let value: Vec<u16> = area.value().encode_utf16().collect();
    let end = u32::try_from(value.len()).unwrap_or(u32::MAX);
    let place = |at: Result<Option<u32>, _>| at.ok().flatten().unwrap_or(end).min(end) as usize;
    let (from, to) = (place(area.selection_start()), place(area.selection_end()));
    let (before, after) =
        (value.get(..from).unwrap_or_default(), value.get(to..).unwrap_or_default());
    let text =
        [String::from_utf16_lossy(before), field.to_owned(), String::from_utf16_lossy(after)]
            .concat();
    area.set_value(&text);
    let cursor = u32::try_from(from + field.len()).unwrap_or(end);
    let _gone = area.focus();
    let _gone = area.set_selection_range(cursor, cursor);
    write.run(text);
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_text_is_read_as_the_edge_tells_of_it_however_much_it_tells() {
        //
        let full = Template::read(&json!({
            "text": "{agent} is here.", "when": "A person joins", "group": "human",
            "fields": [{"name": "agent", "sample": "Bo", "needed": true}]
        }));
        assert_eq!(full.fields, [("agent".to_owned(), "Bo".to_owned(), true)]);
        assert_eq!(
            (full.filled("{agent}? {else}"), full.group.as_deref()),
            ("Bo? {else}".into(), Some("human"))
        );
        let short = Template::read(&json!({"text": "{team}", "fields": ["team"]}));
        assert_eq!(short.filled("our {team}"), "our Billing");
        assert_eq!(Template::read(&json!("Hello!")).text, "Hello!");
        assert_eq!(title("handoff_started"), "Handoff started");
        assert_eq!(without_number("After a minute (T6b)"), "After a minute");
        assert_eq!(without_number("A choice (of two)"), "A choice (of two)");
    }
}
