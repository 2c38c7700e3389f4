//! Policies: what goes straight to the right team, whatever the bot knows.

mod defaults;

use crate::Understood;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;
use warmline_language::{Alarm, Message, Phrases, alarm};
use warmline_model::{
    Currency, Customer, Department, Evidence, Money, PolicyRef, Proof, Seq, Tier, Timestamp, Topic,
};

pub(crate) use defaults::{action, only_takes_note, software, technical};
use defaults::{case, opens_with_a_question};

/// How many policies a site may have.
const MAX_POLICIES: usize = 50;
/// The longest id and name of a policy, in characters.
const MAX_NAME: usize = 80;
/// How many plans a policy may name.
const MAX_TIERS: usize = 50;
/// How sure a topic must be for a policy, %.
const TOPIC_PERCENT: u8 = 75;

/// A policy as an owner writes it: with the id of a default one it changes that, field by field; with
/// any other id it is a new one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicySetting {
    /// Which policy.
    pub id: String,
    /// What customers and agents read after "For …": "a refund of this size".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whether it is used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<bool>,
    /// The message is about one of these, or has one of the words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topics: Option<Vec<Topic>>,
    /// Words or phrases; `*` stands for up to three words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Vec<String>>,
    /// And it names a sum over this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount_over: Option<Money>,
    /// And the customer has one of these plans.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_tiers: Option<Vec<String>>,
    /// And they have been a customer for so many days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_for_days: Option<u32>,
    /// How urgent it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<Tier>,
    /// Which team it goes to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<Department>,
}

/// A policy, ready to be asked.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Which.
    pub id: String,
    /// What customers and agents read.
    pub name: String,
    /// Whether it is used.
    pub on: bool,
    /// How urgent.
    pub tier: Tier,
    /// Which team.
    pub department: Department,
    topics: Vec<Topic>,
    words: Option<Arc<Phrases>>,
    /// Whether a question about the words is no case for it: so with the default lists. What an owner
    /// writes is meant as it is written.
    guarded: bool,
    /// What several words together say; of the defaults only, as long as their words stand.
    alarm: Option<Alarm>,
    /// Words that make a message no case for it; of the defaults only.
    unless: Option<Arc<Phrases>>,
    amount_over: Option<Money>,
    customer_tiers: Vec<String>,
    customer_for_days: Option<u32>,
}

/// What is wrong with an owner's policies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyFault {
    /// Which one's fault it is, from 0, and its id; absent: that of all together.
    pub at: Option<(usize, String)>,
    /// Its field; empty: the whole of it.
    pub part: &'static str,
    /// What is wrong, or what is allowed.
    pub why: String,
}

impl fmt::Display for PolicyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.at {
            Some((n, id)) => write!(f, "policies[{n}] {id:?}: ")?,
            None => f.write_str("policies: ")?,
        }
        if !self.part.is_empty() {
            write!(f, "{}: ", self.part)?;
        }
        f.write_str(&self.why)
    }
}

/// A policy that matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// Which.
    pub policy: PolicyRef,
    /// How urgent.
    pub tier: Tier,
    /// Which team.
    pub department: Department,
    /// What it rests on.
    pub evidence: Vec<Evidence>,
}

