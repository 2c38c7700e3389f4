//! The routes of a site, which its server, its bots and its visitors call: one list for router and description.

/// What a request below `/api/v1/sites/{site}/` asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum SiteRoute {
    Open,
    Find,
    Read,
    Socket,
    Frames,
    Identity,
    ResumeLink,
    Resume,
    AttachmentsOn,
    AddFile,
    File,
    DropFile,
    Call,
    Customer,
    Card,
    Question,
    Answer,
    Transcript,
    HandOff,
    TakeBack,
    Close,
    Status,
    Messages,
    Activities,
}

impl SiteRoute {
    /// Each with its method and its path below `/api/v1/sites/{site}/`.
    pub const ALL: [(&str, &str, Self); 24] = [
        ("POST", "conversations", Self::Open),
        ("GET", "conversations", Self::Find),
        ("GET", "conversations/{conversation}", Self::Read),
        ("GET", "conversations/{conversation}/socket", Self::Socket),
        ("POST", "conversations/{conversation}/frames", Self::Frames),
        ("POST", "conversations/{conversation}/identity", Self::Identity),
        ("POST", "conversations/{conversation}/resume-link", Self::ResumeLink),
        ("POST", "resume", Self::Resume),
        ("GET", "attachments", Self::AttachmentsOn),
        ("POST", "conversations/{conversation}/files", Self::AddFile),
        ("GET", "conversations/{conversation}/files/{file}", Self::File),
        ("DELETE", "conversations/{conversation}/files/{file}", Self::DropFile),
        ("GET", "conversations/{conversation}/calls/{call}", Self::Call),
        ("PUT", "conversations/{conversation}/customer", Self::Customer),
        ("GET", "conversations/{conversation}/card", Self::Card),
        ("GET", "conversations/{conversation}/answers", Self::Question),
        ("POST", "conversations/{conversation}/answers", Self::Answer),
        ("POST", "conversations/{conversation}/transcript", Self::Transcript),
        ("POST", "conversations/{conversation}/handoff", Self::HandOff),
        ("POST", "conversations/{conversation}/take-back", Self::TakeBack),
        ("POST", "conversations/{conversation}/close", Self::Close),
        ("GET", "conversations/{conversation}/status", Self::Status),
        ("GET", "conversations/{conversation}/messages", Self::Messages),
        ("POST", "activities", Self::Activities),
    ];

    /// The route of a request, if there is one.
    pub fn of(method: &str, segments: &[&str]) -> Option<Self> {
        let fits = |path: &str| {
            let parts = path.split('/');
            parts.clone().count() == segments.len()
                && parts.zip(segments).all(|(part, given)| part.starts_with('{') || part == *given)
        };
        let found = Self::ALL.into_iter().find(|(verb, path, _)| *verb == method && fits(path));
        found.map(|(_, _, route)| route)
    }
}

#[cfg(test)]
mod tests {
    use super::SiteRoute;

    #[test]
    fn each_route_is_found_by_its_own_path_and_no_other() {
        for (method, path, route) in SiteRoute::ALL {
            let segments: Vec<&str> = path.split('/').collect();
            assert_eq!(SiteRoute::of(method, &segments), Some(route), "{method} {path}");
            let longer = [&segments[..], &["x"]].concat();
            let found = SiteRoute::of(method, &longer);
            assert_ne!(found, Some(route), "{method} {path}");
        }
        assert_eq!(SiteRoute::of("PATCH", &["conversations"]), None);
        assert_eq!(SiteRoute::of("POST", &[]), None);
    }
}
