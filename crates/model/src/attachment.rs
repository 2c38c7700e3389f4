//! A file in a message: a picture or a document that the customer or an agent sent.

use crate::AttachmentId;
use serde::{Deserialize, Serialize};

/// A file that is stored, and who may read the conversation may read it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Attachment {
    /// Its name within the conversation; random.
    pub id: AttachmentId,
    /// What its sender called it, cleaned: one line, without a path, at most [`Attachment::MAX_NAME`] characters.
    pub name: String,
    /// What it is, by its first bytes.
    #[serde(rename = "type")]
    pub kind: MediaType,
    /// How long it is.
    pub bytes: u64,
    /// Of a picture whose size can be read: its width, in pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// The same: its height, in pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
}

impl Attachment {
    /// The longest name, in characters.
    pub const MAX_NAME: usize = 120;
    /// The largest file, in bytes.
    pub const MAX_BYTES: u64 = 10 * 1024 * 1024;
    /// How many files a message may have, and how many may wait for one.
    pub const MAX_IN_MESSAGE: usize = 10;
    /// How many bytes of files a conversation may hold.
    pub const MAX_IN_CONVERSATION: u64 = 100 * 1024 * 1024;
}

/// What may be sent. Each is told by its first bytes, never by its name; markup is none of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum MediaType {
    /// A picture.
    Png,
    /// A picture.
    Jpeg,
    /// A picture.
    Gif,
    /// A picture.
    Webp,
    /// A document.
    Pdf,
    /// A text.
    Text,
    /// A table as text.
    Csv,
    /// A type that this version does not know: a document to be downloaded.
    Unknown,
}

impl From<String> for MediaType {
    fn from(name: String) -> Self {
        let known =
            [Self::Png, Self::Jpeg, Self::Gif, Self::Webp, Self::Pdf, Self::Text, Self::Csv];
        known.into_iter().find(|kind| kind.name() == name).unwrap_or(Self::Unknown)
    }
}

impl From<MediaType> for String {
    fn from(kind: MediaType) -> Self {
        kind.name().to_owned()
    }
}

impl MediaType {
    /// All that may be sent, as the `accept` of a file field.
    pub const ACCEPT: &str =
        "image/png,image/jpeg,image/gif,image/webp,application/pdf,text/plain,text/csv,.txt,.csv";

    /// The name in `Content-Type`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Gif => "image/gif",
            Self::Webp => "image/webp",
            Self::Pdf => "application/pdf",
            Self::Text => "text/plain",
            Self::Csv => "text/csv",
            Self::Unknown => "application/octet-stream",
        }
    }

    /// Whether a browser shows it as a picture.
    pub const fn is_picture(self) -> bool {
        matches!(self, Self::Png | Self::Jpeg | Self::Gif | Self::Webp)
    }
}

/// A number of bytes as people read it: "812 B", "14 KB", "2.4 MB".
pub fn bytes_text(bytes: u64) -> String {
    let tenths = bytes.saturating_mul(10).div_ceil(1024 * 1024);
    let (number, unit) = match bytes {
        0..1_024 => (bytes.to_string(), " B"),
        1_024..=1_023_999 => (bytes.div_ceil(1024).to_string(), " KB"),
        _ => ([(tenths / 10).to_string(), (tenths % 10).to_string()].join("."), " MB"),
    };
    [&number, unit].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_told_in_the_unit_that_people_would_choose() {
        //
        let told = [0, 812, 1_024, 14_000, 1_023_999, 2_500_000, 10 * 1024 * 1024].map(bytes_text);
        assert_eq!(told, ["0 B", "812 B", "1 KB", "14 KB", "1000 KB", "2.4 MB", "10.0 MB"]);
    }

    #[test]
    fn a_type_has_one_name_everywhere_and_one_of_a_newer_version_is_a_document() {
        //
        for name in MediaType::ACCEPT.split(',').filter(|name| name.contains('/')) {
            let kind: MediaType = serde_json::from_value(name.into()).expect(name);
            assert_eq!(kind.name(), name);
            assert_eq!(kind.is_picture(), name.starts_with("image/"));
        }
        let newer: MediaType = serde_json::from_str("\"video/mp4\"").expect("any name");
        assert_eq!((newer, newer.is_picture()), (MediaType::Unknown, false));
    }
}
