//! The Site object: settings, articles, accounts, sessions, keys. Law: secrets come in as hashes only; whoever is to
//! hear of a change is told before the answer, and again by the alarm until they have heard.

mod push;

pub use push::PushCall;

use crate::calls::{self, Destinations, Knowledge, SetUpDone, SignedInAt, SiteCall};
use crate::site_store::SiteStore;
use crate::{jobs, shell};
use futures_util::lock::Mutex;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::panic::AssertUnwindSafe;
use std::rc::Rc;
use warmline_handoff::DeskName;
use warmline_model::{Millis, Timestamp};
use warmline_objects::Claimed;
use warmline_objects::{
    Account, ArticleChange, AuditEntry, DeskCall, DeskNews, PushJob, Pushing, SettingsTurn,
    SiteObject, Task,
};
use worker::{DurableObject, Env, Request, Response, Result, State, durable_object};

/// After how long whoever could not be told is told again.
const AGAIN: Millis = Millis::seconds(10);

/// One per site; named by it.
#[durable_object(alarm)]
pub struct SiteDo {
    state: AssertUnwindSafe<Rc<State>>,
    env: Env,
    loaded: AssertUnwindSafe<RefCell<Option<Loaded>>>,
    /// Held by whoever tells desks: an older word must not arrive after a newer one.
    telling: AssertUnwindSafe<Mutex<()>>,
}

struct Loaded {
    store: SiteStore,
    object: SiteObject,
    pushing: Pushing,
}

impl DurableObject for SiteDo {
    fn new(state: State, env: Env) -> Self {
        let loaded = AssertUnwindSafe(RefCell::new(None));
        let state = AssertUnwindSafe(Rc::new(state));
        Self { state, env, loaded, telling: AssertUnwindSafe(Mutex::new(())) }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        let call: SiteCall = serde_json::from_str(&request.text().await?)?;
        let mut changed = false;
        let answer = self.with(|loaded| loaded.answer(call, &mut changed))?;
        // Only whoever changed something waits until others heard of it.
        if changed {
            self.tell().await?;
        }
        Ok(answer)
    }

    /// Catches everything: an alarm that fails six times is gone for good.
    async fn alarm(&self) -> Result<Response> {
        let mut push = None;
        let rang = self.with(|loaded| {
            loaded.store.alarm_rang();
            push = loaded.take_pushes(shell::now());
            loaded.store.set_alarm(loaded.due())
        });
        if let Some(job) = push {
            self.have_pushed(job);
        }
        let told = match rang {
            Ok(()) => self.tell().await,
            Err(error) => Err(error),
        };
        if let Err(error) = told {
            worker::console_error!("site alarm: {error}");
            self.state.storage().set_alarm(shell::AGAIN).await?;
        }
        Response::empty()
    }
}

impl SiteDo {
    /// Runs one turn; what fails or panics half-way is loaded again from what is stored.
    fn with<T>(&self, run: impl FnOnce(&mut Loaded) -> Result<T>) -> Result<T> {
        let mut slot = self.loaded.borrow_mut();
        let mut loaded = match slot.take() {
            Some(loaded) => loaded,
            None => self.load()?,
        };
        let done = run(&mut loaded)?;
        *slot = Some(loaded);
        Ok(done)
    }

    fn load(&self) -> Result<Loaded> {
        let store = SiteStore::open(self.state.storage())?;
        let object = match store.state()? {
            Some(state) => serde_json::from_str(&state)?,
            None => SiteObject::default(),
        };
        let pushing = Pushing::load(store.records()?)?;
        Ok(Loaded { store, object, pushing })
    }

    /// Hands pushes to the edge; where that fails, they are handed over again when their time is over.
    fn have_pushed(&self, job: PushJob) {
        let (state, env) = (Rc::clone(&self.state), self.env.clone());
        // An alarm that goes on holds up the next one.
        self.state.wait_until(async move {
            if let Err(error) = jobs::hand_over(&state, &env, &Task::Push(job)).await {
                worker::console_error!("push: {error}");
            }
        });
    }

    /// Tells desks of a change, and conversations of an agent who is gone.
    async fn tell(&self) -> Result<()> {
        if !self.with(|loaded| Ok(loaded.object.owes()))? {
            return Ok(());
        }
        let _alone = self.telling.lock().await;
        // What changed while another word was under way is among it.
        let mut news = Vec::new();
        let mut departures = Vec::new();
        let mut site = None;
        let mut settings = None;
        let mut by_push = BTreeSet::new();
        self.with(|loaded| {
            site = loaded.object.site().cloned();
            news = loaded.object.news();
            departures = loaded.object.departures().to_vec();
            by_push = loaded.pushing.reachable().into_iter().cloned().collect();
            settings = loaded.object.profile().map(|profile| profile.settings.clone());
            Ok(())
        })?;
        let Some(site) = site else { return Ok(()) };
        let mut heard = Vec::new();
        for DeskNews { desk, agents, revision } in news {
            let Some(settings) = settings.clone() else { break };
            let configure = DeskCall::Configure(Box::new(settings));
            let own = agents.iter().map(|(agent, _)| agent);
            let own = own.filter(|agent| by_push.contains(*agent)).cloned().collect();
            let know = DeskCall::Know { agents };
            let reachable = DeskCall::Reachable { agents: own };
            let mut told = Ok(());
            for call in [&configure, &know, &reachable] {
                if told.is_ok() {
                    told = calls::to_desk_in_time(&self.env, &site, desk, call).await.map(drop);
                }
            }
            match told {
                Ok(()) => heard.push((desk, revision)),
                Err(error) => worker::console_error!("desk {desk} of {site}: {error}"),
            }
        }
        let mut departed = Vec::new();
        for departure in departures {
            match calls::depart(&self.env, &site, &departure).await {
                Ok(()) => departed.push(departure),
                Err(error) => worker::console_error!("a conversation of {site}: {error}"),
            }
        }
        self.with(|loaded| {
            heard.iter().for_each(|(desk, revision)| loaded.object.heard(*desk, *revision));
            departed.iter().for_each(|departure| loaded.object.departed(departure));
            loaded.keep(&[], &[])
        })
    }
}

