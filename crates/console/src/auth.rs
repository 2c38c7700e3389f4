//! Signing in: a one-time link's code becomes a cookie; without one, a page says how to get a link.

use crate::app::App;
use leptos::prelude::*;
use leptos::task::spawn_local;
use warmline_ui::dom::Part;
use warmline_ui::dom::html::{button, div, h1, main, p};
use warmline_ui::http::{self, Failure};
use warmline_wire::{Code, SignIn, SignedIn};
use wasm_bindgen::JsValue;

const ME: &str = "/api/v1/console/me";
const SIGN_IN: &str = "/api/v1/console/sign-in";
const SIGN_OUT: &str = "/api/v1/console/sign-out";
const FRAGMENT: &str = "#sign-in=";

/// Who is at the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Auth {
    /// It is being found out.
    Looking,
    /// Nobody.
    Out(Why),
    /// This agent.
    In(SignedIn),
}

/// Why nobody is signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// No link was followed.
    NoLink,
    /// The link was used already, or is too old.
    SpentLink,
    /// They signed out.
    SignedOut,
    /// The sign-in ended at the edge.
    Ended,
    /// The edge could not be reached.
    Unreachable,
}

impl Auth {
    /// The agent, if one is signed in.
    pub fn signed_in(&self) -> Option<&SignedIn> {
        match self {
            Self::In(who) => Some(who),
            Self::Looking | Self::Out(_) => None,
        }
    }
}

/// Finds out who is at the screen: by the address bar's code, or else by the cookie.
pub fn begin(app: App) {
    app.auth.set(Auth::Looking);
    spawn_local(async move {
        let auth = match code() {
            Some(code) => {
                let answer = http::post::<SignedIn>(SIGN_IN, &SignIn { code }).await;
                match answer {
                    Ok(who) => {
                        forget_code();
                        Auth::In(who)
                    }
                    Err(failure) if is_denial(&failure) => {
                        forget_code();
                        by_cookie(Why::SpentLink).await
                    }
                    // The code is still good: it stays, so that it can be tried again.
                    Err(_) => Auth::Out(Why::Unreachable),
                }
            }
            None => by_cookie(Why::NoLink).await,
        };
        settle(app, auth);
    });
}

/// Asks whether the sign-in still holds; leaves the desk if it does not.
pub fn check(app: App) {
    spawn_local(async move {
        if http::get::<SignedIn>(ME).await.is_err_and(|failure| is_denial(&failure)) {
            settle(app, Auth::Out(Why::Ended));
        }
    });
}

/// Signs out.
pub fn leave(app: App) {
    spawn_local(async move {
        match http::post_empty(SIGN_OUT).await {
            Ok(()) => settle(app, Auth::Out(Why::SignedOut)),
            Err(failure) if is_denial(&failure) => settle(app, Auth::Out(Why::SignedOut)),
            Err(_) => app.toast("Signing out did not work. Try again in a moment."),
        }
    });
}

async fn by_cookie(otherwise: Why) -> Auth {
    match http::get::<SignedIn>(ME).await {
        Ok(who) => Auth::In(who),
        Err(failure) if is_denial(&failure) => Auth::Out(otherwise),
        Err(_) => Auth::Out(Why::Unreachable),
    }
}

/// Whether the edge said no, and would say it again.
fn is_denial(failure: &Failure) -> bool {
    match failure {
        Failure::Unreachable => false,
        Failure::Refused(refusal) => !matches!(refusal.code, Code::Internal | Code::SlowDown),
    }
}

fn settle(app: App, auth: Auth) {
    app.end();
    let at_work = auth.signed_in().is_some();
    app.auth.set(auth);
    if at_work {
        app.begin();
    }
}

fn code() -> Option<String> {
    fragment(FRAGMENT)
}

fn fragment(name: &str) -> Option<String> {
    let hash = window().location().hash().ok()?;
    let value = hash.strip_prefix(name)?;
    (!value.is_empty()).then(|| value.to_owned())
}

/// What follows this name in the address, which forgets it.
pub fn take_fragment(name: &str) -> Option<String> {
    let value = fragment(name)?;
    forget_code();
    Some(value)
}

fn forget_code() {
    let location = window().location();
    let path = location.pathname().unwrap_or_default() + &location.search().unwrap_or_default();
    if let Ok(history) = window().history() {
        let _refused = history.replace_state_with_url(&JsValue::NULL, "", Some(&path));
    }
}

/// Follows a link that is opened in this tab while the page is up.
pub fn follow_links(app: App) {
    let _kept_for_good = window_event_listener(leptos::ev::hashchange, move |_| {
        if code().is_some() {
            begin(app);
        }
    });
}

/// The page for nobody.
pub fn signed_out(app: App, why: Why) -> impl Part {
    let (title, text) = match why {
        Why::NoLink => (
            "Sign in with a link",
            "Ask the person who looks after Warmline for your team for a sign-in link. Open it in \
             this browser and you are at your desk. A link works once and is only for you.",
        ),
        Why::SpentLink => (
            "This link has been used",
            "A sign-in link works once and only for a short time, and this one has been used or is \
             too old. Ask for a new one: it takes a moment, and nothing else is lost.",
        ),
        Why::SignedOut => (
            "You are signed out",
            "Good work. To come back, ask the person who looks after Warmline for a new sign-in link.",
        ),
        Why::Ended => (
            "Your sign-in has ended",
            "For safety a sign-in does not last for ever. Ask the person who looks after Warmline \
             for a new link to come back to your desk.",
        ),
        Why::Unreachable => (
            "Warmline can't be reached",
            "There is no answer at this moment. Check your connection and try again: your link \
             stays good.",
        ),
    };
    let again = (why == Why::Unreachable).then(|| {
        button()
            .attr("type", "button")
            .class("button primary")
            .on("click", move |_| begin(app))
            .child("Try again")
    });
    main().class("door").child(
        div().class("door-card").attr("data-testid", "sign-in-needed").child((
            crate::parts::mark(),
            h1().child(title),
            p().child(text),
            again,
        )),
    )
}
