//! The options and their questions answered in words, beside the buttons.

use super::arranging::Step;
use super::{Conversation, Stage, Turn, promise as reaching};
use crate::wording::{TIMES_SAID, Words};
use warmline_language::{Message, small_talk, tokens, yes_or_no};
use warmline_model::{Alternative, Entity, Slot};

/// A longer message names no option: it tells of the matter.
const LONGEST_CHOICE: usize = 8;
/// The longest name, in characters, and in words.
const LONGEST_NAME: usize = 60;
const MOST_NAMES: usize = 5;

/// Words that name an option, in the languages in which requests for a person are recognised.
const CALLS: &[&str] = &[
    "call",
    "phone",
    "callback",
    "anrufen",
    "anruf",
    "ruf",
    "rückruf",
    "zurückrufen",
    "telefon",
    "llamar",
    "llamada",
    "llámame",
    "llamen",
    "teléfono",
    "appel",
    "appeler",
    "rappeler",
    "appelez",
    "téléphone",
    "ligar",
    "ligação",
    "liguem",
    "telefone",
    "chiamata",
    "chiamare",
    "bellen",
    "telefoon",
];
const TICKETS: &[&str] =
    &["ticket", "email", "mail", "tíquet", "correo", "courriel", "posta", "anfrage", "chamado"];
const URGENT: &[&str] = &[
    "urgent",
    "urgently",
    "emergency",
    "dringend",
    "notfall",
    "eilt",
    "urgente",
    "emergencia",
    "urgence",
    "emergência",
    "emergenza",
    "spoed",
];
const TOMORROW: &[&str] = &["tomorrow", "morgen", "mañana", "demain", "amanhã", "domani"];
const TODAY: &[&str] = &["today", "heute", "hoy", "aujourd'hui", "hoje", "oggi", "vandaag"];

impl Conversation {
    /// Takes a message as an answer to the options or their questions. False: it is none, and goes its way.
    pub(super) fn answers_options(
        &mut self,
        turn: &mut Turn,
        text: &str,
        entities: &[Entity],
    ) -> bool {
        self.freshen();
        let waits = matches!(self.stage, Stage::Waiting(_));
        let keep_place = self.settings.keep_place;
        let Some(arranging) = &mut self.arranging else { return false };
        if arranging.settle_at.is_some() {
            arranging.settle_at = Some(turn.now + keep_place);
        }
        let chosen = self.option_named(text, waits);
        let step = self.arranging.as_ref().map(|arranging| arranging.step.clone());
        match step {
            Some(Step::AskingEmail) => self.mail_said(turn, text, entities, chosen),
            Some(Step::AskingName { email }) => {
                self.name_said(text);
                self.make_ticket(turn, email, false);
                true
            }
            Some(Step::AskingPhone { slot, .. }) => self.phone_said(turn, slot, text, entities),
            Some(Step::PickingTime { slots }) => self.time_said(turn, &slots, text, chosen),
            Some(Step::Choosing) => match chosen {
                Some(kind) => {
                    self.arrange(turn, kind);
                    true
                }
                None if waits && is_number(text).is_some() => {
                    self.choose_again(turn, Words::WhichOption);
                    true
                }
                None => false,
            },
            _ => false,
        }
    }

    /// Which option a short message names: by its number, or by one clear word.
    pub(super) fn option_named(&self, text: &str, by_word: bool) -> Option<Alternative> {
        let choices = &self.arranging.as_ref()?.choices;
        if let Some(n) = is_number(text) {
            return choices.get(n.checked_sub(1)?).map(|choice| choice.kind);
        }
        let said = tokens(text);
        if !by_word || said.len() > LONGEST_CHOICE {
            return None;
        }
        let names = [
            (Alternative::Callback, CALLS),
            (Alternative::Email, TICKETS),
            (Alternative::OnCall, URGENT),
        ];
        let mut named = names.into_iter().filter(|(_, words)| says(&said, words));
        let (kind, _) = named.next()?;
        // Two at once are not clear.
        let clear = named.next().is_none();
        (clear && choices.iter().any(|choice| choice.kind == kind)).then_some(kind)
    }

    fn mail_said(
        &mut self,
        turn: &mut Turn,
        text: &str,
        entities: &[Entity],
        chosen: Option<Alternative>,
    ) -> bool {
        let written = text.split([' ', '\n', '\r', '\t', ',', ';', '<', '>']);
        let with_sign = written.filter(|part| part.contains('@')).count();
        let mail = reaching::contact(Alternative::Email, entities);
        match mail.filter(|mail| with_sign == 1 && reaching::is_mail(mail)) {
            Some(mail) => self.ticket_to(turn, mail),
            None if with_sign > 0 || tokens(text).len() <= 2 => {
                self.question(turn, Words::BadEmail);
            }
            None => match chosen.filter(|kind| *kind != Alternative::Email) {
                Some(kind) => self.arrange(turn, kind),
                // It tells of the matter; the question stands.
                None => return false,
            },
        }
        true
    }

