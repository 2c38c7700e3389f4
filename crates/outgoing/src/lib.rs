//! What leaves for a company's other systems: requests, what their answers mean, and the outbox. Pure.
//!
//! A [`Destination`] makes a [`Request`] of a [`Package`] and reads the answer; [`Outbox`] decides when to
//! ask, ask again, look first, or give up. The shell sends and measures: 10 s for a call, no redirects, and
//! at most [`MAX_BODY`] bytes of an answer, the rest cut off.
//!
//! A shell adds a package for each destination of a site ([`Event::Add`]; without contact details where
//! those are not to leave: [`Package::without_contact`]), writes what [`Effect::Save`] names, makes each
//! [`Effect::Call`] by [`Destination::request`], says how it ended by [`Destination::outcome`] or a
//! [`Failure`], and comes back at [`Outbox::next_deadline`].

mod answer;
mod cloudflare;
mod destination;
mod freshdesk;
mod hubspot;
mod intercom;
mod key;
mod mail;
mod note;
mod outbox;
mod package;
mod pagerduty;
mod postmark;
mod request;
mod resend;
mod secret;
mod slack;
mod sms;
mod text;
mod twilio;
mod webhook;
mod whatsapp;
mod zendesk;

#[cfg(test)]
mod tests;

pub use answer::{Answer, Failure, MAX_BODY, MAX_RETRY_AFTER, Outcome, Receipt};
pub use cloudflare::Cloudflare;
pub use destination::{Destination, Kind, Safety};
pub use freshdesk::Freshdesk;
pub use hubspot::HubSpot;
pub use intercom::{Intercom, Region};
pub use key::Key;
pub use mail::MailPeople;
pub use outbox::{
    DEAD_AFTER, Effect, Event, Item, KEEP_DEAD, KEEP_DELIVERED, MAX_ATTEMPTS, MAX_DEAD, Outbox,
    State, TIME_OUT,
};
pub use package::Package;
pub use pagerduty::PagerDuty;
pub use postmark::Postmark;
pub use request::{Call, Fault, Method, Request};
pub use resend::Resend;
pub use secret::Secret;
pub use slack::{Slack, SlackWay};
pub use sms::{Encoding, Sms};
pub use text::iso;
pub use twilio::Twilio;
pub use warmline_model::{Happened, Letter};
pub use webhook::{Webhook, sign};
pub use whatsapp::{Template, WhatsApp};
pub use zendesk::Zendesk;
