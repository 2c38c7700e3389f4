//! Where packages go: the twelve destinations behind one door.

use crate::answer::{Answer, Outcome};
use crate::key::Key;
use crate::package::Package;
use crate::request::{Call, Fault, Request};
use crate::secret::Secret;
use crate::slack::SlackWay;
use crate::{
    Cloudflare, Freshdesk, HubSpot, Intercom, MailPeople, PagerDuty, Postmark, Resend, Slack,
    Twilio, Webhook, WhatsApp, Zendesk,
};
use serde::{Deserialize, Serialize};
use warmline_model::{Millis, Timestamp};

/// Which system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Zendesk: ticket with an internal note.
    Zendesk,
    /// Freshdesk: ticket and private note.
    Freshdesk,
    /// Intercom: ticket and note.
    Intercom,
    /// HubSpot: ticket and note.
    HubSpot,
    /// Slack: a message.
    Slack,
    /// PagerDuty: an alert.
    PagerDuty,
    /// Twilio: a text message.
    Twilio,
    /// WhatsApp Cloud: a message.
    WhatsApp,
    /// Resend: an e-mail.
    Resend,
    /// Postmark: an e-mail.
    Postmark,
    /// Cloudflare: an e-mail.
    Cloudflare,
    /// Any other: a signed webhook.
    Webhook,
}

/// What makes a repetition harmless where an attempt may have arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Safety {
    /// The receiver knows the key of an attempt that it accepted.
    SameKey {
        /// For how long from the first attempt; without end where nothing is said.
        kept: Option<Millis>,
    },
    /// It can be looked up, so long after the attempt.
    LookUp {
        /// How long what was accepted may take until a look-up shows it.
        settle: Millis,
    },
    /// Nothing: what may have arrived is not sent again by itself.
    Neither,
}

impl Kind {
    /// All twelve.
    pub const ALL: [Self; 12] = [
        Self::Zendesk,
        Self::Freshdesk,
        Self::Intercom,
        Self::HubSpot,
        Self::Slack,
        Self::PagerDuty,
        Self::Twilio,
        Self::WhatsApp,
        Self::Resend,
        Self::Postmark,
        Self::Cloudflare,
        Self::Webhook,
    ];

    /// The name that owners know.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Zendesk => "Zendesk",
            Self::Freshdesk => "Freshdesk",
            Self::Intercom => "Intercom",
            Self::HubSpot => "HubSpot",
            Self::Slack => "Slack",
            Self::PagerDuty => "PagerDuty",
            Self::Twilio => "Twilio",
            Self::WhatsApp => "WhatsApp",
            Self::Resend => "Resend",
            Self::Postmark => "Postmark",
            Self::Cloudflare => "Cloudflare",
            Self::Webhook => "The webhook",
        }
    }

    /// Whether later news of a conversation is a note on the ticket that the first made.
    pub const fn has_tickets(self) -> bool {
        matches!(self, Self::Zendesk | Self::Freshdesk | Self::Intercom | Self::HubSpot)
    }

    /// Whether the note is a call of its own after the ticket's.
    pub const fn note_follows(self) -> bool {
        matches!(self, Self::Freshdesk | Self::Intercom | Self::HubSpot)
    }

    /// What makes it harmless to repeat this call.
    pub const fn safety(self, call: &Call) -> Safety {
        let note = matches!(call, Call::Note { .. } | Call::FindNote { .. });
        match self {
            Self::Zendesk => Safety::LookUp { settle: Millis::seconds(15) },
            // The search by tag is some minutes behind; the list of a ticket's notes is not.
            Self::Freshdesk if note => Safety::LookUp { settle: Millis::seconds(15) },
            Self::Freshdesk => Safety::LookUp { settle: Millis::minutes(10) },
            Self::Intercom if note => Safety::LookUp { settle: Millis::seconds(15) },
            Self::Intercom | Self::Postmark => Safety::LookUp { settle: Millis::minutes(2) },
            Self::HubSpot if note => Safety::LookUp { settle: Millis::minutes(2) },
            Self::Resend => Safety::SameKey { kept: Some(Millis::minutes(24 * 60)) },
            Self::HubSpot | Self::PagerDuty | Self::Webhook => Safety::SameKey { kept: None },
            Self::Slack | Self::Twilio | Self::WhatsApp | Self::Cloudflare => Safety::Neither,
        }
    }
}

/// A destination with what the owner entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Destination {
    /// Zendesk.
    Zendesk(Zendesk),
    /// Freshdesk.
    Freshdesk(Freshdesk),
    /// Intercom.
    Intercom(Intercom),
    /// HubSpot.
    HubSpot(HubSpot),
    /// Slack.
    Slack(Slack),
    /// PagerDuty.
    PagerDuty(PagerDuty),
    /// Twilio.
    Twilio(Twilio),
    /// WhatsApp Cloud.
    WhatsApp(WhatsApp),
    /// Resend.
    Resend(Resend),
    /// Postmark.
    Postmark(Postmark),
    /// Cloudflare.
    Cloudflare(Cloudflare),
    /// Any other.
    Webhook(Webhook),
}

