//! A draft against what the bot or an agent told the customer.

use warmline_model::Seq;

use crate::Warning;
use crate::claims::{Claim, Mark, claims, marked, marks};
use crate::figures::{Figure, Measure, numeral};
use crate::log::Said;
use crate::text::{Sentence, Word, shorten};
use crate::topic::Topic;

/// How long a line quotes what was said.
const MOST_CHARS: usize = 140;
/// How many claims of a draft and of a log are compared: what goes beyond is not what a person writes.
const MOST_CLAIMS: usize = 60;

struct Earlier<'a> {
    claim: Claim,
    text: &'a str,
    seq: Seq,
    own: bool,
    /// Whether it corrects what was said before it.
    corrects: bool,
}

/// Every sentence of a draft that contradicts an earlier one, with the newest that it contradicts.
pub(crate) fn contradictions(
    draft: &str,
    sentences: &[Sentence<'_>],
    said: &[Said<'_>],
) -> Vec<Warning> {
    let corrects = sentences.iter().any(|sentence| marked(&sentence.words, Mark::Corrects));
    if corrects || !said.iter().any(|said| !said.customer) {
        return Vec::new();
    }
    let mut mine: Vec<(usize, Claim)> = Vec::new();
    for (number, sentence) in sentences.iter().enumerate() {
        if !sentence.text.contains(['"', '“', '„', '«']) {
            mine.extend(claims(sentence).into_iter().map(|claim| (number, claim)));
        }
        mine.truncate(MOST_CLAIMS);
    }
    if mine.is_empty() {
        return Vec::new();
    }
    let about: Vec<Topic> = mine.iter().map(|(_, claim)| claim.topic.clone()).collect();
    let earlier = earlier(said, &about);
    let known = |word: u64| said.iter().any(|said| said.topic().contains(word));
    for (_, claim) in &mut mine {
        claim.special.retain(&|word| !known(word));
        claim.narrow.retain(&|word| !known(word));
    }
    let all: Vec<&Figure> = mine.iter().flat_map(|(_, claim)| &claim.figures).collect();
    let mut warnings = Vec::new();
    let mut warned = None;
    for (number, claim) in &mine {
        if warned == Some(*number) {
            continue;
        }
        let Some(before) = against(claim, &earlier, &all) else { continue };
        warned = Some(*number);
        let says = sentences.get(*number).map_or(draft, |sentence| sentence.text);
        warnings.push(Warning::Contradicts {
            says: shorten(says, MOST_CHARS),
            before: shorten(before.text, MOST_CHARS),
            entry: before.seq,
        });
    }
    warnings
}

/// What was told the customer about any of these, the newest first.
fn earlier<'a>(said: &[Said<'a>], about: &[Topic]) -> Vec<Earlier<'a>> {
    let mut out: Vec<Earlier<'a>> = Vec::new();
    for said in said.iter().rev().filter(|said| !said.customer) {
        for sentence in said.sentences() {
            let topic = sentence.topic();
            let related = about.iter().any(|about| about.shared(topic) > 0);
            let figure = |word: &Word| word.figure || numeral(&word.text);
            if !related && !sentence.words.iter().any(figure) {
                continue;
            }
            let bits = marks(&sentence.words);
            let corrects = bits & (1 << Mark::Corrects as u32) != 0;
            if !related && !corrects {
                continue;
            }
            let own = bits & (1 << Mark::Own as u32) != 0;
            for claim in claims(sentence) {
                out.push(Earlier { claim, text: sentence.text, seq: said.seq, own, corrects });
            }
        }
    }
    out
}

