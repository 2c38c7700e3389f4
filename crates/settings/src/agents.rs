//! Who works here: accounts, invitations, sign-in links.

use crate::app::App;
use crate::controls::control;
use crate::dialog;
use crate::fields::AGENT;
use crate::form::{Form, Target};
use crate::http::{self, Trouble};
use crate::page::{self, Fetched};
use crate::parts::{self, chip, empty};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Value, json};
use warmline_model::{Department, Role};
use warmline_ui::dom::{El, button, el, live};
use warmline_wire::settings::{AgentAccount, AgentList, Invitation};

/// Which dialog is open.
#[derive(Clone, Debug, PartialEq)]
enum Open {
    Invite,
    Edit(AgentAccount),
    Remove(AgentAccount),
    Link { name: String, invitation: Invitation },
}

/// The page.
pub fn page(app: App) -> El {
    let open = RwSignal::new(None::<Open>);
    let list = Fetched::begin(|| async { http::get::<AgentList>("agents").await });
    let dialogs = live(move || {
        let open_now = open.get()?;
        Some(untrack(|| match open_now {
            Open::Invite => invite(app, list, open),
            Open::Edit(agent) => edit(app, list, open, &agent),
            Open::Remove(agent) => remove(app, list, open, agent),
            Open::Link { name, invitation } => link(app, open, &name, &invitation),
        }))
    });
    let actions = el("div", "page-actions");
    let actions = if app.may_change() {
        let invite = move || open.set(Some(Open::Invite));
        actions.child(button("button primary", invite).id("invite").text("Invite somebody"))
    } else {
        actions
    };
    el("div", "").child(actions).child(list.show(move |list| table(app, list, open))).view(dialogs)
}

fn table(app: App, list: AgentList, open: RwSignal<Option<Open>>) -> El {
    if list.agents.is_empty() {
        return empty("Nobody yet", "Invite the first agent: they get a link to sign in with.");
    }
    let heads = ["Name", "Team", "Role", "Skills and languages", "At once", "Now", ""];
    let heads = heads.into_iter().map(|head| match head {
        "" => el("td", ""),
        head => el("th", "").set("scope", "col").text(head),
    });
    let rows = list.agents.into_iter().map(|agent| row(app, agent, open));
    el("table", "list-table")
        .id("agents")
        .child(el("thead", "").child(el("tr", "").children(heads)))
        .child(el("tbody", "").children(rows.collect::<Vec<_>>()))
}

fn row(app: App, agent: AgentAccount, open: RwSignal<Option<Open>>) -> El {
    let account = agent.account.clone();
    let cell =
        |label: &'static str, content: El| el("td", "").set("data-label", label).child(content);
    let chips = account.skills.iter().map(|skill| chip(skill.as_str().to_owned()));
    let languages = account.languages.iter().map(|language| {
        let code = language.code();
        chip(crate::field::label(crate::fields::LANGUAGES, code).unwrap_or(code))
    });
    let chips: Vec<El> = chips.chain(languages).collect();
    let role = match account.role {
        Role::Agent => "Agent",
        Role::Supervisor => "Supervisor",
        Role::Owner => "Owner",
    };
    let state = match (agent.invited_until, agent.consoles) {
        (Some(until), 0) => {
            el("span", "chip is-waiting").text(["Invited until ", &parts::moment(until)].concat())
        }
        (_, 0) => chip("Signed out"),
        (_, _) => el("span", "chip is-good").text("Signed in"),
    };
    let actions = el("div", "row-actions");
    let actions = if app.may_change() {
        let named = |label: &'static str, what: &'static str, go: Open| {
            let go = StoredValue::new(go);
            button("button small", move || open.set(Some(go.get_value())))
                .id([what, "-", account.agent.as_str()].concat())
                .text(label)
                .child(el("span", "spoken").text([": ", &account.name].concat()))
        };
        let renew = {
            let (id, name) = (account.agent.as_str().to_owned(), account.name.clone());
            move || {
                let (id, name) = (id.clone(), name.clone());
                spawn_local(async move {
                    let path = ["agents/", &http::part(&id), "/link"].concat();
                    match http::call::<Invitation>("POST", &path, None).await {
                        Ok(invitation) => open.set(Some(Open::Link { name, invitation })),
                        Err(trouble) => app.say(&trouble.words()),
                    }
                });
            }
        };
        actions
            .child(named("Edit", "edit", Open::Edit(agent.clone())))
            .child(
                button("button small", renew)
                    .id(["link-", account.agent.as_str()].concat())
                    .text("New link")
                    .child(el("span", "spoken").text([" for ", &account.name].concat())),
            )
            .child(named("Remove", "remove", Open::Remove(agent.clone())))
    } else {
        actions
    };
    let department = account.department;
    let team = el("span", "").follow_text(parts::words(move || name_of(app, department)));
    el("tr", "")
        .id("agent-row")
        .set("data-agent", account.agent.as_str().to_owned())
        .child(
            el("th", "list-name")
                .set("scope", "row")
                .child(el("span", "").set("dir", "auto").text(account.name.clone()))
                .child(el("span", "soft").text(account.agent.as_str().to_owned())),
        )
        .child(cell("Team", team))
        .child(cell("Role", el("span", "").text(role)))
        .child(cell("Skills and languages", el("div", "chips").children(chips)))
        .child(cell("At once", el("span", "").text(account.capacity.to_string())))
        .child(cell("Now", state))
        .child(el("td", "").child(actions))
}

