//! The default policies (R-031, Z-1) and the words they listen for, in fifteen languages.

use super::Policy;
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};
use warmline_language::{Alarm, Message, Phrases, asked_action, detect};
use warmline_model::{Currency, Department, Language, Money, Tier, Topic};

/// The limit above which a refund goes to a person: $100; an owner sets it in another currency.
const REFUND_LIMIT: Money = Money { hundredths: 10_000, currency: Currency::USD };
/// From when on a customer counts as a long-term one.
const LONG_TERM_DAYS: u32 = 365;

static POLICIES: LazyLock<Vec<Policy>> = LazyLock::new(|| {
    let words = |list| Some(Arc::new(phrases(list).0));
    let unless = |list| phrases(list).1.map(Arc::new);
    let policy = |id: &str, name: &str, tier, department| Policy {
        name: name.to_owned(),
        guarded: true,
        tier,
        department,
        ..Policy::blank(id)
    };
    vec![
        Policy {
            words: words(include_str!("words/security.words")),
            alarm: Some(Alarm::Security),
            ..policy(
                "security",
                "the security of your account",
                Tier::Critical,
                Department::SECURITY,
            )
        },
        Policy {
            words: words(include_str!("words/health.words")),
            alarm: Some(Alarm::Health),
            ..policy(
                "health_safety",
                "anything about health or safety",
                Tier::Critical,
                Department::SUPPORT,
            )
        },
        Policy {
            topics: vec![Topic::Legal],
            unless: unless(include_str!("words/legal.words")),
            ..policy("legal", "a legal matter", Tier::High, Department::SUPPORT)
        },
        Policy {
            words: words(include_str!("words/dispute.words")),
            alarm: Some(Alarm::Dispute),
            ..policy(
                "billing_dispute",
                "a charge that you dispute",
                Tier::High,
                Department::BILLING,
            )
        },
        Policy {
            words: words(include_str!("words/refund.words")),
            unless: unless(include_str!("words/refund.words")),
            amount_over: Some(REFUND_LIMIT),
            ..policy("large_refund", "a refund of this size", Tier::High, Department::BILLING)
        },
        Policy {
            words: words(include_str!("words/employee.words")),
            alarm: Some(Alarm::Staff),
            ..policy(
                "employee_complaint",
                "a complaint about one of us",
                Tier::High,
                Department::SUPPORT,
            )
        },
        Policy {
            topics: vec![Topic::EnterprisePricing],
            ..policy(
                "enterprise_pricing",
                "contracts and custom pricing",
                Tier::Standard,
                Department::SALES,
            )
        },
        Policy {
            topics: vec![Topic::Cancellation],
            customer_for_days: Some(LONG_TERM_DAYS),
            ..policy(
                "long_term_cancellation",
                "ending your contract",
                Tier::Standard,
                Department::RETENTION,
            )
        },
        // Z-1 makes the plan a modifier of urgency; an owner who wants no bot for such customers turns this on.
        Policy {
            on: false,
            customer_tiers: vec!["vip".into(), "enterprise".into()],
            ..policy("vip_account", "your account", Tier::High, Department::SUPPORT)
        },
    ]
});

/// What only a person can do.
static ACTIONS: LazyLock<Phrases> = LazyLock::new(|| phrases(include_str!("words/action.words")).0);

static TECHNICAL: LazyLock<Phrases> =
    LazyLock::new(|| phrases(include_str!("words/technical.words")).0);

static SOFTWARE: LazyLock<Phrases> =
    LazyLock::new(|| phrases(include_str!("words/software.words")).0);

/// Short words that only take note: "ok", "got it", "bye".
static NOTED: LazyLock<Phrases> = LazyLock::new(|| phrases(include_str!("words/noted.words")).0);

/// What makes a phrase a question or its contrary, by language.
struct Guards {
    /// Questions about how things are.
    questions: Phrases,
    /// For policies: these, and what turns a statement round.
    policy: Phrases,
    /// For actions: "can I …" too.
    action: Phrases,
}

static GUARDS: LazyLock<BTreeMap<Language, Guards>> = LazyLock::new(|| {
    let mut lists: BTreeMap<Language, [Vec<&str>; 3]> = BTreeMap::new();
    let mut language = Language::En;
    let lines = include_str!("words/guards.words").lines().filter(|l| !l.starts_with('#'));
    for line in lines {
        let (kind, list) = match line.split_once([' ', ':']) {
            Some((code @ ("?" | "!"), list)) => (code, list),
            Some((code, list)) => {
                language = Language::from_tag(code).unwrap_or(language);
                (":", list)
            }
            None => continue,
        };
        let words = list.split('|').map(str::trim).filter(|word| !word.is_empty());
        let [questions, policy, action] = lists.entry(language).or_default();
        for word in words {
            action.push(word);
            if kind != "?" {
                policy.push(word);
            }
            if kind == ":" {
                questions.push(word);
            }
        }
    }
    let compiled = lists.into_iter().map(|(language, lists)| {
        let [questions, policy, action] = lists.map(|list| Phrases::of(&list));
        (language, Guards { questions, policy, action })
    });
    compiled.collect()
});

/// The guards of the message's language; of English where that can't be told.
fn guards(message: &Message<'_>) -> Option<&'static Guards> {
    GUARDS.get(&detect(message).unwrap_or_default())
}

pub(super) fn policies() -> &'static [Policy] {
    &POLICIES
}

/// The words that ask for an action the bot can't do, unless they only ask about it.
pub(crate) fn action(message: &Message<'_>) -> Option<String> {
    unguarded(&ACTIONS, message, guards(message).map(|guards| &guards.action))
        .or_else(|| asked_action(message))
}

/// A policy's words in a message, unless they only ask about it or say the contrary.
pub(super) fn case(words: &Phrases, message: &Message<'_>) -> Option<String> {
    unguarded(words, message, guards(message).map(|guards| &guards.policy))
}

/// Whether a message begins as a question about how things are.
pub(super) fn opens_with_a_question(message: &Message<'_>) -> bool {
    let opens = |words: String| message.text().trim_start().starts_with(&words);
    guards(message).and_then(|guards| guards.questions.find(message)).is_some_and(opens)
}

fn unguarded(words: &Phrases, message: &Message<'_>, guards: Option<&Phrases>) -> Option<String> {
    // Most messages have none of the words, and need no closer look.
    let found = words.find(message)?;
    match guards {
        Some(guards) => words.find_unguarded(message, guards),
        None => Some(found),
    }
}

/// Whether a message only takes note of what was said.
pub(crate) fn only_takes_note(message: &Message<'_>) -> bool {
    let noted = NOTED.find(message);
    message.words() == 0
        || noted.is_some_and(|words| Message::read(words.as_str()).words() == message.words())
}

/// The words of technical trouble.
pub(crate) fn technical() -> &'static Phrases {
    &TECHNICAL
}

/// The words of software, with which trouble is a technical one.
pub(crate) fn software() -> &'static Phrases {
    &SOFTWARE
}

/// A list of this crate: one phrase a line, `#` for remarks, `- ` for those of the second list.
fn phrases(list: &str) -> (Phrases, Option<Phrases>) {
    let lines = list.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#'));
    let (second, first): (Vec<&str>, Vec<&str>) = lines.partition(|l| l.starts_with("- "));
    let second: Vec<&str> = second.into_iter().map(|l| l.trim_start_matches("- ")).collect();
    (Phrases::of(&first), (!second.is_empty()).then(|| Phrases::of(&second)))
}
