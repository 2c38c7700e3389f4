//! The settings area of the console. Who may do what is decided by the site's object, in the turn that does it.

mod outgoing;
mod sitemap;

use super::console::{same_origin, sign_in_first};
use super::{Answer, Fault, body, json_text, nothing_here, on_call, text};
use crate::auth;
use crate::calls::{self, SiteCall};
use crate::shell::now;
use crate::{knowledge, look_ups, mail, reply};
use serde::de::DeserializeOwned;
use std::collections::HashMap;
use warmline_handoff::Settings;
use warmline_knowledge::import::{self, Fault as ImportedWrong};
use warmline_model::{AgentId, SiteId};
use warmline_objects::{
    Imports, Link, SettingsCall, SettingsReply, ask, foreign_actions, foreign_addresses,
    foreign_calendars, foreign_destinations, read_account,
};
use warmline_wire::settings::{
    AskKnowledge, Checked, FieldFault, ImportArticles, ImportFault, ImportFormat, NewKey,
    SaveArticle, SaveSection, Section,
};
use warmline_wire::{Code, Refusal, StartDrill};
use worker::{Env, Method, Request};

/// The largest section of the settings, in bytes: all of them together may have 128 KB.
const MAX_SECTION: usize = 256 * 1024;
/// The largest article, in bytes.
const MAX_ARTICLE: usize = 512 * 1024;
/// The largest import, in bytes.
const MAX_IMPORT: usize = 16 * 1024 * 1024;
/// How many files an import may have.
const MAX_FILES: usize = 2_000;

/// Who asks: their site, and their session's hash.
struct Asker {
    site: SiteId,
    session_hash: String,
    origin: String,
    sure: bool,
}

pub(super) async fn answer(mut request: Request, env: &Env, rest: &[&str]) -> Answer {
    if request.method() != Method::Get {
        same_origin(&request)?;
    }
    let (site, secret) = auth::session(&request)?.ok_or_else(sign_in_first)?;
    let configured = auth::configured_origin(env);
    let sure = configured.is_some();
    let origin = configured.map_or_else(|| auth::own_origin(&request), Ok)?;
    let asker = Asker { site, session_hash: auth::hash(&secret), origin, sure };
    let call = match (request.method(), rest) {
        (Method::Get, []) => SettingsCall::Sections,
        (Method::Get, ["agents"]) => SettingsCall::Agents,
        (Method::Post, ["agents"]) => {
            let account = form(&mut request).await?;
            let link = asker.sign_in_link();
            match account {
                Ok(account) => SettingsCall::Invite { account, link },
                Err(fault) => return asker.wrong(env, SettingsCall::MayImport, fault).await,
            }
        }
        (Method::Put, ["agents", agent]) => {
            let agent = agent_of(agent)?;
            match form(&mut request).await? {
                Ok(save) => SettingsCall::SaveAgent { agent, save },
                Err(fault) => return asker.wrong(env, SettingsCall::MayImport, fault).await,
            }
        }
        (Method::Delete, ["agents", agent]) => {
            SettingsCall::RemoveAgent { agent: agent_of(agent)?, version: version(&request)? }
        }
        (Method::Post, ["agents", agent, "link"]) => {
            SettingsCall::Link { agent: agent_of(agent)?, link: asker.sign_in_link() }
        }
        (Method::Get, ["keys"]) => SettingsCall::Keys,
        (Method::Post, ["keys"]) => {
            let new: NewKey = body(&mut request, super::MAX_BODY).await?;
            let told = format!("warmline_{}", auth::random());
            let link = Link { hash: auth::hash(&told), told };
            let id = auth::random().chars().take(12).collect();
            SettingsCall::MakeKey { new, id, link }
        }
        (Method::Delete, ["keys", id]) => SettingsCall::RevokeKey { id: decoded(id)? },
        (Method::Get, ["audit"]) => {
            let before = parameters(&request, &["before"])?.remove("before");
            let number = |text: String| {
                text.parse().map_err(|_| malformed("before: the number of a line of the log"))
            };
            SettingsCall::Audit { before: before.map(number).transpose()? }
        }
        (Method::Get, ["articles"]) => {
            let mut given = parameters(&request, &["q", "after"])?;
            let q = given.remove("q").unwrap_or_default();
            SettingsCall::Articles { q, after: given.remove("after") }
        }
        (Method::Post, ["articles"]) => {
            let save: SaveArticle = body(&mut request, MAX_ARTICLE).await?;
            SettingsCall::SaveArticle { id: None, save }
        }
        (Method::Post, ["articles", "import"]) => {
            // Before anything is read: an import may be long, and a sitemap is fetched.
            asker.may(env, SettingsCall::MayImport).await?;
            let import: ImportArticles = body(&mut request, MAX_IMPORT).await?;
            let own = auth::own_host(&request)?;
            SettingsCall::Import(read(env, own.as_deref(), import).await?)
        }
        (Method::Post, ["articles", "ask"]) => {
            asker.may(env, SettingsCall::MayAsk).await?;
            let AskKnowledge { question } = body(&mut request, super::MAX_BODY).await?;
            return asked(env, &asker.site, &question).await;
        }
        (Method::Get, ["articles", id]) => SettingsCall::Article { id: decoded(id)? },
        (Method::Put, ["articles", id]) => {
            let save: SaveArticle = body(&mut request, MAX_ARTICLE).await?;
            SettingsCall::SaveArticle { id: Some(decoded(id)?), save }
        }
        (Method::Delete, ["articles", id]) => {
            SettingsCall::RemoveArticle { id: decoded(id)?, version: version(&request)? }
        }
        (_, ["deliveries", ..]) | (Method::Post, ["destinations", _, "test"]) => {
            return outgoing::answer(&mut request, env, &asker, rest).await;
        }
        (Method::Post, ["on_call", "drill"]) => {
            asker.may(env, SettingsCall::MayImport).await?;
            let StartDrill { department } = body(&mut request, super::MAX_BODY).await?;
            return on_call::drill(env, &asker.site, department).await;
        }
        (Method::Get, ["on_call", "drill"]) => {
            asker.may(env, SettingsCall::MayAsk).await?;
            return on_call::last_drill(env, &asker.site).await;
        }
        (Method::Post, ["hours", "preview"]) => {
            SettingsCall::Preview { asked: body(&mut request, MAX_SECTION).await? }
        }
        (Method::Get, [section]) => SettingsCall::Section { section: section_of(section)? },
        (Method::Put, [section]) => {
            let section = section_of(section)?;
            let save: SaveSection = body(&mut request, MAX_SECTION).await?;
            let faults = addresses(&request, env, section, &save)?;
            if !faults.is_empty() {
                asker.may(env, SettingsCall::MayImport).await?;
                return Ok(reply::json(&Checked { faults, ..Checked::default() })?.with_status(422));
            }
            if section == Section::Mail {
                return asker.save_mail(env, save).await;
            }
            SettingsCall::SaveSection { section, save }
        }
        (Method::Post, [section, "check"]) => {
            let section = section_of(section)?;
            let save: SaveSection = body(&mut request, MAX_SECTION).await?;
            let faults = addresses(&request, env, section, &save)?;
            if !faults.is_empty() {
                asker.may(env, SettingsCall::MayAsk).await?;
                return Ok(reply::json(&Checked { faults, ..Checked::default() })?);
            }
            SettingsCall::CheckSection { section, save }
        }
        _ => return Err(nothing_here()),
    };
    told(asker.settings(env, call).await?)
}

