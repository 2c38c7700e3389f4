//! Many articles at once: a setup or an import, compared with what is stored, so that only what differs is written.

use super::articles::{ArticleChange, StoredArticle, checked};
use super::audit::diff;
use crate::setup::MAX_ARTICLES;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use warmline_knowledge::Article;
use warmline_knowledge::import::Draft;
use warmline_wire::settings::{AuditField, EditArticle, ImportFault, Imported};

/// What many articles at once come to.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub changes: Vec<ArticleChange>,
    pub added: usize,
    pub changed: usize,
    pub same: usize,
    /// What the audit log tells of it: the title of what is new or gone, each field of what changed.
    pub fields: Vec<AuditField>,
}

/// What is to be written so that these articles are there; `only` them: others go.
pub(super) fn plan(
    stored: Vec<StoredArticle>,
    given: Vec<Article>,
    version: u32,
    only: bool,
) -> Plan {
    let mut stored: BTreeMap<String, StoredArticle> =
        stored.into_iter().map(|stored| (stored.article.id.clone(), stored)).collect();
    let mut plan = Plan::default();
    for article in given {
        match stored.remove(&article.id) {
            Some(before) if before.article == article => plan.same += 1,
            before => {
                *(if before.is_some() { &mut plan.changed } else { &mut plan.added }) += 1;
                plan.fields.extend(match before {
                    Some(before) => {
                        let (was, is) = (json!(before.article), json!(article));
                        diff(&article.id, Some(&was), Some(&is))
                    }
                    None => diff(&article.id, None, Some(&Value::from(article.title.as_str()))),
                });
                plan.changes.push(ArticleChange::Put(StoredArticle { article, version }));
            }
        }
    }
    if only {
        for gone in stored.values() {
            let title = Value::from(gone.article.title.as_str());
            plan.fields.extend(diff(&gone.article.id, Some(&title), None));
        }
        plan.changes.extend(stored.into_keys().map(ArticleChange::Remove));
    }
    plan
}

/// The articles of an import that can be, each id once; the others are among the faults.
pub(super) fn sifted(
    drafts: Vec<Draft>,
    taken: &BTreeSet<String>,
    faults: &mut Vec<ImportFault>,
) -> Vec<Article> {
    let mut first: BTreeMap<String, String> = BTreeMap::new();
    let mut fine = Vec::new();
    let mut total = taken.len();
    for Draft { file, line, article } in drafts {
        let mut tell = |message: String| {
            faults.push(ImportFault { file: file.clone(), line, message });
        };
        let Article { id, title, category, url, answer, phrasings } = article;
        let article = match checked(EditArticle { id, title, category, url, answer, phrasings }) {
            Ok(article) => article,
            Err(wrong) => {
                wrong.iter().for_each(|fault| tell(format!("{}: {}", fault.field, fault.message)));
                continue;
            }
        };
        let place = line.map_or_else(|| file.clone(), |line| format!("line {line}"));
        if let Some(first) = first.get(&article.id) {
            tell(format!("the id {:?} is there twice; first: {first}", article.id));
            continue;
        }
        first.insert(article.id.clone(), place);
        let new = !taken.contains(&article.id);
        if new && total >= MAX_ARTICLES {
            tell(format!("a knowledge base may have {MAX_ARTICLES} articles"));
            continue;
        }
        total += usize::from(new);
        fine.push(article);
    }
    fine
}

impl Plan {
    /// What is told of it.
    pub(super) fn told(&self, faults: Vec<ImportFault>, saved: bool) -> Imported {
        let Self { added, changed, same, .. } = *self;
        Imported { added, changed, same, saved, faults }
    }
}
