//! Confidence: profiles of trades, and from where on the bot answers (R-051, R-052, Z-3, Z-5).

use serde::{Deserialize, Serialize};

/// The trade of a site, which decides how sure the bot has to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Profile {
    /// Shops and most others: 85 and 60.
    #[default]
    Ecommerce,
    /// Healthcare: 92 and 70.
    Healthcare,
    /// Insurance: as healthcare.
    Insurance,
    /// Banks and payments: 90 and 65.
    Financial,
    /// A company's own help desk: 80 and 50.
    InternalIt,
}

/// From which confidence on the bot does what, %.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bands {
    /// It answers plainly from here on.
    pub answer_from: u8,
    /// It does not answer below this.
    pub refuse_below: u8,
}

impl Profile {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Ecommerce, Self::Healthcare, Self::Insurance, Self::Financial, Self::InternalIt];

    /// The profile's bands.
    pub const fn bands(self) -> Bands {
        let (answer_from, refuse_below) = match self {
            Self::Ecommerce => (85, 60),
            Self::Healthcare | Self::Insurance => (92, 70),
            Self::Financial => (90, 65),
            Self::InternalIt => (80, 50),
        };
        Bands { answer_from, refuse_below }
    }

    /// Two answers in a row below this call for a person, % (R-053, Z-3).
    pub const fn consecutive_below(self) -> u8 {
        match self {
            Self::Ecommerce => 80,
            Self::Healthcare | Self::Insurance => 87,
            Self::Financial => 85,
            Self::InternalIt => 75,
        }
    }
}
