//! Articles: saved one by one, imported many at once, asked.

use super::*;
use warmline_knowledge::import::csv;
use warmline_knowledge::{Article, Index};

fn article(id: &str, title: &str, answer: &str) -> EditArticle {
    EditArticle {
        id: id.into(),
        title: title.into(),
        category: String::new(),
        url: None,
        answer: answer.into(),
        phrasings: Vec::new(),
    }
}

#[test]
fn an_article_is_saved_under_the_version_that_was_edited() {
    let mut scene = Scene::new();
    let knowledge = |scene: &Scene| scene.site.profile().map_or(0, |p| p.knowledge_version);
    let before = knowledge(&scene);
    let new = C::SaveArticle {
        id: None,
        save: SaveArticle {
            version: 0,
            article: article("", "Returns & refunds", "Send it back."),
        },
    };
    let made: VersionedArticle = scene.get("olga", new.clone());
    assert_eq!(made.article.id, "returns-refunds");
    assert_eq!(knowledge(&scene), before + 1);
    assert!(scene.faults(new)[0].starts_with("id: there is an article"));
    let save = |version, answer: &str| {
        let article = article("returns-refunds", "Returns", answer);
        C::SaveArticle {
            id: Some("returns-refunds".into()),
            save: SaveArticle { version, article },
        }
    };
    let saved: VersionedArticle = scene.get("olga", save(made.version, "Within 30 days."));
    let (status, body) = scene.ask("omar", save(made.version, "Within 14 days."));
    let conflict: Conflict<VersionedArticle> = serde_json::from_str(&body).expect("a conflict");
    assert_eq!((status, conflict.theirs), (409, Some(saved.clone())));
    let fields = scene.last_line().fields;
    assert_eq!(fields[0].before.as_deref(), Some("\"Send it back.\""));
    // Saved just so, it is no change.
    let same: VersionedArticle = scene.get("olga", save(saved.version, " Within 30 days. "));
    assert_eq!(same, saved);
    let told = scene.faults(save(saved.version, &"x".repeat(4_001)));
    assert_eq!(told, ["answer: 1 to 4000 characters"]);
    let remove = C::RemoveArticle { id: "returns-refunds".into(), version: saved.version };
    let _: Checked = scene.get("olga", remove.clone());
    assert_eq!(scene.ask("omar", remove).0, 409);
    assert_eq!(
        scene.ask("omar", save(saved.version, "x")).0,
        409,
        "gone, and not made again by chance"
    );
}

#[test]
fn an_import_takes_the_rest_or_nothing_as_asked() {
    let mut scene = Scene::new();
    let text = "id,title,answer\na,A,one\nb,B\na,A again,two\nc,,three\nd,D,four\n";
    let import = |text: &str, all_or_nothing, dry_run| {
        let (drafts, faults) = csv("help.csv", text);
        let told = |f: warmline_knowledge::import::Fault| ImportFault {
            file: f.file,
            line: f.line,
            message: f.message,
        };
        let faults = faults.into_iter().map(told).collect();
        C::Import(Imports { drafts, faults, all_or_nothing, dry_run })
    };
    let nothing: Imported = scene.get("olga", import(text, true, false));
    assert!(!nothing.saved && scene.memory.borrow().articles.is_empty());
    let lines: Vec<Option<usize>> = nothing.faults.iter().map(|fault| fault.line).collect();
    assert_eq!(lines, [Some(3), Some(4), Some(5)]);
    assert_eq!(nothing.faults[1].message, "the id \"a\" is there twice; first: line 2");
    let dry: Imported = scene.get("olga", import(text, false, true));
    assert!(!dry.saved && dry.added == 2);
    let rest: Imported = scene.get("olga", import(text, false, false));
    assert!(rest.saved && (rest.added, rest.changed, rest.same) == (2, 0, 0));
    let again: Imported =
        scene.get("olga", import("id,title,answer\na,A,one\nd,D,five\n", true, false));
    assert_eq!((again.added, again.changed, again.same, again.saved), (0, 1, 1, true));
    let line = scene.last_line();
    assert_eq!(line.what, "Imported articles: 0 new, 1 changed");
    let told = |f: &AuditField| (f.field.clone(), f.before.clone(), f.after.clone());
    let [field] = &line.fields[..] else { panic!("{:?}", line.fields) };
    let json = |text: &str| Some(format!("\"{text}\""));
    assert_eq!(told(field), ("d.answer".into(), json("four"), json("five")));
}

