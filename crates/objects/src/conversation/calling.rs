//! What other objects and the edge ask of a conversation.

use super::{Context, ConversationObject, OpenQuestion};
use crate::{ConversationCall, Reply, Turn, invites, refusals};
use warmline_handoff::conversation::{Event, Found};
use warmline_wire::{Code, ConversationRead, LOG_PAGE, Refusal, ToAgent, read, write};

const NO_SUCH_CALL: &str = "no call of that number was booked in this conversation";

impl ConversationObject {
    /// A call from another object or from the edge. `Open` of an open conversation changes nothing.
    pub fn call(&mut self, context: &Context<'_>, call: ConversationCall) -> (Turn, Reply) {
        let mut turn = Turn::default();
        let mut reply = Reply::Done;
        match call {
            ConversationCall::Open { .. } => {}
            ConversationCall::Placed { episode, round, standing, as_of } => {
                let event = Event::DeskPlaced { episode, round, standing, as_of };
                self.happened(context, &mut turn, event);
            }
            ConversationCall::Assigned(to) => {
                self.happened(context, &mut turn, Event::DeskAssigned(to));
            }
            ConversationCall::Lost { episode, round, gone } => {
                let event = Event::DeskLost { episode, round, gone };
                self.happened(context, &mut turn, event);
            }
            ConversationCall::Passing { episode, round, passing } => {
                let event = Event::DeskPassing { episode, round, passing };
                self.happened(context, &mut turn, event);
            }
            ConversationCall::Moved { episode, round, desk, passing } => {
                let event = Event::DeskMoved { episode, round, desk, passing };
                self.happened(context, &mut turn, event);
            }
            ConversationCall::Sla { episode, event } => {
                self.happened(context, &mut turn, Event::DeskSla(episode, event));
            }
            ConversationCall::Kept { episode, promise, at } => {
                self.happened(context, &mut turn, Event::DeskKept(episode, promise, at));
            }
            ConversationCall::PromiseMoved { number, from, to } => {
                self.happened(context, &mut turn, Event::DeskPromiseMoved { number, from, to });
            }
            ConversationCall::Slots { episode, slots } => {
                self.happened(context, &mut turn, Event::DeskSlots(episode, slots));
            }
            ConversationCall::Booked { episode, slot } => {
                self.happened(context, &mut turn, Event::DeskBooked(episode, slot));
            }
            ConversationCall::SlotTaken { episode, slot, free } => {
                self.happened(context, &mut turn, Event::DeskSlotTaken(episode, slot, free));
            }
            ConversationCall::CallsEnough { episode, slot } => {
                self.happened(context, &mut turn, Event::DeskCallsEnough(episode, slot));
            }
            ConversationCall::OnCall { episode, news } => {
                self.happened(context, &mut turn, Event::DeskOnCall(episode, news));
            }
            ConversationCall::Frame { text } => {
                let turn = self.visitor_frame(context, true, &text);
                let frames = turn.for_sender().map(str::to_owned).collect();
                return (turn, Reply::Frames(frames));
            }
            ConversationCall::Page { text } => {
                let turn = self.looked_in(context, &text);
                let frames = turn.for_sender().map(str::to_owned).collect();
                return (turn, Reply::Frames(frames));
            }
            ConversationCall::Draft { .. } => {
                reply = self.written(context, &mut turn, call);
                self.finish(context, &mut turn, false);
                return (turn, reply);
            }
            ConversationCall::Written { .. } | ConversationCall::NotWritten { .. } => {
                reply = self.written(context, &mut turn, call);
            }
            ConversationCall::Mailed(mail) => {
                self.happened(context, &mut turn, Event::VisitorMailed(mail));
                let refused = turn.for_sender().find_map(|text| match read(text) {
                    Ok(ToAgent::Refused(refusal)) => Some(refusal),
                    _ => None,
                });
                if let Some(refusal) = refused {
                    reply = Reply::Refused(refusal);
                }
            }
            ConversationCall::Customer(customer) => {
                self.happened(context, &mut turn, Event::CustomerKnown(customer));
            }
            ConversationCall::Identified(customer) => {
                // In a conversation that a bot of another maker carries nobody would answer the widget.
                if self.machine.is_led_from_outside() || self.machine.is_of_another(&customer) {
                    let message = "this conversation is another customer's; begin a new one";
                    reply = Reply::Refused(Refusal::new(Code::NotAllowed, message));
                } else {
                    self.happened(context, &mut turn, Event::CustomerKnown(customer));
                }
            }
            ConversationCall::LookedUp { round, answers } => {
                self.looked_up(context, &mut turn, round, answers);
            }
            ConversationCall::SelfServed { run, answer } => {
                self.happened(context, &mut turn, Event::SelfServed(run, answer));
            }
            ConversationCall::BeginFile { agent, file, bytes } => {
                // What is refused, or was gone already, is no reason to write.
                if let Err(refusal) = self.begin_file(context.now, agent, file, bytes) {
                    self.finish(context, &mut turn, false);
                    return (turn, Reply::Refused(refusal));
                }
            }
            ConversationCall::FileStored { file } => {
                let stored = self.file_stored(context.now, file);
                reply = stored.map_or_else(Reply::Refused, |()| Reply::Done);
            }
            ConversationCall::FileDropped { agent, file } => {
                let changed = self.file_dropped(context.now, agent.as_ref(), &file);
                self.finish(context, &mut turn, changed);
                return (turn, Reply::Done);
            }
            ConversationCall::Read { after } => {
                let mut entries = (context.log)(after, LOG_PAGE + 1);
                let more = entries.len() > LOG_PAGE;
                entries.truncate(LOG_PAGE);
                let next = entries.last().map(|entry| entry.seq).filter(|_| more);
                let state = self.agent_state();
                let card = state.card.clone();
                reply = Reply::Body(write(&ConversationRead { card, state, entries, next }));
                self.finish(context, &mut turn, false);
                return (turn, reply);
            }
            ConversationCall::Card => {
                reply = Reply::Body(write(self.machine.card()));
                self.finish(context, &mut turn, false);
                return (turn, reply);
            }
            ConversationCall::Calendar { number, site } => {
                reply = match self.machine.call_news(context.now, number) {
                    Some(news) => {
                        let inbound = self.machine.settings().inbound();
                        Reply::Body(invites::download(&self.id, &news, &site, inbound))
                    }
                    None => Reply::Refused(Refusal::new(Code::NotFound, NO_SUCH_CALL)),
                };
                self.finish(context, &mut turn, false);
                return (turn, reply);
            }
            ConversationCall::Bot { action } => return self.bot(context, action),
            ConversationCall::Question => {
                let open = self.machine.unanswered();
                let question = OpenQuestion {
                    epoch: self.machine.epoch(),
                    to: open.map(|(q, _)| q.entry),
                    text: open.map(|(q, _)| q.text.clone()),
                };
                reply = Reply::Body(write(&question));
            }
            ConversationCall::Answer(answer) => {
                if let Some(refusal) = refusals::of_answer(&answer) {
                    self.finish(context, &mut turn, false);
                    return (turn, Reply::Refused(refusal));
                }
                let found =
                    Found { article: None, answer: answer.text, confidence: answer.confidence };
                let (epoch, to, found) = (answer.epoch, answer.to, vec![found]);
                self.happened(context, &mut turn, Event::BotAnswered { epoch, to, found });
                let refused = turn.for_sender().next().map(str::to_owned);
                if let Some(Ok(ToAgent::Refused(refusal))) = refused.map(|text| read(&text)) {
                    reply = Reply::Refused(refusal);
                }
            }
        }
        self.finish(context, &mut turn, true);
        (turn, reply)
    }
}
