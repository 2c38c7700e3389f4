//! What a customer would see at any date and time, by the hours as they are written here.

use crate::controls::plain;
use crate::fields::TIERS;
use crate::form::Form;
use crate::http::{self, Trouble};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::json;
use std::borrow::Cow;
use warmline_ui::dom::{El, el, live, value_of, when};
use warmline_wire::settings::Previewed;

/// What came of a look: what is seen, or what can't be.
type Seen = Result<Previewed, String>;

/// The box and, once a moment was chosen, what would be seen.
pub fn test_box(form: Form) -> El {
    let app = form.app();
    let [date, time, zone] = [(); 3].map(|()| RwSignal::new(String::new()));
    let department = RwSignal::new("support".to_owned());
    let tier = RwSignal::new("standard".to_owned());
    let (seen, busy) = (RwSignal::new(None::<Seen>), RwSignal::new(false));
    let look = move |event: web_sys::Event| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let own = zone.get_untracked().trim().to_owned();
        let body = json!({
            "date": date.get_untracked(),
            "time": time.get_untracked(),
            "department": department.get_untracked(),
            "tier": tier.get_untracked(),
            "zone": (!own.is_empty()).then_some(own),
            "hours": form.written(),
        });
        spawn_local(async move {
            let found = match http::call::<Previewed>("POST", "hours/preview", Some(body)).await {
                Ok(found) => Ok(found),
                Err(Trouble::Faults(faults)) => {
                    let each = faults.into_iter().map(|fault| {
                        let name = match fault.field.as_str() {
                            "date" => "Date".to_owned(),
                            "time" => "Time".to_owned(),
                            "zone" => "Customer\u{2019}s time zone".to_owned(),
                            path => crate::fields::named(path).0,
                        };
                        [&name, ": ", &fault.message, "."].concat()
                    });
                    Err(each.collect::<Vec<_>>().join(" "))
                }
                Err(trouble) => Err(trouble.words()),
            };
            let _page_left = seen.try_set(Some(found));
            let _page_left = busy.try_set(false);
        });
    };
    let teams = move || app.departments.get();
    let tiers = || TIERS.iter().map(|(id, name)| ((*id).to_owned(), (*name).to_owned())).collect();
    let fields = move || {
        let help = "By the department\u{2019}s clock.";
        let own = "As in America/New_York. Empty: it is not known.";
        el("form", "fields")
            .on("submit", look)
            .child(moment("date", "preview-date", "Date", help, date))
            .child(moment("time", "preview-time", "Time", help, time))
            .child(select("preview-team", "Department", department, teams))
            .child(select("preview-tier", "How urgent", tier, tiers))
            .child(plain("input", "preview-zone", "Customer\u{2019}s time zone", own, zone))
            .child(
                el("button", "button primary")
                    .set("type", "submit")
                    .id("preview")
                    .flag("disabled", move || busy.get())
                    .text("Look"),
            )
    };
    let shown = live(move || seen.get().map(|seen| result(&seen)));
    let help = "What would a customer see who asks for a person then, while nobody is at work outside the hours? It \
                goes by the hours as they are written above, saved or not. Nobody is told anything.";
    el("section", "group is-box")
        .set("aria-labelledby", "preview-title")
        .child(el("h2", "").set("id", "preview-title").text("Look at a moment"))
        .child(el("p", "field-help").text(help))
        .view(when(move || app.may_change(), fields))
        .child(el("div", "").set("role", "status").id("preview-result").view(shown))
}

fn moment(
    kind: &'static str,
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
            el("input", "input")
                .set("type", kind)
                .set("id", id)
                .id(id)
                .set("aria-describedby", help_id)
                .follow(".value", move || Some(Cow::Owned(of.get())))
                .on("input", move |event| of.set(value_of(&event))),
        )
}

fn select(
    id: &'static str,
    label: &'static str,
    of: RwSignal<String>,
    choices: impl Fn() -> Vec<(String, String)> + Send + 'static,
) -> El {
    let list = live(move || {
        let options = choices().into_iter().map(|(value, name)| {
            let option = el("option", "").set("value", value.clone()).text(name);
            if of.with_untracked(|of| *of == value) { option.set("selected", "") } else { option }
        });
        let options: Vec<El> = options.collect();
        Some(
            el("select", "")
                .set("id", id)
                .id(id)
                .children(options)
                .on("change", move |event| of.set(value_of(&event))),
        )
    });
    el("div", "field").child(el("label", "field-label").set("for", id).text(label)).view(list)
}

fn result(seen: &Seen) -> El {
    let seen = match seen {
        Ok(seen) => seen,
        Err(why) => return el("p", "notice is-trouble").id("preview-fault").text(why.clone()),
    };
    let (class, stands) =
        if seen.open { ("chip is-good", "Open") } else { ("chip is-waiting", "Closed") };
    let opens = seen.opens.as_ref().map(|opens| {
        let says = ["At work again: ", opens, " (", &seen.zone, ")."].concat();
        el("p", "").id("preview-opens").text(says)
    });
    let words =
        seen.words.iter().map(|says| el("p", "bubble").set("dir", "auto").text(says.clone()));
    let choices = seen.choices.iter().map(|choice| el("li", "").text(choice.clone()));
    let choices: Vec<El> = choices.collect();
    let head = (!choices.is_empty()).then(|| el("h3", "").text("Can be chosen"));
    el("div", "result")
        .child(el("p", "").child(el("span", class).id("preview-stands").text(stands)))
        .children(opens)
        .child(el("div", "preview").children(words.collect::<Vec<_>>()))
        .children(head)
        .child(el("ul", "").id("preview-choices").children(choices))
}