/// The earlier claim that this one contradicts, if the newest about the same says otherwise.
fn against<'e>(
    claim: &Claim,
    earlier: &'e [Earlier<'e>],
    all: &[&Figure],
) -> Option<&'e Earlier<'e>> {
    let mut measures: Vec<&Measure> = claim.figures.iter().map(|figure| &figure.measure).collect();
    measures.dedup();
    for measure in measures {
        let of = |claim: &Claim| -> Vec<Figure> {
            claim.figures.iter().filter(|figure| figure.measure == *measure).cloned().collect()
        };
        let newest = earlier.iter().find(|before| {
            before.claim.figures.iter().any(|figure| figure.measure == *measure)
                && same(claim, &before.claim, true)
        });
        let Some(before) = newest else { continue };
        let weekday =
            |claim: &Claim| claim.figures.iter().any(|one| one.measure == Measure::Weekday);
        if *measure == Measure::Clock && weekday(claim) && !weekday(&before.claim) {
            continue;
        }
        // An hour or a day that is said to be an exception.
        if claim.exception && !before.claim.exception && !matches!(measure, Measure::Count(_)) {
            continue;
        }
        let theirs = of(&before.claim);
        let mut newer =
            earlier.iter().take_while(|one| one.seq > before.seq).filter(|one| one.corrects);
        if newer.any(|one| {
            of(&one.claim).iter().any(|other| {
                all.iter().any(|figure| figure.agrees(other) && figure.measure == other.measure)
            })
        }) {
            continue;
        }
        if claim.several
            && *measure == Measure::Money
            && all.iter().any(|one| theirs.iter().any(|other| one.times(other)))
        {
            continue;
        }
        let agree = all
            .iter()
            .filter(|figure| figure.measure == *measure)
            .any(|figure| theirs.iter().any(|other| figure.agrees(other)));
        let free = |one: &Figure| {
            one.measure == Measure::Money && (one.high == 0.0 || one.high == f64::MAX)
        };
        let paid = of(claim).iter().chain(&theirs).all(free);
        if !agree && (paid || claim.negative == before.claim.negative) {
            return Some(before);
        }
    }
    if !claim.plain {
        return None;
    }
    let newest = earlier
        .iter()
        .find(|before| before.claim.plain && !before.own && same(claim, &before.claim, false))?;
    let theirs = &newest.claim.figures;
    let agree = claim.figures.iter().any(|figure| {
        theirs.iter().any(|other| other.measure == figure.measure && figure.agrees(other))
    });
    let figures = claim.figures.is_empty() || theirs.is_empty() || agree;
    (newest.claim.negative != claim.negative && figures).then_some(newest)
}

/// Whether two claims hold on different days of the week, and say more than the day.
fn other_days(a: &Claim, b: &Claim) -> bool {
    let days = |claim: &Claim| -> Vec<Figure> {
        let days = claim.figures.iter().filter(|figure| figure.measure == Measure::Weekday);
        days.cloned().collect()
    };
    let (mine, theirs) = (days(a), days(b));
    let agree = mine.iter().any(|day| theirs.iter().any(|other| day.agrees(other)));
    let more = a.figures.len() > mine.len() && b.figures.len() > theirs.len();
    more && !mine.is_empty() && !theirs.is_empty() && !agree
}

/// Whether two claims name the same day: "closed on Mondays", "you can visit us on Mondays".
fn days(a: &Claim, b: &Claim) -> bool {
    a.figures.iter().any(|day| {
        matches!(day.measure, Measure::Weekday | Measure::Date)
            && b.figures.iter().any(|other| other.measure == day.measure && day.agrees(other))
    })
}

/// Whether two claims are about the same. Figures say much by themselves; a bare yes or no needs more.
fn same(a: &Claim, b: &Claim, figures: bool) -> bool {
    if !a.special.is_empty() || !figures && a.negative && !a.narrow.is_empty() {
        return false;
    }
    let both = a.topic.shared(&b.topic);
    // What the motor's warranty is does not tell the battery's.
    let apart = a.topic.len() - both > 0 && b.topic.len() - both > 0;
    if !figures && apart && both < 3 && a.topic.only(&b.topic) && b.topic.only(&a.topic) {
        return false;
    }
    let (mut least, most) = (a.topic.len().min(b.topic.len()), a.topic.len().max(b.topic.len()));
    if figures {
        // That it begins, or ends, is what the figure says.
        let nouns = a.topic.nouns().min(b.topic.nouns());
        least = least.min(nouns.max(1));
        let one_sided = a.topic.acts(&b.topic) || b.topic.acts(&a.topic);
        if one_sided || nouns > 0 && a.topic.shared_nouns(&b.topic) == 0 {
            return false;
        }
    }
    let enough = match figures {
        true => both > 1 || least == 1,
        false if both > 0 && days(a, b) => most <= both + 1,
        false => both > 1 && both * 5 >= most * 2 || most <= 2 && least == 1,
    };
    let other_names = !a.names.is_empty()
        && !b.names.is_empty()
        && !a.names.iter().any(|name| b.topic.has(name))
        && !b.names.iter().any(|name| a.topic.has(name));
    both > 0
        && (both * 5 >= least * 3 || !figures && days(a, b))
        && enough
        && !other_days(a, b)
        && !other_names
        && !a.topic.excludes(&b.topic)
}
