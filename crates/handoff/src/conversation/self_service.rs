//! What the customer does by themselves, beside whatever else goes on: offered, asked for, run once, told, and
//! closed with a question. Whoever wants a person gets one at any point of it.

use super::arranging::Step as Arranged;
use super::{Conversation, Effect, Pick, Refused, Side, Stage, Timestamp, Turn};
use crate::card;
use crate::self_service::{ActionAnswer, ActionCustomer, ActionRun, ActionSetting, Need};
use crate::wording::Words;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use warmline_language::{Message, resolved, tokens, yes_or_no};
use warmline_model::{
    ArticleRef, Attempt, Author, Body, Choice, ChoiceKind, ClientId, CloseReason, Entity, Happened,
    LookUpOutcome, Millis, Notice, Outcome, Proof, Seq, Tier, Trigger,
};

/// How long a request may take besides what its endpoint may: one that takes longer was lost with its process.
const ON_THE_WAY: Millis = Millis::seconds(10);
/// How often a question is asked.
const MOST_ASKED: u8 = 3;
/// How many tries a conversation has in [`TRIES_WITHIN`]: what an endpoint does, it may do to somebody else.
const MOST_TRIES: usize = 5;
const TRIES_WITHIN: Millis = Millis::minutes(60);
/// How many actions are offered at once.
const MOST_OFFERED: usize = 4;

/// The buttons.
pub(super) const SOLVED: &str = "Yes, that solved it";
pub(super) const FOLLOW_UP: &str = "Arrange a follow-up";
const TRY_AGAIN: &str = "Try once more";
const NOT_NOW: &str = "Not now";

/// Words that ask for a follow-up where one is offered; "yes" alone says that it is solved.
const FOLLOWS_UP: &[&str] = &["follow", "followup", "please", "bitte", "ticket", "team"];

/// What the customer does by themselves, and how often something was tried.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct SelfService {
    /// Rises with each try.
    runs: u32,
    now: Option<Serving>,
    /// When the last ones began.
    tries: Vec<Timestamp>,
    /// A try of which nobody knows whether it was done: the same again has its key.
    unsure: Option<Unsure>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Unsure {
    action: String,
    facts: BTreeMap<Need, String>,
    key: u32,
}

/// One thing that they do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Serving {
    step: Step,
    /// Their words about it, or the button.
    question: Seq,
    /// What they said of what is needed.
    facts: BTreeMap<Need, String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
enum Step {
    /// These are offered.
    Offered { entry: Seq, actions: Vec<String> },
    /// Something is missing.
    Asking { action: String, need: Need, times: u8 },
    /// The endpoint is to be asked, or is being asked. A try is begun once, whatever happens.
    Running { action: String, run: u32, key: u32, since: Timestamp, give_up: Option<Timestamp> },
    /// The closing question stands, or whether to try once more.
    Told { entry: Seq, action: String, run: u32, key: u32, answered: bool },
}

impl SelfService {
    pub(super) fn is_idle(&self) -> bool {
        *self == Self::default()
    }

    /// Whether an endpoint is to be asked, or is being asked.
    fn runs_now(&self) -> bool {
        matches!(&self.now, Some(Serving { step: Step::Running { .. }, .. }))
    }

    /// Whether the next message answers a question of this.
    pub(super) fn asks(&self) -> bool {
        matches!(&self.now, Some(Serving { step: Step::Asking { .. }, .. }))
    }

    /// Whoever leads now, what was offered or asked is over. What runs goes on.
    pub(super) fn rest(&mut self) {
        if !self.runs_now() {
            self.now = None;
        }
    }

    pub(super) fn next_deadline(&self) -> Option<Timestamp> {
        match self.now.as_ref()?.step {
            Step::Running { since, give_up, .. } => Some(give_up.unwrap_or(since)),
            Step::Offered { .. } | Step::Asking { .. } | Step::Told { .. } => None,
        }
    }

    pub(super) fn shift(&mut self, back: Millis) {
        self.tries.iter_mut().for_each(|at| *at = *at - back);
        if let Some(Serving { step: Step::Running { since, give_up, .. }, .. }) = &mut self.now {
            *since = *since - back;
            give_up.iter_mut().for_each(|at| *at = *at - back);
        }
    }
}

