//! Where files are kept: an R2 bucket, which a deployment may be without. A file's key is its site, its
//! conversation and its random name; what its sender calls it is in no key.

use warmline_model::{AttachmentId, ConversationId, SiteId};
use worker::{Bucket, Env, Error, Result};

/// The bucket's binding.
const BINDING: &str = "FILES";

/// The bucket, if this deployment has one.
pub fn bucket(env: &Env) -> Option<Bucket> {
    env.bucket(BINDING).ok()
}

/// The key of a file.
pub fn key(site: &SiteId, conversation: &ConversationId, file: &AttachmentId) -> String {
    format!("{site}/{conversation}/{file}")
}

/// Removes files of a conversation; those that are not there are removed already.
pub async fn remove(
    env: &Env,
    site: &SiteId,
    conversation: &ConversationId,
    files: &[AttachmentId],
) -> Result<()> {
    let bucket = bucket(env).ok_or_else(|| Error::RustError(format!("no bucket {BINDING}")))?;
    let keys: Vec<String> = files.iter().map(|file| key(site, conversation, file)).collect();
    bucket.delete_multiple(keys).await
}
