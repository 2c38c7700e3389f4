//! Canned replies over the composer, and what stands under it before a draft is sent.

use super::Talk;
use super::guard::{self, Warning};
use crate::canned::{self, Known, Reply, Source};
use crate::commands::Sheet;
use leptos::prelude::*;
use warmline_model::Seq;
use warmline_ui::dom::{El, Words, button, el, live};
use warmline_wire::AgentState;

/// The list of replies, open while the draft begins with `/`. A copy is the same list.
#[derive(Clone, Copy)]
pub(super) struct Replies {
    talk: Talk,
    shown: Memo<Vec<Reply>>,
    chosen: RwSignal<usize>,
    /// The draft at which it was put away.
    left: RwSignal<Option<String>>,
}

impl Replies {
    pub(super) fn new(talk: Talk) -> Self {
        let left = RwSignal::new(None::<String>);
        let articles = canned::articles(move || {
            let asked = asked(talk, left)?;
            if !asked.trim().is_empty() {
                return Some(asked);
            }
            // What the customer asks now, or first asked.
            let quoted = |state: &AgentState| {
                let card = &state.card;
                let quote = card.latest.as_ref().or(card.question.as_ref());
                quote.map(|quote| quote.text.clone())
            };
            talk.state.with(|state| state.as_ref().and_then(quoted))
        });
        let shown = Memo::new(move |_| {
            // Replies may have been added or taken away on their sheet.
            talk.app.sheet.track();
            let Some(asked) = asked(talk, left) else { return Vec::new() };
            let mut replies = canned::matching(talk.app, &asked);
            articles.with(|articles| replies.extend_from_slice(articles));
            replies
        });
        let chosen = RwSignal::new(0);
        Effect::new(move |_| {
            shown.track();
            chosen.set(0);
        });
        Self { talk, shown, chosen, left }
    }

    /// The id of the reply that Enter would take, for screen readers.
    pub(super) fn active_id(&self) -> Option<String> {
        let any = self.shown.with(|shown| !shown.is_empty());
        any.then(|| self.reply_id(self.chosen.get()))
    }

    fn reply_id(&self, at: usize) -> String {
        self.talk.element_id(&["reply-", &at.to_string()].concat())
    }

    /// Whether a key was meant for the list.
    pub(super) fn heard(&self, key: &str) -> bool {
        let count = self.shown.with_untracked(Vec::len);
        if count == 0 {
            return false;
        }
        let at = self.chosen.get_untracked();
        match key {
            "ArrowDown" => self.chosen.set((at + 1) % count),
            "ArrowUp" => self.chosen.set((at + count - 1) % count),
            "Enter" | "Tab" => self.take(at),
            "Escape" => self.left.set(Some(self.talk.draft.get_untracked())),
            _ => return false,
        }
        true
    }

    fn take(&self, at: usize) {
        let Some(reply) = self.shown.with_untracked(|shown| shown.get(at).cloned()) else { return };
        let talk = self.talk;
        let known = talk
            .state
            .with_untracked(|state| Known::of(talk.app, state.as_ref().map(|state| &state.card)));
        talk.write(match reply.source {
            Source::Article => reply.text,
            Source::BuiltIn | Source::Own => canned::fill(&reply.text, &known),
        });
        talk.app.fresh.set(Some(talk.id.get_value()));
    }

