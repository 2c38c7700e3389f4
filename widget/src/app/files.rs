//! What the visitor sends besides words.

use super::{App, own, update};
use leptos::prelude::*;
use warmline_ui::files::{Place, files_of};
use warmline_ui::http::ask;
use warmline_wire::{AttachmentsOn, light};
use web_sys::Event;

/// Where this conversation's files are, once there is one.
pub(super) fn files_place() -> Option<Place> {
    let (url, token) = own().of_conversation("/files")?;
    Some(Place { url, token: Some(token) })
}

impl App {
    /// Where files of this conversation are, to show one.
    pub fn files(self) -> Option<Place> {
        files_place()
    }

    /// Takes the files that an event brought; whether there were any.
    pub fn attach(self, event: &Event) -> bool {
        let files = files_of(event);
        let any = !files.is_empty() && self.attaches.get_untracked();
        if any {
            // There is nowhere to send them to before there is a conversation.
            self.resume();
            if own().conversation.borrow().is_none() {
                self.create();
            }
            for file in files {
                // Card numbers do not leave the browser in a name either.
                let name = warmline_language::mask(&file.name()).text.into_owned();
                self.tray.add(file, name);
            }
        }
        any
    }

    /// Asks once whether there is a place for files; a deployment may be without.
    pub(super) fn ask_whether_files_can_be_sent(self) {
        let own = own();
        let Some((config, _)) = own.config.get() else { return };
        if self.attaches.get_untracked() {
            return;
        }
        let url = [&config.base, "/api/v1/sites/", &config.site, "/attachments"].concat();
        wasm_bindgen_futures::spawn_local(async move {
            let answer = ask("GET", &url, None).await;
            let on =
                answer.is_some_and(|(_, text)| text == light::write(&AttachmentsOn { on: true }));
            update(self.attaches, on);
        });
    }
}
