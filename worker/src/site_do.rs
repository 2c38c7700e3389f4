//! The Site object: settings, articles, accounts, sessions. Law: secrets come in as hashes only.

use crate::calls::{Knowledge, SetUpDone, SignedInAt, SiteCall};
use crate::shell;
use crate::store::Store;
use std::cell::RefCell;
use std::panic::AssertUnwindSafe;
use warmline_handoff::DeskName;
use warmline_objects::{Account, SiteObject};
use worker::{DurableObject, Env, Error, Request, Response, Result, State, durable_object};

/// One per site; named by it.
#[durable_object]
pub struct SiteDo {
    state: State,
    loaded: AssertUnwindSafe<RefCell<Option<Loaded>>>,
}

struct Loaded {
    store: Store,
    object: SiteObject,
}

impl DurableObject for SiteDo {
    fn new(state: State, _env: Env) -> Self {
        Self { state, loaded: AssertUnwindSafe(RefCell::new(None)) }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        let call: SiteCall = serde_json::from_str(&request.text().await?)?;
        let mut slot = self.loaded.borrow_mut();
        // Taken out, so that a call that fails half-way is loaded again from what is stored.
        let mut loaded = match slot.take() {
            Some(loaded) => loaded,
            None => self.load()?,
        };
        let answer = loaded.answer(call)?;
        *slot = Some(loaded);
        Ok(answer)
    }

    async fn alarm(&self) -> Result<Response> {
        Response::empty()
    }

    async fn websocket_message(
        &self,
        _socket: worker::WebSocket,
        _message: worker::WebSocketIncomingMessage,
    ) -> Result<()> {
        Ok(())
    }

    async fn websocket_close(
        &self,
        socket: worker::WebSocket,
        code: usize,
        _reason: String,
        _was_clean: bool,
    ) -> Result<()> {
        shell::close(&socket, code);
        Ok(())
    }

    async fn websocket_error(&self, socket: worker::WebSocket, _error: Error) -> Result<()> {
        shell::close(&socket, 1011);
        Ok(())
    }
}

impl SiteDo {
    fn load(&self) -> Result<Loaded> {
        let store = Store::open(self.state.storage())?;
        let object = match store.state()? {
            Some(state) => serde_json::from_str(&state)?,
            None => SiteObject::default(),
        };
        Ok(Loaded { store, object })
    }
}

impl Loaded {
    fn answer(&mut self, call: SiteCall) -> Result<Response> {
        let now = shell::now();
        match call {
            SiteCall::SetUp(mut setup) => {
                let articles = std::mem::take(&mut setup.articles);
                let articles: std::result::Result<Vec<_>, _> =
                    articles.iter().map(serde_json::to_string).collect();
                let before = self.object.profile().map(|profile| profile.settings.clone());
                let knowledge_version = self.object.set_up(*setup).knowledge_version;
                self.store.put_articles(&serde_json::to_string(&self.object)?, &articles?)?;
                let desks = self.object.desks(before.as_ref());
                Response::from_json(&SetUpDone { knowledge_version, desks })
            }
            SiteCall::Profile => Response::from_json(&self.object.profile()),
            SiteCall::Invite { account, code_hash } => {
                let desk = self.object.desk_of(&account);
                if desk.is_some() {
                    self.object.invite(now, account, code_hash);
                    self.keep()?;
                }
                // Not an `Option` alone: the common desk is written as null, too.
                Response::from_json(&desk.into_iter().collect::<Vec<DeskName>>())
            }
            SiteCall::SignIn { code_hash, session_hash } => {
                let account = self.object.sign_in(now, &code_hash, session_hash).cloned();
                // A code that opened nothing leaves nothing behind, not even a site's first row.
                if account.is_some() {
                    self.keep()?;
                }
                Response::from_json(&account.map(|account| self.at_work(account)))
            }
            SiteCall::Session { session_hash } => {
                let account = self.object.session(now, &session_hash).cloned();
                Response::from_json(&account.map(|account| self.at_work(account)))
            }
            SiteCall::SignOut { session_hash } => {
                self.object.sign_out(&session_hash);
                self.keep()?;
                Response::from_json(&true)
            }
            SiteCall::Knowledge { have } => {
                let version = self.object.profile().map_or(0, |p| p.knowledge_version);
                let articles = if have == Some(version) {
                    None
                } else {
                    let rows = self.store.articles()?;
                    let read: std::result::Result<Vec<_>, _> =
                        rows.iter().map(|row| serde_json::from_str(row)).collect();
                    Some(read?)
                };
                Response::from_json(&Knowledge { version, articles })
            }
        }
    }

    fn at_work(&self, account: Account) -> SignedInAt {
        let desk = self.object.desk_of(&account).unwrap_or_default();
        SignedInAt { account, desk }
    }

    fn keep(&self) -> Result<()> {
        self.store.put_state(&serde_json::to_string(&self.object)?)
    }
}
