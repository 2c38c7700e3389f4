//! What a customer wants to come of it, in their own words, and where they did not understand.

mod frames;

use std::sync::LazyLock;

use warmline_model::Goal;

use crate::Message;
use crate::lexicon::{Classes, Hit, List, class};
use crate::tokens::{Gap, Token};
use frames::Framed;

/// A wish or, where none was stated, what such a matter mostly comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// What.
    pub goal: Goal,
    /// Whether it was said outright.
    pub stated: bool,
    /// The part of the message that tells, as it was written.
    pub words: String,
}

/// What a message tells of what its writer wants.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wishes {
    /// What is wanted: the newest that is stated, else the likeliest.
    pub wanted: Option<Wish>,
    /// What is expressly not wanted.
    pub unwanted: Vec<Goal>,
    /// The words that narrow down what was wanted before: "only the blue one".
    pub narrowed: Option<String>,
    /// Whether it asks something.
    pub asks: bool,
    /// The words of not understanding, or of not being understood.
    pub confused: Option<String>,
}

/// All goals with their names in the list, the likeliest first where several are hinted at.
const GOALS: [(Goal, &str); 11] = [
    (Goal::Access, "access"),
    (Goal::Refund, "refund"),
    (Goal::Replacement, "replacement"),
    (Goal::Cancel, "cancel"),
    (Goal::Status, "status"),
    (Goal::Document, "document"),
    (Goal::Quote, "quote"),
    (Goal::Heard, "heard"),
    (Goal::Fix, "fix"),
    (Goal::Change, "change"),
    (Goal::Explain, "explain"),
];

/// Words that may stand between the beginning of a clause and its verb.
const LEADS: [&str; 22] = [
    "so", "then", "and", "ok", "okay", "well", "hi", "hello", "yes", "yeah", "no", "now", "or",
    "also", "simply", "again", "y", "e", "und", "et", "dann", "a",
];
/// How many words a wish reaches, and what may be one.
const FAR: u32 = 12;
const NEAR: u32 = 5;
/// A message of up to so many words that names a document asks for it: "the receipt please".
const MOST_NAMED: usize = 4;
/// A sentence up to this long is kept as a whole, in characters.
const SHORT: usize = 60;
/// The longest part of a message that is kept as its words, in characters.
const LONGEST: usize = 160;

struct Names {
    goals: [(Goal, Classes, Classes, Classes); 11],
    want: Classes,
    may: Classes,
    not: Classes,
    waits: Classes,
    only: Classes,
    general: Classes,
    back: Classes,
    one: Classes,
    confused: Classes,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let class = |name: &str| class(List::Goals, name);
    Names {
        goals: GOALS.map(|(goal, name)| {
            (goal, class(name), class(&format!("{name}_now")), class(&format!("{name}_hint")))
        }),
        want: class("want"),
        may: class("may"),
        not: class("not"),
        waits: class("waits"),
        only: class("only"),
        general: class("general"),
        back: class("back"),
        one: class("one"),
        confused: class("confused"),
    }
});

