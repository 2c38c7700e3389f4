//! Which part of the settings is open, as the address bar's fragment says it.

use crate::fields;
use warmline_wire::settings::Section;

/// A part of the settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// A section of forms.
    Section(Section),
    /// Who works here.
    Agents,
    /// The knowledge base.
    Articles,
    /// One of its articles; none: a new one.
    Article(Option<String>),
    /// The chat on the site's pages.
    Widget,
    /// What left for other systems.
    Deliveries,
    /// Keys for programs.
    Keys,
    /// Who changed what.
    Audit,
}

/// The menu: its groups, and their parts.
pub const MENU: [(&str, &[Route]); 4] = [
    (
        "Your site",
        &[Route::Section(Section::Company), Route::Widget, Route::Section(Section::Templates)],
    ),
    (
        "Assistant",
        &[
            Route::Articles,
            Route::Section(Section::Assistant),
            Route::Section(Section::Confidence),
            Route::Section(Section::Triggers),
            Route::Section(Section::Policies),
            Route::Section(Section::SelfService),
        ],
    ),
    (
        "Team",
        &[
            Route::Agents,
            Route::Section(Section::Departments),
            Route::Section(Section::Hours),
            Route::Section(Section::Calls),
            Route::Section(Section::OnCall),
            Route::Section(Section::Tiers),
            Route::Section(Section::Desk),
        ],
    ),
    (
        "Systems",
        &[
            Route::Section(Section::Sources),
            Route::Section(Section::Destinations),
            Route::Section(Section::Mail),
            Route::Deliveries,
            Route::Keys,
            Route::Audit,
        ],
    ),
];

/// A section's name in addresses, the same as on the wire.
pub const fn key(section: Section) -> &'static str {
    match section {
        Section::Company => "company",
        Section::Confidence => "confidence",
        Section::Triggers => "triggers",
        Section::Policies => "policies",
        Section::Departments => "departments",
        Section::Hours => "hours",
        Section::OnCall => "on_call",
        Section::Tiers => "tiers",
        Section::Desk => "desk",
        Section::Assistant => "assistant",
        Section::Templates => "templates",
        Section::Sources => "sources",
        Section::Calls => "calls",
        Section::Destinations => "destinations",
        Section::Mail => "mail",
        Section::SelfService => "self_service",
    }
}

impl Route {
    /// The part that a fragment names; the first where it names none.
    pub fn read(hash: &str) -> Self {
        let path = hash.trim_start_matches('#').trim_start_matches('/');
        let section = Section::ALL.into_iter().find(|section| key(*section) == path);
        match (section, path) {
            (Some(section), _) => Self::Section(section),
            (None, "agents") => Self::Agents,
            (None, "articles") => Self::Articles,
            (None, "new-article") => Self::Article(None),
            (None, "widget") => Self::Widget,
            (None, "deliveries") => Self::Deliveries,
            (None, "keys") => Self::Keys,
            (None, "audit") => Self::Audit,
            (None, other) => match other.strip_prefix("articles/") {
                Some(id) if !id.is_empty() => Self::Article(Some(id.to_owned())),
                _ => Self::Section(Section::Company),
            },
        }
    }

    /// Its fragment.
    pub fn hash(&self) -> String {
        let path = match self {
            Self::Section(section) => key(*section),
            Self::Agents => "agents",
            Self::Articles => "articles",
            Self::Article(None) => "new-article",
            Self::Article(Some(id)) => return ["#/articles/", id].concat(),
            Self::Widget => "widget",
            Self::Deliveries => "deliveries",
            Self::Keys => "keys",
            Self::Audit => "audit",
        };
        ["#/", path].concat()
    }

    /// Its title, and what it is about.
    pub fn about(&self) -> (&'static str, &'static str) {
        match self {
            Self::Section(section) => fields::about(*section),
            Self::Agents => ("People", "Who works here, and what they may do."),
            Self::Articles => ("Knowledge base", "What the assistant knows."),
            Self::Article(None) => ("New article", "One question, one answer."),
            Self::Article(Some(_)) => {
                ("Article", "What the assistant says, and to which questions.")
            }
            Self::Widget => {
                ("Chat on your site", "How it looks, and the line to put into your pages.")
            }
            Self::Deliveries => {
                ("Deliveries", "What went to your other systems, and what did not.")
            }
            Self::Keys => ("API keys", "For programs of yours that read or answer."),
            Self::Audit => ("Audit log", "Who changed what, and when."),
        }
    }

    /// Whether the menu marks `entry` while this is open.
    pub fn is_within(&self, entry: &Self) -> bool {
        self == entry || (matches!(self, Self::Article(_)) && *entry == Self::Articles)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_has_an_address_that_leads_to_it() {
        for (_, entries) in MENU {
            for route in entries {
                assert_eq!(Route::read(&route.hash()), *route);
            }
        }
        let article = Route::Article(Some("delivery-times".into()));
        assert_eq!(Route::read(&article.hash()), article);
        assert_eq!(Route::read(&Route::Article(None).hash()), Route::Article(None));
        for unknown in ["", "#", "#/nowhere", "#/articles/"] {
            assert_eq!(Route::read(unknown), Route::Section(Section::Company), "{unknown}");
        }
        let in_menu = MENU.iter().flat_map(|(_, entries)| entries.iter());
        assert_eq!(
            in_menu.filter(|route| matches!(route, Route::Section(_))).count(),
            Section::ALL.len()
        );
        for section in Section::ALL {
            assert_eq!(serde_json::to_value(section).ok(), Some(key(section).into()));
        }
    }
}
