//! Files of a conversation: sent, read, taken back. Whoever calls has checked that the asker may read it.

use super::{Answer, Fault, answered, nothing_here};
use crate::{auth, calls, files, reply};
use futures_util::{StreamExt, stream};
use warmline_model::{AgentId, Attachment, AttachmentId, ConversationId, SiteId};
use warmline_objects::files::{HEAD, clean_name, disposition, fits, kind};
use warmline_objects::{ConversationCall, Reply};
use warmline_wire::{Code, FILE_NAME_HEADER, Refusal};
use worker::{Bucket, Env, FixedLengthStream, Headers, HttpMetadata, Method, Request, Response};

/// In whose name files of a conversation are asked for.
pub(super) struct Asker {
    /// The site.
    pub site: SiteId,
    /// The conversation.
    pub conversation: ConversationId,
    /// Which agent; none: its visitor.
    pub agent: Option<AgentId>,
}

/// Answers what is under `…/conversations/{conversation}/files`.
pub(super) async fn answer(request: Request, env: &Env, by: Asker, rest: &[&str]) -> Answer {
    let bucket = files::bucket(env).ok_or_else(|| {
        Refusal::new(Code::NotFound, "files can't be sent here: this edge has no place for them")
    })?;
    let named = |text: &str| AttachmentId::new(text).map_err(|_| nothing_here());
    match (request.method(), rest) {
        (Method::Post, []) => upload(request, env, &bucket, by).await,
        (Method::Get, [file]) => download(&request, &bucket, &by, &named(file)?).await,
        (Method::Delete, [file]) => {
            let file = named(file)?;
            answered(tell(env, &by, &dropped(&by, file)).await?)
        }
        _ => Err(nothing_here()),
    }
}

/// Keeps room, stores, and says so; what goes wrong in between is removed by the conversation, which knows
/// the name from the beginning.
async fn upload(mut request: Request, env: &Env, bucket: &Bucket, by: Asker) -> Answer {
    let bytes = announced(&request)?;
    fits(bytes)?;
    let given = request.headers().get(FILE_NAME_HEADER)?.unwrap_or_default();
    let given = js_sys::decode_uri_component(&given).map(String::from).unwrap_or_default();
    let file = AttachmentId::new(auth::random()).map_err(|_| nothing_here())?;
    let begin = ConversationCall::BeginFile { agent: by.agent.clone(), file: file.clone(), bytes };
    if let Reply::Refused(refusal) = tell(env, &by, &begin).await? {
        return Err(refusal.into());
    }
    let stored = match store(&mut request, bucket, &by, &file, bytes, &given).await {
        Ok(stored) => stored,
        Err(fault) => {
            tell(env, &by, &dropped(&by, file)).await?;
            return Err(fault);
        }
    };
    match tell(env, &by, &ConversationCall::FileStored { file: stored.clone() }).await? {
        Reply::Refused(refusal) => {
            bucket.delete(files::key(&by.site, &by.conversation, &file)).await?;
            Err(refusal.into())
        }
        _ => Ok(reply::json(&stored)?),
    }
}

/// The length that the request announces; one that sends another is cut off there.
fn announced(request: &Request) -> Result<u64, Fault> {
    let length = request.headers().get("content-length")?;
    match length.map(|text| text.parse::<u64>()) {
        Some(Ok(0)) => Err(Refusal::new(Code::Empty, "this file is empty").into()),
        Some(Ok(bytes)) => Ok(bytes),
        Some(Err(_)) | None => {
            Err(Refusal::new(Code::Malformed, "a file needs a content-length").into())
        }
    }
}

/// Looks at the beginning, and passes the body on as it comes.
async fn store(
    request: &mut Request,
    bucket: &Bucket,
    by: &Asker,
    id: &AttachmentId,
    bytes: u64,
    given: &str,
) -> Result<Attachment, Fault> {
    let mut body = request.stream()?;
    let mut head = Vec::new();
    while head.len() < HEAD {
        let Some(chunk) = body.next().await else { break };
        head.extend(chunk?);
    }
    let kind = kind(head.get(..HEAD).unwrap_or(&head), given)?;
    let file = Attachment {
        id: id.clone(),
        name: clean_name(given, kind.media),
        kind: kind.media,
        bytes,
        width: kind.size.map(|(width, _)| width),
        height: kind.size.map(|(_, height)| height),
    };
    let metadata = HttpMetadata {
        content_type: Some(file.kind.name().to_owned()),
        content_disposition: Some(disposition(&file)),
        ..HttpMetadata::default()
    };
    let whole = stream::iter([Ok(head)]).chain(body);
    let whole = FixedLengthStream::wrap(whole, bytes);
    let put = bucket.put(files::key(&by.site, &by.conversation, id), whole);
    put.http_metadata(metadata).execute().await?;
    Ok(file)
}

/// A file as it was stored: shown or downloaded, and never run.
async fn download(request: &Request, bucket: &Bucket, by: &Asker, id: &AttachmentId) -> Answer {
    let key = files::key(&by.site, &by.conversation, id);
    let headers = Headers::new();
    let version = format!("\"{id}\"");
    headers.set("etag", &version)?;
    // Asked for again each time, so that whoever may not read it any more does not.
    headers.set("cache-control", "private, no-cache")?;
    headers.set("x-content-type-options", "nosniff")?;
    headers.set("content-security-policy", "default-src 'none'; sandbox")?;
    headers.set("cross-origin-resource-policy", "same-origin")?;
    if request.headers().get("if-none-match")?.as_ref() == Some(&version) {
        bucket.head(key).await?.ok_or_else(nothing_here)?;
        return Ok(Response::empty()?.with_status(304).with_headers(headers));
    }
    let object = bucket.get(key).execute().await?.ok_or_else(nothing_here)?;
    let body = object.body().ok_or_else(nothing_here)?.response_body()?;
    let stored = object.http_metadata();
    let kind = stored.content_type.unwrap_or_else(|| "application/octet-stream".to_owned());
    headers.set("content-type", &kind)?;
    let how = stored.content_disposition.unwrap_or_else(|| "attachment".to_owned());
    headers.set("content-disposition", &how)?;
    Ok(Response::from_body(body)?.with_headers(headers))
}

fn dropped(by: &Asker, file: AttachmentId) -> ConversationCall {
    ConversationCall::FileDropped { agent: by.agent.clone(), file }
}

async fn tell(env: &Env, by: &Asker, call: &ConversationCall) -> worker::Result<Reply> {
    calls::to_conversation(env, &by.site, &by.conversation, call).await
}
