//! What people do: visitors at the widget, agents at the console, and a site's own bot.

use crate::client::Wish;
use crate::laws::EXPLICIT;
use crate::world::{Event, Place, Who, World, conversation_id};
use warmline_handoff::desk::Profile;
use warmline_handoff::{Assistant, TierSetting};
use warmline_model::{
    AgentId, Alternative, ChoiceKind, Department, Episode, Epoch, MAX_TEXT_CHARS, Millis,
    Role as AgentRole, Seq, Status,
};
use warmline_objects::{ConversationCall, OpenQuestion, Reply};
use warmline_session::Event as Happening;
use warmline_testkit::Prng;
use warmline_wire::{
    BotAnswer, FromAgent, FromConsole, FromVisitor, TransferTo, VisitorStage, write,
};

/// An agent as the site knows them.
pub struct Person {
    pub id: AgentId,
    pub profile: Profile,
}

const SAYINGS: [&str; 18] = [
    "Where is my order?",
    "How do I get a refund?",
    "It is the blue one, bought on Monday.",
    "Something that no article is about",
    "hello",
    "thanks",
    "yes",
    "no",
    EXPLICIT,
    EXPLICIT,
    "",
    "¿Dónde está?",
    "My account was hacked",
    "I want my money back",
    "THIS IS USELESS, damn it",
    "it is still not working",
    "that worked, thank you",
    "you can reach me at jo@example.com or +1 212 555 0100",
];

impl World {
    /// Somebody does something.
    pub fn somebody_acts(&mut self) {
        match self.rng.below(21) {
            0..9 => self.a_visitor_acts(),
            20 => self.somebody_posts(),
            9..13 => self.an_agent_speaks(),
            13..18 => self.an_agent_is_at_the_desk(),
            _ if self.settings.assistant == Assistant::External => self.a_bot_looks(),
            _ => self.an_agent_is_at_the_desk(),
        }
    }

    fn a_visitor_acts(&mut self) {
        let n = self.rng.below(self.visitors.len());
        let client_id = self.visitors[n].next_id();
        let last = self.visitors[n].session.last_seq();
        let state = self.visitors[n].session.state().cloned();
        let action = match self.rng.below(20) {
            0..8 => {
                let mut text = (*self.rng.pick(&SAYINGS)).to_owned();
                if self.rng.chance(10) {
                    text = "x".repeat(MAX_TEXT_CHARS + 1);
                }
                FromVisitor::Say { client_id, text, attachments: Vec::new() }
            }
            8 | 9 => FromVisitor::AskHuman { client_id },
            10 | 11 => {
                let open = match state.map(|state| state.stage) {
                    Some(VisitorStage::Bot { open_offer, .. }) => open_offer,
                    _ => None,
                };
                let any = Seq(self.rng.below(last.0 as usize + 2) as u64);
                let offer = open.filter(|_| self.rng.chance(900)).unwrap_or(any);
                let choice = *self.rng.pick(&[ChoiceKind::Connect, ChoiceKind::Stay]);
                FromVisitor::AnswerOffer { client_id, offer, choice, article: None }
            }
            12 if self.rng.chance(500) => {
                let alternative = *self.rng.pick(&[Alternative::Callback, Alternative::Email]);
                FromVisitor::Choose { client_id, alternative }
            }
            12 => FromVisitor::CancelWait { client_id },
            13 | 14 => {
                let score = self.rng.below(7) as u8;
                FromVisitor::Rate { client_id, score, comment: None }
            }
            15 => return self.visitor(n, Happening::Typing(true)),
            16 | 17 => return self.visitor(n, Happening::Seen(last)),
            18 => {
                let online = !self.visitors[n].online;
                self.visitors[n].online = online;
                let event = if online { Happening::Online } else { Happening::Offline };
                return self.visitor(n, event);
            }
            _ if self.rng.chance(100) => return self.a_visitor_floods(n),
            _ => FromVisitor::Say {
                client_id,
                text: "and one more thing".into(),
                attachments: Vec::new(),
            },
        };
        self.note(|| format!("visitor {n}: {action:?}"));
        self.visitor(n, Happening::Act(action));
    }

