//! The thread by e-mail: what a customer answers to a letter, and agents' words for who is not in the chat.
//!
//! An answer to a conversation that no human leads goes to the team's line, closed or not: a bot does not answer e-mails.
//! There the place is kept until somebody has it, and no word of the wait is said to a chat that nobody looks at.

use super::{Conversation, Effect, Refused, Side, Stage, Turn, text_fault, wait};
use crate::card;
use crate::frustration::Before;
use crate::policy::Match;
use crate::wording::Words;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use warmline_language::{Message, mask};
use warmline_model::{
    Alternative, Attachment, Author, Body, ByMail, ClientId, Episode, Evidence, Letter, Millis,
    Permission, Proof, Reason, Seq, Timestamp, Trigger,
};

/// Who is gone for so long is not expected back in the chat in a moment.
const AWAY: Millis = Millis::minutes(2);
/// So long after an agent's words, more of theirs go with the same letter.
const GATHERED: Millis = Millis::minutes(1);
/// The first of them waits no longer than this for the others.
const GATHERED_MOST: Millis = Millis::minutes(5);
/// As many messages are a letter, whoever writes more.
const MOST_IN_LETTER: usize = 20;
/// How many e-mails a conversation takes within an hour.
const MOST_MAILS: usize = 20;
const HOUR: Millis = Millis::minutes(60);
/// Every so many words of the wait, the desk is told again of who waits by e-mail.
const REJOIN_EVERY: u32 = 20;
/// The longest quotation that stands as the reason of a handoff, in characters.
const MAX_EVIDENCE: usize = 120;

/// An e-mail of the customer's, as the edge read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mailed {
    /// A name made from the mail's own id, so that the same mail is stored once.
    pub id: ClientId,
    /// Its own id without brackets, for the thread; absent if it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_id: Option<String>,
    /// Who wrote it: an address in lower case; empty if that can't be told.
    pub from: String,
    /// Whether it is of them, as the receiving server says; what an older edge read is not known to be.
    #[serde(default)]
    pub authentic: bool,
    /// Its subject, one line.
    #[serde(default)]
    pub subject: String,
    /// The new words.
    pub text: String,
}

/// What goes to and fro by e-mail.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Mailing {
    /// Whether the customer wrote by e-mail last, and was not in the chat since.
    pub(super) by_mail: bool,
    /// The handoff in which they wrote one.
    episode: Option<Episode>,
    /// The id of their newest e-mail.
    answers: Option<String>,
    /// Its subject.
    subject: String,
    /// When their e-mails of the last hour came.
    came: VecDeque<Timestamp>,
    /// Agents' words that may have to go by e-mail, oldest first.
    unsent: Vec<Unsent>,
}

/// An agent's words that the customer may not have seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Unsent {
    seq: Seq,
    at: Timestamp,
    agent: String,
    text: String,
}

impl Mailing {
    /// All times in it, to be shifted with the clock.
    pub(super) fn times(&mut self) -> impl Iterator<Item = &mut Timestamp> {
        self.came.iter_mut().chain(self.unsent.iter_mut().map(|unsent| &mut unsent.at))
    }
}

