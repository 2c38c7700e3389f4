//! The guard of the composer: `crates/guard`, fetched when an agent first has something to send.

use super::Talk;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use warmline_model::{Card, Entry, Seq};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    // static/console/guard.js
    type Guard;
    #[wasm_bindgen(js_namespace = warmlineGuard)]
    fn load(ready: &JsValue);
    #[wasm_bindgen(js_namespace = warmlineGuard)]
    fn know(seen: &str) -> Guard;
    #[wasm_bindgen(method)]
    fn check(this: &Guard, draft: &str) -> String;
}

/// A warning about a draft.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "warns", rename_all = "snake_case")]
pub(super) enum Warning {
    /// It asks for what the customer has said already.
    Repeats { answer: String, entry: Option<Seq> },
    /// It contradicts what the customer was told.
    Contradicts { says: String, before: String, entry: Seq },
}

#[derive(Serialize)]
struct Seen<'a> {
    card: &'a Card,
    log: &'a [Entry],
}

/// The warnings of the draft of a conversation, as it is written; none until the guard is there.
pub(super) fn warnings(talk: Talk) -> Memo<Vec<Warning>> {
    let there = RwSignal::new(false);
    let wanted = Memo::new(move |_| talk.owns.get() && !talk.draft.with(String::is_empty));
    Effect::new(move |_| {
        if wanted.get() && !there.get_untracked() {
            let ready = Closure::once_into_js(move || {
                let _gone = there.try_set(true);
            });
            load(&ready);
        }
    });
    let guard = StoredValue::new_local(None::<Guard>);
    // Rises with each card and each entry, so that what was read is read once.
    let known = Memo::new(move |before: Option<&u32>| {
        if !there.get() || !wanted.get() {
            return 0;
        }
        let seen = talk.state.with(|state| {
            let card = &state.as_ref()?.card;
            talk.entries.with(|log| serde_json::to_string(&Seen { card, log }).ok())
        });
        guard.set_value(seen.map(|seen| know(&seen)));
        before.map_or(1, |before| before + 1)
    });
    Memo::new(move |_| {
        if known.get() == 0 {
            return Vec::new();
        }
        let found =
            talk.draft.with(|draft| guard.with_value(|guard| Some(guard.as_ref()?.check(draft))));
        found.and_then(|found| serde_json::from_str(&found).ok()).unwrap_or_default()
    })
}