impl Conversation {
    /// The offer whose buttons can be pressed now.
    pub fn open_offer(&self) -> Option<Seq> {
        let own = self.self_service.now.as_ref().and_then(|serving| match serving.step {
            Step::Offered { entry, .. } | Step::Told { entry, .. } => Some(entry),
            Step::Asking { .. } | Step::Running { .. } => None,
        });
        match &self.stage {
            Stage::Bot(bot) => own.or(bot.offer.as_ref().map(|offer| offer.entry)),
            Stage::Waiting(_) => own,
            Stage::Human(_) | Stage::Closed { .. } => None,
        }
    }

    /// What an endpoint is to be asked now, if anything. From here on it counts as asked: it is never asked twice by
    /// itself.
    pub fn begin_self_service(&mut self, now: Timestamp) -> Option<ActionRun> {
        let serving = self.self_service.now.as_mut()?;
        let Step::Running { action, run, key, give_up: give_up @ None, .. } = &mut serving.step
        else {
            return None;
        };
        let deadline = self.settings.action(action).map(ActionSetting::deadline);
        *give_up = Some(now + deadline.unwrap_or_default() + ON_THE_WAY);
        Some(ActionRun {
            action: action.clone(),
            run: *run,
            key: *key,
            customer: ActionCustomer::of(&self.card),
            facts: serving.facts.clone(),
        })
    }

    /// What this customer can do by themselves now. Nothing where it is critical: that goes to a person.
    fn actions(&self) -> impl Iterator<Item = &ActionSetting> {
        let none = self.outside || self.mailing.by_mail || self.card.tier == Tier::Critical;
        let customer = ActionCustomer::of(&self.card);
        let all = self.settings.self_service.iter();
        all.filter(move |action| !none && action.is_for(&customer))
    }

    /// Whether it is one of the options after hours.
    pub(super) fn serves_itself(&self) -> bool {
        self.waits_after_hours() && self.actions().next().is_some()
    }

    /// Offers what these words mean, if they mean any of it. False: they mean none.
    pub(super) fn offers_self_service(
        &mut self,
        turn: &mut Turn,
        entry: Seq,
        message: &Message<'_>,
    ) -> bool {
        let meant = self.actions().filter(|action| action.means(message));
        let meant: Vec<String> = meant.take(MOST_OFFERED).map(|action| action.id.clone()).collect();
        if meant.is_empty() {
            return false;
        }
        if self.self_service.runs_now() {
            self.still_runs(turn);
            return true;
        }
        if let Stage::Bot(bot) = &mut self.stage {
            bot.question = None;
        }
        self.offer_actions(turn, entry, meant, Words::OfferSelfService);
        true
    }

    fn offer_actions(
        &mut self,
        turn: &mut Turn,
        question: Seq,
        actions: Vec<String>,
        words: Words,
    ) {
        let known = actions.iter().filter_map(|id| self.settings.action(id));
        let each = known.map(|action| article(&action.id, action.label.trim()));
        let choices = each.chain([choice(ChoiceKind::Stay, NOT_NOW)]).collect();
        let entry = self.own_offer(turn, words, choices);
        self.serve(turn, question, Step::Offered { entry, actions });
    }

    fn own_offer(&mut self, turn: &mut Turn, words: Words, choices: Vec<Choice>) -> Seq {
        let text = self.say(words, &[]);
        if let Stage::Bot(bot) = &mut self.stage {
            bot.offer = None;
        }
        self.store(turn, Author::Bot, Body::Offer { text, choices }, None)
    }

    fn serve(&mut self, turn: &mut Turn, question: Seq, step: Step) {
        let before = self.self_service.now.take();
        let facts = before.map(|serving| serving.facts).unwrap_or_default();
        self.self_service.now = Some(Serving { step, question, facts });
        turn.effects.push(Effect::Show);
    }

    /// The option was chosen after hours.
    pub(super) fn choose_self_service(&mut self, turn: &mut Turn) {
        // They are at it: nothing is said or settled in between.
        self.step_to(turn, Arranged::Choosing);
        if self.self_service.runs_now() {
            return self.still_runs(turn);
        }
        let actions: Vec<String> = self.actions().map(|action| action.id.clone()).collect();
        let question = self.card.question.as_ref().map_or(self.last, |quote| quote.entry);
        match &actions[..] {
            [] => self.choose_again(turn, Words::WhichOption),
            [only] => self.needs(turn, question, only.clone(), BTreeMap::new()),
            _ => self.offer_actions(turn, question, actions, Words::WhichAction),
        }
    }

