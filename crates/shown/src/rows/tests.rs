//! What a visitor sees of a log.

use super::*;
use warmline_model::{ClientId, MediaType};

const DAY: i64 = 86_400_000;

fn entry(seq: u64, author: VisitorAuthor, body: VisitorBody) -> VisitorEntry {
    VisitorEntry { seq: Seq(seq), at: Timestamp(DAY + 1), author, body, client_id: None }
}

fn text(text: &str) -> VisitorBody {
    VisitorBody::Text { text: text.to_owned(), attachments: Vec::new(), by_mail: false }
}

fn still(text: &str) -> VisitorBody {
    VisitorBody::Notice { notice: Notice::StillWaiting, text: text.to_owned() }
}

fn id(name: &str) -> ClientId {
    ClientId::new(name).expect("a good id")
}

fn known<'a>(entries: &'a [VisitorEntry], pending: &'a [FromVisitor]) -> Known<'a> {
    Known {
        entries,
        pending: pending.iter().map(|action| (action, Delivery::Sending)).collect(),
        state: None,
        seen: Seen::default(),
        files: &[],
        moment: &|at| at.0.to_string(),
        zone_minutes: 0,
        now: Timestamp(DAY + 5),
    }
}

#[test]
fn a_message_on_its_way_is_the_same_row_once_it_is_stored() {
    //
    let say = [FromVisitor::Say { client_id: id("k"), text: "Hi".into(), attachments: Vec::new() }];
    let before = rows(&known(&[], &say));
    let entries =
        [VisitorEntry { client_id: Some(id("k")), ..entry(1, VisitorAuthor::Visitor, text("Hi")) }];
    let mut after = known(&entries, &[]);
    after.seen.agent = Seq(1);
    let after = rows(&after);
    assert_eq!(before[0].key, after[0].key);
    assert!(matches!(before[0].what, What::Own { delivery: Delivery::Sending, tell: true, .. }));
    assert!(matches!(after[0].what, What::Own { delivery: Delivery::Seen, .. }));
}

#[test]
fn of_several_words_about_the_wait_only_the_newest_stays_unless_something_was_said_between() {
    //
    let entries = [
        entry(1, VisitorAuthor::System, still("30 s")),
        entry(2, VisitorAuthor::System, still("60 s")),
        entry(3, VisitorAuthor::Visitor, text("I am in a hurry")),
        entry(4, VisitorAuthor::System, still("90 s")),
    ];
    let keys: Vec<_> = rows(&known(&entries, &[])).into_iter().map(|row| row.key).collect();
    assert_eq!(keys, ["#2", "#3", "#4"]);
}

#[test]
fn only_the_open_offer_can_be_answered_and_only_once() {
    let choices =
        vec![Choice { kind: ChoiceKind::Connect, label: "Connect me".into(), article: None }];
    let entries =
        [entry(1, VisitorAuthor::Bot, VisitorBody::Offer { text: "A person?".into(), choices })];
    let open = VisitorStage::Bot { open_offer: Some(Seq(1)), suggest_human: true };
    let answer = [FromVisitor::AnswerOffer {
        client_id: id("k"),
        offer: Seq(1),
        choice: ChoiceKind::Connect,
        article: None,
    }];
    let is_open = |state: Option<&VisitorStage>, pending: &[FromVisitor]| {
        let rows = rows(&Known { state, ..known(&entries, pending) });
        matches!(&rows[0].what, What::Theirs { offer: Some(Offer { open: true, .. }), .. })
    };
    assert!(is_open(Some(&open), &[]));
    assert!(!is_open(Some(&open), &answer));
    assert!(!is_open(Some(&VisitorStage::Closed { can_rate: true }), &[]));
    let rows = rows(&known(&entries, &answer));
    assert!(matches!(&rows[1].what, What::Own { text, .. } if text == "Connect me"));
}

#[test]
fn messages_of_one_author_in_a_row_are_one_group_and_the_bot_is_never_grouped_with_a_person() {
    //
    let agent = || VisitorAuthor::Agent { name: "Ana".into() };
    let entries = [
        entry(1, VisitorAuthor::Bot, text("a")),
        entry(2, VisitorAuthor::Bot, text("b")),
        entry(3, agent(), text("c")),
    ];
    let ends: Vec<_> =
        rows(&known(&entries, &[])).iter().map(|row| (row.first, row.last)).collect();
    assert_eq!(ends, [(true, false), (false, true), (true, true)]);
}

#[test]
fn a_conversation_of_another_day_says_so_and_todays_does_not() {
    //
    let mut entries = vec![entry(1, VisitorAuthor::Visitor, text("a"))];
    assert_eq!(rows(&known(&entries, &[])).len(), 1);
    entries[0].at = Timestamp(5);
    entries.push(entry(2, VisitorAuthor::Visitor, text("b")));
    let days = |rows: &[Row]| rows.iter().filter(|row| row.what == What::Day).count();
    assert_eq!(days(&rows(&known(&entries, &[]))), 2);
}

