//! Who is at the screen. Signing in is the console's; here it is only found out.

use crate::app::App;
use leptos::prelude::*;
use leptos::task::spawn_local;
use warmline_model::Role;
use warmline_ui::dom::{El, button, el};
use warmline_ui::http::{self, Failure};
use warmline_wire::{Code, SignedIn};

const ME: &str = "/api/v1/console/me";

/// Who is at the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Auth {
    /// It is being found out.
    Looking,
    /// Nobody.
    Out,
    /// The edge could not be reached.
    Unreachable,
    /// This agent.
    In(SignedIn),
}

impl Auth {
    /// The agent, if one is signed in.
    pub fn signed_in(&self) -> Option<&SignedIn> {
        match self {
            Self::In(who) => Some(who),
            Self::Looking | Self::Out | Self::Unreachable => None,
        }
    }
}

/// Finds out who is at the screen.
pub fn begin(app: App) {
    app.auth.set(Auth::Looking);
    spawn_local(async move {
        let auth = match http::get::<SignedIn>(ME).await {
            Ok(who) => Auth::In(who),
            Err(Failure::Refused(refusal))
                if !matches!(refusal.code, Code::Internal | Code::SlowDown) =>
            {
                Auth::Out
            }
            Err(_) => Auth::Unreachable,
        };
        let may_read = auth.signed_in().is_some_and(|me| me.role != Role::Agent);
        app.auth.set(auth);
        if may_read {
            app.learn_departments();
        }
    });
}

/// The page for whoever can't see the settings.
pub fn door(app: App, auth: &Auth) -> El {
    let (title, text) = match auth {
        Auth::In(_) => (
            "Only for owners",
            "You are signed in as an agent. Settings are changed by owners and can be read by \
             supervisors. Ask an owner of your site if you need something changed.",
        ),
        Auth::Unreachable => (
            "Warmline can\u{2019}t be reached",
            "There is no answer at this moment. Check your connection and try again.",
        ),
        Auth::Looking | Auth::Out => (
            "Sign in first",
            "Open your sign-in link in this browser, then come back here. If you have none, ask an \
             owner of your site, or whoever set Warmline up, for a new one.",
        ),
    };
    let again = button("button primary", move || begin(app)).text("Try again");
    let console = el("a", "button").set("href", "/console/").text("Open the console");
    let actions = el("div", "door-actions");
    let actions = match auth {
        Auth::In(_) => actions.child(console),
        _ => actions.child(again).child(console),
    };
    el("main", "door").child(
        el("div", "door-card")
            .id("settings-door")
            .child(crate::parts::mark())
            .child(el("h1", "").text(title))
            .child(el("p", "").text(text))
            .child(actions),
    )
}