    /// A name, where the message is one; it may be declined.
    fn name_said(&mut self, text: &str) {
        let name = text.trim().trim_end_matches(['.', '!']);
        let plain = |c: char| c.is_alphabetic() || " .-'\u{2019}".contains(c);
        let words = name.split_whitespace().count();
        let fits = (1..=MOST_NAMES).contains(&words) && name.chars().count() <= LONGEST_NAME;
        let message = Message::read(text);
        let declined = yes_or_no(&message).is_some() || small_talk(&message).is_some();
        if fits && !declined && name.chars().all(plain) {
            self.card.customer.name = Some(name.to_owned());
        }
    }

    fn phone_said(&mut self, turn: &mut Turn, slot: Slot, text: &str, entities: &[Entity]) -> bool {
        let known = reaching::contact(Alternative::Callback, entities);
        let number = known.or_else(|| reaching::phone_in(text, entities));
        match number {
            Some(number) if slot.from > turn.now => self.book(turn, slot, number),
            Some(_) => self.find_times(turn),
            None if text.chars().any(char::is_numeric) => self.question(turn, Words::BadPhone),
            None => return false,
        }
        true
    }

    /// "2", "tomorrow at 10": a time that is free, where the words leave exactly one.
    fn time_said(
        &mut self,
        turn: &mut Turn,
        slots: &[Slot],
        text: &str,
        chosen: Option<Alternative>,
    ) -> bool {
        let said = is_number(text).filter(|n| *n <= TIMES_SAID);
        let by_number = said.and_then(|n| slots.get(n.checked_sub(1)?)).copied();
        let other = chosen.filter(|kind| *kind != Alternative::Callback && by_number.is_none());
        let by_time = || self.time_meant(slots, text).filter(|_| may_mean_a_time(text));
        let meant = by_number.or_else(by_time);
        match (meant.filter(|slot| slot.from > turn.now), other) {
            (Some(slot), _) => self.picked_time(turn, slot),
            (None, Some(kind)) => self.arrange(turn, kind),
            (None, None) if may_mean_a_time(text) && matches!(self.stage, Stage::Waiting(_)) => {
                self.find_times(turn);
            }
            (None, None) => return false,
        }
        true
    }

    fn time_meant(&self, slots: &[Slot], text: &str) -> Option<Slot> {
        use crate::hours::Near;
        let (hour, minute) = clock_in(text)?;
        let said = tokens(text);
        let clock = self.clock_of();
        let fits = |slot: &&Slot| {
            let local = clock.zone.local(slot.from, clock.now);
            let day = match local.near {
                _ if says(&said, TOMORROW) => local.near == Near::Tomorrow,
                _ if says(&said, TODAY) => local.near == Near::Today,
                _ => true,
            };
            day && (local.hour, local.minute) == (hour, minute)
        };
        let mut fitting = slots.iter().filter(fits);
        fitting.next().copied().filter(|_| fitting.next().is_none())
    }
}

fn says(said: &[String], words: &[&str]) -> bool {
    words.iter().any(|word| {
        let word = tokens(word);
        said.windows(word.len().max(1)).any(|window| window == word)
    })
}

/// A short message with a number in it.
fn may_mean_a_time(text: &str) -> bool {
    text.chars().any(char::is_numeric) && tokens(text).len() <= LONGEST_CHOICE
}

/// "2", "(2)", "2.", "option 2".
fn is_number(text: &str) -> Option<usize> {
    let said = tokens(text);
    match &said[..] {
        [number] => number.parse().ok(),
        [word, number] if word == "option" => number.parse().ok(),
        _ => None,
    }
}

/// An hour of the day, with or without minutes: "10", "10:30", "3 pm".
fn clock_in(text: &str) -> Option<(u8, u8)> {
    let lower = text.to_lowercase();
    let at = lower.find(|c: char| c.is_ascii_digit())?;
    let rest = lower.get(at..)?;
    let hour: String = rest.chars().take_while(char::is_ascii_digit).collect();
    let after = rest.get(hour.len()..)?;
    let minutes: String = after
        .strip_prefix([':', '.', 'h'])
        .map(|minutes| minutes.chars().take_while(char::is_ascii_digit).collect())
        .unwrap_or_default();
    let after = after.trim_start_matches([':', '.', 'h']).trim_start_matches(&*minutes);
    let hour: u8 = hour.parse().ok()?;
    let minute: u8 = if minutes.is_empty() { 0 } else { minutes.parse().ok()? };
    let hour = match after.trim_start() {
        pm if pm.starts_with("pm") || pm.starts_with("p.m") => hour % 12 + 12,
        am if am.starts_with("am") || am.starts_with("a.m") => hour % 12,
        _ => hour,
    };
    (hour < 24 && minute < 60).then_some((hour, minute))
}
