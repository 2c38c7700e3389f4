//! The page behind the link of an alert: plain HTML without script, which changes nothing until its button is
//! pressed. Mail and chat apps open links to look at them.

use super::{Item, Page, Stands};

/// The style of the page; its policy names it by its hash.
pub const PAGE_STYLE: &str = ":root{color-scheme:light dark;--text:#1d2733;--soft:#566373;--line:#d9dfe6;--back:#f6f8fa;--card:#fff;--go:#0b6b5d;--go-text:#fff}\
@media(prefers-color-scheme:dark){:root{--text:#e8edf2;--soft:#a3b0bd;--line:#34404c;--back:#12181e;--card:#1b232b;--go:#5fc9b8;--go-text:#08211d}}\
*{box-sizing:border-box}body{margin:0;padding:24px 16px;background:var(--back);color:var(--text);font:16px/1.5 system-ui,sans-serif}\
main{max-width:32rem;margin:0 auto;padding:24px;background:var(--card);border:1px solid var(--line);border-radius:12px;overflow-wrap:anywhere}\
h1{margin:0 0 8px;font-size:1.375rem;line-height:1.3}p{margin:0 0 16px}ul{margin:0 0 16px;padding:0;list-style:none}\
li{padding:12px 0;border-top:1px solid var(--line)}.soft{color:var(--soft);font-size:.875rem}\
button{width:100%;min-height:48px;padding:12px 16px;border:0;border-radius:8px;background:var(--go);color:var(--go-text);font:inherit;font-weight:600;cursor:pointer}\
button:focus-visible,a:focus-visible{outline:3px solid var(--text);outline-offset:2px}a{color:inherit}";

/// The page of an alert; its button is sent to the page's own address. None: the link is no good any more.
pub fn page(page: Option<&Page>) -> String {
    let (title, body) = match page {
        Some(page) => said(page),
        None => (
            "This link is not valid any more".to_owned(),
            "<p>A link in an alert can be used for two hours. What waits now is in the console.</p>\
             <p><a href=\"/console/\">Open the console</a></p>"
                .to_owned(),
        ),
    };
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width,initial-scale=1\"><meta name=\"robots\" content=\"noindex\"><title>{title}</title>\
         <style>{PAGE_STYLE}</style></head><body><main><h1>{title}</h1>{body}</main></body></html>"
    )
}

fn said(page: &Page) -> (String, String) {
    let count = page.items.len() + page.more;
    let items: String = page.items.iter().map(|one| item(one, page)).collect();
    let more = match page.more {
        0 => String::new(),
        more => format!("<li class=\"soft\">and {more} more</li>"),
    };
    let list = format!("<ul>{items}{more}</ul>");
    let drill = "<p>This is a drill. No customer waits.</p>";
    match (&page.stands, page.drill) {
        (Stands::Open, true) => (
            "Drill: you are on call".to_owned(),
            format!("{drill}<form method=\"post\"><button>I got this</button></form>"),
        ),
        (Stands::Open, false) => {
            let (title, button) = match count {
                1 => ("A customer needs you".to_owned(), "I have it".to_owned()),
                _ => (format!("{count} customers need you"), format!("I have all {count}")),
            };
            let told = "<p>Press the button if you join: the customer reads that you are coming, and nobody else \
                        is alerted.</p>";
            (title, format!("{list}{told}<form method=\"post\"><button>{button}</button></form>"))
        }
        (Stands::Has { name }, true) => {
            (format!("Drill: {} got this", escaped(name)), drill.to_owned())
        }
        (Stands::Has { name }, false) => {
            let told = "<p>Nobody else is alerted. Join in the console:</p>";
            (format!("{} has it", escaped(name)), format!("{told}{list}"))
        }
        (Stands::Over, _) => (
            "Nothing is waiting here any more".to_owned(),
            "<p>It is over, or was seen to by somebody else. There is nothing left to do.</p>\
             <p><a href=\"/console/\">Open the console</a></p>"
                .to_owned(),
        ),
    }
}

fn item(item: &Item, page: &Page) -> String {
    let (summary, team) = (escaped(&item.summary), escaped(&item.team));
    let since = escaped(&item.since_words);
    let place = format!("<span class=\"soft\">{team}, since {since}</span>");
    match &page.stands {
        Stands::Has { .. } => {
            let id = &item.conversation;
            format!("<li><a href=\"/console/#/c/{id}\">{summary}</a><br>{place}</li>")
        }
        Stands::Open | Stands::Over => format!("<li>{summary}<br>{place}</li>"),
    }
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use warmline_model::{ConversationId, Timestamp};

    fn of(stands: Stands, drill: bool, count: usize) -> Page {
        let item = Item {
            conversation: ConversationId::new("c1").expect("an id"),
            summary: "<script>alert('x')</script> & \"down\"".into(),
            team: "Support".into(),
            since: Timestamp(0),
            since_words: "14:02 (UTC)".into(),
        };
        Page { stands, drill, items: vec![item; count.min(20)], more: count.saturating_sub(20) }
    }

    #[test]
    fn the_page_has_one_button_no_script_and_nothing_of_others() {
        let html = page(Some(&of(Stands::Open, false, 3)));
        assert_eq!(html.matches("<button>").count(), 1);
        assert!(html.contains("3 customers need you") && html.contains("I have all 3"));
        assert!(!html.contains("<script") && !html.contains("http") && !html.contains("src="));
        assert!(
            html.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;down&quot;")
        );
        assert!(page(Some(&of(Stands::Open, false, 25))).contains("and 5 more"));
    }

    #[test]
    fn whoever_comes_later_reads_who_has_it_and_gets_no_button() {
        let name = "Ana <b>".to_owned();
        let html = page(Some(&of(Stands::Has { name }, false, 1)));
        assert!(html.contains("Ana &lt;b&gt; has it") && html.contains("/console/#/c/c1"));
        for html in [html, page(Some(&of(Stands::Over, false, 1))), page(None)] {
            assert!(!html.contains("<button"), "{html}");
        }
    }

    #[test]
    fn a_drill_says_so_and_speaks_of_no_customer() {
        //
        let html = page(Some(&of(Stands::Open, true, 1)));
        assert!(html.contains("This is a drill. No customer waits."));
        assert!(!html.contains("script"));
    }
}
