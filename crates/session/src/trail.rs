//! Where a visitor went, until it is sent: the newest steps, and no more of them than one frame may have.

use std::collections::VecDeque;
use warmline_model::{PageRef, ProductEvent, Step, Timestamp, TrailStep};
use warmline_wire::{MAX_FRAME_BYTES, TrailItem, light};

/// The longest event, in bytes of JSON: attributes that are over it are left out.
const MAX_EVENT_BYTES: usize = MAX_FRAME_BYTES / 4;
/// How much of a frame steps may fill.
const MAX_BYTES: usize = MAX_FRAME_BYTES - 1_024;

/// Steps that are not sent yet.
#[derive(Debug, Default)]
pub struct Trail(VecDeque<TrailStep>);

impl Trail {
    /// Adds a step, cut to the wire's limits; the oldest gives way.
    pub fn add(&mut self, mut step: TrailStep) {
        match &mut step.step {
            Step::Page(page) => cut_page(page),
            Step::Event(event) => cut_event(event),
        }
        self.0.push_back(step);
        while self.0.len() > TrailItem::MOST {
            self.0.pop_front();
        }
    }

    /// What one frame tells of; from here on it counts as sent.
    pub(crate) fn take(&mut self, now: Timestamp) -> Vec<TrailItem> {
        let mut bytes = 0;
        let mut items = Vec::new();
        for TrailStep { at, step } in self.0.drain(..).rev() {
            let ago = u32::try_from((now - at).0.max(0)).unwrap_or(u32::MAX);
            let item = TrailItem { ago, step };
            bytes += light::write(&item).len() + 1;
            if bytes > MAX_BYTES {
                break;
            }
            items.push(item);
        }
        items.reverse();
        items
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The page that the visitor came to last.
    pub(crate) fn page(&self) -> Option<&PageRef> {
        self.0.iter().rev().find_map(|step| match &step.step {
            Step::Page(page) => Some(page),
            Step::Event(_) => None,
        })
    }
}

impl IntoIterator for Trail {
    type Item = TrailStep;
    type IntoIter = std::collections::vec_deque::IntoIter<TrailStep>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

fn cut_page(page: &mut PageRef) {
    cut(&mut page.url, 500);
    cut(&mut page.title, 200);
}

fn cut_event(event: &mut ProductEvent) {
    cut(&mut event.name, ProductEvent::MAX_NAME);
    if event.name.trim().is_empty() {
        event.name = "?".to_owned();
    }
    let mut bytes = 0;
    let all = std::mem::take(&mut event.attributes);
    for (mut name, mut value) in all.into_iter().take(ProductEvent::MAX_ATTRIBUTES) {
        cut(&mut name, ProductEvent::MAX_NAME);
        cut(&mut value, ProductEvent::MAX_VALUE);
        bytes += name.len() + value.len();
        if bytes < MAX_EVENT_BYTES {
            event.attributes.insert(name, value);
        }
    }
}

fn cut(text: &mut String, most: usize) {
    if let Some((end, _)) = text.char_indices().nth(most) {
        text.truncate(end);
    }
}