impl Loaded {
    fn answer(&mut self, call: SiteCall, changed: &mut bool) -> Result<Response> {
        let now = shell::now();
        match call {
            SiteCall::SetUp { mut setup, origin } => {
                *changed = true;
                self.object.seen_at(origin, true);
                let articles = std::mem::take(&mut setup.articles);
                let mut audit = self.object.set_up(now, *setup);
                let (changes, entry) = self.object.set_up_articles(now, articles, &self.store);
                audit.extend(entry);
                self.store.was_read()?;
                self.keep(&changes, &audit)?;
                let knowledge_version = self.object.profile().map_or(0, |p| p.knowledge_version);
                Response::from_json(&SetUpDone { knowledge_version })
            }
            SiteCall::Profile => Response::from_json(&self.object.profile()),
            SiteCall::Sources => Response::from_json(&self.object.sources()),
            SiteCall::PagerDutySecret => Response::from_json(&self.object.pagerduty_secret()),
            SiteCall::InboundOf => Response::from_json(&self.object.inbound_of()),
            SiteCall::ClaimInbound { site, over } => {
                let claimed = self.object.claim_inbound(now, site, over.as_ref());
                if claimed == Claimed::Held {
                    self.keep(&[], &[])?;
                }
                Response::from_json(&claimed)
            }
            SiteCall::KeepInbound { site } => {
                let has = self.object.keep_inbound(&site);
                if has {
                    self.keep(&[], &[])?;
                }
                Response::from_json(&has)
            }
            SiteCall::ReleaseInbound { site } => {
                self.object.release_inbound(now, &site);
                self.keep(&[], &[])?;
                Response::from_json(&true)
            }
            SiteCall::OutgoingRoutes => Response::from_json(&self.object.outgoing_routes()),
            SiteCall::Destinations => Response::from_json(&Destinations {
                routes: self.object.outgoing_routes(),
                destinations: self.object.destinations().to_vec(),
                origins: self.object.profile().map(|p| p.origins.clone()).unwrap_or_default(),
            }),
            SiteCall::CalendarAddresses => Response::from_json(&self.object.calendar_addresses()),
            SiteCall::Action { id } => Response::from_json(&self.object.action(&id)),
            SiteCall::Invite { account, code_hash } => {
                let known = self.object.profile().is_some();
                if known {
                    *changed = true;
                    let audit = self.object.invite(now, account, code_hash);
                    self.keep(&[], &audit)?;
                }
                Response::from_json(&known)
            }
            SiteCall::SignIn { code_hash, session_hash } => {
                let account = self.object.sign_in(now, &code_hash, session_hash).cloned();
                // A code that opened nothing leaves nothing behind, not even a site's first row.
                if account.is_some() {
                    self.store.forget_opened(now)?;
                    self.keep(&[], &[])?;
                }
                Response::from_json(&account.map(|account| self.at_work(account)))
            }
            SiteCall::Session { session_hash, opens } => {
                let account = self.object.session(now, &session_hash).cloned();
                if let (Some(account), Some(conversation)) = (&account, &opens) {
                    self.store.opens(now, &account.agent, conversation)?;
                }
                Response::from_json(&account.map(|account| self.at_work(account)))
            }
            SiteCall::SignOut { session_hash } => {
                self.object.sign_out(&session_hash);
                self.keep_signed_in(now);
                self.keep_pushing()?;
                self.keep(&[], &[])?;
                Response::from_json(&true)
            }
            SiteCall::Knowledge { have } => {
                let version = self.object.profile().map_or(0, |p| p.knowledge_version);
                let old = have != Some(version);
                let articles = old.then(|| self.store.knowledge()).transpose()?;
                Response::from_json(&Knowledge { version, articles })
            }
            SiteCall::Key { hash } => Response::from_json(&self.object.key(&hash)),
            SiteCall::Settings { site, session_hash, origin, sure, wants } => {
                self.object.named(site);
                let SettingsTurn { reply, keep, audit, articles } =
                    self.object.settings(now, &session_hash, wants, &self.store);
                self.store.was_read()?;
                if keep {
                    // Somebody who may was there, under that address.
                    self.object.seen_at(origin, sure);
                    *changed = true;
                    self.keep_signed_in(now);
                    self.keep_pushing()?;
                    self.keep(&articles, &audit)?;
                }
                Response::from_json(&reply)
            }
            SiteCall::Push(call) => self.push(now, call),
        }
    }

    fn at_work(&self, account: Account) -> SignedInAt {
        let desk: DeskName = self.object.desk_of(&account).unwrap_or_default();
        SignedInAt { account, desk }
    }

    /// Stores the site with what changed beside it; whoever is to hear of it, will.
    fn keep(&self, articles: &[ArticleChange], audit: &[AuditEntry]) -> Result<()> {
        self.store.commit(Some(&serde_json::to_string(&self.object)?), articles, audit)?;
        self.store.set_alarm(self.due())
    }

    fn due(&self) -> Option<Timestamp> {
        let again = self.object.owes().then(|| shell::now() + AGAIN);
        again.into_iter().chain(self.pushing.next_deadline()).min()
    }

    fn take_pushes(&mut self, now: Timestamp) -> Option<PushJob> {
        let site = self.object.site()?.clone();
        let pushes = self.pushing.take_due(now);
        (!pushes.is_empty()).then_some(PushJob { site, pushes })
    }
}