impl Asker {
    async fn settings(&self, env: &Env, wants: SettingsCall) -> Result<SettingsReply, Fault> {
        let (site, session_hash) = (self.site.clone(), self.session_hash.clone());
        let (origin, sure) = (self.origin.clone(), self.sure);
        let call = SiteCall::Settings { site, session_hash, origin, sure, wants };
        Ok(calls::call(&calls::site(env, &self.site)?, &call).await?)
    }

    /// Saves the section with the address for e-mails, which is the site's only if that succeeds.
    async fn save_mail(&self, env: &Env, save: SaveSection) -> Answer {
        self.may(env, SettingsCall::MayImport).await?;
        let address = save.value.get("inbound_address").and_then(|address| address.as_str());
        let settings =
            Settings { inbound_address: address.map(str::to_owned), ..Settings::default() };
        // One that can't be is told by the check of the section.
        let address = settings.inbound();
        let profile = calls::profile(env, &self.site).await?;
        let before = profile.as_ref().and_then(|profile| profile.settings.inbound());
        if let Some(address) = address
            && !mail::hold(env, &self.site, address).await?
        {
            let message =
                "another site of this deployment has this address already, or saves it now";
            let field = "inbound_address".into();
            return faulty(FieldFault { field, message: message.into() });
        }
        let call = SettingsCall::SaveSection { section: Section::Mail, save };
        let reply = self.settings(env, call).await?;
        let done = matches!(&reply, SettingsReply::Body(200..300, _));
        mail::saved(env, &self.site, address, before, done).await;
        told(reply)
    }

    /// Refuses whoever may not.
    async fn may(&self, env: &Env, call: SettingsCall) -> Result<(), Fault> {
        told(self.settings(env, call).await?).map(drop)
    }

    /// What can't be read in a form, for whoever may send it.
    async fn wrong(&self, env: &Env, may: SettingsCall, fault: FieldFault) -> Answer {
        self.may(env, may).await?;
        faulty(fault)
    }

