//! A package and a destination of each kind, with figures of our own.

use crate::*;
use warmline_model::{
    ArticleRef, Attempt, Card, ConversationId, Customer, Entity, Fact, Goal, NextStep, Outcome,
    Permission, Quote, Reason, Seq, Timestamp, Trigger, Wanted,
};

/// 2026-03-01T09:30:00.000Z.
pub const AT: Timestamp = Timestamp(1_772_357_400_000);

pub fn card() -> Card {
    let minimal = serde_json::json!({
        "version": 3,
        "summary": "Mira Koch wants her money back for order 5127, which came broken.",
        "customer": {"verified": true},
        "tier": "high",
        "department": "billing",
        "language": "en",
        "attempts": [],
        "passed_along": [],
        "articles": [],
    });
    let mut card: Card = serde_json::from_value(minimal).expect("a card");
    card.customer = Customer {
        id: Some("acct-77".to_owned()),
        name: Some("Mira Koch".to_owned()),
        email: Some("mira@customer.example".to_owned()),
        phone: Some("+4915112345678".to_owned()),
        tier: Some("plus".to_owned()),
        since: None,
        verified: true,
    };
    card.reason = Some(Reason {
        trigger: Trigger::Asked,
        permission: Permission::NotNeeded,
        policy: None,
        evidence: Vec::new(),
    });
    card.question = Some(Quote { entry: Seq(1), text: "Can I get a refund?".to_owned() });
    card.wanted = Some(Wanted {
        goal: Goal::Refund,
        entry: Seq(1),
        words: "get a refund".to_owned(),
        stated: true,
        refused: Vec::new(),
    });
    card.entities = vec![Entity {
        entry: Seq(1),
        text: "#5127".to_owned(),
        fact: Fact::OrderNumber { number: "5127".to_owned() },
    }];
    card.attempts = vec![Attempt {
        question: Seq(1),
        answer: Seq(2),
        article: Some(ArticleRef { id: "a1".to_owned(), title: "Returns".to_owned(), url: None }),
        confidence: Some(71),
        outcome: Outcome::Declined,
        reply: None,
    }];
    card.next_steps = vec![
        NextStep { text: "Check order 5127".to_owned(), article: None, entry: Seq(1) },
        NextStep { text: "Offer the refund".to_owned(), article: None, entry: Seq(1) },
    ];
    card
}

pub fn package() -> Package {
    Package {
        happened: Happened::HandedOff,
        at: AT,
        site: "Acme".to_owned(),
        conversation: ConversationId::new("c-100").expect("an id"),
        link: "https://desk.acme.example/console/#/c/c-100".to_owned(),
        ticket: Some("T-2041".to_owned()),
        promised: None,
        card: card(),
        letter: None,
        invite: None,
    }
}

pub fn key() -> Key {
    Key::of(&["acme", "c-100", "handed_off", "1", "desk"])
}

pub fn people() -> MailPeople {
    MailPeople { from: "warmline@acme.example".to_owned(), to: "team@acme.example".to_owned() }
}

/// The secret of the specification's published test vector.
pub const WHSEC: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

pub fn destination(kind: Kind) -> Destination {
    let text = str::to_owned;
    match kind {
        Kind::Zendesk => Destination::Zendesk(Zendesk {
            subdomain: text("acme"),
            email: text("agent@acme.example"),
            token: Secret::new("zd-secret-1"),
        }),
        Kind::Freshdesk => Destination::Freshdesk(Freshdesk {
            domain: text("acme"),
            api_key: Secret::new("fd-secret-1"),
            requester: text("chat@acme.example"),
        }),
        Kind::Intercom => Destination::Intercom(Intercom {
            region: Region::Eu,
            token: Secret::new("ic-secret-1"),
            ticket_type: text("88"),
            admin: text("9912"),
            contact: text("chat@acme.example"),
        }),
        Kind::HubSpot => Destination::HubSpot(HubSpot {
            token: Secret::new("hs-secret-1"),
            pipeline: text("0"),
            stage: text("1"),
            key_property: text("warmline_key"),
        }),
        Kind::Slack => Destination::Slack(Slack {
            way: SlackWay::Bot { token: Secret::new("xoxb-secret-1"), channel: text("C0123") },
        }),
        Kind::PagerDuty => Destination::PagerDuty(PagerDuty {
            region: Region::Us,
            routing_key: Secret::new("pd-secret-1"),
        }),
        Kind::Twilio => Destination::Twilio(Twilio {
            account: text("AC1"),
            key_id: text("SK1"),
            secret: Secret::new("tw-secret-1"),
            from: text("+15550001111"),
            to: text("+1 (555) 000-2222"),
        }),
        Kind::WhatsApp => Destination::WhatsApp(WhatsApp {
            phone_number_id: text("1065"),
            token: Secret::new("wa-secret-1"),
            to: text("+15550002222"),
            template: Some(Template { name: text("handoff"), language: text("en_US") }),
            letter_template: None,
        }),
        Kind::Resend => {
            Destination::Resend(Resend { api_key: Secret::new("re-secret-1"), people: people() })
        }
        Kind::Postmark => Destination::Postmark(Postmark {
            token: Secret::new("pm-secret-1"),
            stream: text("outbound"),
            people: people(),
        }),
        Kind::Cloudflare => Destination::Cloudflare(Cloudflare {
            account: text("acc1"),
            token: Secret::new("cf-secret-1"),
            people: people(),
        }),
        Kind::Webhook => Destination::Webhook(Webhook {
            address: text("https://hooks.acme.example/warmline"),
            secret: Secret::new(WHSEC),
            secret_before: Secret::default(),
        }),
    }
}

/// Chance with a seed (SplitMix64).
pub struct Chance(pub u64);

impl Chance {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    pub fn unit(&mut self) -> f64 {
        self.below(1_000_001) as f64 / 1_000_000.0
    }
}