#[test]
fn a_choice_shows_as_the_visitors_own_before_and_after_it_is_stored_and_a_promise_stands_out() {
    //
    let look = |what: &What| match what {
        What::Notice { text, look } => Some((text.clone(), *look)),
        _ => None,
    };
    let alternative = Alternative::Callback;
    let choose = [FromVisitor::Choose { client_id: id("k"), alternative }];
    let before = rows(&known(&[], &choose));
    let notice = |notice| VisitorBody::Notice { notice, text: "words".into() };
    let chose = entry(1, VisitorAuthor::Visitor, VisitorBody::AskedFor { alternative });
    let entries = [
        VisitorEntry { client_id: Some(id("k")), ..chose },
        entry(2, VisitorAuthor::Bot, notice(Notice::Promised)),
        entry(3, VisitorAuthor::System, notice(Notice::AgentLost)),
        entry(4, VisitorAuthor::System, notice(Notice::Transferring)),
        entry(5, VisitorAuthor::System, notice(Notice::Unknown)),
        entry(
            6,
            VisitorAuthor::Visitor,
            VisitorBody::AskedFor { alternative: Alternative::Unknown },
        ),
    ];
    let after = rows(&known(&entries, &[]));
    assert_eq!((&before[0].key, &before[0].what), (&after[0].key, &after[0].what));
    assert_eq!(look(&after[0].what), Some(("You asked to be called back".into(), Look::Own)));
    let looks: Vec<_> = after.iter().filter_map(|row| Some(look(&row.what)?.1)).collect();
    assert_eq!(looks, [Look::Own, Look::Promise, Look::Strong, Look::Strong, Look::Quiet]);
}

#[test]
fn files_are_shown_with_their_message_on_its_way_and_stored_and_after_a_reload_once_they_are_known()
{
    //
    let file = Attachment {
        id: AttachmentId::new("f1").expect("a good id"),
        name: "lamp.png".to_owned(),
        kind: MediaType::Png,
        bytes: 5,
        width: None,
        height: None,
    };
    let attachments = vec![file.id.clone()];
    let say = [FromVisitor::Say { client_id: id("k"), text: String::new(), attachments }];
    let files = [file.clone()];
    let mut sent = known(&[], &say);
    sent.files = &files;
    let before = rows(&sent);
    let body =
        VisitorBody::Text { text: String::new(), attachments: files.to_vec(), by_mail: false };
    let entries =
        [VisitorEntry { client_id: Some(id("k")), ..entry(1, VisitorAuthor::Visitor, body) }];
    let after = rows(&known(&entries, &[]));
    let shows =
        |row: &Row| matches!(&row.what, What::Own { files, .. } if *files == [file.clone()]);
    assert!(shows(&before[0]) && shows(&after[0]));
    assert_eq!(before[0].key, after[0].key);
    // After a reload the name is all that is known, until it is stored: then it is another row.
    let reloaded = rows(&known(&[], &say));
    assert!(matches!(&reloaded[0].what, What::Own { text, .. } if text == "A file"));
    assert_ne!(reloaded[0].key, after[0].key);
}

#[test]
fn a_chosen_call_and_a_cancelled_promise_are_the_visitors_own_rows_before_and_after_they_are_stored()
 {
    //
    let slot = warmline_model::Slot { from: Timestamp(60), until: Timestamp(90) };
    let actions = [
        FromVisitor::Book { client_id: id("a"), slot },
        FromVisitor::CancelPromise { client_id: id("b"), promise: 1 },
    ];
    let before = rows(&known(&[], &actions));
    let own = |seq, name, body| VisitorEntry {
        client_id: Some(id(name)),
        ..entry(seq, VisitorAuthor::Visitor, body)
    };
    let entries = [
        own(1, "a", VisitorBody::PickedSlot { slot }),
        own(2, "b", VisitorBody::CancelledPromise { promise: 1 }),
    ];
    let after = rows(&known(&entries, &[]));
    let what = |rows: &[Row]| -> Vec<(String, What)> {
        rows.iter().map(|row| (row.key.clone(), row.what.clone())).collect()
    };
    assert_eq!(what(&before), what(&after));
    let words = "You chose a call: 60".to_owned();
    assert_eq!(before[0].what, What::Notice { text: words, look: Look::Own });
}

#[test]
fn a_welcome_back_is_the_assistants_question_and_a_changed_promise_stands_out() {
    //
    let notice = |seq, author, notice| {
        entry(seq, author, VisitorBody::Notice { notice, text: "words".into() })
    };
    let entries = [
        notice(1, VisitorAuthor::Bot, Notice::WelcomeBack),
        notice(2, VisitorAuthor::System, Notice::PromiseChanged),
    ];
    let rows = rows(&known(&entries, &[]));
    assert!(matches!(&rows[0].what, What::Theirs { who: Who::Bot, text, .. } if text == "words"));
    assert!(matches!(rows[1].what, What::Notice { look: Look::Promise, .. }));
}