/// Reads what the writer of a message wants.
pub fn wishes(message: &Message<'_>) -> Wishes {
    let names = &*NAMES;
    let hits = message.hits(List::Goals);
    let (text, tokens) = (message.text(), message.tokens());
    let asks = text.contains(['?', '\u{FF1F}', '\u{061F}']);
    let mut out = Wishes { asks, ..Wishes::default() };
    let mut hinted: Vec<(usize, Wish)> = Vec::new();
    // Up to which word a wish reaches.
    let (mut clause, mut until, mut refusing, mut general) = (usize::MAX, 0, false, false);
    for hit in hits {
        let here = clause_start(tokens, hit.start);
        if here != clause {
            (clause, until, refusing, general) = (here, 0, false, false);
        }
        let is = |class: Classes| hit.classes & class != 0;
        if is(names.confused) && out.confused.is_none() {
            out.confused = cut(text, hit.start, hit.end);
        }
        if is(names.only) {
            let words = cut(text, here, clause_end(tokens, text, hit.end));
            // The longest says most: "wait no. only the blue one".
            out.narrowed =
                [out.narrowed.take(), words].into_iter().flatten().max_by_key(String::len);
        }
        if is(names.want) && !is_anothers(tokens, text, hit) {
            (until, refusing) = (hit.at + FAR, false);
        } else if is(names.may) {
            (until, refusing) = (until.max(hit.at + NEAR), false);
        }
        if is(names.not | names.waits) {
            (until, refusing) = (0, is(names.not));
        }
        // "It's not the copy I need, it's one with the right name": another of the same.
        if is(names.one)
            && let Some(goal) = out.unwanted.pop()
        {
            let words = words(text, tokens, here, clause_end(tokens, text, hit.end));
            out.wanted =
                words.map(|words| Wish { goal, stated: true, words }).or(out.wanted.take());
        }
        let wanting = hit.at <= until && until > 0;
        general |= is(names.general);
        let asks_how = asks_how(tokens, here);
        let asks_back = is(names.back) && wanting && has_sum(text, here, hit.end);
        for (order, &(goal, noun, now, hint)) in names.goals.iter().enumerate() {
            let outright = is(now) || goal == Goal::Refund && asks_back;
            let said = outright || is(noun) && (wanting || begins(goal, tokens, here, hit));
            let wish = |stated| {
                let words = words(text, tokens, here, clause_end(tokens, text, hit.end))?;
                Some(Wish { goal, stated, words })
            };
            if refusing && (outright || is(noun)) {
                out.unwanted.push(goal);
            } else if said && goal == Goal::Change && asks_how {
                // How a setting is changed is a question; the patterns know what nobody changes alone.
                hinted
                    .extend(wish(false).map(|wish| (order, Wish { goal: Goal::Explain, ..wish })));
            } else if said && goal != Goal::Explain {
                out.wanted = wish(true).or(out.wanted.take());
            } else if said || is(hint) && !general {
                hinted.extend(wish(said && is(noun)).map(|wish| (order, wish)));
            }
        }
    }
    out.confused = out.confused.or_else(|| contrast(text, tokens));
    if out.wanted.is_none() {
        // Of several the likeliest, and how things are asked for only where nothing is wrong.
        out.wanted = hinted.into_iter().min_by_key(|(order, _)| *order).map(|(_, wish)| wish);
    }
    by_frames(message, &mut out);
    if let Some(wanted) = &out.wanted {
        out.unwanted.retain(|goal| *goal != wanted.goal);
    }
    out
}

/// Where the clause around a place begins.
fn clause_start(tokens: &[Token], place: usize) -> usize {
    let upto = tokens.iter().take_while(|token| token.start <= place);
    upto.filter(|token| token.before != Gap::Space || is_but(token)).last().map_or(0, |t| t.start)
}

/// Where the clause around a place ends.
fn clause_end(tokens: &[Token], text: &str, place: usize) -> usize {
    let after = tokens.iter().filter(|token| token.start >= place);
    let mut last = None;
    for token in after {
        if token.before == Gap::Sentence || is_but(token) {
            break;
        }
        last = Some(token.end);
    }
    last.unwrap_or(place).max(place).min(text.len())
}

fn is_but(token: &Token) -> bool {
    matches!(token.text.as_str(), "but" | "aber" | "pero" | "mais" | "sondern" | "sino")
}

/// Whether a clause asks how or where something is done.
fn asks_how(tokens: &[Token], clause: usize) -> bool {
    let mut words = tokens.iter().filter(|token| token.start >= clause);
    let mut lead = words.by_ref().skip_while(|token| LEADS.contains(&token.text.as_str()));
    let (Some(first), Some(second)) = (lead.next(), lead.next()) else { return false };
    matches!(
        first.text.as_str(),
        "how" | "where" | "wie" | "wo" | "como" | "donde" | "onde" | "comment" | "ou"
    ) && !matches!(second.text.as_str(), "is" | "are" | "about")
}

/// Adds what the patterns of words tell, where the plain lists told less.
fn by_frames(message: &Message<'_>, out: &mut Wishes) {
    let (text, tokens) = (message.text(), message.tokens());
    let order = |goal: Goal| GOALS.iter().position(|(known, _)| *known == goal);
    let found = frames::frames(message);
    let found = found.iter().filter(|found| !out.unwanted.contains(&found.what.goal));
    // What is asked for last counts; of what is only hinted at, the likeliest.
    let stated = found.clone().rfind(|found| found.what.stated);
    let Some(best) = stated.or_else(|| found.min_by_key(|found| order(found.what.goal))) else {
        return;
    };
    let Framed { goal, stated } = best.what;
    let vague = |goal: Goal| matches!(goal, Goal::Fix | Goal::Change | Goal::Explain);
    let better = match &out.wanted {
        None => true,
        Some(known) if known.stated == stated => {
            vague(known.goal) && known.goal != goal && (stated || order(goal) < order(known.goal))
        }
        Some(known) => stated || known.goal == Goal::Explain,
    };
    if better {
        let start = clause_start(tokens, best.start);
        let words = words(text, tokens, start, clause_end(tokens, text, best.end));
        let wish = words.map(|words| Wish { goal, stated, words });
        out.wanted = wish.or(out.wanted.take());
    }
}

