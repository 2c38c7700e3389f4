//! What left for other systems: what was given up, what is on its way, what arrived.

use crate::app::App;
use crate::http::{self, Trouble};
use crate::page::Fetched;
use crate::parts::{self, empty};
use leptos::task::spawn_local;
use serde_json::{Value, json};
use warmline_model::Happened;
use warmline_ui::dom::{El, button, el};
use warmline_wire::settings::{DeliveryLine, DeliveryList, ResendDelivery};

/// The page.
pub fn page(app: App) -> El {
    let list = Fetched::begin(|| async { http::get::<DeliveryList>("deliveries").await });
    let again = move || {
        list.again();
        app.say("Asked again.");
    };
    let shown = list.show(move |all| {
        if all.dead.is_empty() && all.waiting_in_all == 0 && all.delivered.is_empty() {
            return empty(
                "Nothing left yet",
                "What goes to your other systems will stand here. Set them up under Destinations.",
            );
        }
        let dead = all.dead.into_iter().map(|line| row(app, list, line)).collect::<Vec<_>>();
        let more = all.waiting_in_all.saturating_sub(all.waiting.len());
        let waiting = all.waiting.into_iter().map(|line| row(app, list, line)).collect::<Vec<_>>();
        let there = all.delivered.into_iter().map(|line| row(app, list, line)).collect::<Vec<_>>();
        let and_more = (more > 0)
            .then(|| el("p", "soft").text([&more.to_string(), " more are on their way."].concat()));
        el("div", "fields")
            .child(group("dead", "Given up", "Each waits for you to decide.", dead))
            .child(group("waiting", "On their way", "Tried again by themselves.", waiting))
            .children(and_more)
            .child(group(
                "delivered",
                "Delivered",
                "The last 50. What was in them is not kept.",
                there,
            ))
    });
    let actions = el("div", "page-actions")
        .child(button("button", again).id("deliveries-again").text("Look again"));
    el("div", "").child(actions).child(shown)
}

fn group(id: &'static str, title: &'static str, about: &'static str, rows: Vec<El>) -> El {
    let heading = ["deliveries-", id].concat();
    let body = if rows.is_empty() {
        el("p", "soft").text("None.")
    } else {
        el("ul", "lines").id(id).children(rows)
    };
    el("section", "group")
        .set("aria-labelledby", heading.clone())
        .child(el("h2", "").set("id", heading).text(title))
        .child(el("p", "field-help").text(about))
        .child(body)
}

/// What it is, in words: "Handed off, to Our Zendesk".
fn named(line: &DeliveryLine) -> String {
    let what = match (line.letter, line.happened) {
        (true, _) => "Letter to the customer",
        (false, Some(happened)) => Happened::words(happened),
        (false, None) => "Package",
    };
    let to = match (&line.name, line.destination.as_str()) {
        (Some(name), _) => name.clone(),
        (None, "") => "nobody yet".to_owned(),
        (None, id) => [id, " (gone from the settings)"].concat(),
    };
    [what, ", to ", &to].concat()
}

fn row(app: App, list: Fetched<DeliveryList>, line: DeliveryLine) -> El {
    let name = named(&line);
    let (chip, class) = match (&line.why, line.happened, line.may_have_arrived) {
        (Some(_), _, true) => ("May have arrived", "chip is-waiting"),
        (Some(_), _, false) => ("Not delivered", "chip is-trouble"),
        (None, None, _) => ("Delivered", "chip is-good"),
        (None, Some(_), _) => ("Waiting", "chip"),
    };
    let mut about = [&line.system, ", ", &parts::moment(line.since)].concat();
    if line.attempts > 0 && line.why.is_none() {
        about.extend([", attempts that failed: ", &line.attempts.to_string()]);
    }
    if let Some(next) = line.next_at {
        about.extend([", next one: ", &parts::moment(next)]);
    }
    let words = el("div", "line-words")
        .child(el("span", "line-name").set("dir", "auto").text(name.clone()))
        .child(
            el("span", "line-about")
                .child(el("span", class).text(chip))
                .child(el("span", "soft").text(about)),
        )
        .children(line.why.clone().map(|why| el("span", "").set("dir", "auto").text(why)))
        .children(line.url.clone().filter(|url| url.starts_with("https://")).map(|url| {
            el("a", "link")
                .set("href", url)
                .set("rel", "noopener noreferrer")
                .set("target", "_blank")
                .text("See it there")
        }))
        .child(el("span", "soft").text(["Reference ", &line.key].concat()));
    let row = el("li", "line").id("delivery").child(words);
    if line.why.is_none() {
        return row;
    }
    let spoken = move || el("span", "spoken").text([": ", &name].concat());
    let path = ["deliveries/", &http::part(&line.key)].concat();
    let resend = |missing: bool| {
        let path = [&path, "/resend"].concat();
        move || act(app, list, "POST", path.clone(), Some(json!(ResendDelivery { missing })))
    };
    let discard = {
        let path = path.clone();
        move || act(app, list, "DELETE", path.clone(), None)
    };
    let looked = line.may_have_arrived.then(|| {
        button("button small", resend(true))
            .id("resend-missing")
            .text("I looked, it is not there: resend")
            .child(spoken())
    });
    let plain = (!line.may_have_arrived || line.looks).then(|| {
        let label = if line.looks { "Look there, then resend" } else { "Resend" };
        button("button small", resend(false)).id("resend").text(label).child(spoken())
    });
    row.child(el("div", "row").children(plain).children(looked).child(
        button("button small danger", discard).id("discard").text("Discard").child(spoken()),
    ))
}

fn act(
    app: App,
    list: Fetched<DeliveryList>,
    method: &'static str,
    path: String,
    body: Option<Value>,
) {
    spawn_local(async move {
        let said = match http::call::<Value>(method, &path, body).await {
            Ok(_) if method == "DELETE" => "Discarded.".to_owned(),
            Ok(_) => "It is on its way again.".to_owned(),
            Err(Trouble::Conflict(_)) => {
                "It is not given up any more: somebody was faster.".to_owned()
            }
            Err(trouble) => trouble.words(),
        };
        app.say(&said);
        list.again();
        parts::focus("h1");
    });
}