    /// A button of an offer of this kind. False: it is none.
    pub(super) fn pressed_self_service(
        &mut self,
        turn: &mut Turn,
        id: &ClientId,
        at: Seq,
        pick: &Pick,
    ) -> bool {
        if self.open_offer() != Some(at) {
            return false;
        }
        let Some(Serving { step, question, facts }) = self.self_service.now.clone() else {
            return false;
        };
        let (kind, label) = match (pick, &step) {
            (Pick::Article(picked), Step::Offered { actions, .. }) if actions.contains(picked) => {
                let label = self.settings.action(picked).map(|action| action.label.trim());
                (ChoiceKind::Article, label.unwrap_or_default().to_owned())
            }
            (Pick::Article(_), Step::Told { answered: false, .. }) => {
                (ChoiceKind::Article, TRY_AGAIN.to_owned())
            }
            (Pick::Stay, Step::Told { answered: true, .. }) => (ChoiceKind::Stay, SOLVED.into()),
            (Pick::Stay, _) => (ChoiceKind::Stay, NOT_NOW.into()),
            (Pick::Connect, Step::Told { .. }) => (ChoiceKind::Connect, FOLLOW_UP.into()),
            (Pick::Connect | Pick::Article(_), _) => {
                turn.refuse(Side::Visitor, id.clone(), Refused::OfferGone);
                return true;
            }
        };
        let chose = Body::Chose { offer: at, choice: kind, label: label.clone() };
        let entry = self.store(turn, Author::Visitor, chose, Some(id.clone()));
        match (pick, step) {
            (Pick::Article(picked), Step::Offered { .. }) => {
                self.needs(turn, question, picked.clone(), facts);
            }
            (Pick::Article(_), Step::Told { action, key, .. }) => {
                self.run(turn, question, action, Some(key));
            }
            (Pick::Stay, Step::Told { answered: true, .. }) => self.solved(turn, entry, &label),
            (Pick::Connect, _) => self.follow_up(turn, entry, &label),
            _ => self.goes_on_without(turn),
        }
        true
    }

    /// Takes a message as an answer to what stands. False: it is none, and goes its way.
    pub(super) fn answers_self_service(
        &mut self,
        turn: &mut Turn,
        entry: Seq,
        message: &Message<'_>,
        entities: &[Entity],
    ) -> bool {
        let text = message.text();
        if self.self_service.now.is_some()
            && self.arranging.as_ref().is_some_and(|a| a.step == Arranged::Choosing)
        {
            self.step_to(turn, Arranged::Choosing);
        }
        let Some(Serving { step, question, mut facts }) = self.self_service.now.clone() else {
            let choosing = self.arranging.as_ref().is_some_and(|a| a.step == Arranged::Choosing);
            let offers =
                choosing && self.serves_itself() && self.offers_self_service(turn, entry, message);
            if offers {
                self.step_to(turn, Arranged::Choosing);
            }
            return offers;
        };
        let says = |label: &str| tokens(text) == tokens(label);
        match step {
            Step::Offered { actions, .. } => {
                let labelled =
                    |id: &&String| self.settings.action(id).is_some_and(|a| says(&a.label));
                let named = actions.iter().find(labelled).cloned();
                let only = || actions.first().filter(|_| actions.len() == 1).cloned();
                let agreed = yes_or_no(message);
                match named.or_else(|| only().filter(|_| agreed == Some(true))) {
                    Some(action) => self.needs(turn, question, action, facts),
                    None if says(NOT_NOW) || agreed == Some(false) => self.goes_on_without(turn),
                    None => {
                        self.self_service.now = None;
                        return false;
                    }
                }
            }
            Step::Asking { action, need, times } => match need.in_answer(text, entities) {
                Some(fact) => {
                    facts.insert(need, fact);
                    self.needs(turn, question, action, facts);
                }
                None if yes_or_no(message) == Some(false) || times >= MOST_ASKED => {
                    self.goes_on_without(turn);
                }
                // Whoever tells something else, or names an option, is not held up: a short word was meant as an answer.
                None if tokens(text).len() > 4 && !text.contains('@')
                    || self.option_named(text, true).is_some() =>
                {
                    self.self_service.now = None;
                    return false;
                }
                None => {
                    self.serve(turn, question, Step::Asking { action, need, times: times + 1 });
                    self.question(turn, asks_again(need));
                }
            },
            Step::Running { .. } => return false,
            Step::Told { action, key, answered, .. } => {
                let follows = tokens(text).iter().any(|t| FOLLOWS_UP.contains(&t.as_str()));
                match yes_or_no(message) {
                    _ if !answered && says(TRY_AGAIN) => {
                        self.run(turn, question, action, Some(key));
                    }
                    _ if says(FOLLOW_UP) || follows && message.words() <= 9 => {
                        self.follow_up(turn, entry, text);
                    }
                    Some(false) if answered => self.follow_up(turn, entry, text),
                    Some(false) => self.goes_on_without(turn),
                    yes if answered && (yes == Some(true) || says(SOLVED) || resolved(message)) => {
                        self.solved(turn, entry, text);
                    }
                    _ => {
                        self.self_service.now = None;
                        return false;
                    }
                }
            }
        }
        true
    }