#[test]
fn five_thousand_articles_are_imported_in_one_go_and_no_more_than_ten_thousand() {
    let mut scene = Scene::new();
    let rows = |from: usize, to: usize| -> C {
        let rows: String = (from..to).map(|n| format!("a{n},Title {n},Answer {n}\n")).collect();
        let (drafts, _) = csv("help.csv", &format!("id,title,answer\n{rows}"));
        C::Import(Imports { drafts, faults: Vec::new(), all_or_nothing: false, dry_run: false })
    };
    let first: Imported = scene.get("olga", rows(0, 5_000));
    assert_eq!((first.added, first.faults.len()), (5_000, 0));
    let second: Imported = scene.get("olga", rows(4_000, 10_001));
    assert_eq!((second.added, second.same, second.faults.len()), (5_000, 1_000, 1));
    assert_eq!(second.faults[0].line, Some(6_002));
}

#[test]
fn a_setup_writes_only_the_articles_that_differ() {
    let mut scene = Scene::new();
    let of = |id: &str, answer: &str| Article {
        id: id.into(),
        title: id.into(),
        category: String::new(),
        url: None,
        answer: answer.into(),
        phrasings: Vec::new(),
    };
    let mut put = |articles: Vec<Article>| {
        let (changes, entry) =
            scene.site.set_up_articles(scene.now, articles, &*scene.memory.borrow());
        let mut memory = scene.memory.borrow_mut();
        for change in &changes {
            if let ArticleChange::Put(stored) = change {
                memory.articles.retain(|other| other.article.id != stored.article.id);
                memory.articles.push(stored.clone());
            }
        }
        (changes.len(), entry.is_some())
    };
    assert_eq!(put(vec![of("a", "1"), of("b", "1")]), (2, true));
    assert_eq!(put(vec![of("a", "1"), of("b", "2")]), (1, true));
    assert_eq!(put(vec![of("a", "1"), of("b", "2")]), (0, false));
    assert_eq!(put(vec![of("a", "1")]), (1, true), "b is gone");
}

#[test]
fn a_question_gets_what_the_bot_would_do_with_it() {
    let answer = "Open Settings, then Security, and choose Reset password.";
    let article = Article {
        id: "password".into(),
        title: "Resetting your password".into(),
        category: String::new(),
        url: None,
        answer: answer.into(),
        phrasings: vec!["how do I reset my password".into(), "I forgot my password".into()],
    };
    let index = Index::new(vec![article]);
    let ask =
        |settings: Settings, question: &str| super::ask(Timestamp(1), settings, &index, question);
    let plain = Settings { answer_from: Some(1), refuse_below: Some(0), ..Settings::default() };
    let told = ask(plain, "how do I reset my password").expect("an answer");
    assert_eq!((told.verdict, told.answer_from), (Verdict::Answer, 1));
    assert_eq!((told.says, told.found[0].id.as_str()), (vec![answer.to_owned()], "password"));
    let strict =
        Settings { answer_from: Some(100), refuse_below: Some(100), ..Settings::default() };
    let told = ask(strict, "how do I bake bread").expect("an answer");
    assert_eq!(told.verdict, Verdict::Refuse);
    let told = ask(Settings::default(), "I want to talk to a human").expect("an answer");
    assert_eq!(told.verdict, Verdict::HandOff);
    assert!(ask(Settings::default(), " ").is_err());
}
