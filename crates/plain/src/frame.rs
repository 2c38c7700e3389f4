//! The conversation itself: who leads, what is known of the wait, the log, and what can be done.

use crate::clock::Clock;
use crate::form::Act;
use crate::log::{Drawn, RECENT};
use crate::page::{FRAME, Site, document, note};
use maud::{Markup, html};
use warmline_model::Timestamp;
use warmline_shown::rows::{Known, rows};
use warmline_shown::words;
use warmline_wire::{Seen, VisitorAuthor, VisitorBody, VisitorEntry, VisitorStage, VisitorState};

/// What the page follows from.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    /// Whose chat it is.
    pub site: Site<'a>,
    /// The sealed field of its forms.
    pub seal: &'a str,
    /// What went wrong, if something did.
    pub note: Option<&'a str>,
    /// The log.
    pub entries: &'a [VisitorEntry],
    /// How things stand.
    pub state: &'a VisitorState,
    /// Who has read how far.
    pub seen: Seen,
    /// The clock by which times are said.
    pub clock: &'a Clock,
    /// Whether the page may look again by itself.
    pub live: bool,
    /// Whether all of the log is shown.
    pub whole: bool,
}

/// In how many seconds there may be news; none: only when the visitor does something.
pub fn looks_again(state: &VisitorState, entries: &[VisitorEntry], now: Timestamp) -> Option<u32> {
    let looks_up = state.options.as_ref().and_then(|options| options.slots.as_ref());
    match looks_up {
        Some(slots) if slots.is_empty() => return Some(5),
        // Nobody who reads the times is interrupted before they have read them.
        Some(_) => return Some(120),
        None => {}
    }
    match &state.stage {
        VisitorStage::Bot { .. } => {
            let last = entries.last()?;
            let asks = matches!(last.author, VisitorAuthor::Visitor)
                && matches!(last.body, VisitorBody::Text { .. } | VisitorBody::Chose { .. });
            let waited = (now - last.at).0;
            // An answer takes ten seconds at most; what takes longer is looked for less often.
            asks.then_some(if waited < 20_000 { 3 } else { 30 })
        }
        VisitorStage::Waiting { .. } if state.options.is_some() => Some(60),
        VisitorStage::Waiting { .. } => Some(15),
        VisitorStage::Human { .. } => Some(10),
        VisitorStage::Closed { .. } => None,
    }
}

/// The page.
pub fn frame(of: &Frame<'_>) -> String {
    let Frame { site, clock, state, .. } = of;
    let drawn = Drawn { site: *site, clock, seal: of.seal };
    let dated = |at| clock.dated(at);
    let all = rows(&Known {
        entries: of.entries,
        pending: Vec::new(),
        state: Some(&state.stage),
        seen: of.seen,
        files: &[],
        moment: &dated,
        zone_minutes: clock.ahead_minutes(),
        now: clock.now(),
    });
    let from = if of.whole { 0 } else { all.len().saturating_sub(RECENT) };
    let body = html! {
        // Read first, and scrolled to last: the newest is in sight at once.
        main.scroll tabindex="0" aria-label="Conversation" {
            div {
                (head(state))
                @if from > 0 {
                    p.earlier { a href=({ [&site.path(&[FRAME]), "?all"].concat() }) { "Show earlier messages" } }
                }
                (drawn.rows(all.get(from..).unwrap_or_default()))
                (note(of.note))
                (drawn.stage(state))
                @if let Some(card) = &state.promise { (drawn.promise(card)) }
                @if let Some(options) = &state.options {
                    @let waits = matches!(state.stage, VisitorStage::Waiting { .. });
                    (drawn.options(options, state.promise.as_deref(), waits))
                }
                (drawn.looking(of))
            }
        }
    };
    document("Conversation", "frame", &body)
}

/// The button that ends the wait.
pub(crate) fn way_back() -> Markup {
    html! { button.quiet name="do" value=(Act::Back.value()) { "Go back to the assistant" } }
}

