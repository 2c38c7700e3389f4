//! What the console asks of a site's settings: who may, what is decided, what is stored and answered.

use super::articles::{self, ArticleChange, StoredArticle};
use super::audit::{AuditEntry, diff};
use super::people::{Account, NotChanged};
use super::plan::{plan, sifted};
use super::sections;
use super::{Departure, SiteObject};
use crate::setup::MAX_ARTICLES;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use warmline_knowledge::import::Draft;
use warmline_model::{AgentId, ConversationId, Role, Timestamp};
use warmline_wire::settings::{
    AgentList, AllSettings, ArticlePage, AuditPage, ChangedBy, Checked, Conflict, EditAgent,
    FieldFault, ImportFault, Invitation, KeyList, KeyMade, NewKey, PreviewAsked, SaveAgent,
    SaveArticle, SaveSection, Section,
};
use warmline_wire::{Code, Refusal, write};

/// The largest knowledge base, in bytes of JSON: each isolate that answers from it holds all of it.
const MAX_KNOWLEDGE: usize = 16 * 1024 * 1024;

/// What somebody who is signed in wants of the settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum SettingsCall {
    /// All sections. Answer: [`AllSettings`].
    Sections,
    /// One section. Answer: [`warmline_wire::settings::SettingsSection`].
    Section { section: Section },
    /// Change a section. Answer: as [`Self::Section`].
    SaveSection { section: Section, save: SaveSection },
    /// What would be wrong with that. Answer: [`Checked`].
    CheckSection { section: Section, save: SaveSection },
    /// Answer: [`AgentList`].
    Agents,
    /// A new account; `link` is the sign-in link and the hash of its code. Answer: [`Invitation`].
    Invite { account: EditAgent, link: Link },
    /// Answer: [`warmline_wire::settings::AgentAccount`].
    SaveAgent { agent: AgentId, save: SaveAgent },
    /// Answer: an empty [`Checked`].
    RemoveAgent { agent: AgentId, version: u32 },
    /// A new link for an agent. Answer: [`Invitation`].
    Link { agent: AgentId, link: Link },
    /// Answer: [`KeyList`].
    Keys,
    /// A new key; `link` is its secret and that one's hash. Answer: [`KeyMade`].
    MakeKey { new: NewKey, id: String, link: Link },
    /// Answer: an empty [`Checked`].
    RevokeKey { id: String },
    /// Answer: [`AuditPage`].
    Audit { before: Option<u64> },
    /// Answer: [`ArticlePage`].
    Articles { q: String, after: Option<String> },
    /// Answer: [`warmline_wire::settings::VersionedArticle`].
    Article { id: String },
    /// Save the article with this id; none: a new one. Answer: as [`Self::Article`].
    SaveArticle { id: Option<String>, save: SaveArticle },
    /// Answer: an empty [`Checked`].
    RemoveArticle { id: String, version: u32 },
    /// Answer: [`warmline_wire::settings::Imported`].
    Import(Imports),
    /// What a customer would see at a moment. Answer: [`warmline_wire::settings::Previewed`].
    Preview { asked: PreviewAsked },
    /// Nothing but whether they may try the knowledge base. Answer: an empty [`Checked`].
    MayAsk,
    /// Nothing but whether they may import. Answer: an empty [`Checked`].
    MayImport,
    /// What left for other systems may be seen. Answer: the destinations' ids and names.
    Deliveries,
    /// A dead letter is to be sent again, or to be discarded; only the log hears of it here. Answer: an empty [`Checked`].
    Deliver { key: String, missing: bool, discard: bool },
}

/// A secret that is told once, and what is kept of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// What is answered.
    pub told: String,
    /// The hash of the secret in it.
    pub hash: String,
}

/// Articles as they were read from files.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Imports {
    /// What could be read.
    pub drafts: Vec<Draft>,
    /// What could not.
    pub faults: Vec<ImportFault>,
    /// With one fault nothing is imported.
    pub all_or_nothing: bool,
    /// Only say what would happen.
    pub dry_run: bool,
}

/// What is stored beside the site, to be read.
pub trait Shelf {
    /// An article.
    fn article(&self, id: &str) -> Option<StoredArticle>;
    /// All articles, in their order.
    fn articles(&self) -> Vec<StoredArticle>;
    /// How many there are, and how many bytes they have as JSON.
    fn size(&self) -> (usize, usize);
    /// A page of those whose title has `q` in it, by title.
    fn page(&self, q: &str, after: Option<&str>) -> ArticlePage;
    /// A page of the audit log: the newest before that number.
    fn audit(&self, before: Option<u64>) -> AuditPage;
    /// The conversations that an agent opened.
    fn opened_by(&self, agent: &AgentId) -> Vec<ConversationId>;
}

