//! Where a visitor was and what they did on the site before they asked.

use crate::{PageRef, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One step of a visitor's.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// They came to a page.
    Page(PageRef),
    /// Something happened that the site's page told of.
    Event(ProductEvent),
}

/// Something that a site's page told of: "added to cart", with what goes with it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ProductEvent {
    /// What: 1 to [`Self::MAX_NAME`] characters.
    pub name: String,
    /// Names and values: at most [`Self::MAX_ATTRIBUTES`], each name at most [`Self::MAX_NAME`] characters,
    /// each value at most [`Self::MAX_VALUE`].
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, String>,
}

impl ProductEvent {
    /// The longest name of an event or of an attribute, in characters.
    pub const MAX_NAME: usize = 64;
    /// The longest value of an attribute, in characters.
    pub const MAX_VALUE: usize = 200;
    /// How many attributes an event may have.
    pub const MAX_ATTRIBUTES: usize = 20;
}

/// A step with its time.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TrailStep {
    /// When, as far as the visitor's browser knows.
    pub at: Timestamp,
    /// What: `page` or `event`.
    #[serde(flatten)]
    pub step: Step,
}

impl TrailStep {
    /// How many pages, and how many events, are kept: the newest.
    pub const KEPT: usize = 20;
}
