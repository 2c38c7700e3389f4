//! Whose an address for e-mails is: kept by an object that bears the address as its name (R-132).
//!
//! A site holds an address while its settings are saved, and has it once they were. A hold ends by itself; whoever
//! comes then is told whom to ask first, for a save may have succeeded without a word of it arriving here.

use super::SiteObject;
use serde::{Deserialize, Serialize};
use warmline_model::{Millis, SiteId, Timestamp};

/// How long saving may take.
const HOLDS: Millis = Millis::minutes(1);
/// How long a site keeps an address that it left: letters with it are out.
const KEEPS: Millis = Millis::minutes(30 * 24 * 60);

/// A site that saves its settings with the address in them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Held {
    site: SiteId,
    until: Timestamp,
}

/// What came of asking for an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Claimed {
    /// The site has it.
    Has,
    /// The site holds it, until its settings are saved or not.
    Held,
    /// Another site has it, or saves it at this moment.
    Taken,
    /// Another site held it, and was not heard of again: only if its settings don't have it is it free.
    Ask(SiteId),
}

/// Whose an address is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboundOf {
    /// The site that has it.
    pub has: Option<SiteId>,
    /// A site that held it last: it has it if its settings say so.
    pub held: Option<SiteId>,
}

impl SiteObject {
    /// Whose the address is that this object bears as its name.
    pub fn inbound_of(&self) -> InboundOf {
        let held = self.inbound_held.as_ref().map(|held| held.site.clone());
        InboundOf { has: self.inbound_of.clone(), held }
    }

    /// A site is about to save settings with the address in them. `over`: a site whose settings were seen not to have it.
    pub fn claim_inbound(
        &mut self,
        now: Timestamp,
        site: SiteId,
        over: Option<&SiteId>,
    ) -> Claimed {
        let left = self.inbound_left.is_some_and(|left| now - left >= KEEPS);
        match &self.inbound_of {
            Some(has) if *has == site => return Claimed::Has,
            Some(_) if !left => return Claimed::Taken,
            // It may have come back to it unheard.
            Some(has) if over != Some(has) => return Claimed::Ask(has.clone()),
            _ => {}
        }
        if let Some(held) = self.inbound_held.as_ref().filter(|held| held.site != site) {
            if held.until > now && held.until <= now + HOLDS {
                return Claimed::Taken;
            }
            if over != Some(&held.site) {
                return Claimed::Ask(held.site.clone());
            }
        }
        self.inbound_held = Some(Held { site, until: now + HOLDS });
        Claimed::Held
    }

    /// A site's settings with the address were saved. Whether it has it.
    pub fn keep_inbound(&mut self, site: &SiteId) -> bool {
        let holds = self.inbound_held.as_ref().is_some_and(|held| held.site == *site);
        if holds {
            self.inbound_of = Some(site.clone());
            self.inbound_held = None;
        }
        let has = self.inbound_of.as_ref() == Some(site);
        if has {
            self.inbound_left = None;
        }
        has
    }

    /// A site's settings are without the address: it was not saved, or is another now.
    pub fn release_inbound(&mut self, now: Timestamp, site: &SiteId) {
        if self.inbound_of.as_ref() == Some(site) {
            self.inbound_left.get_or_insert(now);
        }
        self.inbound_held = self.inbound_held.take().filter(|held| held.site != *site);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_000_000);

    fn site(name: &str) -> SiteId {
        SiteId::new(name).expect("a site")
    }

    #[test]
    fn an_address_is_a_sites_only_once_its_settings_are_saved() {
        // R-132
        let (a, b) = (site("a"), site("b"));
        let mut object = SiteObject::default();
        assert_eq!(object.claim_inbound(NOW, a.clone(), None), Claimed::Held);
        assert_eq!(object.inbound_of().has, None, "nobody's yet");
        // Two that race: the first one saves.
        assert_eq!(object.claim_inbound(NOW, b.clone(), None), Claimed::Taken);
        assert!(!object.keep_inbound(&b), "who does not hold it can't keep it");
        // It fails: the other may.
        object.release_inbound(NOW, &b);
        assert_eq!(
            object.claim_inbound(NOW, b.clone(), None),
            Claimed::Taken,
            "only the holder releases"
        );
        object.release_inbound(NOW, &a);
        assert_eq!(object.claim_inbound(NOW, b.clone(), None), Claimed::Held);
        assert!(object.keep_inbound(&b) && !object.keep_inbound(&a));
        assert_eq!(object.claim_inbound(NOW, a, None), Claimed::Taken);
        assert_eq!(object.claim_inbound(NOW, b.clone(), None), Claimed::Has);
        assert_eq!(object.inbound_of().has, Some(b));
    }

    #[test]
    fn a_hold_of_which_nobody_heard_again_is_not_taken_over_unasked() {
        // R-132
        let (a, b) = (site("a"), site("b"));
        let mut object = SiteObject::default();
        object.claim_inbound(NOW, a.clone(), None);
        let later = NOW + HOLDS;
        assert_eq!(object.claim_inbound(later, b.clone(), None), Claimed::Ask(a.clone()));
        assert_eq!(object.claim_inbound(later, b.clone(), Some(&b)), Claimed::Ask(a.clone()));
        // Its settings have it: it is theirs, told late.
        let mut saved = object.clone();
        assert!(saved.keep_inbound(&a));
        assert_eq!(saved.claim_inbound(later, b.clone(), Some(&a)), Claimed::Taken);
        // They don't.
        assert_eq!(object.claim_inbound(later, b.clone(), Some(&a)), Claimed::Held);
        assert!(!object.keep_inbound(&a) && object.keep_inbound(&b));
    }

    #[test]
    fn a_site_that_takes_another_address_keeps_the_old_one_for_its_letters_and_not_for_good() {
        // R-132
        let (a, b) = (site("a"), site("b"));
        let mut object = SiteObject::default();
        object.claim_inbound(NOW, a.clone(), None);
        object.keep_inbound(&a);
        object.release_inbound(NOW, &a);
        assert_eq!(object.inbound_of().has, Some(a.clone()));
        let soon = NOW + Millis::minutes(60);
        assert_eq!(object.claim_inbound(soon, b.clone(), None), Claimed::Taken);
        assert_eq!(object.claim_inbound(soon, a.clone(), None), Claimed::Has);
        let later = NOW + KEEPS;
        assert_eq!(object.claim_inbound(later, b.clone(), None), Claimed::Ask(a.clone()));
        assert_eq!(object.claim_inbound(later, b.clone(), Some(&a)), Claimed::Held);
        assert!(object.keep_inbound(&b) && !object.keep_inbound(&a));
        // What an older version stored is owned.
        let stored: SiteObject = serde_json::from_str(r#"{"inbound_of":"a"}"#).expect("a site");
        assert_eq!(stored.inbound_of().has, Some(a));
    }
}
