//! The law of the handoff: who speaks, who waits, who is offered what, and the words that go with it.
//!
//! Two machines, [`Conversation`] and [`Desk`], both `handle(now, event) -> effects`. They cannot
//! fail: a late click or a double accept is an event like any other, answered by a refusing effect.

pub mod card;
pub mod conversation;
pub mod desk;
mod frustration;
mod helped;
pub mod hours;
pub mod on_call;
mod plain;
pub mod policy;
mod preview;
mod profile;
pub mod self_service;
mod settings;
pub mod sources;
mod standing;
mod triage;
mod understood;
pub mod wording;

pub use conversation::Conversation;
pub use desk::Desk;
pub use helped::helped;
pub use hours::Hours;
pub use preview::{Preview, moment_of, preview};
pub use profile::{Bands, Profile};
pub use settings::{
    Assistant, CalendarSetting, DepartmentSetting, DeskName, MAX_CALENDARS, Rules, Settings,
    SettingsError, Team, TierRules, TierSetting,
};
pub use understood::Understood;
