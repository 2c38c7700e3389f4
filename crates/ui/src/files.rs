//! Files to be sent: chosen, dropped or pasted, on their way to the edge, and waiting for their message.

mod upload;
mod view;

pub use view::{document, document_icon, shown, tray};

use crate::http::forget;
use js_sys::Reflect;
use leptos::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;
use upload::Upload;
use warmline_model::{Attachment, AttachmentId, bytes_text};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, File, FileList};

/// Where a conversation's files are, and the bearer token that opens it; without one, a cookie does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The address of its files.
    pub url: String,
    /// The token.
    pub token: Option<String>,
}

/// How far a file has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// On its way, or about to be.
    Sending,
    /// Stored; it waits for its message.
    Ready(Attachment),
    /// It came to nothing: why, and whether the same may succeed later.
    Failed(String, bool),
}

/// A file to be sent.
struct Item {
    key: u32,
    name: String,
    bytes: u64,
    standing: Standing,
    /// How much of it has been sent, %.
    percent: RwSignal<String>,
    file: File,
    upload: Option<Upload>,
}

type Places = dyn Fn() -> Option<Place>;

struct Own {
    place: Box<Places>,
    items: RefCell<Vec<Item>>,
}

/// The files for the next message. A copy is the same tray.
#[derive(Clone, Copy)]
pub struct Tray {
    /// Changes with anything in it but how much was sent: a signal of the files themselves would be compiled, and
    /// downloaded, for them alone.
    changed: RwSignal<bool>,
    own: StoredValue<Rc<Own>, LocalStorage>,
}

impl Tray {
    /// An empty tray. `place` says where files go, once there is a conversation.
    pub fn new(place: impl Fn() -> Option<Place> + 'static) -> Self {
        let own = Rc::new(Own { place: Box::new(place), items: RefCell::default() });
        Self { changed: RwSignal::new(false), own: StoredValue::new_local(own) }
    }

    /// Takes a file under this name, and begins to send it.
    pub fn add(self, file: File, name: String) {
        let own = self.own.get_value();
        let mut items = own.items.borrow_mut();
        let key = items.last().map_or(0, |item| item.key + 1);
        let bytes = file.size() as u64;
        let percent = RwSignal::new(String::new());
        let standing = Standing::Sending;
        items.push(Item { key, name, bytes, standing, percent, file, upload: None });
        drop(items);
        self.send(key);
    }

    /// Sends what could not be sent before there was a conversation.
    pub fn go_on(self) {
        let own = self.own.get_value();
        let waits = |i: &&Item| i.upload.is_none() && i.standing == Standing::Sending;
        let idle: Vec<u32> = own.items.borrow().iter().filter(waits).map(|i| i.key).collect();
        idle.into_iter().for_each(|key| self.send(key));
    }

    fn send(self, key: u32) {
        let own = self.own.get_value();
        let items = own.items.borrow();
        let others = items.iter().filter(|i| !matches!(i.standing, Standing::Failed(..)));
        let many = others.count() > Attachment::MAX_IN_MESSAGE;
        let Some(item) = items.iter().find(|item| item.key == key) else { return };
        let (name, file, percent, bytes) =
            (item.name.clone(), item.file.clone(), item.percent, item.bytes);
        drop(items);
        if many {
            let most = Attachment::MAX_IN_MESSAGE.to_string();
            let why = ["At most ", &most, " files in a message"].concat();
            return self.stands(key, Standing::Failed(why, true));
        }
        if bytes > Attachment::MAX_BYTES {
            let why = ["Larger than ", &bytes_text(Attachment::MAX_BYTES)].concat();
            return self.stands(key, Standing::Failed(why, false));
        }
        self.stands(key, Standing::Sending);
        let Some(place) = (own.place)() else { return };
        let came = move |standing| self.stands(key, standing);
        let upload = Upload::start(&place, &name, &file, percent, came);
        if let Some(item) = own.items.borrow_mut().iter_mut().find(|item| item.key == key) {
            item.upload = upload;
        }
    }

    fn stands(self, key: u32, standing: Standing) {
        let own = self.own.get_value();
        if let Some(item) = own.items.borrow_mut().iter_mut().find(|item| item.key == key) {
            item.standing = standing;
        }
        self.tell();
    }

    fn tell(self) {
        self.changed.update(|changed| *changed = !*changed);
    }

    /// Tries again what came to nothing.
    pub fn retry(self, key: u32) {
        self.send(key);
    }

    /// Does not send it after all.
    pub fn remove(self, key: u32) {
        let own = self.own.get_value();
        let mut items = own.items.borrow_mut();
        let at = items.iter().position(|item| item.key == key);
        let gone = at.map(|at| items.remove(at).standing);
        drop(items);
        self.tell();
        if let (Some(Standing::Ready(file)), Some(place)) = (gone, (own.place)()) {
            forget([&place.url, "/", file.id.as_str()].concat(), place.token);
        }
    }

    /// What is ready, for a message; it leaves the tray.
    pub fn take(self) -> Vec<Attachment> {
        let own = self.own.get_value();
        let mut ready = Vec::new();
        own.items.borrow_mut().retain(|item| match &item.standing {
            Standing::Ready(file) => {
                ready.push(file.clone());
                false
            }
            Standing::Sending | Standing::Failed(..) => true,
        });
        self.tell();
        ready
    }

    /// Empties the tray.
    pub fn clear(self) {
        self.own.with_value(|own| own.items.borrow_mut().clear());
        self.tell();
    }

    /// Whether anything is on its way. Tracked.
    pub fn is_busy(self) -> bool {
        self.any(|standing| *standing == Standing::Sending)
    }

    /// Whether there is a file for a message. Tracked.
    pub fn is_ready(self) -> bool {
        self.any(|standing| matches!(standing, Standing::Ready(_)))
    }

    fn any(self, is: fn(&Standing) -> bool) -> bool {
        self.changed.track();
        self.own.with_value(|own| own.items.borrow().iter().any(|item| is(&item.standing)))
    }
}

/// Empties a file field, so that the same file can be chosen once more.
pub fn empty(event: &Event) {
    let field = event.target().map(JsValue::from).unwrap_or_default();
    let _never_fails = Reflect::set(&field, &"value".into(), &"".into());
}

/// The names by which a message takes files.
pub fn ids(files: &[Attachment]) -> Vec<AttachmentId> {
    files.iter().map(|file| file.id.clone()).collect()
}

/// The files of a field, of what was dropped, or of what was pasted, unless that is text as well.
pub fn files_of(event: &Event) -> Vec<File> {
    let part = |of: &JsValue, name: &str| {
        Reflect::get(of, &name.into()).ok().filter(|part| part.is_object())
    };
    let pasted = part(event, "clipboardData");
    let texts = pasted.as_ref().and_then(|pasted| part(pasted, "types"));
    let texts = texts.map(|types| js_sys::Array::from(&types));
    if texts.is_some_and(|types| types.includes(&"text/plain".into(), 0)) {
        return Vec::new();
    }
    let given = pasted.or_else(|| part(event, "dataTransfer")).or_else(|| part(event, "target"));
    let files = given.and_then(|given| part(&given, "files"));
    let Some(files) = files.map(JsValue::unchecked_into::<FileList>) else { return Vec::new() };
    (0..files.length()).filter_map(|at| files.get(at)).collect()
}
