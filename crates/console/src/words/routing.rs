//! Why an agent was chosen, in plain sentences.

use super::language;
use warmline_model::{Candidate, Exclusion, Need, Needs, Rule, Skill, Waived, WaivedBecause};

/// A label such as `after-sales` as words.
pub fn skill(skill: Skill) -> String {
    skill.as_str().replace(['-', '_'], " ")
}

/// What the conversation called for: "For the Billing team. Needs billing or senior. Speaks Spanish."
pub fn needs(needs: &Needs) -> String {
    let mut text = format!("For the {} team.", needs.department.name());
    if !needs.skills.is_empty() {
        let skills: Vec<String> = needs.skills.iter().map(|of| skill(*of)).collect();
        text.push_str(&format!(" Calls for the skill {}.", skills.join(" or ")));
    }
    if let Some(spoken) = needs.language {
        text.push_str(&format!(" The customer writes {}.", language(spoken)));
    }
    text
}

/// What was not insisted on, and why.
pub fn waived(waived: &Waived, needs: &Needs) -> String {
    let need = match waived.need {
        Need::Skill => "The skill".to_owned(),
        Need::Language => needs.language.map_or("The language", language).to_owned(),
    };
    let because = match (waived.because, waived.need) {
        (WaivedBecause::NobodyHasIt, Need::Skill) => "nobody of the team has it",
        (WaivedBecause::NobodyHasIt, Need::Language) => "nobody of the team speaks it",
        (WaivedBecause::WaitedTooLong, _) => "the customer would have waited too long",
    };
    format!("{need} was not insisted on: {because}.")
}

/// The rule that decided, in one sentence. `who` is the chosen agent's name; none says "you".
pub fn rule(rule: Rule, who: Option<&str>) -> String {
    match who {
        None => match rule {
            Rule::OnlyOne => "You were the only one who could take it.",
            Rule::BetterFit => "You meet more of what it calls for than the others.",
            Rule::FewestActive => "You had the fewest conversations.",
            Rule::OthersDeep => {
                "You were freer: the others\u{2019} conversations had gone on for long."
            }
            Rule::JustClosed => "You had just closed a conversation.",
            Rule::Turn => "All else was equal: it was your turn.",
            Rule::Took => "You took it out of turn.",
            Rule::PassedOn => "A colleague passed it on to you by name.",
            Rule::TookOver => "You took it over.",
        }
        .into(),
        Some(name) => match rule {
            Rule::OnlyOne => format!("{name} was the only one who could take it."),
            Rule::BetterFit => format!("{name} meets more of what it calls for than the others."),
            Rule::FewestActive => format!("{name} had the fewest conversations."),
            Rule::OthersDeep => {
                format!("{name} was freer: the others\u{2019} conversations had gone on for long.")
            }
            Rule::JustClosed => format!("{name} had just closed a conversation."),
            Rule::Turn => format!("All else was equal: it was {name}\u{2019}s turn."),
            Rule::Took => format!("{name} took it out of turn."),
            Rule::PassedOn => format!("A colleague passed it on to {name} by name."),
            Rule::TookOver => format!("{name} took it over."),
        },
    }
}

/// How many were passed over, where an agent took it out of turn.
pub fn passed_over(count: u32) -> Option<String> {
    match count {
        0 => None,
        1 => Some("One who was ahead in the line was passed over.".into()),
        count => Some(format!("{count} who were ahead in the line were passed over.")),
    }
}

/// A candidate's load: "1 of 3 conversations, just closed one".
pub fn load(candidate: &Candidate) -> String {
    let Candidate { active, capacity, deep, fresh, .. } = candidate;
    let deep = if *deep { ", all of them for long" } else { "" };
    let fresh = if *fresh { ", just closed one" } else { "" };
    format!("{active} of {capacity} conversations{deep}{fresh}")
}

/// Why an agent could not be offered it.
pub const fn exclusion(why: Exclusion) -> &'static str {
    match why {
        Exclusion::Offline => "not at work, or not connected",
        Exclusion::Break => "on break",
        Exclusion::Busy => "busy",
        Exclusion::AtCapacity => "has as many as they take",
        Exclusion::Skill => "has none of the skills",
        Exclusion::Language => "does not speak the language",
        Exclusion::Passed => "let it pass, or had it and was gone",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use warmline_model::{Department, Language};

    #[test]
    fn needs_and_what_was_waived_read_as_sentences() {
        //
        let wanted = Needs {
            department: Department::BILLING,
            skills: vec![Department::BILLING.into(), Skill::SENIOR],
            language: Some(Language::Es),
        };
        let said = "For the Billing team. Calls for the skill billing or senior. The customer writes Spanish.";
        assert_eq!(needs(&wanted), said);
        let of = |need, because| waived(&Waived { need, because }, &wanted);
        let nobody = of(Need::Language, WaivedBecause::NobodyHasIt);
        assert_eq!(nobody, "Spanish was not insisted on: nobody of the team speaks it.");
        let long = of(Need::Skill, WaivedBecause::WaitedTooLong);
        assert_eq!(long, "The skill was not insisted on: the customer would have waited too long.");
    }

    #[test]
    fn the_rule_is_one_sentence_about_the_agent_or_about_you() {
        assert_eq!(rule(Rule::Turn, Some("Ana")), "All else was equal: it was Ana\u{2019}s turn.");
        assert_eq!(rule(Rule::Turn, None), "All else was equal: it was your turn.");
        assert_eq!(passed_over(0), None);
    }
}
