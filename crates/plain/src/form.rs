//! What a form sends, and the frames that it stands for: the same that a socket would carry.

use url::form_urlencoded;
use warmline_model::{Alternative, ChoiceKind, ClientId, MAX_TEXT_CHARS, Seq, Slot, Timestamp};
use warmline_wire::{Code, FromVisitor, Refusal};

/// What a button is for. Its value in the form is [`Act::value`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// A message.
    Say,
    /// "Talk to a Human"; what was typed by then is sent after it.
    Human,
    /// A button under an offer.
    Answer(Seq, ChoiceKind, Option<String>),
    /// Back to the assistant.
    Back,
    /// Something else than to wait.
    Choose(Alternative),
    /// A call at this time.
    Book(Slot),
    /// What was promised is not wanted any more.
    Cancel(u32),
    /// How it was.
    Rate,
}

impl Act {
    /// As it stands in the form.
    pub fn value(&self) -> String {
        match self {
            Self::Say => "say".into(),
            Self::Human => "human".into(),
            Self::Answer(offer, ChoiceKind::Connect, _) => format!("connect {}", offer.0),
            Self::Answer(offer, ChoiceKind::Stay, _) => format!("stay {}", offer.0),
            Self::Answer(offer, _, article) => {
                format!("article {} {}", offer.0, article.as_deref().unwrap_or_default())
            }
            Self::Back => "back".into(),
            Self::Choose(Alternative::Callback) => "choose callback".into(),
            Self::Choose(Alternative::OnCall) => "choose on_call".into(),
            Self::Choose(Alternative::SelfService) => "choose self_service".into(),
            Self::Choose(_) => "choose email".into(),
            Self::Book(slot) => format!("book {} {}", slot.from.0, slot.until.0),
            Self::Cancel(promise) => format!("cancel {promise}"),
            Self::Rate => "rate".into(),
        }
    }

    fn read(value: &str) -> Option<Self> {
        let mut parts = value.splitn(3, ' ');
        let what = parts.next()?;
        let mut number = || parts.next()?.parse::<i64>().ok();
        Some(match what {
            "say" => Self::Say,
            "human" => Self::Human,
            "connect" | "stay" | "article" => {
                let offer = Seq(u64::try_from(number()?).ok()?);
                let article = parts.next().map(str::to_owned);
                match what {
                    "connect" => Self::Answer(offer, ChoiceKind::Connect, None),
                    "stay" => Self::Answer(offer, ChoiceKind::Stay, None),
                    _ => Self::Answer(offer, ChoiceKind::Article, article),
                }
            }
            "back" => Self::Back,
            "choose" => Self::Choose(match parts.next()? {
                "callback" => Alternative::Callback,
                "on_call" => Alternative::OnCall,
                "self_service" => Alternative::SelfService,
                "email" => Alternative::Email,
                _ => return None,
            }),
            "book" => {
                let (from, until) = (Timestamp(number()?), Timestamp(number()?));
                Self::Book(Slot { from, until })
            }
            "cancel" => Self::Cancel(u32::try_from(number()?).ok()?),
            "rate" => Self::Rate,
            _ => return None,
        })
    }
}

/// What is wrong with a form, for whoever sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// There is nothing to send.
    Empty,
    /// A message of so many characters.
    TooLong(usize),
    /// A rating without stars.
    NoScore,
    /// A remark of so many characters.
    LongRemark(usize),
    /// No form of these pages.
    Unreadable,
}

impl Wrong {
    /// The longest remark of a rating, in characters.
    const MAX_REMARK: usize = 1_000;

    /// In words.
    pub fn words(&self) -> String {
        match self {
            Self::Empty => "Please write a message first.".into(),
            Self::TooLong(given) => format!(
                "Your message has {given} characters; at most {MAX_TEXT_CHARS} can be sent at once. It is still \
                 below: please send it in parts."
            ),
            Self::NoScore => "Please choose from 1 to 5 first.".into(),
            Self::LongRemark(given) => format!(
                "Your remark has {given} characters; at most {} can be sent. Please make it shorter.",
                Self::MAX_REMARK
            ),
            Self::Unreadable => "This could not be read. Please try it again from here.".into(),
        }
    }
}