    /// Asks for what is missing, one at a time, and has it done.
    fn needs(
        &mut self,
        turn: &mut Turn,
        question: Seq,
        id: String,
        mut facts: BTreeMap<Need, String>,
    ) {
        let vouched = ActionCustomer::of(&self.card).email;
        let Some(action) = self.settings.action(&id) else { return self.goes_on_without(turn) };
        for need in &action.needs {
            if let (Need::Email, Some(email)) = (need, &vouched) {
                // What the site vouched for goes before what was typed.
                facts.insert(*need, email.clone());
            } else if !facts.contains_key(need) {
                let said = need.in_facts(&self.card.entities).filter(|_| *need != Need::Date);
                facts.extend(said.map(|said| (*need, said)));
            }
        }
        let missing = action.needs.iter().find(|need| !facts.contains_key(need)).copied();
        self.self_service.now = None;
        match missing {
            Some(need) => {
                self.serve(turn, question, Step::Asking { action: id, need, times: 1 });
                self.question(turn, asks(need));
            }
            None => {
                let unsure = self.self_service.unsure.as_ref();
                let same = unsure.filter(|unsure| unsure.action == id && unsure.facts == facts);
                let key = same.map(|unsure| unsure.key);
                self.run(turn, question, id, key);
            }
        }
        if let Some(serving) = &mut self.self_service.now {
            serving.facts = facts;
        }
    }

    /// One try at a time: what was asked is still being done.
    fn still_runs(&mut self, turn: &mut Turn) {
        let words = self.say(Words::SelfServiceRuns, &[]);
        self.notice(turn, Author::Bot, Notice::WaitQuestion, words);
    }

    fn run(&mut self, turn: &mut Turn, question: Seq, action: String, key: Option<u32>) {
        let tries = &mut self.self_service.tries;
        tries.retain(|at| turn.now - *at < TRIES_WITHIN);
        if tries.len() >= MOST_TRIES {
            self.self_service.now = None;
            return self.bot_says(turn, Words::SelfServiceEnough);
        }
        tries.push(turn.now);
        self.self_service.runs = self.self_service.runs.saturating_add(1);
        let run = self.self_service.runs;
        let step =
            Step::Running { action, run, key: key.unwrap_or(run), since: turn.now, give_up: None };
        self.serve(turn, question, step);
        self.still_runs(turn);
    }

