//! Ways to break the shell on purpose: a test of laws must see each of them.

use warmline_model::Seq;

/// One way to break the shell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sabotage {
    /// Frames leave before the commit, and also when it fails.
    SendFirst,
    /// The log is not remembered when an object is loaded, so that a repeat is not known as one.
    ForgetStored,
    /// Who leads is forgotten before a bot's answer is taken, so that a late one comes through.
    ForgetOwner,
    /// Calls that failed count as made.
    LoseCalls,
    /// The next alarm is never set.
    ForgetAlarm,
    /// Visitors are sent what is meant for agents.
    ShowVisitorsAll,
    /// The object is never told how many sockets there are.
    ForgetPresence,
    /// A socket counts as greeted only after its hello was answered.
    GreetLate,
    /// A turn that failed is not tried again.
    NeverRetry,
}

/// A conversation's state in which the bot leads and still owes an answer to `to`.
pub(crate) fn without_owner(state: &str, to: Seq, epoch: u32) -> Option<String> {
    let mut saved: serde_json::Value = serde_json::from_str(state).ok()?;
    let machine = saved.get_mut("machine")?;
    machine["stage"] = serde_json::json!({
        "stage": "bot",
        "question": { "entry": to.0, "text": "?", "due": i64::MAX },
        "offer": null,
        "weak_answers": 0,
        "failed": false,
    });
    machine["epoch"] = epoch.into();
    Some(saved.to_string())
}