    /// A new one-time link, and its code's hash.
    fn sign_in_link(&self) -> Link {
        let secret = auth::random();
        // In the fragment, which no server and no Referer header ever sees.
        let told = format!("/console/#sign-in={}.{secret}", self.site);
        Link { told, hash: auth::hash(&secret) }
    }
}

fn told(reply: SettingsReply) -> Answer {
    match reply {
        SettingsReply::SignedOut => Err(sign_in_first()),
        SettingsReply::Body(status, body) => Ok(json_text(body)?.with_status(status)),
        SettingsReply::Refused(refusal) => Err(refusal.into()),
    }
}

fn faulty(fault: FieldFault) -> Answer {
    Ok(reply::json(&Checked { faults: vec![fault], ..Checked::default() })?.with_status(422))
}

/// The addresses in a section that may not be asked.
fn addresses(
    request: &Request,
    env: &Env,
    section: Section,
    save: &SaveSection,
) -> Result<Vec<FieldFault>, Fault> {
    let foreign = match section {
        Section::Sources => foreign_addresses,
        Section::Calls => foreign_calendars,
        Section::SelfService => foreign_actions,
        Section::Destinations => foreign_destinations,
        _ => return Ok(Vec::new()),
    };
    let own = auth::own_host(request)?;
    Ok(foreign(&save.value, own.as_deref(), look_ups::may_be_local(env)))
}

fn malformed(message: impl Into<String>) -> Fault {
    Refusal::new(Code::Malformed, message).into()
}

/// A form with an account in it; inside: the field that can't be read.
async fn form<T: DeserializeOwned>(request: &mut Request) -> Result<Result<T, FieldFault>, Fault> {
    Ok(read_account(&text(request, super::MAX_BODY).await?))
}

fn agent_of(segment: &str) -> Result<AgentId, Fault> {
    AgentId::new(segment).map_err(|_| nothing_here())
}

fn section_of(segment: &str) -> Result<Section, Fault> {
    let name = serde_json::Value::String(segment.to_owned());
    serde_json::from_value(name).map_err(|_| nothing_here())
}

/// A segment of a path as it was meant.
fn decoded(segment: &str) -> Result<String, Fault> {
    let text = js_sys::decode_uri_component(segment).map_err(|_| nothing_here())?;
    text.as_string().ok_or_else(nothing_here)
}

fn parameters(request: &Request, known: &[&str]) -> Result<HashMap<String, String>, Fault> {
    let given: HashMap<String, String> = request.url()?.query_pairs().into_owned().collect();
    match given.keys().find(|name| !known.contains(&name.as_str())) {
        Some(name) => {
            let known = known.join(", ");
            Err(malformed(format!("there is no parameter {name:?}; there are: {known}")))
        }
        None => Ok(given),
    }
}

/// The version that is to be removed.
fn version(request: &Request) -> Result<u32, Fault> {
    let given = parameters(request, &["version"])?.remove("version");
    let version = given.and_then(|text| text.parse().ok());
    version.ok_or_else(|| malformed("version: the version that is to be removed"))
}

/// What the assistant would do with a question, with the knowledge base as it is now.
async fn asked(env: &Env, site: &SiteId, question: &str) -> Answer {
    let profile = calls::profile(env, site).await?.ok_or_else(nothing_here)?;
    let index = knowledge::newest(env, site).await?;
    match ask(now(), profile.settings, &index, question) {
        Ok(answer) => Ok(reply::json(&answer)?),
        Err(fault) => faulty(fault),
    }
}

/// The articles in the files of an import, and what can't be read of them.
async fn read(env: &Env, own: Option<&str>, import: ImportArticles) -> Result<Imports, Fault> {
    let ImportArticles { format, files, all_or_nothing, dry_run } = import;
    if files.is_empty() || files.len() > MAX_FILES {
        return Err(malformed(format!("files: 1 to {MAX_FILES}")));
    }
    let mut drafts = Vec::new();
    let mut wrong: Vec<ImportedWrong> = Vec::new();
    for file in &files {
        match format {
            ImportFormat::Csv => {
                let (read, faults) = import::csv(&file.name, &file.text);
                drafts.extend(read);
                wrong.extend(faults);
            }
            ImportFormat::Markdown => match import::markdown(&file.name, &file.text) {
                Ok(draft) => drafts.push(draft),
                Err(fault) => wrong.push(fault),
            },
            ImportFormat::Sitemap => {
                let (read, faults) = sitemap::pages(env, own, &file.name).await;
                drafts.extend(read);
                wrong.extend(faults);
            }
        }
    }
    let told = |ImportedWrong { file, line, message }| ImportFault { file, line, message };
    let faults = wrong.into_iter().map(told).collect();
    Ok(Imports { drafts, faults, all_or_nothing, dry_run })
}