    /// The list.
    pub(super) fn list(self) -> AnyView {
        live(move || {
            let shown = self.shown.get();
            if shown.is_empty() {
                return None;
            }
            let options = shown.into_iter().enumerate().map(|(at, reply)| {
                let (name, chip) = match reply.source {
                    Source::Article => (reply.name, Some("article")),
                    Source::Own => (["/", &reply.name].concat(), Some("yours")),
                    Source::BuiltIn => (["/", &reply.name].concat(), None),
                };
                let chip = chip.map(|words| el("span", "chip").text(words));
                el("div", "option")
                    .set("role", "option")
                    .set("id", self.reply_id(at))
                    .id("reply")
                    .follow("aria-selected", move || {
                        Some((self.chosen.get() == at).to_string().into())
                    })
                    .on("mousedown", move |event| {
                        // The composer keeps the focus.
                        event.prevent_default();
                        self.take(at);
                    })
                    .child(el("span", "option-name").set("dir", "auto").text(name))
                    .child(el("span", "soft option-text").set("dir", "auto").text(reply.text))
                    .children(chip)
            });
            let list = el("div", "options")
                .set("id", self.talk.element_id("reply-list"))
                .set("role", "listbox")
                // It scrolls, and not everybody has a wheel.
                .set("tabindex", "0")
                .set("aria-label", "Canned replies")
                .children(options);
            let app = self.talk.app;
            let edit = button("button small quiet", move || app.sheet.set(Some(Sheet::Replies)));
            let foot = el("div", "replies-foot")
                .child(el("span", "soft").text("Your own are kept on this device"))
                .child(edit.id("replies-edit").text("Your own replies"));
            Some(el("div", "replies").id("replies-list").child(list).child(foot))
        })
    }
}

/// What is asked for: what follows `/`, while the list is not put away.
fn asked(talk: Talk, left: RwSignal<Option<String>>) -> Option<String> {
    talk.draft.with(|draft| {
        let asked = draft.strip_prefix('/')?;
        left.with(|left| left.as_ref() != Some(draft)).then(|| asked.to_owned())
    })
}

/// The button that opens the list.
pub(super) fn open_button(talk: Talk) -> El {
    let open = move || {
        if talk.draft.with_untracked(String::is_empty) {
            talk.write("/".to_owned());
            talk.app.fresh.set(Some(talk.id.get_value()));
        } else {
            talk.app.toast("Canned replies open in an empty message.");
        }
    };
    button("button small quiet", open)
        .id("replies")
        .set("data-command", "replies")
        .flag("disabled", move || !talk.owns.get())
        .text("Replies")
}

/// Something that a draft should be looked at again for, before it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Warned {
    text: String,
    /// Where the earlier words stand.
    entry: Option<Seq>,
}

/// Fields that are not filled in, questions that were answered already, and contradictions to what the
/// customer was told.
pub(super) fn warnings(talk: Talk) -> Memo<Vec<Warned>> {
    let guarded = guard::warnings(talk);
    Memo::new(move |_| {
        if !talk.owns.get() {
            return Vec::new();
        }
        let unfilled =
            |field| Warned { text: ["Not filled in yet: {", field, "}"].concat(), entry: None };
        let unfilled = talk.draft.with(|draft| {
            let fields = canned::unfilled(draft).into_iter();
            fields.map(unfilled).collect::<Vec<Warned>>()
        });
        let guarded = guarded.get().into_iter().map(|warning| match warning {
            Warning::Repeats { answer, entry } => {
                Warned { text: ["Already answered: ", &answer].concat(), entry }
            }
            Warning::Contradicts { says, before, entry } => {
                let parts = [
                    "You write \u{201c}",
                    &says,
                    "\u{201d}. They were told \u{201c}",
                    &before,
                    "\u{201d}",
                ];
                Warned { text: parts.concat(), entry: Some(entry) }
            }
        });
        unfilled.into_iter().chain(guarded).collect()
    })
}

/// The warnings under the composer.
pub(super) fn warned(talk: Talk, found: Memo<Vec<Warned>>) -> El {
    let list = live(move || {
        let found = found.get();
        let line = move |Warned { text, entry }| {
            let text = el("span", "").set("dir", "auto").text(Words::Owned(text));
            let line = el("p", "warning").id("warning").child(text);
            match entry {
                Some(entry) => line.child(
                    button("to-entry", move || talk.jump(entry))
                        .id("warning-entry")
                        .text("See message"),
                ),
                None => line,
            }
        };
        (!found.is_empty()).then(|| el("div", "").children(found.into_iter().map(line)))
    });
    el("div", "warnings")
        .set("id", talk.element_id("composer-warnings"))
        .set("role", "status")
        .view(list)
}
