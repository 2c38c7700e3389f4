//! What an agent may do next, best first, and nothing that the customer declined.

use super::matter::{at_hand, same_word};
use super::speech::core;
use super::{facts, shorten, without_struck};
use warmline_language::tokens;
use warmline_model::{ArticleRef, Card, Fact, Goal, Mood, NextStep, Outcome, Seq, Topic};

/// How many steps are named.
const MOST: usize = 5;
/// How many of them are articles.
const ARTICLES: usize = 2;
/// From here on a topic is sure enough to act on, %.
const SURE: u8 = 60;
/// How much of the customer's words a step quotes, in characters.
const QUOTED: usize = 80;

/// The steps that follow from the card.
pub(super) fn next(card: &Card) -> Vec<NextStep> {
    let at_hand = at_hand(card).map(|matter| matter.quote);
    let Some(matter) = card.correction.as_ref().or(at_hand) else { return Vec::new() };
    let mut steps = Steps { card, at: matter.entry, list: Vec::new() };
    steps.safety();
    steps.look_up();
    steps.goal(&shorten(core(&without_struck(card, &matter.text)), QUOTED));
    steps.added();
    steps.articles();
    if card.mood >= Mood::VeryFrustrated {
        let at = card.signals.last().map_or(matter.entry, |signal| signal.entry);
        steps.add(at, "Begin with an apology: they are upset about how this went".into(), None);
    }
    steps.list.truncate(MOST);
    steps.list
}

struct Steps<'a> {
    card: &'a Card,
    at: Seq,
    list: Vec<NextStep>,
}

