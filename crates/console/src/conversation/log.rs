//! The log: entries, what is on its way, who is typing; it stays at the end unless the agent reads back.

use super::{Talk, entry, notes};
use crate::app::Pane;
use crate::parts::{self, keyed};
use leptos::control_flow::{For, ForProps};
use leptos::html::Div;
use leptos::prelude::*;
use warmline_model::{ClientId, Entry, Millis, Note, Seq};
use warmline_session::Outgoing;
use warmline_ui::dom::html::{button, div, ol, p, span};
use warmline_ui::dom::{Part, button as button_el, when};
use wasm_bindgen::JsCast;
use web_sys::{
    FocusOptions, HtmlElement, ScrollBehavior, ScrollIntoViewOptions, ScrollLogicalPosition,
};

/// Words of one author within this time stand together.
const TOGETHER: Millis = Millis::minutes(3);
/// So near to the end, in CSS pixels, counts as being there.
const NEAR: i32 = 90;

/// The log.
pub(super) fn log(talk: Talk) -> impl Part {
    let frame = NodeRef::<Div>::new();
    let at_end = RwSignal::new(true);
    let newer = RwSignal::new(false);
    let growing = StoredValue::new(false);
    // The frame is laid out from its end (console.css), which is therefore at 0.
    let to_end = move || {
        if let Some(frame) = frame.get_untracked() {
            frame.set_scroll_top(0);
        }
    };
    Effect::new(move |before: Option<(usize, usize, bool)>| {
        let notes = talk.state.with(|state| state.as_ref().map_or(0, |state| state.notes.len()));
        let shown = talk.entries.with(Vec::len) + notes;
        let now = (shown, talk.unsent.with(Vec::len), talk.owns.get());
        if let Some(before) = before {
            if now.1 > before.1 || now.2 && !before.2 {
                to_end();
            } else if now.0 > before.0 && !at_end.get_untracked() {
                newer.set(true);
            }
        }
        now
    });
    read_aloud(talk);

    let known = Memo::new(move |_| talk.state.with(Option::is_some));
    div().class("log-frame").child((
        div()
            .class("log")
            .node_ref(frame)
            .attr("role", "log")
            .attr("aria-label", "Messages")
            .attr("tabindex", "0")
            .on("scroll", move |_| {
                if let Some(frame) = frame.get_untracked() {
                    let up = frame.scroll_top().abs();
                    let near = up < NEAR;
                    at_end.set(near);
                    if near {
                        newer.set(false);
                    }
                    let top = up + frame.client_height() > frame.scroll_height() - NEAR;
                    if top && !growing.get_value() {
                        growing.set_value(true);
                        talk.show_earlier();
                        let at = frame.scroll_top();
                        // The frame after, what came is there. The place is counted from the end, and a
                        // browser that followed the top is taken back to it.
                        request_animation_frame(move || {
                            frame.set_scroll_top(at);
                            let _gone = growing.try_set_value(false);
                        });
                    }
                }
            })
            .child(div().class("log-inner").child((
                move || (!known.get()).then(|| parts::skeleton(7)),
                earlier(talk),
                ol().class("entries").child((entries(talk), unsent(talk))),
                typing(talk),
            ))),
        move || {
            newer.get().then(|| {
                button()
                    .attr("type", "button")
                    .class("button small to-end")
                    .on("click", move |_| to_end())
                    .child("New messages \u{2193}")
            })
        },
    ))
}

/// A row of the log: an entry, or a note of a colleague's at its time.
#[derive(Clone)]
enum Row {
    Entry(Entry, bool),
    Note(Note),
}

#[derive(Clone, PartialEq, Eq, Hash)]
enum Key {
    Entry(Seq),
    Note(ClientId),
}

/// Entries and notes in the order of time; the order of the entries is their own.
fn rows(entries: &[Entry], notes: &[Note]) -> Vec<Row> {
    let mut rows = Vec::with_capacity(entries.len() + notes.len());
    let mut notes = notes.iter().peekable();
    let mut before: Option<&Entry> = None;
    for entry in entries {
        while let Some(note) = notes.next_if(|note| note.at < entry.at) {
            rows.push(Row::Note(note.clone()));
            before = None;
        }
        rows.push(Row::Entry(entry.clone(), before.is_some_and(|before| follows(before, entry))));
        before = Some(entry);
    }
    rows.extend(notes.map(|note| Row::Note(note.clone())));
    rows
}

fn entries(talk: Talk) -> impl Part {
    let notes = Memo::new(move |_| {
        talk.state.with(|state| state.as_ref().map(|state| state.notes.clone()).unwrap_or_default())
    });
    let rows = move || {
        talk.entries.with(|entries| {
            let shown = &entries[start(entries, talk.earliest.get())..];
            notes.with(|notes| rows(shown, notes_since(notes, shown, entries)))
        })
    };
    For(ForProps::builder()
        .each(rows)
        .key(|row| match row {
            Row::Entry(entry, _) => Key::Entry(entry.seq),
            Row::Note(note) => Key::Note(note.client_id.clone()),
        })
        .children(move |row| match row {
            Row::Entry(entry, follows) => entry::entry(talk, &entry, follows),
            Row::Note(note) => notes::note(talk, &note),
        })
        .build())
    .into_any()
}