fn name_of(app: App, department: Department) -> String {
    let names = app.departments.get();
    let known = names.into_iter().find(|(id, _)| id == department.as_str()).map(|(_, name)| name);
    known.unwrap_or_else(|| department.name())
}

fn account_form(form: Form, is_new: bool) -> El {
    let fields = AGENT.iter().filter(|field| is_new || field.name != "agent");
    page::form(form, el("div", "fields").children(fields.map(|field| control(form, "", field))))
}

fn invite(app: App, list: Fetched<AgentList>, open: RwSignal<Option<Open>>) -> El {
    let blank = json!({"role": "agent", "department": "support", "capacity": 3, "skills": [], "languages": []});
    let form = Form::new(app, Target::Agent(None), &blank);
    let form = form.after_saving(move |answer| {
        list.again();
        let Ok(invitation) = serde_json::from_value::<Invitation>(answer) else { return };
        let name = untrack(|| form.value("name"));
        let name = name.and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default();
        open.set(Some(Open::Link { name, invitation }));
    });
    form_dialog("invite-dialog", "Invite somebody", form, true, open)
}

fn edit(
    app: App,
    list: Fetched<AgentList>,
    open: RwSignal<Option<Open>>,
    agent: &AgentAccount,
) -> El {
    let id = agent.account.agent.as_str().to_owned();
    let stored = serde_json::to_value(agent).unwrap_or(Value::Null);
    let form = Form::new(app, Target::Agent(Some(id)), &stored);
    let form = form.after_saving(move |_| {
        list.again();
        open.set(None);
    });
    form_dialog("edit-dialog", "Edit account", form, false, open)
}

/// The dialog of a form, which is not left by one key or click while something in it is not saved.
fn form_dialog(
    test_id: &'static str,
    title: &'static str,
    form: Form,
    is_new: bool,
    open: RwSignal<Option<Open>>,
) -> El {
    let stays = move || {
        let stays = untrack(|| form.is_changed());
        if stays {
            form.app().say("Not saved yet: save it, or discard it first.");
        }
        stays
    };
    let close = move || {
        if !stays() {
            open.set(None);
        }
    };
    let content = el("div", "modal-text").child(account_form(form, is_new));
    dialog::dialog(test_id, title, close, content).on("cancel", move |event| {
        if stays() {
            event.prevent_default();
        }
    })
}

fn remove(
    app: App,
    list: Fetched<AgentList>,
    open: RwSignal<Option<Open>>,
    agent: AgentAccount,
) -> El {
    let name = agent.account.name.clone();
    let close = move || open.set(None);
    let id = agent.account.agent.as_str().to_owned();
    let version = agent.version.to_string();
    let confirm = move || {
        let path = ["agents/", &http::part(&id), "?version=", &version].concat();
        spawn_local(async move {
            match http::call::<Value>("DELETE", &path, None).await {
                Ok(_) | Err(Trouble::Gone) => app.say("Removed."),
                Err(trouble) => app.say(&trouble.words()),
            }
            open.set(None);
            list.again();
        });
    };
    let content = el("div", "modal-text")
        .child(el("p", "").text(
            [&name, " is signed out on every device and can\u{2019}t come back by an old link."].concat(),
        ))
        .child(el("p", "").text(
            "Their open conversations go to the front of the line, with everything that was written, and the \
             next agent reads the card. Past conversations keep their name.",
        ))
        .child(dialog::buttons([
            button("button", close).text("Cancel"),
            button("button danger", confirm).id("remove-confirm").text("Remove"),
        ]));
    dialog::dialog("remove-dialog", "Remove this account?", close, content)
}

fn link(app: App, open: RwSignal<Option<Open>>, name: &str, invitation: &Invitation) -> El {
    let origin = window().location().origin().unwrap_or_default();
    let address = [&origin, invitation.url.as_str()].concat();
    let close = move || open.set(None);
    let content = el("div", "modal-text")
        .child(
            el("p", "").text(
                [
                    "Send this link to ",
                    name,
                    ". It signs in whoever opens it, once, until ",
                    &parts::moment(invitation.until),
                    ". Older links no longer work.",
                ]
                .concat(),
            ),
        )
        .child(parts::copyable(app, "Sign-in link", "invitation", address))
        .child(dialog::buttons([button("button primary", close).id("link-done").text("Done")]));
    dialog::dialog("link-dialog", "Sign-in link", close, content)
}
