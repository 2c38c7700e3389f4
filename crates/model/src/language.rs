//! The fifteen languages Warmline understands a request for a person in.

use serde::{Deserialize, Serialize};

/// A language by its ISO 639-1 code.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Language {
    #[default]
    En,
    Es,
    Pt,
    Fr,
    De,
    It,
    Nl,
    Pl,
    Tr,
    Ja,
    Zh,
    Ko,
    Ar,
    Hi,
    Ru,
}

impl Language {
    /// All fifteen.
    pub const ALL: [Self; 15] = [
        Self::En,
        Self::Es,
        Self::Pt,
        Self::Fr,
        Self::De,
        Self::It,
        Self::Nl,
        Self::Pl,
        Self::Tr,
        Self::Ja,
        Self::Zh,
        Self::Ko,
        Self::Ar,
        Self::Hi,
        Self::Ru,
    ];

    /// The ISO 639-1 code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Es => "es",
            Self::Pt => "pt",
            Self::Fr => "fr",
            Self::De => "de",
            Self::It => "it",
            Self::Nl => "nl",
            Self::Pl => "pl",
            Self::Tr => "tr",
            Self::Ja => "ja",
            Self::Zh => "zh",
            Self::Ko => "ko",
            Self::Ar => "ar",
            Self::Hi => "hi",
            Self::Ru => "ru",
        }
    }

    /// The language of a BCP 47 tag such as `pt-BR`, where it is one of the fifteen.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next()?.to_ascii_lowercase();
        Self::ALL.into_iter().find(|l| l.code() == primary)
    }
}
