//! The Durable Objects without Cloudflare: frames and calls in, rows and frames out.
//!
//! Each object turns what arrives into machine events and the machine's effects into a [`Turn`]: the
//! rows to write in one transaction, the frames to send once they are written, and the next alarm. It
//! reads no clock and does no I/O, so that the worker's shell stays thin and a simulation can run the
//! very same code with storage that fails.

mod activity;
mod bucket;
mod calendars;
mod calls;
mod conversation;
mod desk;
mod dispatch;
pub mod files;
mod first_version;
pub mod history;
mod identity;
mod invites;
pub mod on_call;
mod outbox;
mod outgoing;
mod outward;
mod presence;
mod pushing;
mod refusals;
mod setup;
mod site;
mod turn;

pub use activity::Initiation;
pub use bucket::Bucket;
pub use calendars::{CalendarJob, CalendarToRead, MAX_CALENDAR, read_calendar};
pub use calls::{BotAction, ConversationCall, DeskCall, FromOutside, Opening, Reply, Task};
pub use conversation::{
    Context, ConversationObject, Job, LookUpJob, OpenQuestion, SelfServiceJob, lines, told,
};
pub use desk::DeskObject;
pub use history::{GOES_ON_FOR, HistoryCall};
pub use identity::identify;
pub use outbox::{Row, Target};
pub use outgoing::MAX_JOB;
pub use outgoing::{
    Delivery, DestinationSetting, Ended, MAX_DESTINATIONS, OutgoingCall, OutgoingJob,
    OutgoingObject, OutgoingRoute, OutgoingRoutes, OutgoingTurn, test_package,
};
pub use outward::{NotOutward, outward};
pub use presence::is_silent;
pub use pushing::{Push, PushJob, Pushed, Pushing, VapidKey};
pub use setup::SiteSetup;
pub use site::{
    Account, ArticleChange, AuditEntry, Departure, DeskNews, Imports, Link, PolicyCount,
    SettingsCall, SettingsReply, SettingsTurn, Shelf, SiteObject, SiteProfile, StoredArticle, ask,
    read_account,
};
pub use site::{Claimed, InboundOf};
pub use site::{foreign_actions, foreign_addresses, foreign_calendars, foreign_destinations};
pub use turn::{To, Turn};