impl Destination {
    /// Which system it is.
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Zendesk(_) => Kind::Zendesk,
            Self::Freshdesk(_) => Kind::Freshdesk,
            Self::Intercom(_) => Kind::Intercom,
            Self::HubSpot(_) => Kind::HubSpot,
            Self::Slack(_) => Kind::Slack,
            Self::PagerDuty(_) => Kind::PagerDuty,
            Self::Twilio(_) => Kind::Twilio,
            Self::WhatsApp(_) => Kind::WhatsApp,
            Self::Resend(_) => Kind::Resend,
            Self::Postmark(_) => Kind::Postmark,
            Self::Cloudflare(_) => Kind::Cloudflare,
            Self::Webhook(_) => Kind::Webhook,
        }
    }

    /// Whose e-mails they are and who of the team gets them, where it is one for e-mail.
    pub const fn people(&self) -> Option<&MailPeople> {
        match self {
            Self::Resend(to) => Some(&to.people),
            Self::Postmark(to) => Some(&to.people),
            Self::Cloudflare(to) => Some(&to.people),
            _ => None,
        }
    }

    /// The request of a call. The same arguments but `now` make the same request, byte for byte; only a
    /// webhook's timestamp and signature are of `now`.
    ///
    /// # Errors
    /// The setting or the field that is not right.
    pub fn request(
        &self,
        package: &Package,
        key: &Key,
        call: &Call,
        now: Timestamp,
    ) -> Result<Request, Fault> {
        if !package.link.starts_with("https://") {
            return Err(Fault::new("link", "it must begin with https://"));
        }
        match self {
            Self::Zendesk(to) => to.request(package, key, call),
            Self::Freshdesk(to) => to.request(package, key, call),
            Self::Intercom(to) => to.request(package, key, call),
            Self::HubSpot(to) => to.request(package, key, call),
            Self::Postmark(to) => to.request(package, key, call),
            _ if *call != Call::Create => {
                Err(Fault::new("call", "there is no look-up and no note"))
            }
            Self::Slack(to) => to.request(package),
            Self::PagerDuty(to) => to.request(package),
            Self::Twilio(to) => to.request(package),
            Self::WhatsApp(to) => to.request(package),
            Self::Resend(to) => to.request(package, key),
            Self::Cloudflare(to) => to.request(package, key),
            Self::Webhook(to) => to.request(package, key, now),
        }
    }

    /// What an answer to a call means. No secret of the owner's is in its words, even where the answer
    /// repeats one.
    pub fn outcome(&self, key: &Key, call: &Call, answer: &Answer, now: Timestamp) -> Outcome {
        let outcome = match self {
            Self::Zendesk(to) => to.outcome(key, call, answer, now),
            Self::Freshdesk(to) => to.outcome(key, call, answer, now),
            Self::Intercom(to) => to.outcome(key, call, answer, now),
            Self::HubSpot(to) => to.outcome(call, answer, now),
            Self::Slack(to) => to.outcome(call, answer, now),
            Self::PagerDuty(to) => to.outcome(call, answer, now),
            Self::Twilio(to) => to.outcome(call, answer, now),
            Self::WhatsApp(to) => to.outcome(call, answer, now),
            Self::Resend(to) => to.outcome(call, answer, now),
            Self::Postmark(to) => to.outcome(call, answer, now),
            Self::Cloudflare(to) => to.outcome(call, answer, now),
            Self::Webhook(to) => to.outcome(call, answer, now),
        };
        match outcome {
            Outcome::Dead { mut why } => {
                for (_, secret) in self.secrets() {
                    // A text is cut to its length before: the start of a secret gives it away as well.
                    let shown: String = secret.reveal().chars().take(12).collect();
                    if shown.len() >= 6 && why.contains(&shown) {
                        why = format!("{} did not accept what was sent.", self.kind().name());
                    }
                }
                Outcome::Dead { why }
            }
            other => other,
        }
    }

    /// Its secrets by the names of their fields: they do not serialize, and are kept apart.
    pub fn secrets(&self) -> Vec<(&'static str, &Secret)> {
        match self {
            Self::Zendesk(Zendesk { token, .. })
            | Self::Intercom(Intercom { token, .. })
            | Self::HubSpot(HubSpot { token, .. })
            | Self::WhatsApp(WhatsApp { token, .. })
            | Self::Postmark(Postmark { token, .. })
            | Self::Cloudflare(Cloudflare { token, .. })
            | Self::Slack(Slack { way: SlackWay::Bot { token, .. } }) => vec![("token", token)],
            Self::Slack(Slack { way: SlackWay::Webhook { address } }) => vec![("address", address)],
            Self::Freshdesk(Freshdesk { api_key, .. }) | Self::Resend(Resend { api_key, .. }) => {
                vec![("api_key", api_key)]
            }
            Self::PagerDuty(PagerDuty { routing_key, .. }) => vec![("routing_key", routing_key)],
            Self::Twilio(Twilio { secret, .. }) => vec![("secret", secret)],
            Self::Webhook(Webhook { secret, secret_before, .. }) => {
                vec![("secret", secret), ("secret_before", secret_before)]
            }
        }
    }
}
