//! What travels between browser and edge: versioned JSON frames for visitors, agents and the desk.
//!
//! A conversation's socket speaks [`FromVisitor`]/[`ToVisitor`] or [`FromAgent`]/[`ToAgent`]; the
//! console's other socket speaks [`FromConsole`]/[`ToConsole`]. `docs/wire.md` tells it to a stranger.

mod agent;
mod bot;
mod client;
mod desk;
mod history;
mod http;
pub mod light;
mod on_call;
mod push;
mod refusal;
mod routes;
pub mod settings;
mod visitor;

pub use agent::{AgentStage, AgentState, FromAgent, Hand, ToAgent};
pub use bot::{
    BotMessages, BotStage, BotStatus, BringTranscript, Brought, BroughtAuthor, BroughtMessage,
    CloseByBot, ContextValue, HandOff, HandoffState, HandoffStatus, Initiated,
    MAX_TRANSCRIPT_BYTES, OpenByBot, StatusActivity, TakeBack,
};
pub use client::{Seen, Sequenced, ToClient};
pub use desk::{
    CalendarView, CallView, Case, Clocks, DeskView, FromConsole, LineItem, Me, Mine, News,
    OfferView, PassedOn, PromiseView, PromisesKept, Tally, TeamMember, ToConsole, TransferTo,
};
pub use history::{
    ConversationRead, FoundAt, HISTORY_PAGE, HistoryPage, HistoryQuery, LOG_PAGE, Lead, MAX_SEARCH,
    Past,
};
pub use http::{
    AttachmentsOn, BotAnswer, ErrorBody, FILE_NAME_HEADER, Identity, KnownCustomer,
    NewConversation, OpenConversation, Resume, ResumeLink, SignIn, SignInLink, SignedIn, Stored,
    SuggestedArticle,
};
pub use on_call::{DrillState, OnCallAsked, OnCallEnd, OnCallNeed, StartDrill};
pub use push::{PushKey, PushSubscription, Waiting, WaitingCause, WaitingNotice};
pub use refusal::{Code, Refusal};
pub use routes::SiteRoute;
pub use visitor::{
    FromVisitor, GivenFact, Options, PassingOn, PromiseCard, Source, TimedChoice, ToVisitor,
    TrailItem, VisitorAuthor, VisitorBody, VisitorEntry, VisitorStage, VisitorState,
};

use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// The wire's version. A `hello` with another one is refused with [`Code::UnsupportedVersion`].
pub const VERSION: u32 = 1;

/// The largest frame accepted, in bytes.
pub const MAX_FRAME_BYTES: usize = 16 * 1024;

/// The WebSocket subprotocol that both sides name.
pub const SUBPROTOCOL: &str = "warmline.v1";

/// The prefix of the second subprotocol a visitor names: the token follows it. Tokens are in no URL.
pub const TOKEN_PROTOCOL: &str = "warmline.token.";

/// A range for a wait, in whole seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitRange {
    /// At least this long.
    pub low_s: u32,
    /// At most this long.
    pub high_s: u32,
}

/// Reads a frame that a client sent: at most [`MAX_FRAME_BYTES`], JSON, of a known kind.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, Refusal> {
    if text.len() > MAX_FRAME_BYTES {
        return Err(Refusal::new(
            Code::TooLarge,
            format!("a frame may have {MAX_FRAME_BYTES} bytes, this one has {}", text.len()),
        ));
    }
    serde_json::from_str(text).map_err(|error| {
        let message = error.to_string();
        // Each direction has a `hello`, so a list with it is the list of kinds, and not of a field's values.
        let code = if message.starts_with("unknown variant") && message.contains("`hello`") {
            Code::UnknownKind
        } else {
            Code::Malformed
        };
        Refusal { client_id: client_id_in(text), ..Refusal::new(code, message) }
    })
}

/// The `client_id` of a frame that could not be read, so that its sender knows which one it was.
pub fn client_id_in(text: &str) -> Option<warmline_model::ClientId> {
    #[derive(Deserialize)]
    struct Named {
        client_id: warmline_model::ClientId,
    }
    serde_json::from_str::<Named>(text).ok().map(|named| named.client_id)
}

/// Writes a frame. Frames are plain data with text keys, so this cannot fail.
pub fn write<T: Serialize>(frame: &T) -> String {
    serde_json::to_string(frame).unwrap_or_default()
}

#[cfg(test)]
mod tests;