    /// What came of a try. Told again, or of an older one, it changes nothing.
    pub(super) fn self_served(&mut self, turn: &mut Turn, of: u32, answer: &ActionAnswer) {
        let Some(Serving { step, question, facts }) = &self.self_service.now else { return };
        let (Step::Running { action, run, key, .. }
        | Step::Told { action, run, key, answered: false, .. }) = step
        else {
            return;
        };
        let told = matches!(step, Step::Told { .. });
        if *run != of || told && answer.text.is_empty() {
            return;
        }
        let (action, run, key, question) = (action.clone(), *run, *key, *question);
        let facts = facts.clone();
        let Some(setting) = self.settings.action(&action).cloned() else { return };
        let on_card = answer.on_card(&setting, turn.now, !self.card.customer.verified);
        card::served(&mut self.card, on_card);
        turn.effects.push(Effect::ShowTeam);
        // A person leads: they have it on the card.
        if matches!(self.stage, Stage::Human(_) | Stage::Closed { .. }) {
            self.self_service.now = None;
            return;
        }
        let label = setting.label.trim();
        let told = (!answer.text.is_empty()).then(|| {
            let words = match answer.failed {
                true => Words::SelfServiceRefuses,
                false => Words::SelfServiceSays,
            };
            let text = self.say(words, &[("answer", &answer.text), ("action", label)]);
            self.store(turn, Author::Bot, Body::words(text), None)
        });
        let answered = told.is_some();
        let (words, choices) = match answered {
            true => (
                Words::DidThatResolve,
                vec![choice(ChoiceKind::Stay, SOLVED), choice(ChoiceKind::Connect, FOLLOW_UP)],
            ),
            false => {
                let unsure = setting.changes && answer.is_unsure();
                self.self_service.unsure =
                    unsure.then(|| Unsure { action: action.clone(), facts, key });
                let words =
                    if unsure { Words::SelfServiceUnsure } else { Words::SelfServiceFailed };
                let again = article(&action, TRY_AGAIN);
                let others =
                    [choice(ChoiceKind::Connect, FOLLOW_UP), choice(ChoiceKind::Stay, NOT_NOW)];
                (words, [again].into_iter().chain(others).collect())
            }
        };
        let entry = self.own_offer(turn, words, choices);
        let article =
            ArticleRef { id: format!("self-service/{action}"), title: label.to_owned(), url: None };
        let outcome = if answered { Outcome::Unanswered } else { Outcome::NotAnswered };
        let answer = told.unwrap_or(entry);
        let article = Some(article);
        let attempt = Attempt { question, answer, article, confidence: None, outcome, reply: None };
        card::tried(&mut self.card, attempt);
        self.serve(turn, question, Step::Told { entry, action, run, key, answered });
    }

    /// A try that never came back: nobody runs it again by themselves.
    pub(super) fn self_service_went_on(&mut self, turn: &mut Turn) {
        let Some(Serving { step: Step::Running { run, give_up: Some(at), .. }, .. }) =
            &self.self_service.now
        else {
            return;
        };
        if turn.now >= *at {
            let run = *run;
            self.self_served(turn, run, &ActionAnswer::ended(LookUpOutcome::Unreachable));
        }
    }

    fn solved(&mut self, turn: &mut Turn, entry: Seq, text: &str) {
        card::judged(&mut self.card, true, entry, text);
        let words = self.say(Words::SelfServiceSolved, &[]);
        if matches!(self.stage, Stage::Waiting(_)) {
            self.leave_line(turn);
        }
        self.notice(turn, Author::Bot, Notice::Closed, words);
        self.arranged_otherwise(turn);
        let reason = CloseReason::Solved;
        self.enter(turn, Stage::Closed { at: turn.now, rating: None, reason });
        self.pass_on(turn, Happened::Closed);
    }

    /// With all that was tried on the card: the options again, or a handoff as any other.
    fn follow_up(&mut self, turn: &mut Turn, entry: Seq, text: &str) {
        self.self_service.now = None;
        card::judged(&mut self.card, false, entry, text);
        if matches!(self.stage, Stage::Waiting(_)) {
            return self.goes_on_without(turn);
        }
        self.decided(turn, Trigger::Asked, entry, Proof::Words { words: text.to_owned() });
    }

    /// It was declined, or given up.
    fn goes_on_without(&mut self, turn: &mut Turn) {
        self.self_service.now = None;
        match self.stage {
            Stage::Waiting(_)
                if self.arranging.as_ref().is_some_and(|a| a.step == Arranged::Choosing) =>
            {
                self.choose_again(turn, Words::WhichOption);
            }
            // In a line that goes on nothing is to be chosen.
            Stage::Waiting(_) => self.bot_says(turn, Words::WhichOption),
            _ => self.bot_says(turn, Words::SelfServiceGivenUp),
        }
        turn.effects.push(Effect::Show);
    }
}

fn choice(kind: ChoiceKind, label: &str) -> Choice {
    Choice { kind, label: label.to_owned(), article: None }
}

fn article(id: &str, label: &str) -> Choice {
    Choice { article: Some(id.to_owned()), ..choice(ChoiceKind::Article, label) }
}

const fn asks(need: Need) -> Words {
    match need {
        Need::OrderNumber => Words::AskOrderNumber,
        Need::Email => Words::AskAccountEmail,
        Need::Phone => Words::AskAccountPhone,
        Need::Date => Words::AskDate,
    }
}

const fn asks_again(need: Need) -> Words {
    match need {
        Need::OrderNumber => Words::BadOrderNumber,
        Need::Email => Words::BadEmail,
        Need::Phone => Words::BadPhone,
        Need::Date => Words::BadDate,
    }
}