impl Steps<'_> {
    fn add(&mut self, entry: Seq, text: String, article: Option<ArticleRef>) {
        if !self.list.iter().any(|known| known.text == text) {
            self.list.push(NextStep { text, article, entry });
        }
    }

    fn say(&mut self, text: impl Into<String>) {
        self.add(self.at, text.into(), None);
    }

    fn topic(&self) -> Option<Topic> {
        self.card.topic.as_ref().filter(|found| found.percent >= SURE).map(|found| found.topic)
    }

    /// What comes before everything else.
    fn safety(&mut self) {
        let Some(entry) = self.card.topic.as_ref().map(|found| found.entry) else { return };
        let text = match self.topic() {
            Some(Topic::HealthSafety) => {
                "Make sure that everybody is safe, and that the product is not used any more"
            }
            Some(Topic::AccountSecurity) => {
                "Verify who they are, and secure the account before anything else"
            }
            Some(Topic::Legal) => {
                "Bring in whoever answers legal matters, and promise nothing before"
            }
            _ => return,
        };
        self.add(entry, text.into(), None);
    }

    /// The order, the charge or the account, or what is missing to find it.
    fn look_up(&mut self) {
        let card = self.card;
        let goal = card.wanted.as_ref().map(|wanted| wanted.goal);
        let billing = self.topic() == Some(Topic::BillingRefund);
        let amount = facts::only_amount(card).filter(|_| billing || goal == Some(Goal::Refund));
        let orders = card.entities.iter().filter_map(|entity| match &entity.fact {
            Fact::OrderNumber { number } => Some((entity.entry, number)),
            _ => None,
        });
        let orders: Vec<_> = orders.collect();
        let email = card.entities.iter().find_map(|entity| match &entity.fact {
            Fact::Email { address } => Some((entity.entry, address.clone())),
            _ => None,
        });
        if let (Some((order, number)), Some((_, money))) = (facts::only_order(card), amount) {
            let text = format!(
                "Look up {} {number} and its charge of {}",
                kind(card, number),
                facts::sum(money)
            );
            return self.add(order.entry, text, None);
        }
        if let Some((entry, first)) = orders.first() {
            let mut text = format!("Look up {} {first}", kind(card, first));
            for (_, other) in orders.iter().skip(1).take(2) {
                text.push_str(&format!(", and {other}"));
            }
            return self.add(*entry, text, None);
        }
        if let Some((entity, money)) = amount {
            self.add(
                entity.entry,
                format!("Find the charge of {} in their account", facts::sum(money)),
                None,
            );
        }
        let of_order =
            billing || matches!(goal, Some(Goal::Refund | Goal::Replacement | Goal::Status));
        if of_order && !super::has_order_number(card) {
            return self.say("Ask for the order number: it is not known yet");
        }
        let of_account = matches!(goal, Some(Goal::Access | Goal::Cancel | Goal::Change));
        if !of_account {
            return;
        }
        match (email, &card.customer.email) {
            (Some((entry, address)), _) => {
                self.add(entry, format!("Look up the account of {address}"), None);
            }
            (None, Some(address)) => {
                self.say(format!("Look up the account of {}", shorten(address, 60)))
            }
            (None, None) => {
                self.say("Ask which e-mail address the account has: it is not known yet")
            }
        }
    }

    /// What brings about what they want.
    fn goal(&mut self, matter: &str) {
        let Some(wanted) = &self.card.wanted else {
            return self.say(format!("Ask what would help them with: \u{201c}{matter}\u{201d}"));
        };
        let words = shorten(&without_struck(self.card, &wanted.words), QUOTED);
        // A guess is made from the matter itself, or from what was said after it.
        let later = wanted.entry > self.at;
        let words = if wanted.stated || later { words.as_str() } else { matter };
        let refused = |goal: Goal| wanted.refused.contains(&goal);
        let billing = self.topic() == Some(Topic::BillingRefund);
        let product = facts::product(self.card).map(|name| format!(" for the {name}"));
        let product = product.unwrap_or_default();
        let sum =
            facts::only_amount(self.card).map(|(_, money)| format!(" of {}", facts::sum(money)));
        let sum = sum.unwrap_or_default();
        let (first, second) = match wanted.goal {
            Goal::Refund => {
                (format!("Check whether a refund{sum} is due, and start it or say why not"), None)
            }
            Goal::Replacement => (
                format!("Offer a replacement{product}: \u{201c}{words}\u{201d}"),
                (!refused(Goal::Refund))
                    .then(|| "Offer a refund if nothing fitting is in stock".to_owned()),
            ),
            Goal::Cancel => (
                format!(
                    "Confirm what is to end and from when, then cancel it: \u{201c}{words}\u{201d}"
                ),
                None,
            ),
            Goal::Change => {
                (format!("Make the change and confirm it: \u{201c}{words}\u{201d}"), None)
            }
            Goal::Fix if billing => (
                format!(
                    "Find out how the charge came about, and correct it: \u{201c}{words}\u{201d}"
                ),
                (!refused(Goal::Refund)).then(|| format!("Check whether a refund{sum} is due")),
            ),
            Goal::Fix => {
                (format!("Find the cause, beyond what was tried: \u{201c}{matter}\u{201d}"), None)
            }
            Goal::Status => {
                (format!("Tell them where it is and when it comes: \u{201c}{words}\u{201d}"), None)
            }
            Goal::Access => ("Verify who they are, then restore their access".to_owned(), None),
            Goal::Document => (format!("Send them the document: \u{201c}{words}\u{201d}"), None),
            Goal::Explain => (format!("Answer their question: \u{201c}{matter}\u{201d}"), None),
            Goal::Quote => (format!("Prepare an offer or a quote: \u{201c}{words}\u{201d}"), None),
            Goal::Heard => (
                format!(
                    "Acknowledge what went wrong, and say what happens now: \u{201c}{matter}\u{201d}"
                ),
                None,
            ),
        };
        let entry = wanted.entry;
        self.add(entry, first, None);
        if let Some(second) = second {
            self.add(entry, second, None);
        }
    }

    /// What they added while waiting, where it is more than what not to do.
    fn added(&mut self) {
        let Some(quote) = self.card.passed_along.last() else { return };
        let known = self.card.question.as_ref().is_some_and(|q| q.entry == quote.entry)
            || self.card.wanted.as_ref().is_some_and(|wanted| wanted.entry == quote.entry)
            || self.card.entities.iter().any(|entity| entity.entry == quote.entry);
        let refuses = |word: &String| {
            matches!(
                word.as_str(),
                "not" | "no" | "dont" | "never" | "already" | "tried" | "nicht" | "pas" | "nao"
            )
        };
        let words = tokens(&quote.text);
        if known || words.len() < 4 || words.iter().any(refuses) {
            return;
        }
        let text = shorten(&without_struck(self.card, &quote.text), QUOTED);
        self.add(quote.entry, format!("Take up what they added: \u{201c}{text}\u{201d}"), None);
    }

    /// Articles that bear on it, were not shown, and say nothing that was tried or declined.
    fn articles(&mut self) {
        let card = self.card;
        // What the bot found when it was not sure enough to answer leads nobody further.
        if card.attempts.last().is_some_and(|last| last.outcome == Outcome::NotAnswered) {
            return;
        }
        let shown = |article: &ArticleRef| {
            card.attempts
                .iter()
                .any(|a| a.article.as_ref().is_some_and(|seen| seen.id == article.id))
        };
        let declined = card.attempts.iter().filter(|a| a.outcome == Outcome::Declined);
        let said: Vec<String> = declined
            .filter_map(|a| a.reply.as_ref())
            .flat_map(|reply| tokens(&reply.text))
            .collect();
        let tried = |article: &ArticleRef| {
            tokens(&article.title)
                .iter()
                .any(|word| said.iter().any(|other| same_word(word, other)))
        };
        let fit = card.articles.iter().filter(|article| !shown(article) && !tried(article));
        let fit: Vec<ArticleRef> = fit.take(ARTICLES).cloned().collect();
        for article in fit {
            let text = format!(
                "See \u{201c}{}\u{201d}: it was not shown yet",
                shorten(&article.title, QUOTED)
            );
            self.add(self.at, text, Some(article));
        }
    }
}

/// What a number is of, as far as the words beside it tell.
fn kind(card: &Card, number: &str) -> &'static str {
    let quotes = card.question.iter().chain(&card.latest).chain(&card.passed_along);
    for quote in quotes {
        let before = quote.text.find(number).and_then(|at| quote.text.get(..at));
        let words = before.unwrap_or_default().to_lowercase();
        let near: Vec<&str> = words.split_whitespace().rev().take(3).collect();
        for (word, kind) in [("invoice", "invoice"), ("booking", "booking"), ("ticket", "ticket")] {
            if near.iter().any(|near| near.contains(word)) {
                return kind;
            }
        }
    }
    "order"
}