/// Who leads.
fn head(state: &VisitorState) -> Markup {
    let closed = state.options.as_ref().is_some_and(|options| options.opens.is_some());
    html! {
        header.head {
            @match &state.stage {
                VisitorStage::Bot { .. } => h1.who { "Assistant " span.kind { "bot" } },
                VisitorStage::Waiting { .. } if closed => h1.who { "Our team is offline" },
                VisitorStage::Waiting { .. } => h1.who { "Waiting for a person" },
                VisitorStage::Human { name, department, team, passing_to } => {
                    h1.who { bdi { (name) } " " span.kind { "human" } }
                    p.line dir="auto" { (words::team(team, *department, passing_to.as_deref())) }
                }
                VisitorStage::Closed { .. } => h1.who { "Conversation closed" },
            }
        }
    }
}

impl Drawn<'_> {
    fn stage(&self, state: &VisitorState) -> Markup {
        match &state.stage {
            // What can be had instead, and the way back, stand with the options.
            VisitorStage::Waiting { .. } if state.options.is_some() => html! {},
            VisitorStage::Waiting { position, wait, team_online, alternatives, longer, .. } => {
                let others = alternatives
                    .iter()
                    .filter_map(|kind| words::alternative(*kind).map(|(_, label)| (*kind, label)));
                html! {
                    section.panel aria-label="Your wait" {
                        p.strong { (words::position(*position)) }
                        p { (words::outlook(*wait, *team_online)) }
                        @if let Some(why) = longer.and_then(words::longer) { p { (why) } }
                        (self.form(&html! {
                            div.buttons {
                                @for (kind, label) in others {
                                    button name="do" value=(Act::Choose(kind).value()) { (label) }
                                }
                                (way_back())
                            }
                        }))
                    }
                }
            }
            VisitorStage::Bot { suggest_human: true, .. } => html! {
                section.panel aria-label="A person" {
                    p.strong { "A person can help with this." }
                    (self.form(&html! {
                        div.buttons {
                            button.main name="do" value=(Act::Human.value()) { (words::TALK_TO_A_HUMAN) }
                        }
                    }))
                }
            },
            VisitorStage::Closed { can_rate: true } => self.rating(),
            VisitorStage::Closed { .. } => html! {
                p.soft { "Write below to go on with the assistant, or talk to a human." }
            },
            VisitorStage::Bot { .. } | VisitorStage::Human { .. } => html! {},
        }
    }

    /// How it was, asked once.
    fn rating(&self) -> Markup {
        let meanings = ["very bad", "bad", "all right", "good", "very good"];
        html! {
            section.panel aria-label="Your rating" {
                (self.form(&html! {
                    fieldset {
                        legend { "How was this conversation?" }
                        @for (score, meaning) in (1..).zip(meanings) {
                            label.pick { input type="radio" name="score" value=(score); " " (score) ": " (meaning) }
                        }
                    }
                    label for="remark" { "Anything to add? (optional)" }
                    textarea #remark name="text" rows="2" maxlength="1000" dir="auto" {}
                    div.buttons { button.main name="do" value=(Act::Rate.value()) { "Send rating" } }
                }))
            }
        }
    }

    /// How the page looks for news, and how that is stopped.
    fn looking(&self, of: &Frame<'_>) -> Markup {
        let clock = self.clock;
        let again = looks_again(of.state, of.entries, clock.now());
        let path = self.site.path(&[FRAME]);
        let [on, off] = ["?live=on", "?live=off"].map(|query| [&path, query].concat());
        html! {
            div.looking {
                p {
                    "As of " (clock.time(clock.now())) " (times are in " (clock.zone()) "). "
                    @match again {
                        Some(seconds) if of.live => {
                            "This part looks for news every " (seconds) " seconds by itself."
                        }
                        _ if !of.live => "This part does not look for news by itself.",
                        _ => "",
                    }
                }
                @if !of.live && matches!(of.state.stage, VisitorStage::Waiting { .. }) {
                    p { "Your place in line is kept for ten minutes after you last looked." }
                }
                p {
                    a href=(path) { "Look again" }
                    " · "
                    @if of.live { a href=(off) { "Stop looking by itself" } }
                    @else { a href=(on) { "Look by itself again" } }
                }
            }
        }
    }
}