/// What a call comes to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SettingsReply {
    /// Nobody is signed in with that session.
    SignedOut,
    /// A status and a body, as JSON text.
    Body(u16, String),
    /// Refused, and why.
    Refused(Refusal),
}

/// A call's outcome: what is to be stored before it is answered.
#[derive(Debug)]
pub struct SettingsTurn {
    /// The answer.
    pub reply: SettingsReply,
    /// Whether the site itself changed.
    pub keep: bool,
    /// New lines of the audit log.
    pub audit: Vec<AuditEntry>,
    /// Articles to write.
    pub articles: Vec<ArticleChange>,
}

impl SettingsTurn {
    fn of(reply: SettingsReply) -> Self {
        Self { reply, keep: false, audit: Vec::new(), articles: Vec::new() }
    }

    fn told(body: &impl Serialize) -> Self {
        Self::of(SettingsReply::Body(200, write(body)))
    }

    fn done() -> Self {
        Self::told(&Checked::default())
    }

    fn faults(faults: Vec<FieldFault>) -> Self {
        Self::of(SettingsReply::Body(422, write(&Checked { faults, ..Checked::default() })))
    }

    fn conflict<T: Serialize>(theirs: Option<T>) -> Self {
        let message = match &theirs {
            Some(_) => "somebody changed it since; see what stands there now",
            None => "somebody removed it since",
        };
        let error = Refusal::new(Code::Conflict, message);
        Self::of(SettingsReply::Body(409, write(&Conflict { error, theirs })))
    }

    fn refused(code: Code, message: &str) -> Self {
        Self::of(SettingsReply::Refused(Refusal::new(code, message)))
    }

    fn kept(mut self, entry: AuditEntry) -> Self {
        self.keep = true;
        self.audit.push(entry);
        self
    }

    fn not_changed(why: NotChanged) -> Self {
        match why {
            NotChanged::Conflict(theirs) => Self::conflict(*theirs),
            NotChanged::Faults(faults) => Self::faults(faults),
        }
    }
}

/// Who may do that, at least.
const fn needs(call: &SettingsCall) -> Role {
    use SettingsCall as C;
    match call {
        C::Sections
        | C::Section { .. }
        | C::CheckSection { .. }
        | C::Agents
        | C::Articles { .. }
        | C::Article { .. }
        | C::Deliveries
        | C::Deliver { .. }
        | C::MayAsk => Role::Supervisor,
        _ => Role::Owner,
    }
}

impl SiteObject {
    /// Answers somebody who is signed in with this session.
    pub fn settings(
        &mut self,
        now: Timestamp,
        session_hash: &str,
        call: SettingsCall,
        shelf: &dyn Shelf,
    ) -> SettingsTurn {
        let Some(account) = self.session(now, session_hash) else {
            return SettingsTurn::of(SettingsReply::SignedOut);
        };
        let needed = needs(&call);
        if account.role < needed {
            return SettingsTurn::refused(
                Code::NotAllowed,
                match needed {
                    Role::Owner => "only owners may do that",
                    Role::Agent | Role::Supervisor => "only supervisors and owners may see that",
                },
            );
        }
        let by = Account::changes_at(account, now);
        self.answer(&by, call, shelf)
    }

