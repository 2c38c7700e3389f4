//! The Cloudflare shell: routes, authorisation, and one `*_do.rs` per Durable Object. No rule about
//! handoffs lives here; those are in `crates/handoff`, and `crates/objects` turns them into rows and frames.

mod auth;
mod calendars;
mod calls;
mod conversation_do;
mod desk_do;
mod files;
mod history_do;
mod history_store;
mod jobs;
mod knowledge;
mod llm;
mod look_ups;
mod mail;
mod outgoing;
mod outgoing_do;
mod push;
mod reply;
mod routes;
mod self_service;
mod shell;
mod site_do;
mod site_store;
mod store;

pub use conversation_do::ConversationDo;
pub use desk_do::DeskDo;
pub use history_do::HistoryDo;
pub use outgoing_do::OutgoingDo;
pub use site_do::SiteDo;

use worker::{Context, Env, ForwardableEmailMessage, Request, Response, Result, event};

/// Answers each request to the edge that is not a static file.
#[event(fetch)]
async fn fetch(request: Request, env: Env, context: Context) -> Result<Response> {
    match request.path().starts_with(routes::PLAIN_PAGES) {
        true => routes::plain_page(request, &env).await,
        false => routes::answer(request, &env, &context).await,
    }
}

/// Takes each e-mail in that Cloudflare Email Routing hands over.
#[event(email)]
async fn email(message: ForwardableEmailMessage, env: Env, _context: Context) -> Result<()> {
    mail::receive(&message, &env).await
}
