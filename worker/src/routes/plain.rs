//! The chat as plain pages: a page for a site, whose forms send the frames that a socket would carry.
//! The visitor is known by a cookie of this page alone; nothing is stored before the first form is sent.

use super::files::{self, Asker};
use super::{Fault, text, visitor};
use crate::auth::{self, Key};
use crate::calls;
use crate::shell::now;
use warmline_model::{ConversationId, Seq, SiteId, Timestamp};
use warmline_objects::{ConversationCall, Opening, Reply, SiteProfile};
use warmline_plain::{
    Clock, FILES, FRAME, Form, Frame, Front, STYLE, Site, Trouble, frame, front, looks_again,
    refusal_words, trouble,
};
use warmline_wire::{
    Code, FromVisitor, Refusal, Seen, ToVisitor, VERSION, VisitorEntry, VisitorState, write,
};
use worker::{Env, Headers, Method, Request, Response, Result, Url};

/// The largest form, in bytes: a message of the longest, each of its characters written as twelve.
const MAX_FORM: usize = 64 * 1024;

/// Where they are.
pub const PLAIN_PAGES: &str = "/chat/";
/// Who the visitor is: the conversation's token, for this site's page alone.
const COOKIE: &str = "__Secure-warmline-chat";
/// Whether the conversation may look for news by itself.
const LIVE: &str = "__Secure-warmline-live";
/// How long the browser keeps it, in seconds: as long as the token is good.
const KEPT: u32 = 30 * 24 * 60 * 60;
/// What the policy of every page begins with.
const POLICY: &str = "default-src 'none'; style-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors ";

type Page = std::result::Result<Response, Fault>;

/// What a request is about, once that is known.
struct Visit<'a> {
    env: &'a Env,
    key: Key,
    now: Timestamp,
    site: SiteId,
    profile: SiteProfile,
    /// What the cookie opens; inside: why it does not.
    opens: Option<std::result::Result<ConversationId, Refusal>>,
    live: bool,
}

/// Answers a request under [`PLAIN_PAGES`].
pub async fn answer(request: Request, env: &Env) -> Result<Response> {
    let path = request.path();
    let segments: Vec<&str> = path.trim_matches('/').split('/').skip(1).collect();
    if segments == ["style.css"] && request.method() == Method::Get {
        let headers = Headers::new();
        headers.set("content-type", "text/css; charset=utf-8")?;
        headers.set("cache-control", "public, max-age=300")?;
        headers.set("x-content-type-options", "nosniff")?;
        return Ok(Response::ok(STYLE)?.with_headers(headers));
    }
    let (site, rest) = segments.split_first().unwrap_or((&"", &[]));
    let visit = match visit(&request, env, site).await {
        Ok(Some(visit)) => visit,
        Ok(None) => return shown(trouble(None, Trouble::NoSite), 404, false),
        Err(fault) => return broken(None, fault),
    };
    match visit.answer(request, rest).await {
        Ok(response) => Ok(response),
        Err(fault) => broken(Some(&visit.site()), fault),
    }
}

async fn visit<'a>(
    request: &Request,
    env: &'a Env,
    site: &str,
) -> std::result::Result<Option<Visit<'a>>, Fault> {
    let Ok(site) = SiteId::new(site) else { return Ok(None) };
    let Some(profile) = calls::profile(env, &site).await? else { return Ok(None) };
    let (key, now) = (Key::of(env)?, now());
    let token = auth::cookie(request, COOKIE)?;
    let opens = token.map(|token| key.opened_by(now, &token, &site));
    let live = auth::cookie(request, LIVE)?.as_deref() != Some("off");
    Ok(Some(Visit { env, key, now, site, profile, opens, live }))
}