/// Whether somebody else is said to want or need it: "if you need proof".
fn is_anothers(tokens: &[Token], text: &str, hit: &Hit) -> bool {
    let said = text.get(hit.start..hit.end).unwrap_or_default().to_lowercase();
    let before = tokens.iter().rfind(|token| token.end <= hit.start);
    let other = |token: &Token| {
        token.before != Gap::Sentence
            && matches!(
                token.text.as_str(),
                "you" | "u" | "they" | "he" | "she" | "it" | "sie" | "vous" | "usted" | "ustedes"
            )
    };
    (said.starts_with("need")
        || said.starts_with("want")
        || said.starts_with("prefer")
        || said.starts_with("brauche"))
        && before.is_some_and(other)
}

/// Whether nothing but a lead-in stands between the beginning of the clause and a word. What is named there may be only
/// named: "invoice 2025-0093", "label created".
fn begins(goal: Goal, tokens: &[Token], clause: usize, hit: &Hit) -> bool {
    // "Updated to 5.2 and restarted": what they did, and nothing they want.
    let done = tokens.iter().any(|t| t.start == hit.start && t.text.ends_with("ed"));
    if done && goal == Goal::Change {
        return false;
    }
    let mut before = tokens.iter().filter(|t| t.start >= clause && t.start < hit.start);
    let led = before.all(|token| LEADS.contains(&token.text.as_str()));
    let named =
        matches!(goal, Goal::Document | Goal::Access | Goal::Quote | Goal::Heard | Goal::Status);
    let alone = || {
        tokens.len() <= MOST_NAMED
            && !tokens.iter().any(|t| t.text.bytes().any(|c| c.is_ascii_digit()))
    };
    led && (!named || alone())
}

/// "The second one, not the third": they were misunderstood.
fn contrast(text: &str, tokens: &[Token]) -> Option<String> {
    let not = |word: &str| matches!(word, "not" | "no" | "nicht" | "pas" | "non" | "nao");
    let the = |word: &str| {
        [
            "the", "a", "on", "in", "for", "el", "la", "los", "las", "der", "die", "das", "den",
            "le", "les", "o", "os",
        ]
        .contains(&word)
    };
    let at = tokens.windows(2).position(|pair| {
        let [first, second] = pair else { return false };
        first.before == Gap::Clause
            && second.before == Gap::Space
            && not(&first.text)
            && the(&second.text)
    })?;
    let start = tokens.get(at)?.start;
    cut(text, clause_start(tokens, start), clause_end(tokens, text, start))
}

/// The words of a wish: its clause, with what stands before it in a short sentence.
fn words(text: &str, tokens: &[Token], clause: usize, end: usize) -> Option<String> {
    let mut before = tokens.iter().filter(|token| token.start <= clause);
    let sentence = before.rfind(|token| token.before == Gap::Sentence);
    let start = sentence.map_or(clause, |token| token.start);
    let short = text.get(start..end)?.chars().count() <= SHORT;
    cut(text, if short { start } else { clause }, end)
}

/// Whether the words name money.
fn has_sum(text: &str, start: usize, end: usize) -> bool {
    let words = text.get(start..end).unwrap_or_default();
    words.chars().any(|c| c.is_ascii_digit()) || words.to_lowercase().contains("money")
}

