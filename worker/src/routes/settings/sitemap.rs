//! The pages of a site's own help, by its sitemap: few, small, of one host, in a short time, and never a private address.

use crate::look_ups::may_be_local;
use crate::shell::now;
use futures_util::future::join_all;
use futures_util::stream::StreamExt;
use warmline_knowledge::import::{self, Draft, Fault};
use warmline_model::{Millis, Timestamp};
use warmline_objects::{NotOutward, outward};
use worker::{Env, Error, Fetch, Method, Request, RequestInit, RequestRedirect, Result, Url};

/// The largest page, in bytes.
const MAX_PAGE: usize = 512 * 1024;
/// The largest sitemap, in bytes.
const MAX_SITEMAP: usize = 4 * 1024 * 1024;
/// How long one page may take.
const PAGE_WITHIN: u32 = 8_000;
/// How long all of it may take.
const ALL_WITHIN: Millis = Millis::seconds(60);
/// How many pages are fetched at once.
const AT_ONCE: usize = 5;
/// How many redirections are followed, each within the host.
const MAX_REDIRECTS: usize = 3;

/// The articles of a sitemap's pages, and what could not be read.
pub(super) async fn pages(env: &Env, own: Option<&str>, address: &str) -> (Vec<Draft>, Vec<Fault>) {
    let web = Web { own, local: may_be_local(env) };
    let until = now() + ALL_WITHIN;
    let fault = |message: String| (Vec::new(), vec![Fault::of(address, message)]);
    let sitemap = match web.address(address) {
        Ok(url) => url,
        Err(why) => return fault(why),
    };
    let listed = match text(&sitemap, MAX_SITEMAP, web).await {
        Ok(text) => import::sitemap(&text).map_err(str::to_owned),
        Err(why) => Err(why),
    };
    let (listed, more) = match listed {
        Ok(listed) => listed,
        Err(why) => return fault(why),
    };
    let mut drafts = Vec::new();
    let mut faults = Vec::new();
    if more > 0 {
        let most = import::MAX_PAGES;
        faults.push(Fault::of(address, format!("{more} pages more than the {most} of one import")));
    }
    for some in listed.chunks(AT_ONCE) {
        let each = some.iter().map(|page| page_of(page, &sitemap, web, until));
        for read in join_all(each).await {
            match read {
                Ok(draft) => drafts.push(draft),
                Err(fault) => faults.push(fault),
            }
        }
    }
    (drafts, faults)
}

async fn page_of(
    page: &str,
    sitemap: &Url,
    web: Web<'_>,
    until: Timestamp,
) -> std::result::Result<Draft, Fault> {
    let fault = |why: &str| Fault::of(page, why);
    if now() >= until {
        return Err(fault("there was no time left for it; import it again"));
    }
    let url = web.address(page).map_err(|why| fault(&why))?;
    if url.host_str() != sitemap.host_str() || url.port() != sitemap.port() {
        return Err(fault("it is of another host than the sitemap"));
    }
    let html = text(&url, MAX_PAGE, web).await.map_err(|why| fault(&why))?;
    import::page(page, &html)
}

/// Whose addresses may be fetched: never the edge's own, and this machine's only for development.
#[derive(Clone, Copy)]
struct Web<'a> {
    own: Option<&'a str>,
    local: bool,
}

impl Web<'_> {
    fn address(self, text: &str) -> std::result::Result<Url, String> {
        let text = outward(text.trim(), self.own, self.local).map_err(|why| why.to_string())?;
        Url::parse(&text).map_err(|_| NotOutward::Malformed.to_string())
    }
}

/// What stands at an address, within its host.
async fn text(url: &Url, max: usize, web: Web<'_>) -> std::result::Result<String, String> {
    let mut url = url.clone();
    for _ in 0..=MAX_REDIRECTS {
        match fetched(&url, max).await.map_err(|error| told(&error))? {
            Fetched::Text(text) => return Ok(text),
            Fetched::Status(status) => return Err(format!("it answered with status {status}")),
            Fetched::TooLarge => return Err(format!("it has more than {max} bytes")),
            Fetched::Elsewhere(to) => {
                let next = url.join(&to).map_err(|_| "it leads to no address".to_owned())?;
                let next = web.address(next.as_str())?;
                if next.host_str() != url.host_str() || next.port() != url.port() {
                    return Err("it leads to another host".into());
                }
                url = next;
            }
        }
    }
    Err("it leads from one address to the next, and to no page".into())
}

fn told(error: &Error) -> String {
    worker::console_error!("a page of a sitemap: {error}");
    "it could not be fetched in time".into()
}

enum Fetched {
    Text(String),
    Status(u16),
    Elsewhere(String),
    TooLarge,
}

async fn fetched(url: &Url, max: usize) -> Result<Fetched> {
    let mut init = RequestInit::new();
    init.with_method(Method::Get).with_redirect(RequestRedirect::Manual);
    let init = web_sys::RequestInit::from(&init);
    init.set_signal(Some(&web_sys::AbortSignal::timeout_with_u32(PAGE_WITHIN)));
    let request = web_sys::Request::new_with_str_and_init(url.as_str(), &init)?;
    let mut response = Fetch::Request(Request::from(request)).send().await?;
    let status = response.status_code();
    if (300..400).contains(&status)
        && let Some(to) = response.headers().get("location")?
    {
        return Ok(Fetched::Elsewhere(to));
    }
    if status != 200 {
        return Ok(Fetched::Status(status));
    }
    let mut bytes: Vec<u8> = Vec::new();
    let mut stream = response.stream()?;
    while let Some(chunk) = stream.next().await {
        bytes.extend_from_slice(&chunk?);
        if bytes.len() > max {
            return Ok(Fetched::TooLarge);
        }
    }
    Ok(Fetched::Text(String::from_utf8_lossy(&bytes).into_owned()))
}