impl Visit<'_> {
    fn site(&self) -> Site<'_> {
        Site {
            key: self.site.as_str(),
            name: &self.profile.name,
            home: self.profile.origins.first().map(String::as_str),
        }
    }

    fn conversation(&self) -> Option<&ConversationId> {
        self.opens.as_ref()?.as_ref().ok()
    }

    fn seal(&self) -> String {
        self.key.form(self.now, &self.site, self.conversation())
    }

    async fn answer(&self, mut request: Request, rest: &[&str]) -> Page {
        match (request.method(), rest) {
            (Method::Get, []) => self.front(None, "", 200),
            (Method::Get, [part]) if *part == FRAME => {
                let query = request.url()?.query().unwrap_or_default().to_owned();
                self.look(&query).await
            }
            (Method::Post, []) => self.sent(&mut request, false).await,
            (Method::Post, [part]) if *part == FRAME => self.sent(&mut request, true).await,
            (Method::Get, [part, file]) if *part == FILES => {
                let here = Refusal::new(Code::NotFound, "there is nothing at this address");
                let conversation = self.conversation().cloned().ok_or(here)?;
                let by = Asker { site: self.site.clone(), conversation, agent: None };
                files::answer(request, self.env, by, &[file]).await
            }
            _ => Ok(shown(trouble(Some(&self.site()), Trouble::NotHere), 404, true)?),
        }
    }

    /// The page with the composer.
    fn front(&self, note: Option<&str>, typed: &str, status: u16) -> Page {
        let begun = self.conversation().is_some();
        let gone = "Your conversation here is too old to be opened again. You can begin a new one.";
        let note = note.or(self.opens.as_ref().is_some_and(|it| it.is_err()).then_some(gone));
        let (site, seal) = (self.site(), self.seal());
        let page = front(Front { site, begun, seal: &seal, note, typed });
        let response = shown(page, status, false)?;
        if self.opens.as_ref().is_some_and(|it| it.is_err()) {
            self.set_cookie(&response, COOKIE, "", 0)?;
        }
        Ok(response)
    }

    /// The conversation.
    async fn look(&self, query: &str) -> Page {
        let Some(conversation) = self.conversation() else {
            return Ok(shown(trouble(Some(&self.site()), Trouble::NotHere), 404, true)?);
        };
        let live = match query {
            "live=on" => true,
            "live=off" => false,
            _ => self.live,
        };
        let response = self.log(conversation, live, query == "all", None, 200).await?;
        if live != self.live {
            let (value, seconds) = if live { ("", 0) } else { ("off", KEPT) };
            self.set_cookie(&response, LIVE, value, seconds)?;
        }
        Ok(response)
    }

    async fn log(
        &self,
        conversation: &ConversationId,
        live: bool,
        whole: bool,
        note: Option<&str>,
        status: u16,
    ) -> Page {
        let (entries, state, seen) = self.read(conversation).await?;
        let hours = self.profile.settings.hours.as_ref().map_or("", |hours| hours.zone.trim());
        let clock = Clock::new(&[hours], self.now);
        let (site, seal) = (self.site(), self.seal());
        let page = frame(&Frame {
            site,
            seal: &seal,
            note,
            entries: &entries,
            state: &state,
            seen,
            clock: &clock,
            live,
            whole,
        });
        let response = shown(page, status, true)?;
        // Nobody is interrupted while they read all of it, or why something was refused.
        if let Some(seconds) = looks_again(&state, &entries, self.now)
            && live
            && !whole
            && note.is_none()
        {
            let again = format!("{seconds}; url={}", site.path(&[FRAME]));
            response.headers().set("refresh", &again)?;
        }
        Ok(response)
    }

    /// The log and how things stand; what is shown is seen.
    async fn read(
        &self,
        conversation: &ConversationId,
    ) -> std::result::Result<(Vec<VisitorEntry>, VisitorState, Seen), Fault> {
        let hello = FromVisitor::Hello { version: VERSION, after: Seq(0), page: None, zone: None };
        for frame in self.tell(conversation, &hello).await? {
            let ToVisitor::Welcome { entries, state, seen, .. } = frame else { continue };
            if let Some(last) = entries.last().filter(|last| last.seq > seen.visitor) {
                self.tell(conversation, &FromVisitor::Seen { seq: last.seq }).await?;
            }
            return Ok((entries, state, seen));
        }
        Err(Refusal::new(Code::SlowDown, "").into())
    }

    /// Does what a frame says, as if it came over the socket.
    async fn tell(
        &self,
        conversation: &ConversationId,
        frame: &FromVisitor,
    ) -> std::result::Result<Vec<ToVisitor>, Fault> {
        let call = ConversationCall::Page { text: write(frame) };
        match calls::to_conversation(self.env, &self.site, conversation, &call).await? {
            Reply::Refused(refusal) => Err(refusal.into()),
            Reply::Frames(frames) => {
                Ok(frames.iter().filter_map(|frame| serde_json::from_str(frame).ok()).collect())
            }
            Reply::Done | Reply::Body(_) => Ok(Vec::new()),
        }
    }

    /// Takes a form. It is answered with the address of the page, so that a reload sends nothing.
    async fn sent(&self, request: &mut Request, in_frame: bool) -> Page {
        let Some(proven) = is_ours(request)? else {
            return Ok(shown(trouble(Some(&self.site()), Trouble::Foreign), 403, in_frame)?);
        };
        let body = match text(request, MAX_FORM).await {
            Err(Fault::Refused(refusal)) if refusal.code == Code::TooLarge => {
                return Ok(shown(trouble(Some(&self.site()), Trouble::TooLarge), 413, in_frame)?);
            }
            body => body?,
        };
        let form = Form::read(&body);
        let Some(seal) = self.key.check_form(self.now, &form.seal, &self.site) else {
            let note =
                "This page was open for too long. Nothing was sent yet: please send it again.";
            return self.again(in_frame, note, &form.text, 403).await;
        };
        let conversation = match (self.conversation(), seal.conversation) {
            (Some(ours), Some(of_form)) if *ours == of_form => Some(ours.clone()),
            // A page from before there was a conversation, in a browser that has one by now.
            (Some(ours), None) if proven => Some(ours.clone()),
            (None, None) if proven => None,
            (None, None) => {
                let note = "Nothing was sent yet: please send it again from here.";
                return self.again(in_frame, note, &form.text, 403).await;
            }
            (None, Some(_)) => {
                let note = "This browser has lost your conversation, because it is too old or its cookie was removed. \
                            Nothing was sent yet: send it to begin a new one.";
                return self.again(in_frame, note, &form.text, 403).await;
            }
            (Some(_), _) => {
                let note = "This page belonged to another conversation. Nothing was sent yet: please send it again.";
                return self.again(in_frame, note, &form.text, 403).await;
            }
        };
        let frames = match form.frames(&seal.name) {
            Ok(frames) => frames,
            Err(wrong) => return self.again(in_frame, &wrong.words(), &form.text, 422).await,
        };
        let conversation = match conversation {
            Some(conversation) => conversation,
            None => self.begin(&seal.name).await?,
        };
        for frame in &frames {
            let answers = self.tell(&conversation, frame).await?;
            let refused = answers.iter().find_map(|answer| match answer {
                ToVisitor::Refused(refusal) => Some(refusal_words(refusal)),
                _ => None,
            });
            if let Some(note) = refused {
                let response = match in_frame {
                    true => self.log(&conversation, self.live, false, Some(&note), 409).await?,
                    false => self.front(Some(&note), &form.text, 409)?,
                };
                return self.known(response, &conversation);
            }
        }
        let to = if in_frame { self.site().path(&[FRAME]) } else { self.site().path(&[]) };
        let response = Response::empty()?.with_status(303);
        response.headers().set("location", &to)?;
        response.headers().set("cache-control", "no-store")?;
        self.known(response, &conversation)
    }

    async fn begin(&self, name: &str) -> std::result::Result<ConversationId, Fault> {
        let conversation = ConversationId::new(self.key.begun_by_form(&self.site, name))
            .map_err(|error| Refusal::new(Code::Internal, error.to_string()))?;
        let profile = self.profile.clone();
        visitor::begin(self.env, &self.site, profile, &conversation, Opening::default()).await?;
        Ok(conversation)
    }

    /// The page that the form is on, with what was wrong; what was typed is still there.
    async fn again(&self, in_frame: bool, note: &str, typed: &str, status: u16) -> Page {
        match self.conversation() {
            Some(conversation) if in_frame => {
                self.log(conversation, self.live, false, Some(note), status).await
            }
            _ => self.front(Some(note), typed, status),
        }
    }

    /// The browser keeps which conversation it has.
    fn known(&self, response: Response, conversation: &ConversationId) -> Page {
        let token = self.key.token(self.now, &self.site, conversation);
        self.set_cookie(&response, COOKIE, &token, KEPT)?;
        Ok(response)
    }

    fn set_cookie(&self, to: &Response, name: &str, value: &str, seconds: u32) -> Result<()> {
        let path = self.site().path(&[]);
        let cookie = format!(
            "{name}={value}; Path={path}; Max-Age={seconds}; HttpOnly; Secure; SameSite=Lax"
        );
        to.headers().append("set-cookie", &cookie)
    }
}