impl Policy {
    /// What a new policy of an owner's starts from.
    fn blank(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            name: "this".to_owned(),
            on: true,
            tier: Tier::High,
            department: Department::SUPPORT,
            topics: Vec::new(),
            words: None,
            guarded: false,
            alarm: None,
            unless: None,
            amount_over: None,
            customer_tiers: Vec::new(),
            customer_for_days: None,
        }
    }

    /// Takes the owner's changes over, as far as they can be; what can't be is told.
    fn change(&mut self, setting: &PolicySetting) -> Vec<(&'static str, String)> {
        let PolicySetting {
            id: _,
            name,
            on,
            topics,
            words,
            amount_over,
            customer_tiers,
            customer_for_days,
            tier,
            department,
        } = setting;
        let mut faults = Vec::new();
        match name.as_ref().map(|name| label(name)) {
            Some(Ok(name)) => self.name = name,
            Some(Err(why)) => faults.push(("name", why)),
            None => {}
        }
        match words.as_ref().map(|words| (words.is_empty(), Phrases::parse(words))) {
            Some((_, Err(fault))) => faults.push(("words", fault.to_string())),
            Some((none, Ok(read))) => {
                self.words = (!none).then(|| Arc::new(read));
                self.guarded = false;
                self.alarm = None;
            }
            None => {}
        }
        if let Some(tiers) = customer_tiers {
            match tiers.iter().map(|tier| label(tier)).collect() {
                Ok(tiers) => self.customer_tiers = tiers,
                Err(why) => faults.push(("customer_tiers", why)),
            }
            if tiers.len() > MAX_TIERS {
                faults.push(("customer_tiers", format!("at most {MAX_TIERS}")));
            }
        }
        if amount_over.is_some_and(|money| money.hundredths < 0) {
            faults.push(("amount_over", "a sum of 0 or more".into()));
        }
        self.on = on.unwrap_or(self.on);
        self.tier = tier.unwrap_or(self.tier);
        self.department = department.unwrap_or(self.department);
        self.amount_over = amount_over.or(self.amount_over);
        self.customer_for_days = customer_for_days.or(self.customer_for_days);
        if let Some(topics) = topics {
            if topics.len() > Topic::ALL.len() {
                faults.push(("topics", format!("each of the {} once", Topic::ALL.len())));
            }
            self.topics.clone_from(topics);
        }
        let narrowed = !self.customer_tiers.is_empty() || self.customer_for_days.is_some();
        let about = !self.topics.is_empty() || self.words.is_some() || self.amount_over.is_some();
        if faults.is_empty() && !about && !narrowed {
            let why = "it would match every message; it needs topics, words, amount_over, \
                       customer_tiers or customer_for_days";
            faults.push(("", why.into()));
        }
        faults
    }

    /// The policy as an owner would write it; the words of the default lists are not among it.
    pub fn setting(&self) -> PolicySetting {
        let listed = |list: &[String]| (!list.is_empty()).then(|| list.to_vec());
        PolicySetting {
            id: self.id.clone(),
            name: Some(self.name.clone()),
            on: Some(self.on),
            topics: (!self.topics.is_empty()).then(|| self.topics.clone()),
            words: None,
            amount_over: self.amount_over,
            customer_tiers: listed(&self.customer_tiers),
            customer_for_days: self.customer_for_days,
            tier: Some(self.tier),
            department: Some(self.department),
        }
    }

    fn is_about_customers_only(&self) -> bool {
        self.topics.is_empty() && self.words.is_none() && self.amount_over.is_none()
    }

    fn evidence(
        &self,
        message: &Message<'_>,
        understood: &Understood,
        customer: &Customer,
        now: Timestamp,
        entry: Seq,
    ) -> Option<Vec<Evidence>> {
        if self.unless.as_ref().is_some_and(|unless| unless.find(message).is_some()) {
            return None;
        }
        let mut proofs = Vec::new();
        if !self.topics.is_empty() || self.words.is_some() {
            let words = self.words.as_ref().and_then(|words| match self.guarded {
                true => case(words, message),
                false => words.find(message),
            });
            let words = words.or_else(|| alarm(message, self.alarm?));
            let refund = || understood.wants_refund().filter(|_| self.guarded);
            let words = words.or_else(|| self.amount_over.and_then(|_| refund()));
            let topic = understood
                .topics
                .iter()
                .find(|t| self.topics.contains(&t.topic) && t.percent >= TOPIC_PERCENT);
            match (words, topic) {
                (Some(words), _) => proofs.push(Proof::Words { words }),
                (None, Some(_)) if self.guarded && opens_with_a_question(message) => return None,
                (None, Some(t)) => {
                    proofs.push(Proof::Topic { topic: t.topic, percent: t.percent });
                }
                (None, None) => return None,
            }
        }
        if let Some(limit) = self.amount_over {
            let over = understood.amounts().find(|money| exceeds(*money, limit))?;
            proofs.push(Proof::Amount { money: over });
        }
        if !self.customer_tiers.is_empty() {
            let tier = customer.tier.as_ref()?;
            let among = self.customer_tiers.iter().any(|t| t.eq_ignore_ascii_case(tier));
            among.then(|| proofs.push(Proof::Customer { fact: format!("plan: {tier}") }))?;
        }
        if let Some(days) = self.customer_for_days {
            let been = customer.since.and_then(|since| since.days_until(now))?;
            let long = been >= i64::from(days);
            long.then(|| {
                let fact = format!("a customer for {been} days");
                proofs.push(Proof::Customer { fact });
            })?;
        }
        Some(proofs.into_iter().map(|proof| Evidence { entry, proof }).collect())
    }
}

