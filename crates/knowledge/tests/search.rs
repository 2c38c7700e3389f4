//! Questions, the articles they find, and how sure the index says it is.

use warmline_knowledge::{Article, Index};

fn article(id: &str, title: &str, answer: &str, phrasings: &[&str]) -> Article {
    Article {
        id: id.to_owned(),
        title: title.to_owned(),
        category: String::new(),
        url: None,
        answer: answer.to_owned(),
        phrasings: phrasings.iter().map(|&p| p.to_owned()).collect(),
    }
}

fn garden_shop() -> Index {
    Index::new(vec![
        article(
            "delivery",
            "How long does delivery take?",
            "Seeds are posted within a day; trees go with a carrier on Tuesdays.",
            &[
                "when will my seeds arrive",
                "how many days until my parcel comes",
                "delivery time to scotland",
            ],
        ),
        article(
            "frost",
            "Which plants survive frost?",
            "Look for the snowflake on the label: those stand ten degrees below zero.",
            &["is this rose hardy", "can the fig stay outside in winter", "frost proof plants"],
        ),
        article(
            "returns",
            "Sending plants back",
            "Living plants can be returned within a week, in their pot.",
            &[
                "how do I return a plant",
                "can I send the tree back",
                "my plant arrived dead, I want a refund",
            ],
        ),
        article(
            "account",
            "Changing your password",
            "Use the link on the sign-in page.",
            &["I forgot my password", "reset my password", "cannot sign in to my account"],
        ),
        article(
            "voucher",
            "Using a gift voucher",
            "Type the code in the basket.",
            &["where do I enter my voucher code", "is my gift card still valid"],
        ),
        article(
            "pots",
            "Repotting",
            "Choose a pot two fingers wider.",
            &[
                "how big should the new pot be",
                "when do I repot my lemon tree",
                "what soil for pots",
            ],
        ),
    ])
}

fn best(index: &Index, question: &str) -> Option<(String, u8)> {
    let found = index.search(question, 1);
    found.first().map(|c| (c.article.id.clone(), c.confidence))
}

// R-050, R-051
#[test]
fn a_phrasing_almost_word_for_word_is_answered_outright() {
    let index = garden_shop();
    for article in index.articles() {
        for phrasing in &article.phrasings {
            for question in [phrasing.clone(), phrasing.to_uppercase(), format!("Hi, {phrasing}?")]
            {
                let (id, confidence) = best(&index, &question).expect("an answer");
                assert_eq!(id, article.id, "{question}");
                assert!(confidence >= 85, "{question}: {confidence}");
            }
        }
    }
}

// R-022, R-050
#[test]
fn what_no_article_knows_is_never_answered() {
    let index = garden_shop();
    for question in [
        "who won the football yesterday",
        "do you also sell motorcycles",
        "tell me a joke about cats",
        "my invoice shows the wrong vat number",
        "what is the capital of mongolia",
        "thanks, bye",
    ] {
        let found = best(&index, question);
        assert!(found.as_ref().is_none_or(|(_, c)| *c < 60), "{question}: {found:?}");
    }
}

#[test]
fn a_question_in_other_words_and_with_slips_finds_its_article() {
    let index = garden_shop();
    for (question, id) in [
        ("returning plants", "returns"),
        ("i forgto my pasword", "account"),
        ("how long until the delivery arrives", "delivery"),
        ("gift vouchr code", "voucher"),
        ("repotting a lemon tree", "pots"),
        ("does the fig survive winter outside", "frost"),
    ] {
        let found = best(&index, question);
        assert_eq!(found.map(|(id, _)| id).as_deref(), Some(id), "{question}");
    }
}

#[test]
fn candidates_come_best_first_and_no_more_than_asked_for() {
    let index = garden_shop();
    for k in 0..8 {
        let found = index.search("can I return the plant in its pot", k);
        assert!(found.len() <= k.min(index.len()));
        assert!(found.windows(2).all(|w| w[0].confidence >= w[1].confidence));
        assert!(found.iter().all(|c| c.confidence <= 100));
    }
}

#[test]
fn an_index_of_nothing_and_of_one_article_works() {
    let none = Index::new(Vec::new());
    assert!(none.is_empty() && none.search("anything", 3).is_empty());
    assert_eq!(none.get("x"), None);
    let one =
        Index::new(vec![article("a", "Opening hours", "Nine to five.", &["when are you open"])]);
    assert_eq!(one.len(), 1);
    assert_eq!(best(&one, "when are you open").expect("an answer").0, "a");
    assert!(best(&one, "my bicycle has a flat tyre").is_none_or(|(_, c)| c < 60));
    let blank = Index::new(vec![article("b", "", "", &[])]);
    assert!(blank.search("hello", 3).is_empty());
}

#[test]
fn scripts_without_spaces_are_searched_too() {
    let index = Index::new(vec![
        article("r", "返品について", "一週間以内に返品できます。", &["返品したいです"]),
        article("d", "配送について", "二日で届きます。", &["いつ届きますか"]),
    ]);
    assert_eq!(best(&index, "商品を返品したい").expect("an answer").0, "r");
}

#[test]
fn odd_questions_are_survived() {
    let index = garden_shop();
    for question in ["", " ", "🙂", "???", &"a".repeat(4_000), &"plant ".repeat(700), "\u{200B}"]
    {
        assert!(index.search(question, 3).iter().all(|c| c.confidence <= 100));
    }
}

#[test]
fn articles_are_kept_as_they_were_given() {
    let index = garden_shop();
    assert_eq!(index.get("pots").map(|a| a.title.as_str()), Some("Repotting"));
    let bare: Article =
        serde_json::from_str(r#"{"id":"a","title":"T","answer":"A"}"#).expect("an article");
    assert_eq!(bare, article("a", "T", "A", &[]));
}

#[test]
fn ten_thousand_articles_are_no_trouble() {
    let articles = (0..10_000)
        .map(|n| {
            let phrasing = format!("how do I replace part x{n} of model y{}", n % 97);
            article(
                &n.to_string(),
                &format!("Part x{n}"),
                "Ask for the part by its number.",
                &[&phrasing],
            )
        })
        .collect();
    let index = Index::new(articles);
    let (id, _) = best(&index, "replace part x4711 of model y55").expect("an answer");
    assert_eq!(id, "4711");
}