    fn answer(&mut self, by: &ChangedBy, call: SettingsCall, shelf: &dyn Shelf) -> SettingsTurn {
        use SettingsCall as C;
        match call {
            C::Sections => SettingsTurn::told(&AllSettings { sections: self.all_sections() }),
            C::Section { .. } | C::SaveSection { .. } | C::CheckSection { .. }
                if self.profile.is_none() =>
            {
                SettingsTurn::refused(Code::NotFound, "there are no such settings here")
            }
            C::Section { section } => SettingsTurn::told(&self.section(section)),
            C::CheckSection { section, save } => {
                SettingsTurn::told(&self.check_section(by.at, section, &save.value))
            }
            C::SaveSection { section, save } => match self.save_section(by, section, &save) {
                Err(sections::NotSaved::Conflict(theirs)) => SettingsTurn::conflict(Some(theirs)),
                Err(sections::NotSaved::Faults(faults)) => SettingsTurn::faults(faults),
                Ok(None) => SettingsTurn::told(&self.section(section)),
                Ok(Some(entry)) => SettingsTurn::told(&self.section(section)).kept(entry),
            },
            C::Preview { asked } => match self.previewed(&asked) {
                Ok(seen) => SettingsTurn::told(&seen),
                Err(faults) => SettingsTurn::faults(faults),
            },
            C::Agents => SettingsTurn::told(&AgentList { agents: self.agents(by.at) }),
            C::Invite { account, link } => match self.invite_agent(by, account, link.hash) {
                Ok((until, entry)) => {
                    SettingsTurn::told(&Invitation { url: link.told, until }).kept(entry)
                }
                Err(why) => SettingsTurn::not_changed(why),
            },
            C::SaveAgent { agent, save } => {
                match self.save_agent(by, &agent, save.version, save.account) {
                    Ok((account, Some(entry))) => SettingsTurn::told(&account).kept(entry),
                    Ok((account, None)) => SettingsTurn::told(&account),
                    Err(why) => SettingsTurn::not_changed(why),
                }
            }
            C::RemoveAgent { agent, version } => match self.remove_agent(by, &agent, version) {
                Ok(entry) => {
                    let opened = shelf.opened_by(&agent).into_iter();
                    let left = |conversation| Departure { agent: agent.clone(), conversation };
                    self.depart(opened.map(left).collect());
                    SettingsTurn::done().kept(entry)
                }
                Err(why) => SettingsTurn::not_changed(why),
            },
            C::Link { agent, link } => match self.link(by, &agent, link.hash) {
                Some((until, entry)) => {
                    SettingsTurn::told(&Invitation { url: link.told, until }).kept(entry)
                }
                None => SettingsTurn::refused(Code::NotFound, "there is no such agent"),
            },
            C::Keys => SettingsTurn::told(&KeyList { keys: self.keys() }),
            C::MakeKey { new, id, link } => match self.make_key(by, new, id, link.hash) {
                Ok((key, entry)) => {
                    SettingsTurn::told(&KeyMade { secret: link.told, key }).kept(entry)
                }
                Err(fault) => SettingsTurn::faults(vec![fault]),
            },
            C::RevokeKey { id } => match self.revoke_key(by, &id) {
                Some(entry) => SettingsTurn::done().kept(entry),
                None => SettingsTurn::refused(Code::NotFound, "there is no such key"),
            },
            C::Audit { before } => SettingsTurn::told(&shelf.audit(before)),
            C::Articles { q, after } => SettingsTurn::told(&shelf.page(&q, after.as_deref())),
            C::Article { id } => match shelf.article(&id) {
                Some(stored) => SettingsTurn::told(&stored.versioned()),
                None => SettingsTurn::refused(Code::NotFound, "there is no such article"),
            },
            C::SaveArticle { id, save } => self.save_article(by, id.as_deref(), save, shelf),
            C::RemoveArticle { id, version } => match shelf.article(&id) {
                Some(stored) if stored.version == version => {
                    self.knowledge_changed();
                    let what = format!("Removed the article \"{}\"", stored.article.title);
                    let before = serde_json::to_value(&stored.article).ok();
                    let fields = diff("", before.as_ref(), None);
                    let mut turn = SettingsTurn::done().kept(AuditEntry::new(by, what, fields));
                    turn.articles.push(ArticleChange::Remove(id));
                    turn
                }
                theirs => SettingsTurn::conflict(theirs.map(StoredArticle::versioned)),
            },
            C::Import(imports) => self.import(by, imports, shelf),
            C::MayAsk | C::MayImport => SettingsTurn::done(),
            C::Deliveries => SettingsTurn::told(&self.destination_names()),
            C::Deliver { key, missing, discard } => {
                let what = match (discard, missing) {
                    (true, _) => "Discarded a delivery",
                    (false, true) => "Sent a delivery again that was not there",
                    (false, false) => "Sent a delivery again",
                };
                SettingsTurn::done().kept(AuditEntry::new(by, format!("{what}: {key}"), Vec::new()))
            }
        }
    }