/// Sums in these currencies are of one order of magnitude and compared by their figure.
const ALIKE: [&str; 6] = ["USD", "EUR", "GBP", "CHF", "CAD", "AUD"];

/// Whether a sum is over a limit. Without exchange rates a sum in a foreign currency counts only where
/// its figure would be over in any of them: a hundred times the limit.
fn exceeds(money: Money, limit: Money) -> bool {
    let alike = |c: Currency| ALIKE.contains(&c.code());
    if money.currency == limit.currency || (alike(money.currency) && alike(limit.currency)) {
        money.hundredths > limit.hundredths
    } else {
        money.hundredths > limit.hundredths.saturating_mul(100)
    }
}

/// The policies of a site, in the order in which they are asked: most urgent first.
#[derive(Clone, Debug)]
pub struct Policies(Vec<Policy>);

impl Default for Policies {
    fn default() -> Self {
        Self(defaults::policies().to_vec())
    }
}

impl Policies {
    /// The defaults with the owner's changes.
    ///
    /// # Errors
    /// The place of the first fault and what is allowed: `policies[2] "gift": words[0]: …`.
    pub fn new(changes: &[PolicySetting]) -> Result<Self, String> {
        let (policies, faults) = Self::changed(changes);
        faults.first().map_or(Ok(policies), |fault| Err(fault.to_string()))
    }

    /// The defaults with the owner's changes as far as they can be, and all that can't.
    pub fn changed(changes: &[PolicySetting]) -> (Self, Vec<PolicyFault>) {
        let Self(mut policies) = Self::default();
        let mut faults = Vec::new();
        if changes.len() > MAX_POLICIES {
            let why = format!("at most {MAX_POLICIES}, not {}", changes.len());
            faults.push(PolicyFault { at: None, part: "", why });
        }
        for (n, change) in changes.iter().enumerate().take(MAX_POLICIES) {
            let fault = |(part, why)| PolicyFault { at: Some((n, change.id.clone())), part, why };
            let id = match label(&change.id) {
                Ok(id) => id,
                Err(why) => {
                    faults.push(fault(("id", why)));
                    continue;
                }
            };
            if changes.iter().take(n).any(|earlier| earlier.id.trim() == id) {
                faults.push(fault(("", "the id is there twice".into())));
                continue;
            }
            let wrong = match policies.iter_mut().find(|policy| policy.id == id) {
                Some(policy) => policy.change(change),
                None => {
                    let mut policy = Policy::blank(&id);
                    let wrong = policy.change(change);
                    policies.push(policy);
                    wrong
                }
            };
            faults.extend(wrong.into_iter().map(fault));
        }
        policies.sort_by_key(|policy| policy.tier);
        (Self(policies), faults)
    }

    /// Whether a policy asks only who the customer is, so that each message of theirs is a case for it.
    pub(crate) fn is_about_customers_only(&self, id: &str) -> bool {
        self.0.iter().any(|policy| policy.id == id && policy.is_about_customers_only())
    }

    /// All of them, used or not.
    pub fn all(&self) -> &[Policy] {
        &self.0
    }

    /// The most urgent policy that a message matches.
    pub(crate) fn matching(
        &self,
        message: &Message<'_>,
        understood: &Understood,
        customer: &Customer,
        now: Timestamp,
        entry: Seq,
        excused: &[String],
    ) -> Option<Match> {
        self.0.iter().filter(|policy| policy.on && !excused.contains(&policy.id)).find_map(
            |policy| {
                let evidence = policy.evidence(message, understood, customer, now, entry)?;
                Some(Match {
                    policy: PolicyRef { id: policy.id.clone(), name: policy.name.clone() },
                    tier: policy.tier,
                    department: policy.department,
                    evidence,
                })
            },
        )
    }
}

fn label(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > MAX_NAME {
        return Err(format!("1 to {MAX_NAME} characters"));
    }
    // Customers read it in the middle of a sentence.
    let turns = |c: char| matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    if text.chars().any(|c| c.is_control() || turns(c)) {
        return Err("no line breaks and no control characters".into());
    }
    Ok(text.to_owned())
}
