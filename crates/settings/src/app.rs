//! What the whole screen shares: who is signed in, which part is open, what is told, what is not saved yet.

use crate::auth::Auth;
use crate::form::Form;
use crate::http;
use crate::route::Route;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;
use std::time::Duration;
use warmline_model::{Department, Role};
use warmline_wire::SignedIn;
use wasm_bindgen::JsCast;
use web_sys::{Event, KeyboardEvent};

const TOAST_LASTS: Duration = Duration::from_secs(5);

/// The screen's shared state. A copy is the same state.
#[derive(Clone, Copy)]
pub struct App {
    /// Who is signed in.
    pub auth: RwSignal<Auth>,
    /// Which part is open.
    pub route: RwSignal<Route>,
    /// The form that is open, which may have changes that are not saved.
    pub form: RwSignal<Option<Form>>,
    /// Where the owner wants to go although something is not saved.
    pub leaving: RwSignal<Option<Route>>,
    /// The last thing that was told.
    pub told: RwSignal<Option<(u32, String)>>,
    /// Whether the network is there.
    pub online: RwSignal<bool>,
    /// Whether a narrow screen shows the menu.
    pub menu: RwSignal<bool>,
    /// The site's departments: their short names and their names.
    pub departments: RwSignal<Vec<(String, String)>>,
}

impl App {
    /// A screen that knows nothing yet.
    pub fn new() -> Self {
        let six = Department::DEFAULT.map(|d| (d.as_str().to_owned(), d.name()));
        Self {
            auth: RwSignal::new(Auth::Looking),
            route: RwSignal::new(Route::read(&hash())),
            form: RwSignal::new(None),
            leaving: RwSignal::new(None),
            told: RwSignal::new(None),
            online: RwSignal::new(window().navigator().on_line()),
            menu: RwSignal::new(false),
            departments: RwSignal::new(six.to_vec()),
        }
    }

    /// Who is signed in.
    pub fn me(&self) -> Option<SignedIn> {
        self.auth.with(|auth| auth.signed_in().cloned())
    }

    /// Whether who is signed in may change anything.
    pub fn may_change(&self) -> bool {
        self.auth.with_untracked(|auth| auth.signed_in().is_some_and(|me| me.role == Role::Owner))
    }

    /// Says something, to be seen for a while and to be heard.
    pub fn say(&self, words: &str) {
        let told = self.told;
        let number = told.with_untracked(|told| told.as_ref().map_or(0, |(n, _)| n + 1));
        told.set(Some((number, words.to_owned())));
        set_timeout(
            move || {
                if told.with_untracked(|told| told.as_ref().is_some_and(|(n, _)| *n == number)) {
                    told.update(|told| *told = Some((number, String::new())));
                }
            },
            TOAST_LASTS,
        );
    }

    /// Whether something is written that is not saved.
    pub fn is_changed(&self) -> bool {
        self.form.with(|form| form.is_some_and(|form| form.is_changed()))
    }

    /// Opens a part, also if something is not saved.
    pub fn go(&self, route: Route) {
        self.leaving.set(None);
        self.form.set(None);
        if let Err(refused) = window().location().set_hash(&route.hash()) {
            leptos::logging::error!("{refused:?}");
        }
    }

    /// Follows the address bar, the network and the keyboard for as long as the page is up.
    pub fn listen(self) {
        let _kept = window_event_listener_untyped("hashchange", move |_| self.follow());
        let _kept = window_event_listener_untyped("online", move |_| self.online.set(true));
        let _kept = window_event_listener_untyped("offline", move |_| self.online.set(false));
        let _kept = window_event_listener_untyped("keydown", move |event| self.key(&event));
        let _kept = window_event_listener_untyped("beforeunload", move |event| {
            if untrack(|| self.is_changed()) {
                event.prevent_default();
            }
        });
    }

    fn follow(self) {
        let next = Route::read(&hash());
        let here = self.route.get_untracked();
        if next == here {
            return;
        }
        if untrack(|| self.is_changed()) {
            // Back to where what is written is, until it is decided what becomes of it.
            let _kept_here = window().location().set_hash(&here.hash());
            self.leaving.set(Some(next));
            return;
        }
        self.menu.set(false);
        self.form.set(None);
        self.route.set(next);
    }

    fn key(self, event: &Event) {
        let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
        let is_save =
            (event.ctrl_key() || event.meta_key()) && event.key().eq_ignore_ascii_case("s");
        if is_save && let Some(form) = self.form.get_untracked() {
            event.prevent_default();
            if untrack(|| form.is_changed()) {
                // What stands in the field that has the focus is read first.
                form.save();
            }
        }
    }

    /// Asks for the site's departments, for the fields that choose one.
    pub fn learn_departments(self) {
        spawn_local(async move {
            let Ok(section) = http::get::<Value>("departments").await else { return };
            let six = Department::DEFAULT.map(|d| (d.as_str().to_owned(), d.name()));
            let mut found = six.to_vec();
            for of in ["defaults", "value"] {
                let departments =
                    section[of]["departments"].as_object().cloned().unwrap_or_default();
                for (id, set) in departments {
                    let name = set["name"].as_str().map(str::to_owned);
                    match found.iter_mut().find(|(known, _)| *known == id) {
                        Some(known) => known.1 = name.unwrap_or(known.1.clone()),
                        None => {
                            let named =
                                Department::new(&id).map(|d| d.name()).unwrap_or(id.clone());
                            found.push((id, name.unwrap_or(named)));
                        }
                    }
                }
            }
            self.departments.set(found);
        });
    }
}

fn hash() -> String {
    window().location().hash().unwrap_or_default()
}
