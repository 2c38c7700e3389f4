//! The frame: who is signed in, the menu, the part that is open, what is told.

use crate::app::App;
use crate::auth::{self, Auth};
use crate::parts::{mark, words};
use crate::route::{MENU, Route};
use crate::{agents, article, articles, audit, deliveries, dialog, keys, section, widget};
use leptos::prelude::*;
use warmline_model::Role;
use warmline_ui::dom::{El, button, el, html, live, when};

/// The whole screen.
pub fn screen(app: App) -> AnyView {
    let body = live(move || {
        let auth = app.auth.get();
        Some(match &auth {
            Auth::Looking => el("main", "door").child(crate::parts::loading()),
            Auth::In(me) if me.role != Role::Agent => untrack(|| frame(app)),
            _ => auth::door(app, &auth),
        })
    });
    el("div", "settings").view(body).child(toasts(app)).into_view_of_one_kind()
}

fn frame(app: App) -> El {
    let skip =
        el("a", "skip").set("href", "#content").text("Skip to the form").on("click", |event| {
            event.prevent_default();
            if let Some(content) = document().get_element_by_id("content") {
                let _gone = html(&content).focus();
            }
        });
    let offline = when(
        move || !app.online.get(),
        || {
            el("p", "banner")
                .id("offline")
                .set("role", "status")
                .text("You are offline. What you write stays here; save it when you are back.")
        },
    );
    let leaving = when(move || app.leaving.with(Option::is_some), move || unsaved(app));
    el("div", "frame")
        .child(skip)
        .child(top(app))
        .view(offline)
        .child(el("div", "columns").child(menu(app)).child(content(app)))
        .view(leaving)
}

fn top(app: App) -> El {
    let me = untrack(|| app.me());
    let (name, site, role) = me.map_or_else(Default::default, |me| {
        let role = match me.role {
            Role::Owner => "Owner",
            Role::Supervisor | Role::Agent => "Supervisor: reading only",
        };
        (me.name, me.site.as_str().to_owned(), role)
    });
    el("header", "top")
        .child(
            el("a", "back")
                .id("back")
                .set("href", "/console/")
                .icon("M15 5l-7 7 7 7")
                .child(el("span", "").text("Console")),
        )
        .child(
            el("div", "brand").child(mark()).child(
                el("p", "").text("Settings").child(el("span", "brand-site soft").text(site)),
            ),
        )
        .child(
            el("p", "who")
                .id("who")
                .child(el("span", "who-name").set("dir", "auto").text(name))
                .child(el("span", "soft").text(role)),
        )
}

fn menu(app: App) -> El {
    let groups = MENU.iter().map(|(title, entries)| {
        let entries = entries.iter().map(|entry| {
            let current = move || app.route.with(|route| route.is_within(entry));
            let link = el("a", "menu-link")
                .set("href", entry.hash())
                .follow("aria-current", move || current().then_some("page".into()))
                .text(entry.about().0);
            el("li", "").child(link)
        });
        el("div", "menu-group")
            .child(el("h2", "").text(*title))
            .child(el("ul", "").children(entries))
    });
    let toggle = button("button menu-toggle", move || app.menu.update(|open| *open = !*open))
        .id("menu-toggle")
        .set("aria-controls", "menu")
        .follow("aria-expanded", move || Some(if app.menu.get() { "true" } else { "false" }.into()))
        .icon("M4 7h16M4 12h16M4 17h16")
        .child(el("span", "").follow_text(words(move || app.route.get().about().0.to_owned())));
    el("nav", "menu")
        .set("aria-label", "Settings")
        .follow("data-open", move || app.menu.get().then_some("true".into()))
        .child(toggle)
        .child(el("div", "menu-groups").set("id", "menu").children(groups))
}

fn content(app: App) -> El {
    let first = StoredValue::new(true);
    let part = live(move || {
        let route = app.route.get();
        let (title, about) = route.about();
        document().set_title(&[title, " \u{b7} Warmline settings"].concat());
        // Whoever follows a link is brought to what it led to; on loading the browser decides.
        let follow = !first.get_value();
        first.set_value(false);
        let head = el("div", "page-head")
            .child(el("h1", "").set("tabindex", "-1").text(title).with(move |title| {
                let title = html(title);
                if follow {
                    request_animation_frame(move || {
                        let _gone = title.focus();
                        window().scroll_to_with_x_and_y(0.0, 0.0);
                    });
                }
            }))
            .child(el("p", "soft").text(about));
        let shown = untrack(|| match &route {
            Route::Section(section) => section::page(app, *section),
            Route::Agents => agents::page(app),
            Route::Articles => articles::page(app),
            Route::Article(id) => article::page(app, id.clone()),
            Route::Widget => widget::page(app),
            Route::Deliveries => deliveries::page(app),
            Route::Keys => keys::page(app),
            Route::Audit => audit::page(app),
        });
        Some(
            el("div", "page")
                .id(["page-", route.hash().trim_start_matches("#/")].concat())
                .child(head)
                .child(shown),
        )
    });
    el("main", "content").set("id", "content").set("tabindex", "-1").view(part)
}

fn unsaved(app: App) -> El {
    let stay = move || app.leaving.set(None);
    let discard = move || {
        if let Some(route) = app.leaving.get_untracked() {
            if let Some(form) = app.form.get_untracked() {
                form.discard();
            }
            app.go(route);
        }
    };
    let content = el("div", "modal-text")
        .child(el("p", "").text("You have changes here that are not saved."))
        .child(dialog::buttons([
            button("button danger", discard).id("leave-anyway").text("Leave without saving"),
            button("button primary", stay).id("stay").text("Stay here"),
        ]));
    dialog::dialog("unsaved", "Leave without saving?", stay, content)
}

fn toasts(app: App) -> El {
    let words = move || app.told.with(|told| told.clone().unwrap_or_default().1);
    el("div", "toasts").child(
        el("p", "toast").id("status").set("role", "status").follow_text(crate::parts::words(words)),
    )
}
