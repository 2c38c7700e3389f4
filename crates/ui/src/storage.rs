//! What the browser keeps for this origin. It may be blocked, full or gone: then nothing is kept.

use web_sys::{Storage, window};

/// Where something is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Area {
    /// Until the user clears it.
    Browser,
    /// As long as the tab lives.
    Tab,
}

impl Area {
    fn open(self) -> Option<Storage> {
        let window = window()?;
        match self {
            Self::Browser => window.local_storage().ok()?,
            Self::Tab => window.session_storage().ok()?,
        }
    }

    /// What is kept under `key`, if anything is and it can be read.
    pub fn get(self, key: &str) -> Option<String> {
        self.open()?.get_item(key).ok()?
    }

    /// Keeps `text` under `key`, if that can be; an empty text removes it.
    pub fn set(self, key: &str, text: &str) {
        let Some(storage) = self.open() else { return };
        let _blocked_or_full =
            if text.is_empty() { storage.remove_item(key) } else { storage.set_item(key, text) };
    }
}
