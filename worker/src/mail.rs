//! E-mails that come in by Cloudflare Email Routing: to which conversation they belong, and what becomes of them.
//!
//! What a machine wrote is dropped without a word, so that nothing goes in circles. Whoever writes to an address that
//! was not signed here hears the same sentence, whatever was wrong with it.

use crate::auth::{self, Key};
use crate::calls::{self, SiteCall};
use warmline_handoff::conversation::Mailed;
use warmline_mail::{MAX_BYTES, address};
use warmline_model::{ClientId, ConversationId, SiteId};
use warmline_objects::{ConversationCall, Reply};
use warmline_wire::Code;
use worker::{Env, Error, ForwardableEmailMessage, Result, Stub};

const UNKNOWN: &str = "This address takes answers to our e-mails only. Please answer the newest e-mail that you have from us, or write in the chat on our website.";
const TOO_LONG: &str = "Your e-mail is larger than 1 MB, which is more than we can take here. Please send it again without its attachments, or send files in the chat on our website.";
const NO_WORDS: &str =
    "We found no text in your e-mail. Please write a few words in the e-mail itself.";

/// Takes an e-mail in, refuses it with a sentence for its sender, or drops it.
pub async fn receive(message: &ForwardableEmailMessage, env: &Env) -> Result<()> {
    match taken(message, env).await {
        Ok(None) => Ok(()),
        Ok(Some(why)) => {
            message.set_reject(&why);
            Ok(())
        }
        // The sender's mail system tries again later.
        Err(error) => Err(error),
    }
}

/// Why it is refused, if it is.
async fn taken(message: &ForwardableEmailMessage, env: &Env) -> Result<Option<String>> {
    let unknown = || Ok(Some(UNKNOWN.to_owned()));
    let Some((recipient, tag)) = tagged(&message.to()) else { return unknown() };
    let key = Key::of(env).map_err(|refusal| Error::RustError(refusal.message))?;
    let owner = inbound(env, &recipient)?;
    let site: Option<SiteId> = calls::call(&owner, &SiteCall::InboundOf).await?;
    let Some(site) = site else { return unknown() };
    let Some(conversation) = key.conversation_of(&site, &tag) else { return unknown() };
    if message.raw_size() > MAX_BYTES as f64 {
        return Ok(Some(TOO_LONG.to_owned()));
    }
    let raw = message.raw_bytes().await?;
    let Ok(mail) = warmline_mail::read(&raw, &message.from(), &recipient) else {
        return Ok(Some(TOO_LONG.to_owned()));
    };
    if let Some(how) = mail.automatic {
        worker::console_log!("e-mail to a conversation of {site} dropped: {how:?}");
        return Ok(None);
    }
    if mail.text.is_empty() {
        return Ok(Some(NO_WORDS.to_owned()));
    }
    // One without an id of its own is known by its bytes.
    let name =
        mail.message_id.clone().unwrap_or_else(|| String::from_utf8_lossy(&raw).into_owned());
    let name: String = auth::hash(&name).chars().take(30).collect();
    let Ok(id) = ClientId::new(format!("mail-{name}")) else { return unknown() };
    let call = ConversationCall::Mailed(Box::new(Mailed {
        id,
        message_id: mail.message_id,
        from: mail.from.unwrap_or_default(),
        subject: mail.subject,
        text: mail.text,
    }));
    match calls::to_conversation(env, &site, &conversation, &call).await? {
        Reply::Refused(refusal) if refusal.code == Code::NotFound => unknown(),
        Reply::Refused(refusal) => Ok(Some(refusal.message)),
        Reply::Done | Reply::Body(_) | Reply::Frames(_) => Ok(None),
    }
}

/// The site's address and the tag, where an address has both.
fn tagged(to: &str) -> Option<(String, String)> {
    let recipient = address::recipient(to)?;
    // What is no tag of ours wakes no object.
    let of_ours =
        |tag: &String| tag.len() == address::TAG && tag.bytes().all(|b| b.is_ascii_alphanumeric());
    let name = recipient.inbound.split('@').next().unwrap_or_default();
    let tag = recipient.tag.filter(of_ours).filter(|_| name.len() <= address::MAX_NAME)?;
    Some((recipient.inbound, tag))
}

/// The object that knows whose an address for answers is. It is a site's object with the address as its name, which no
/// site can have: there is no `@` in a site's id.
fn inbound(env: &Env, address: &str) -> Result<Stub> {
    env.durable_object("SITE")?.get_by_name(address)
}

/// Claims an address for a site: the first site has it for good, for letters with it are out.
///
/// # Errors
/// The object could not be asked.
pub async fn claim(env: &Env, site: &SiteId, address: &str) -> Result<bool> {
    calls::call(&inbound(env, address)?, &SiteCall::ClaimInbound { site: site.clone() }).await
}

/// The site's address for answers with the conversation's tag in it.
pub fn reply_to(
    key: &Key,
    site: &SiteId,
    conversation: &ConversationId,
    inbound: &str,
) -> Option<String> {
    address::with_tag(inbound, &key.tag(site, conversation)?)
}