/// Whether a form came from a page of ours: none where it did not; false where the browser does not say.
fn is_ours(request: &Request) -> Result<Option<bool>> {
    if let Some(from) = request.headers().get("sec-fetch-site")? {
        return Ok((from == "same-origin").then_some(true));
    }
    let own = auth::own_origin(request)?;
    // Any page can have its forms sent with the origin `null`.
    if let Some(origin) = auth::origin(request)?.filter(|origin| origin != "null") {
        return Ok((origin == own).then_some(true));
    }
    let from = request.headers().get("referer")?.and_then(|from| Url::parse(&from).ok());
    Ok(Some(from.is_some_and(|from| from.origin().ascii_serialization() == own)))
}

fn broken(site: Option<&Site<'_>>, fault: Fault) -> Result<Response> {
    let (what, status) = match fault {
        Fault::Refused(refusal) if refusal.code == Code::NotFound => (Trouble::NotHere, 404),
        Fault::Refused(refusal) if refusal.code == Code::SlowDown => (Trouble::Busy, 429),
        Fault::Refused(refusal) => {
            worker::console_error!("a plain page: {}", refusal.message);
            (Trouble::Broken, 500)
        }
        Fault::Broken(error) => {
            worker::console_error!("a plain page: {error}");
            (Trouble::Broken, 500)
        }
    };
    shown(trouble(site, what), status, true)
}

/// A page, with what keeps it to itself. Only the conversation may stand in a frame, and only in one of ours.
fn shown(html: String, status: u16, in_frame: bool) -> Result<Response> {
    let headers = Headers::new();
    let frames = if in_frame { "'self'" } else { "'none'" };
    for (name, value) in [
        ("content-type", "text/html; charset=utf-8"),
        ("content-security-policy", &[POLICY, frames].concat()),
        ("cache-control", "no-store"),
        ("referrer-policy", "same-origin"),
        ("x-content-type-options", "nosniff"),
        ("x-robots-tag", "noindex"),
        ("cross-origin-opener-policy", "same-origin"),
    ] {
        headers.set(name, value)?;
    }
    Ok(Response::ok(html)?.with_headers(headers).with_status(status))
}