    fn save_article(
        &mut self,
        by: &ChangedBy,
        id: Option<&str>,
        save: SaveArticle,
        shelf: &dyn Shelf,
    ) -> SettingsTurn {
        let (article, before) = match articles::saved(id, save, |id| shelf.article(id)) {
            Ok(saved) => saved,
            Err(articles::NotSaved::Conflict(theirs)) => {
                return SettingsTurn::conflict(theirs.map(StoredArticle::versioned));
            }
            Err(articles::NotSaved::Faults(faults)) => return SettingsTurn::faults(faults),
        };
        if let Some(before) = before.as_ref().filter(|before| before.article == article) {
            return SettingsTurn::told(&before.clone().versioned());
        }
        let (count, bytes) = shelf.size();
        let more = write(&article).len();
        let less = before.as_ref().map_or(0, |before| write(&before.article).len());
        let crowded = before.is_none() && count >= MAX_ARTICLES;
        if crowded || bytes.saturating_sub(less) + more > MAX_KNOWLEDGE {
            return SettingsTurn::faults(vec![FieldFault {
                field: "answer".into(),
                message: format!(
                    "a knowledge base may have {MAX_ARTICLES} articles and {MAX_KNOWLEDGE} bytes"
                ),
            }]);
        }
        let version = self.knowledge_changed();
        let of = |article: &_| serde_json::to_value(article).unwrap_or_default();
        let was = before.as_ref().map(|before| of(&before.article));
        let done = if was.is_some() { "Changed" } else { "Added" };
        let what = format!("{done} the article \"{}\"", article.title);
        let fields = diff("", was.as_ref(), Some(&of(&article)));
        let stored = StoredArticle { article, version };
        let mut turn =
            SettingsTurn::told(&stored.clone().versioned()).kept(AuditEntry::new(by, what, fields));
        turn.articles.push(ArticleChange::Put(stored));
        turn
    }

    fn import(&mut self, by: &ChangedBy, imports: Imports, shelf: &dyn Shelf) -> SettingsTurn {
        let Imports { drafts, mut faults, all_or_nothing, dry_run } = imports;
        let stored = shelf.articles();
        let taken: BTreeSet<String> = stored.iter().map(|s| s.article.id.clone()).collect();
        let given = sifted(drafts, &taken, &mut faults);
        // In the order of the files' lines, whatever was found out when.
        faults.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
        let sizes: BTreeMap<String, usize> =
            stored.iter().map(|s| (s.article.id.clone(), write(&s.article).len())).collect();
        let mut plan = plan(stored, given, self.revision.max(1) + 1, false);
        let mut bytes: usize = sizes.values().sum();
        for change in &plan.changes {
            if let ArticleChange::Put(StoredArticle { article, .. }) = change {
                let before = sizes.get(&article.id).copied().unwrap_or_default();
                bytes = bytes.saturating_sub(before) + write(article).len();
            }
        }
        if bytes > MAX_KNOWLEDGE {
            let message = format!("a knowledge base may have {MAX_KNOWLEDGE} bytes, not {bytes}");
            let field = "files".into();
            return SettingsTurn::faults(vec![FieldFault { field, message }]);
        }
        let changes = std::mem::take(&mut plan.changes);
        if dry_run || changes.is_empty() || (all_or_nothing && !faults.is_empty()) {
            return SettingsTurn::told(&plan.told(faults, false));
        }
        self.knowledge_changed();
        let (added, changed) = (plan.added, plan.changed);
        let what = format!("Imported articles: {added} new, {changed} changed");
        let entry = AuditEntry::new(by, what, std::mem::take(&mut plan.fields));
        let mut turn = SettingsTurn::told(&plan.told(faults, true)).kept(entry);
        turn.articles = changes;
        turn
    }

    /// The articles of a setup take the place of all that there were.
    pub fn set_up_articles(
        &mut self,
        now: Timestamp,
        articles: Vec<warmline_knowledge::Article>,
        shelf: &dyn Shelf,
    ) -> (Vec<ArticleChange>, Option<AuditEntry>) {
        let plan = plan(shelf.articles(), articles, self.revision, true);
        let by = ChangedBy { agent: None, name: "setup".into(), at: now };
        let gone = plan.changes.iter().filter(|c| matches!(c, ArticleChange::Remove(_))).count();
        let (added, changed) = (plan.added, plan.changed);
        let what = format!("Articles: {added} new, {changed} changed, {gone} removed");
        let entry = (!plan.changes.is_empty()).then(|| AuditEntry::new(&by, what, plan.fields));
        (plan.changes, entry)
    }
}