    fn a_visitor_floods(&mut self, n: usize) {
        self.note(|| format!("visitor {n} floods"));
        for _ in 0..self.rng.between(20, 80) {
            let client_id = self.visitors[n].next_id();
            let say = FromVisitor::Say {
                client_id,
                text: "again and again".into(),
                attachments: Vec::new(),
            };
            self.visitor(n, Happening::Act(say));
        }
    }

    fn an_agent_speaks(&mut self) {
        let n = self.rng.below(self.tabs.len());
        let agent = self.tabs[n].0;
        let conversation = conversation_id(self.tabs[n].1.conversation);
        let view = self.consoles[agent].view.as_ref();
        let mine = view.is_some_and(|v| v.mine.iter().any(|m| m.conversation == conversation));
        if self.tabs[n].1.is_idle() {
            if mine || self.rng.chance(300) {
                self.tab(n, Happening::Start);
            }
            return;
        }
        if !mine && self.rng.chance(800) {
            return;
        }
        let client_id = self.tabs[n].1.next_id();
        let last = self.tabs[n].1.session.last_seq();
        let action = match self.rng.below(12) {
            0..5 => {
                FromAgent::Say { client_id, text: "Let me look.".into(), attachments: Vec::new() }
            }
            5 => FromAgent::HandBack { client_id },
            6 | 7 => {
                let text = (*self.rng.pick(&["Glad it worked.", "Bye.", ""])).to_owned();
                FromAgent::Close { client_id, text, reason: Default::default() }
            }
            8 => return self.tab(n, Happening::Typing(true)),
            9 | 10 => return self.tab(n, Happening::Seen(last)),
            _ => return self.tab(n, Happening::Stop),
        };
        self.note(|| format!("agent {agent} in {conversation}: {action:?}"));
        self.tab(n, Happening::Act(action));
    }

    fn an_agent_is_at_the_desk(&mut self) {
        let n = self.rng.below(self.consoles.len());
        let Some(view) = self.consoles[n].view.clone() else { return };
        let offers = view.offers.iter().map(|offer| (offer.conversation.clone(), offer.episode));
        let line = view.line.iter().map(|item| (item.conversation.clone(), item.episode));
        let mine = view.mine.iter().map(|mine| (mine.conversation.clone(), mine.episode));
        let (offers, line) = (offers.collect::<Vec<_>>(), line.collect::<Vec<_>>());
        let mine: Vec<_> = mine.collect();
        let frame = match self.rng.below(20) {
            0..9 if !offers.is_empty() => {
                let (conversation, episode) = self.rng.pick(&offers).clone();
                FromConsole::Accept { conversation, episode }
            }
            9 | 10 if !offers.is_empty() => {
                let (conversation, episode) = self.rng.pick(&offers).clone();
                let reason = self.rng.chance(500).then(|| "I am in a meeting".to_owned());
                FromConsole::Decline { conversation, episode, reason }
            }
            9 | 10 if !mine.is_empty() => {
                let (conversation, episode) = self.rng.pick(&mine).clone();
                let agent = self.people[self.rng.below(self.people.len())].id.clone();
                let department = Department::SUPPORT;
                let to = match self.rng.chance(500) {
                    true => TransferTo::Agent { agent },
                    false => TransferTo::Department { department },
                };
                let reason = (*self.rng.pick(&["needs a second look", ""])).to_owned();
                FromConsole::Transfer { conversation, episode, to, reason }
            }
            18 if !mine.is_empty() => {
                let (conversation, episode) = self.rng.pick(&mine).clone();
                FromConsole::CancelTransfer { conversation, episode }
            }
            19 if !view.cases.is_empty() && self.rng.chance(300) => {
                let case = self.rng.pick(&view.cases).case.clone();
                let (conversation, episode) = (case.conversation, case.episode);
                FromConsole::TakeOver { conversation, episode }
            }
            19 if !view.promises.is_empty() => {
                let promise = self.rng.pick(&view.promises).clone();
                let (conversation, episode) = (promise.conversation, promise.episode);
                let promise = Some(promise.promise.number);
                FromConsole::KeepPromise { conversation, episode, promise }
            }
            11..14 if !line.is_empty() => {
                let (conversation, episode) = self.rng.pick(&line).clone();
                FromConsole::Take { conversation, episode }
            }
            14 => {
                // What the page shows may be long gone.
                let stale = (conversation_id(self.rng.below(5)), Episode(self.rng.below(4) as u32));
                let (conversation, episode) = mine.into_iter().next().unwrap_or(stale);
                FromConsole::Accept { conversation, episode }
            }
            15 | 16 => {
                use Status::{Available, Break, Busy, Offline};
                let status =
                    *self.rng.pick(&[Available, Available, Available, Busy, Break, Offline]);
                self.consoles[n].wanted = status;
                FromConsole::SetStatus { status }
            }
            17 if self.rng.chance(500) => return self.an_agent_goes_or_comes(n),
            _ => return,
        };
        let wishes = vec![Wish::Send(write(&frame))];
        self.note(|| format!("agent {n}: {frame:?}"));
        self.wished(Who::Console(n), Place::Desk, wishes);
    }

