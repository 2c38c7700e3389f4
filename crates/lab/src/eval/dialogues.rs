//! Dissatisfied customers: how well their turns are ranked above the others, by what was known at that turn.

use anyhow::Result;
use serde::Deserialize;
use serde_json::{Value, json};
use warmline_language::{Message, Turn, dissatisfaction};

use super::Ask;
use super::count::auroc;
use crate::rows;

#[derive(Deserialize)]
struct Row {
    turns: Vec<Said>,
}

#[derive(Deserialize)]
struct Said {
    role: String,
    text: String,
    /// The mean of the votes, 1 to 5; below 3 is dissatisfied.
    sat: Option<f32>,
    /// What most votes say.
    label: Option<String>,
}

/// Scores every customer's turn. A clear case is one that most votes call dissatisfied.
///
/// # Errors
/// When a file can't be read.
pub fn run(ask: &Ask) -> Result<Value> {
    let rows: Vec<Row> = rows::read(&ask.files)?;
    let (mut scored, mut clear) = (Vec::new(), Vec::new());
    for row in &rows {
        let messages: Vec<Message<'_>> =
            row.turns.iter().map(|said| Message::read(&said.text)).collect();
        let turns: Vec<Turn<'_>> = row.turns.iter().zip(&messages).map(turn).collect();
        for (at, said) in row.turns.iter().enumerate() {
            let Some(sat) = said.sat.filter(|_| said.role == "user") else { continue };
            let score = f32::from(dissatisfaction(&turns[..=at]));
            scored.push((score, sat < 3.0));
            if said.label.as_deref() == Some("dissatisfied") {
                clear.push(score);
            }
        }
    }
    let mut others: Vec<f32> = scored.iter().filter(|(_, yes)| !yes).map(|(s, _)| *s).collect();
    others.sort_by(|a, b| b.total_cmp(a));
    let limit = others.get(others.len() / 20).copied().unwrap_or(100.0);
    let above = |scores: &[f32]| {
        scores.iter().filter(|score| **score > limit).count() as f64 / scores.len().max(1) as f64
    };
    let dissatisfied: Vec<f32> = scored.iter().filter(|(_, yes)| *yes).map(|(s, _)| *s).collect();
    Ok(json!({
        "auroc": auroc(&scored),
        "recall_at_5pct_false": above(&dissatisfied),
        "clear_recall_at_5pct_false": above(&clear),
        "n": scored.len(),
    }))
}

fn turn<'a>((said, message): (&Said, &'a Message<'a>)) -> Turn<'a> {
    Turn { by_customer: said.role == "user", message }
}