/// What a form sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// The sealed field: which page it is from.
    pub seal: String,
    /// What was typed, as it was typed.
    pub text: String,
    act: String,
    score: String,
}

impl Form {
    /// Reads the body of a form; a field that is not there is empty.
    pub fn read(body: &str) -> Self {
        let mut form = Self::default();
        for (name, value) in form_urlencoded::parse(body.as_bytes()) {
            let field = match &*name {
                "seal" => &mut form.seal,
                "text" => &mut form.text,
                "do" => &mut form.act,
                "score" => &mut form.score,
                _ => continue,
            };
            // A form ends lines with two characters that are one to whoever typed them.
            *field = value.replace("\r\n", "\n");
        }
        form
    }

    /// The frames it stands for, in order. `name` is the form's own: sent twice, they are the same actions.
    ///
    /// # Errors
    /// What is wrong with it; nothing is to be sent then.
    pub fn frames(&self, name: &str) -> Result<Vec<FromVisitor>, Wrong> {
        // A key press in the only field of a form sends no button's value.
        let act = if self.act.is_empty() { Some(Act::Say) } else { Act::read(&self.act) };
        let act = act.ok_or(Wrong::Unreadable)?;
        let id = |what: &str| client_id(name, what).ok_or(Wrong::Unreadable);
        let client_id = id(&act.value())?;
        let length = self.text.chars().count();
        Ok(vec![match act {
            Act::Say => return Ok(vec![self.message(&id)?]),
            Act::Human => {
                let asked = FromVisitor::AskHuman { client_id };
                if self.text.trim().is_empty() {
                    return Ok(vec![asked]);
                }
                // First, so that no bot answers what is meant for a person.
                return Ok(vec![asked, self.message(&id)?]);
            }
            Act::Answer(offer, choice, article) => {
                FromVisitor::AnswerOffer { client_id, offer, choice, article }
            }
            Act::Back => FromVisitor::CancelWait { client_id },
            Act::Choose(alternative) => FromVisitor::Choose { client_id, alternative },
            Act::Book(slot) => FromVisitor::Book { client_id, slot },
            Act::Cancel(promise) => FromVisitor::CancelPromise { client_id, promise },
            Act::Rate => {
                if length > Wrong::MAX_REMARK {
                    return Err(Wrong::LongRemark(length));
                }
                let score = self.score.parse().ok().filter(|score| (1..=5).contains(score));
                let remark = self.text.trim();
                let comment = (!remark.is_empty()).then(|| remark.to_owned());
                FromVisitor::Rate { client_id, score: score.ok_or(Wrong::NoScore)?, comment }
            }
        }])
    }

    fn message(&self, id: &impl Fn(&str) -> Result<ClientId, Wrong>) -> Result<FromVisitor, Wrong> {
        let length = self.text.chars().count();
        if self.text.trim().is_empty() {
            return Err(Wrong::Empty);
        }
        if length > MAX_TEXT_CHARS {
            return Err(Wrong::TooLong(length));
        }
        // Other words are another message, also from a page that was gone back to.
        let client_id = id(&["say ", &self.text].concat())?;
        Ok(FromVisitor::Say { client_id, text: self.text.clone(), attachments: Vec::new() })
    }
}

/// The name of an action from the form of that name.
fn client_id(name: &str, what: &str) -> Option<ClientId> {
    let fold = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let hash = what.bytes().fold(0xcbf2_9ce4_8422_2325, fold);
    let name: String = name.chars().take(22).collect();
    ClientId::new(format!("{name}-{hash:016x}")).ok()
}

/// Why something was refused, in words for whoever did it.
pub fn refusal_words(refusal: &Refusal) -> String {
    match refusal.code {
        Code::Closed | Code::OfferGone | Code::NotNow => {
            "That is not possible any more: things have changed since. This is how they stand now."
                .into()
        }
        Code::SlowDown => "That was a lot at once. Please wait a moment, and try it again.".into(),
        Code::Empty => Wrong::Empty.words(),
        Code::Internal => "Something went wrong on our side. Please try it again.".into(),
        _ => refusal.message.clone(),
    }
}