impl Conversation {
    /// The customer answered a letter: stored like any message, marked, and never answered by the bot.
    pub(super) fn visitor_mailed(&mut self, turn: &mut Turn, mail: Mailed) {
        let Mailed { id, message_id, from, authentic, subject, text } = mail;
        if self.is_repeat(turn, Side::Visitor, &id) {
            return;
        }
        if let Some(fault) = text_fault(&text) {
            return turn.refuse(Side::Visitor, id, fault);
        }
        let now = turn.now;
        self.mailing.came.retain(|at| now - *at < HOUR);
        if self.mailing.came.len() >= MOST_MAILS {
            return turn.refuse(Side::Visitor, id, Refused::TooManyMails);
        }
        self.mailing.came.push_back(now);
        let text = mask(&text).text.into_owned();
        let theirs = self.is_their_address(&from);
        // Somebody who knows the signed address, and nobody knows who: shown, and taken for nobody's wish.
        let unverified = !authentic && !theirs;
        let by_mail = Some(ByMail { from: (!theirs).then_some(from), unverified });
        if !unverified {
            self.mailing.by_mail = self.away_since.is_some();
            self.mailing.answers = message_id;
            self.mailing.subject = subject;
        }
        if matches!(self.stage, Stage::Closed { .. }) {
            self.reopen(turn);
        }
        let body = Body::Text { text: text.clone(), attachments: Vec::new(), by_mail };
        let entry = self.store(turn, Author::Visitor, body, Some(id));
        match &self.stage {
            Stage::Human(_) => self.said_to_human(turn, entry),
            Stage::Waiting(_) if unverified => {
                card::passed_along(&mut self.card, entry, &text);
                turn.effects.push(Effect::Show);
            }
            Stage::Bot(_) if unverified => self.hand_off_mail(turn, entry, &text, None),
            Stage::Waiting(_) => self.spoken_while_waiting(turn, entry, &text),
            Stage::Bot(_) => self.mailed_to_bot(turn, entry, &text),
            Stage::Closed { .. } => {}
        }
        self.mailing.episode = Some(self.episode);
    }

    /// Nobody leads who could answer: it goes to the team's line.
    fn mailed_to_bot(&mut self, turn: &mut Turn, entry: Seq, text: &str) {
        let message = Message::read(text);
        let understood = self.understand(turn.now, &message, entry, Before::Nothing, false);
        let policy = self.policy(turn, &message, &understood, entry);
        self.hand_off_mail(turn, entry, text, policy);
    }

    fn hand_off_mail(&mut self, turn: &mut Turn, entry: Seq, text: &str, policy: Option<Match>) {
        card::asked(&mut self.card, entry, text);
        let proof = Proof::Words { words: card::shorten(text, MAX_EVIDENCE) };
        let reason = match &policy {
            Some(policy) => Reason {
                trigger: Trigger::Policy,
                permission: Permission::Explained,
                policy: Some(policy.policy.clone()),
                evidence: policy.evidence.clone(),
            },
            None => Reason {
                trigger: Trigger::Mailed,
                permission: Permission::NotNeeded,
                policy: None,
                evidence: vec![Evidence { entry, proof }],
            },
        };
        self.hand_off(turn, reason, policy);
    }

    /// Whether an address is one by which the customer is known.
    fn is_their_address(&self, from: &str) -> bool {
        let promised = self.promises().map(|promise| promise.contact.as_str());
        let mut known = promised.chain(self.card.customer.email.as_deref());
        known.any(|known| known.trim().to_lowercase() == from)
    }

    /// Where letters to the customer go: to the address of a promise, or one that the site vouched for.
    fn letter_address(&self) -> Option<&str> {
        if !self.settings.mail_when_away || self.settings.inbound().is_none() {
            return None;
        }
        let customer = &self.card.customer;
        let verified = customer.email.as_deref().filter(|_| customer.verified);
        self.promised_by_mail().or(verified)
    }

    fn promised_by_mail(&self) -> Option<&str> {
        let promise = self.promises().rev().find(|promise| promise.kind == Alternative::Email)?;
        Some(promise.contact.as_str())
    }

