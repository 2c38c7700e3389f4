//! The addresses in a sitemap (sitemaps.org), as far as they are pages of the same host.

/// How many pages one import reads.
pub const MAX_PAGES: usize = 200;

/// The pages of a sitemap, each once, at most [`MAX_PAGES`], and how many more there are.
///
/// # Errors
/// Why it is no sitemap of pages.
pub fn sitemap(text: &str) -> Result<(Vec<String>, usize), &'static str> {
    if text.contains("<sitemapindex") {
        return Err("this is a list of sitemaps; give the address of one of them");
    }
    if !text.contains("<urlset") {
        return Err("this is no sitemap: there is no <urlset> in it");
    }
    let mut pages: Vec<String> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    let mut more = 0;
    for part in text.split("<loc>").skip(1) {
        let Some((address, _)) = part.split_once("</loc>") else { continue };
        let address = address.trim().trim_start_matches("<![CDATA[").trim_end_matches("]]>");
        let address = super::html::unescaped(address.trim());
        if address.is_empty() || !seen.insert(address.clone()) {
            continue;
        }
        if pages.len() < MAX_PAGES {
            pages.push(address);
        } else {
            more += 1;
        }
    }
    if pages.is_empty() { Err("there is no page in this sitemap") } else { Ok((pages, more)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_page_is_read_once_and_not_more_than_a_run_takes() {
        let loc = |n: usize| format!("<url><loc> https://a.example/p?x=1&amp;n={n} </loc></url>");
        let all: String = (0..250).chain(0..10).map(loc).collect();
        let (pages, more) = sitemap(&format!("<urlset>{all}</urlset>")).expect("pages");
        assert_eq!((pages.len(), more), (MAX_PAGES, 50));
        assert_eq!(pages[1], "https://a.example/p?x=1&n=1");
        for text in ["", "<html>", "<urlset></urlset>", "<sitemapindex><sitemap>"] {
            assert!(sitemap(text).is_err(), "{text}");
        }
    }
}
