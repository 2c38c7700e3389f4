//! The History object: the site's conversations, to be listed and searched. Law: it is told, and tells nobody.

use crate::history_store::HistoryStore;
use std::cell::RefCell;
use std::panic::AssertUnwindSafe;
use warmline_objects::{HistoryCall, Reply};
use warmline_wire::write;
use worker::{DurableObject, Env, Request, Response, Result, State, durable_object};

/// One per site; named by it.
#[durable_object(fetch)]
pub struct HistoryDo {
    state: State,
    store: AssertUnwindSafe<RefCell<Option<HistoryStore>>>,
}

impl DurableObject for HistoryDo {
    fn new(state: State, _env: Env) -> Self {
        Self { state, store: AssertUnwindSafe(RefCell::new(None)) }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        let call: HistoryCall = serde_json::from_str(&request.text().await?)?;
        let mut slot = self.store.borrow_mut();
        let store = match slot.take() {
            Some(store) => store,
            None => HistoryStore::open(self.state.storage())?,
        };
        let reply = match call {
            HistoryCall::Record(record) => {
                store.record(&record)?;
                Reply::Done
            }
            HistoryCall::Find(query) => match store.find(&query)? {
                Ok(page) => Reply::Body(write(&page)),
                Err(refusal) => Reply::Refused(refusal),
            },
            HistoryCall::Latest { account, since } => {
                Reply::Body(write(&store.latest(&account, since)?))
            }
        };
        *slot = Some(store);
        Response::from_json(&reply)
    }
}
