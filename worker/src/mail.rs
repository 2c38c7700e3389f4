//! E-mails that come in by Cloudflare Email Routing: to which conversation they belong, and what becomes of them.
//!
//! What a machine wrote is dropped without a word, so that nothing goes in circles. Whoever writes to an address that
//! was not signed here hears the same sentence, whatever was wrong with it.

use crate::auth::{self, Key};
use crate::calls::{self, SiteCall};
use warmline_handoff::conversation::Mailed;
use warmline_mail::{Authentic, MAX_BYTES, address};
use warmline_model::{ClientId, ConversationId, SiteId};
use warmline_objects::{Claimed, ConversationCall, InboundOf, Reply};
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
    let Some(site) = site_of(env, &recipient).await? else { return unknown() };
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
    if mail.authentic == Authentic::Refused {
        worker::console_log!(
            "e-mail to a conversation of {site} dropped: its sender's domain says it is not theirs"
        );
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
        authentic: mail.authentic == Authentic::Passed,
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

/// The site that has an address, also where it was saved and no word of that arrived.
async fn site_of(env: &Env, address: &str) -> Result<Option<SiteId>> {
    let stub = inbound(env, address)?;
    let InboundOf { has, held } = calls::call(&stub, &SiteCall::InboundOf).await?;
    let (None, Some(held)) = (&has, held) else { return Ok(has) };
    Ok(settles(env, &stub, &held, address).await?.then_some(held))
}

/// Whether the settings of a site that held an address have it; then it is theirs.
async fn settles(env: &Env, stub: &Stub, held: &SiteId, address: &str) -> Result<bool> {
    let profile = calls::profile(env, held).await?;
    if profile.and_then(|profile| profile.settings.inbound().map(|own| own == address))
        != Some(true)
    {
        return Ok(false);
    }
    calls::call(stub, &SiteCall::KeepInbound { site: held.clone() }).await
}

/// Holds an address for a site whose settings are about to be saved with it; [`saved`] is to follow.
///
/// # Errors
/// An object could not be asked.
pub async fn hold(env: &Env, site: &SiteId, address: &str) -> Result<bool> {
    let stub = inbound(env, address)?;
    let claim = |over| SiteCall::ClaimInbound { site: site.clone(), over };
    let mut claimed = calls::call(&stub, &claim(None)).await?;
    if let Claimed::Ask(other) = &claimed
        && !settles(env, &stub, other, address).await?
    {
        claimed = calls::call(&stub, &claim(Some(other.clone()))).await?;
    }
    Ok(matches!(claimed, Claimed::Has | Claimed::Held))
}

/// The settings were saved, or not: `held` is the address in what was to be saved, `before` the one of before. What
/// can't be told now is found out when it matters: a hold ends by itself.
pub async fn saved(
    env: &Env,
    site: &SiteId,
    held: Option<&str>,
    before: Option<&str>,
    saved: bool,
) {
    let (now, gone) = if saved { (held, before) } else { (before, held) };
    if let Some(address) = now.filter(|_| saved) {
        tell(env, address, SiteCall::KeepInbound { site: site.clone() }).await;
    }
    // Somebody else may have saved the same meanwhile.
    let has = async |address: &str| {
        let profile = calls::profile(env, site).await.ok().flatten();
        profile.is_none_or(|profile| profile.settings.inbound() == Some(address))
    };
    if let Some(address) = gone.filter(|gone| Some(*gone) != now)
        && (saved || !has(address).await)
    {
        tell(env, address, SiteCall::ReleaseInbound { site: site.clone() }).await;
    }
}

async fn tell(env: &Env, address: &str, call: SiteCall) {
    let told = async { calls::call::<bool>(&inbound(env, address)?, &call).await };
    if let Err(error) = told.await {
        worker::console_error!("the address {address} for e-mails: {error}");
    }
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