    /// An agent's words, about to be stored: they go by e-mail should the customer not see them.
    pub(super) fn may_be_mailed(
        &mut self,
        now: Timestamp,
        author: &Author,
        text: &str,
        files: &[Attachment],
    ) {
        let (Some(_), Author::Agent { name, .. }) = (self.letter_address(), author) else { return };
        let names = files.iter().map(|file| format!("[In the chat: {}]", file.name));
        let words = Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned);
        let text = words.into_iter().chain(names).collect::<Vec<_>>().join("\n");
        let seen = self.seen.0;
        self.mailing.unsent.retain(|unsent| unsent.seq > seen);
        // Who is in the chat has them there.
        if self.mailing.unsent.len() >= MOST_IN_LETTER && self.away_since.is_none() {
            self.mailing.unsent.remove(0);
        }
        let unsent = Unsent { seq: self.last.next(), at: now, agent: name.clone(), text };
        self.mailing.unsent.push(unsent);
    }

    /// When a letter is to be sent, if one is.
    pub(super) fn letter_due(&self) -> Option<Timestamp> {
        let away = self.away_since?;
        self.letter_address()?;
        let mut unseen = self.mailing.unsent.iter().filter(|unsent| unsent.seq > self.seen.0);
        let (first, count) = (unseen.next()?, self.mailing.unsent.len());
        let last = unseen.next_back().unwrap_or(first);
        if count >= MOST_IN_LETTER {
            return Some(last.at);
        }
        // Who is written to by e-mail is not expected in the chat at all.
        let by_mail = self.mailing.by_mail || self.promised_by_mail().is_some();
        let from = if by_mail { away } else { away + AWAY };
        Some((last.at + GATHERED).min(first.at + GATHERED_MOST).max(from))
    }

    /// Sends what the customer has not seen, once it is time.
    pub(super) fn send_what_is_due(&mut self, turn: &mut Turn) {
        if self.letter_due().is_none_or(|at| turn.now < at) {
            return;
        }
        let mut unseen = std::mem::take(&mut self.mailing.unsent);
        unseen.retain(|unsent| unsent.seq > self.seen.0);
        let Some(to) = self.letter_address().map(str::to_owned) else { return };
        let mut names: Vec<&str> = unseen.iter().map(|unsent| unsent.agent.as_str()).collect();
        names.dedup();
        let (agents, team) = (names.join(", "), self.team_name());
        let customer = self.card.customer.name.clone().unwrap_or_default();
        let fields = [("agent", agents.as_str()), ("team", &team), ("customer", &customer)];
        let said = unseen.iter().map(|unsent| unsent.text.clone());
        let begins = [self.say(Words::LetterBegins, &fields)];
        let ends = [self.say(Words::LetterEnds, &[])];
        let text = begins.into_iter().chain(said).chain(ends).collect::<Vec<_>>().join("\n\n");
        let subject = match self.mailing.subject.trim() {
            "" => self.say(Words::AnswerSubject, &fields),
            subject if subject.to_lowercase().starts_with("re:") => subject.to_owned(),
            subject => format!("Re: {subject}"),
        };
        let letter = Letter {
            to,
            subject,
            text,
            reply_to: self.settings.inbound().map(str::to_owned),
            in_reply_to: self.mailing.answers.clone(),
            by_agent: true,
            ..Letter::default()
        };
        turn.effects.push(Effect::Send(letter, None));
    }

    /// The customer is in the chat again: the words of the wait are for them.
    pub(super) fn no_longer_by_mail(&mut self, now: Timestamp) {
        if std::mem::take(&mut self.mailing.by_mail)
            && let Stage::Waiting(waiting) = &mut self.stage
        {
            waiting.next_word = wait::words_by(waiting.since, now).saturating_add(1);
        }
    }

    /// The customer left the chat. Who wrote an e-mail in this wait is answered by e-mail, and keeps their place.
    pub(super) fn waits_by_mail_again(&mut self) {
        let mailed = self.mailing.episode == Some(self.episode);
        self.mailing.by_mail |= mailed && matches!(self.stage, Stage::Waiting(_));
    }

    /// Nobody looks at the chat: only the desk is told again that they wait.
    pub(super) fn waits_by_mail(&mut self, turn: &mut Turn) {
        let now = turn.now;
        if let Stage::Waiting(waiting) = &mut self.stage
            && now >= wait::next_due(waiting)
        {
            waiting.next_word = wait::words_by(waiting.since, now).saturating_add(REJOIN_EVERY);
            self.join(turn);
        }
    }
}
