//! The sites' knowledge bases, indexed once per published version and shared by an isolate's objects.

use crate::calls::{self, Knowledge, SiteCall};
use crate::shell::now;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use warmline_knowledge::Index;
use warmline_model::{Millis, SiteId, Timestamp};
use worker::{Env, Error, Result};

/// How long an index is used without asking whether there is a newer one.
const FRESH: Millis = Millis::seconds(10);
/// How many sites' indexes an isolate keeps.
const MAX_SITES: usize = 64;

#[derive(Clone)]
struct Cached {
    version: u32,
    checked: Timestamp,
    index: Rc<Index>,
}

thread_local! {
    static CACHE: RefCell<HashMap<SiteId, Cached>> = RefCell::new(HashMap::new());
}

/// The index, if this isolate has a fresh one.
pub fn at_hand(site: &SiteId) -> Option<Rc<Index>> {
    CACHE.with_borrow(|cache| {
        let cached = cache.get(site)?;
        (now() - cached.checked < FRESH).then(|| cached.index.clone())
    })
}

/// The index, fetched from the site's object where needed.
pub async fn load(env: &Env, site: &SiteId) -> Result<Rc<Index>> {
    match at_hand(site) {
        Some(index) => Ok(index),
        None => newest(env, site).await,
    }
}

/// The index of what is published now, whatever this isolate has.
pub async fn newest(env: &Env, site: &SiteId) -> Result<Rc<Index>> {
    let old = CACHE.with_borrow(|cache| cache.get(site).cloned());
    let have = old.as_ref().map(|cached| cached.version);
    let Knowledge { version, articles } =
        calls::call(&calls::site(env, site)?, &SiteCall::Knowledge { have }).await?;
    let index = match (articles, old) {
        (Some(articles), _) => Rc::new(Index::new(articles)),
        (None, Some(old)) => old.index,
        (None, None) => return Err(Error::RustError("no articles came".into())),
    };
    let cached = Cached { version, checked: now(), index: index.clone() };
    CACHE.with_borrow_mut(|cache| {
        if cache.len() >= MAX_SITES {
            cache.clear();
        }
        cache.insert(site.clone(), cached);
    });
    Ok(index)
}
