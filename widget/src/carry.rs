//! Going on with a conversation on another device: the link there, and what a page opened with one does.

use crate::app::App;
use crate::page::{self, FRAGMENT};
use leptos::prelude::*;
use warmline_model::Timestamp;
use warmline_ui::browser::copy;
use warmline_ui::http::post_text;
use warmline_wire::{ResumeLink, light};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};

/// How far the link is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Carry {
    /// Nobody asked for one.
    #[default]
    Not,
    /// On its way.
    Asking,
    /// The edge could not be reached, or said no.
    Failed,
    /// Here.
    Link {
        /// The page's address with the code.
        url: String,
        /// Until when it can be used.
        until: Timestamp,
    },
}

impl App {
    /// Asks for a link, or puts it away.
    pub fn carry_on(self) {
        if self.carry.with_untracked(|carry| matches!(carry, Carry::Asking | Carry::Link { .. })) {
            return self.carry.set(Carry::Not);
        }
        let Some((url, token)) = self.of_conversation("/resume-link") else { return };
        self.copied.set(false);
        self.carry.set(Carry::Asking);
        wasm_bindgen_futures::spawn_local(async move {
            let answer = post_text(&url, Some(&token), light::write(&())).await;
            let link = answer.ok().and_then(|text| light::read(&text));
            if self.carry.with_untracked(|carry| *carry != Carry::Asking) {
                return;
            }
            self.carry.set(match link.zip(page::address()) {
                Some((ResumeLink { code, until }, page)) => {
                    Carry::Link { url: [&page, FRAGMENT, &code].concat(), until }
                }
                None => Carry::Failed,
            });
        });
    }

    /// The field that shows the link, to be selected where it can't be copied otherwise.
    pub fn shows_link(self, field: &Element) {
        self.field.set_value(Some(field.clone().unchecked_into()));
    }

    /// Copies the link. It is selected too, for browsers that keep their clipboard to themselves.
    pub fn copy_link(self) {
        let Some(field) = self.field.get_value() else { return };
        let field: HtmlInputElement = field;
        field.select();
        let text = field.value();
        wasm_bindgen_futures::spawn_local(async move {
            if copy(&text).await {
                self.copied.set(true);
            }
        });
    }
}