    fn an_agent_goes_or_comes(&mut self, n: usize) {
        let online = !self.consoles[n].online;
        self.note(|| format!("agent {n} online: {online}"));
        self.set_console_online(n, online);
        for tab in 0..self.tabs.len() {
            if self.tabs[tab].0 == n {
                self.tabs[tab].1.online = online;
                let event = if online { Happening::Online } else { Happening::Offline };
                self.tab(tab, event);
            }
        }
    }

    pub fn set_console_online(&mut self, n: usize, online: bool) {
        self.consoles[n].online = online;
        if !online && let Some(link) = self.consoles[n].link {
            self.consoles[n].lost(self.now, &mut self.rng);
            self.hang_up(link);
        }
    }

    /// A bot of the site's own asks for the open question, and answers it in its own time.
    fn a_bot_looks(&mut self) {
        let n = self.rng.below(self.conversations.len());
        let mut open: Option<OpenQuestion> = None;
        self.on_conversation(n, |shell, moment| {
            if let Reply::Body(body) = shell.call(moment, ConversationCall::Question)? {
                open = serde_json::from_str(&body).ok();
            }
            Ok(())
        });
        let Some(OpenQuestion { epoch, to: Some(to), .. }) = open else { return };
        let wrong = self.rng.chance(100);
        let epoch = if wrong { Epoch(self.rng.below(6) as u32) } else { epoch };
        let confidence = self.rng.below(130) as u8;
        let answer = BotAnswer { epoch, to, text: "So it is.".into(), confidence };
        let delay = *self.rng.pick(&[50, 2_000, 9_000, 25_000]);
        let at = self.now + Millis(self.rng.between(1, delay));
        if self.rng.chance(200) {
            let again = at + Millis(self.rng.between(0, 20_000));
            self.at(again, Event::BotAnswers(n, answer.clone()));
        }
        self.at(at, Event::BotAnswers(n, answer));
    }
}

/// So that agents are silent for too long in the time that a run has.
pub fn impatient(rng: &mut Prng) -> TierSetting {
    let silent_after = Some(Millis::seconds(rng.between(10, 120)));
    TierSetting { silent_after, ..TierSetting::default() }
}

pub fn person(name: &str, rng: &mut Prng) -> Person {
    let capacity = u32::try_from(rng.between(1, 2)).unwrap_or(1);
    let department = Department::SUPPORT;
    let id = AgentId::new(name.to_lowercase()).expect("a good id");
    let profile = Profile {
        name: name.into(),
        department,
        capacity,
        skills: Vec::new(),
        languages: Vec::new(),
        role: *rng.pick(&[AgentRole::Agent, AgentRole::Agent, AgentRole::Supervisor]),
    };
    Person { id, profile }
}