/// The index of the first entry that is shown.
pub(super) fn start(entries: &[Entry], earliest: Seq) -> usize {
    entries.partition_point(|entry| entry.seq < earliest)
}

/// The notes that stand among the entries shown, or after them.
fn notes_since<'a>(notes: &'a [Note], shown: &[Entry], all: &[Entry]) -> &'a [Note] {
    let from = match shown.first() {
        Some(first) if shown.len() < all.len() => notes.partition_point(|n| n.at < first.at),
        _ => 0,
    };
    &notes[from..]
}

/// The way to what is not shown of a long log; reading back to its top does the same.
fn earlier(talk: Talk) -> AnyView {
    let more = move || talk.entries.with(|entries| start(entries, talk.earliest.get()) > 0);
    when(more, move || {
        let show = button_el("button small quiet earlier", move || talk.show_earlier());
        show.id("earlier").text("Earlier messages")
    })
}

fn follows(before: &Entry, entry: &Entry) -> bool {
    before.author == entry.author
        && !entry::is_event(before)
        && !entry::is_event(entry)
        && entry.at < before.at + TOGETHER
}

fn unsent(talk: Talk) -> impl Part {
    let items = Memo::new(move |_| talk.unsent.get());
    keyed(items, |item| item.action.client_id().cloned(), entry::unsent)
}

fn typing(talk: Talk) -> impl Part {
    move || {
        talk.typing.get().then(|| {
            let dots =
                span().class("dots").attr("aria-hidden", "true").child((span(), span(), span()));
            p().class("typing").attr("data-testid", "typing").child((
                dots,
                span().attr("dir", "auto").child(move || format!("{} is typing", talk.customer())),
            ))
        })
    }
}

/// Tells the customer how far their agent has read: only what was on the screen before their eyes.
fn read_aloud(talk: Talk) {
    Effect::new(move |_| {
        let last = talk.entries.with(|entries| entries.last().map(|entry| entry.seq));
        let shown = match crate::shell::is_narrow() {
            true => talk.app.pane.get() == Pane::Talk && talk.is_open(),
            false => true,
        };
        if let Some(last) = last
            && talk.owns.get()
            && talk.app.attentive.get()
            && shown
        {
            talk.with_link(|link| link.seen(last));
        }
    });
}

/// Brings an entry before the agent's eyes.
pub(super) fn bring(talk: Talk, seq: Seq) {
    let Some(element) = document().get_element_by_id(&entry::element_id(talk, seq)) else {
        return;
    };
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Center);
    let still = window().match_media("(prefers-reduced-motion: reduce)").ok().flatten();
    let still = still.is_some_and(|query| query.matches());
    options.set_behavior(if still { ScrollBehavior::Instant } else { ScrollBehavior::Smooth });
    element.scroll_into_view_with_scroll_into_view_options(&options);
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        let _gone = element.focus_with_options(&options);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use warmline_model::{AgentId, Author, Body, Timestamp};

    fn entry(seq: u64, at: i64) -> Entry {
        let body = Body::words("");
        Entry { seq: Seq(seq), at: Timestamp(at), author: Author::Visitor, body, client_id: None }
    }

    fn note(at: i64) -> Note {
        Note {
            at: Timestamp(at),
            agent: AgentId::new("ana").expect("an id"),
            name: "Ana".into(),
            text: String::new(),
            client_id: ClientId::new(format!("note-{at}")).expect("an id"),
        }
    }

    #[test]
    fn notes_stand_at_their_time_between_the_messages_and_break_a_run_of_one_author() {
        // the next agent sees the first one's notes where they belong.
        let entries = [entry(1, 10), entry(2, 20), entry(3, 30)];
        let shown: Vec<String> = rows(&entries, &[note(25), note(90)])
            .iter()
            .map(|row| match row {
                Row::Entry(entry, follows) => format!("{} {follows}", entry.seq.0),
                Row::Note(note) => format!("note {}", note.at.0),
            })
            .collect();
        assert_eq!(shown, ["1 false", "2 true", "note 25", "3 false", "note 90"]);
    }

    #[test]
    fn of_a_long_log_the_end_is_shown_with_the_notes_that_stand_there() {
        let entries: Vec<Entry> = (1..=900).map(|n| entry(n, 10 * n.cast_signed())).collect();
        assert_eq!(start(&entries, Seq(0)), 0);
        let from = start(&entries, Seq(701));
        assert_eq!(entries[from].seq, Seq(701));
        let notes = [note(5), note(7_015), note(9_999)];
        let count = |shown: &[Entry]| notes_since(&notes, shown, &entries).len();
        assert_eq!((count(&entries[from..]), count(&entries)), (2, 3));
    }
}