fn cut(text: &str, start: usize, end: usize) -> Option<String> {
    let words = text.get(start..end)?.trim();
    (!words.is_empty()).then(|| words.chars().take(LONGEST).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A goal and what customers write who want it, said outright.
    const SAID: &str = "\
refund: What I want is my deposit back, that is a refund of 80 euros
refund: Quiero que me devuelvan el dinero
replacement: Any chance of a replacement in black?
cancel: Please take me off the mailing list
change: Ich würde gern die Lieferadresse ändern
fix: It would be great if you could get it running again
refund: Could I get my money back for the second pair?
refund: please refund the delivery charge
refund: I'd like to return it and be reimbursed
refund: just give me my money back
refund: I am entitled to a full refund
refund: I want to send it back, it never fit
refund: We expect compensation for the two lost days
refund: Not a voucher please, I want the money back
replacement: can you send me a new one
replacement: I just want a working one
replacement: Please exchange it for the blue one
replacement: could you resend the missing shelf
replacement: I'd prefer a replacement over a refund
replacement: send the correct size please
cancel: I want to cancel my subscription before it renews
cancel: pls close my account
cancel: how do I cancel the premium plan
cancel: Please delete my account and all my data
cancel: I would like to terminate the contract
cancel: stop charging me
change: can you change the delivery address to 12 Elm Street
change: I need to move my appointment to Friday
change: please switch me to the yearly plan
change: I'd like to upgrade to the team plan
change: could we reschedule the installation
change: please add my wife to the account
fix: can somebody please look into this
fix: please correct the amount on it
fix: I just want it to work
fix: please get this fixed today
fix: could you send a technician
status: where's my parcel
status: when will it be delivered
status: has my order shipped yet
status: I'd like an update on my claim
status: any news on my refund?
status: Where is my refund
status: I want to know when my order arrives
access: I need to reset my password
access: please unlock my account
access: I just want to get back into my account
access: can you send me a new code
document: can you send me a receipt for order 12
document: I need an invoice for my taxes
document: Could I have a copy of my contract copy
document: please send the return label again
quote: could you send us a quote for 30 chairs
quote: we'd need a price for 200 units
quote: How much would it cost to have it engraved?
heard: I want to file a complaint about the driver
heard: I expect an apology
";

    #[test]
    fn what_customers_write_is_heard_as_what_they_want() {
        let wrong: Vec<String> = SAID
            .lines()
            .filter_map(|line| {
                let (name, text) = line.split_once(": ")?;
                let (goal, _) = *GOALS.iter().find(|(_, known)| *known == name)?;
                let wanted = wishes(&Message::read(text)).wanted;
                let right = wanted.as_ref().is_some_and(|w| w.goal == goal && w.stated);
                (!right).then(|| format!("{line}: {:?}", wanted.map(|w| (w.goal, w.stated))))
            })
            .collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn a_wish_is_heard_in_the_customers_words_and_the_newest_one_wins() {
        for (text, goal) in [
            ("I want a refund", Goal::Refund),
            ("refund me for that one please", Goal::Refund),
            ("I want my 84.50 € back", Goal::Refund),
            ("I don't want a refund, I want a replacement", Goal::Replacement),
            ("I don't want a refund I want a replacement", Goal::Replacement),
            ("I'd like a new kettle, not cleaning tips", Goal::Replacement),
            ("a replacement instead of a refund please", Goal::Replacement),
            ("I would rather have it in L if you've still got one", Goal::Replacement),
            ("Please cancel my order 83-5561", Goal::Cancel),
            ("I don't want to cancel, just change the address", Goal::Change),
            ("Be so kind and switch my account to the free plan.", Goal::Change),
            ("Where is my order 4711?", Goal::Status),
            ("How do I reset my password?", Goal::Access),
            ("How do I get back in?", Goal::Access),
            ("I need it with our VAT id on it", Goal::Document),
            ("can you send me the invoice for March", Goal::Document),
            ("can you fix it", Goal::Fix),
            ("I want to make a complaint", Goal::Heard),
            ("We need a quote for 40 licences", Goal::Quote),
            ("Quiero un reembolso", Goal::Refund),
            ("Ich möchte mein Abo kündigen", Goal::Cancel),
            ("Ich möchte mein Geld zurück", Goal::Refund),
            ("Je veux juste qu'on me rembourse le doublon, je garde l'abonnement", Goal::Refund),
            ("Wo bleibt mein Paket?", Goal::Status),
            ("¿Dónde está mi pedido?", Goal::Status),
            ("quero meu dinheiro de volta", Goal::Refund),
        ] {
            let wanted = wishes(&Message::read(text)).wanted;
            assert_eq!(wanted.as_ref().map(|w| (w.goal, w.stated)), Some((goal, true)), "{text}");
        }
    }

    #[test]
    fn what_is_not_wanted_is_heard_and_never_taken_for_a_wish() {
        let unwanted = |text| wishes(&Message::read(text)).unwanted;
        assert_eq!(unwanted("I don't want a refund, I want a replacement"), [Goal::Refund]);
        assert_eq!(unwanted("no need for a replacement"), [Goal::Replacement]);
        assert_eq!(unwanted("I want a refund"), []);
        assert_eq!(unwanted("I have not received my refund"), []);
    }

    #[test]
    fn a_matter_hints_at_what_it_comes_to() {
        for (text, goal) in [
            ("I was charged twice for March", Goal::Refund),
            ("my account got locked after the move", Goal::Access),
            ("the app keeps crashing when I open it", Goal::Fix),
            ("the mug arrived broken", Goal::Replacement),
            ("my parcel hasn't arrived", Goal::Status),
            ("your driver was so rude to me", Goal::Heard),
            ("How long does a refund take?", Goal::Explain),
        ] {
            let wanted = wishes(&Message::read(text)).wanted;
            assert_eq!(wanted.as_ref().map(|w| (w.goal, w.stated)), Some((goal, false)), "{text}");
        }
    }

    #[test]
    fn confusion_is_heard() {
        for text in ["What do you mean?", "that's not what I asked", "Das verstehe ich nicht"] {
            assert!(wishes(&Message::read(text)).confused.is_some(), "{text}");
        }
        assert_eq!(wishes(&Message::read("Where is my order?")).confused, None);
    }
}
