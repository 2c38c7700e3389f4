//! The desk as its agents see it. What all of them see is put together once for all.

use std::collections::BTreeMap;
use warmline_handoff::desk::{
    Assignment, BookedCall, CalendarState, Cause, Desk, End, From, Need, Offer, Place,
    PromiseCount, Promised, Tally, Target, Wait, Waiter,
};
use warmline_model::{
    AgentId, ConversationId, Department, Language, Millis, Promise, PromiseState, Role, SlaEvent,
    Status, Timestamp,
};
use warmline_wire::{
    CalendarView, CallView, Case, Clocks, DeskView, LineItem, Me, Mine, OfferView, OnCallNeed,
    PassedOn, PromiseView, PromisesKept, TeamMember, TransferTo, WaitRange, Waiting, WaitingCause,
    WaitingNotice,
};

/// How many of the line, of the colleagues' conversations and of the promises a console is shown.
const SHOWN: usize = 100;

/// All views of one moment.
pub(super) struct Views<'a> {
    now: Timestamp,
    desk: &'a Desk,
    offers: BTreeMap<&'a AgentId, Vec<(&'a Place, &'a Offer)>>,
    cases: BTreeMap<&'a AgentId, Vec<(&'a ConversationId, &'a Assignment)>>,
    oldest: Vec<(&'a ConversationId, &'a Assignment)>,
    line: Vec<LineItem>,
    team: Vec<TeamMember>,
    departments: Vec<Department>,
    promises: Vec<PromiseView>,
    on_call: Vec<OnCallNeed>,
    calls: Vec<CallView>,
}

impl<'a> Views<'a> {
    pub(super) fn new(now: Timestamp, desk: &'a Desk) -> Self {
        let mut offers: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for agent in desk.agents().keys() {
            let standing = desk.offered_to(agent).filter_map(|p| Some((p, p.offer.as_ref()?)));
            offers.insert(agent, standing.collect());
        }
        let mut cases: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (conversation, case) in desk.assigned() {
            cases.entry(&case.agent).or_default().push((conversation, case));
        }
        let mut oldest: Vec<_> = desk.assigned().iter().collect();
        oldest.sort_by_key(|(_, case)| case.since);
        let mut promises: Vec<_> = desk.promises().collect();
        let urgency = |promise: &Promise| (promise.state() == PromiseState::Open, promise.due);
        promises.sort_by_key(|promised| urgency(&promised.promise));
        let promises = promises.into_iter().take(SHOWN).map(|promised| PromiseView {
            conversation: promised.conversation.clone(),
            episode: promised.episode,
            summary: promised.summary.clone(),
            customer: promised.customer.clone(),
            department: promised.department,
            promise: promised.promise.clone(),
        });
        let team = desk.agents().iter().map(|(id, agent)| TeamMember {
            id: id.clone(),
            name: agent.profile.name.clone(),
            status: if agent.connected { agent.status } else { Status::Offline },
            active: agent.active(),
            capacity: agent.profile.capacity,
            department: agent.profile.department,
            skills: agent.profile.skills.clone(),
            languages: agent.profile.languages.clone(),
        });
        Self {
            now,
            desk,
            offers,
            cases,
            oldest,
            line: desk.line(SHOWN).zip(1..).map(|(place, n)| in_line(desk, place, n)).collect(),
            team: team.collect(),
            departments: desk.settings().teams().into_keys().collect(),
            promises: promises.collect(),
            on_call: needs(desk),
            calls: desk.calls().into_iter().take(SHOWN).map(|call| booked(desk, call)).collect(),
        }
    }

    /// What one agent sees.
    pub(super) fn of(&self, id: &AgentId) -> Option<DeskView> {
        let Self { now, desk, .. } = *self;
        let me = desk.agents().get(id)?;
        let supervises = me.profile.role >= Role::Supervisor;
        let offers = self.offers.get(id).into_iter().flatten();
        let mine = self.cases.get(id).into_iter().flatten();
        let others = self.oldest.iter().filter(|(_, case)| case.agent != *id);
        let cases = others.filter(|_| supervises).take(SHOWN).map(|(conversation, case)| Case {
            agent: case.agent.clone(),
            case: held(desk, conversation, case),
        });
        Some(DeskView {
            me: Me {
                id: id.clone(),
                name: me.profile.name.clone(),
                department: me.profile.department,
                status: me.status,
                capacity: me.profile.capacity,
                role: me.profile.role,
            },
            now,
            offers: offers.map(|(place, offer)| offered(desk, place, offer)).collect(),
            mine: mine.map(|(conversation, case)| held(desk, conversation, case)).collect(),
            line: self.line.clone(),
            waiting: u32::try_from(desk.waiting()).unwrap_or(u32::MAX),
            team: self.team.iter().filter(|member| member.id != *id).cloned().collect(),
            departments: self.departments.clone(),
            cases: cases.collect(),
            promises: self.promises.clone(),
            on_call: if supervises { self.on_call.clone() } else { Vec::new() },
            promises_kept: if supervises { promises_kept(desk) } else { Vec::new() },
            wait_score: desk.wait_score(),
            tally: supervises.then(|| tally(desk.tally())),
            calls: self.calls.clone(),
            calendars: if supervises { calendars(desk) } else { Vec::new() },
        })
    }
}

/// Those that somebody may still see to; what an agent has, or is over, is seen elsewhere.
fn needs(desk: &Desk) -> Vec<OnCallNeed> {
    let open = |need: &&Need| !matches!(need.end, Some(End::Over { .. }));
    let unserved = |need: &&Need| !desk.assigned().contains_key(&need.needed.conversation);
    let mut needs: Vec<_> = desk.on_call_needs().filter(open).filter(unserved).collect();
    needs.sort_by_key(|need| std::cmp::Reverse(need.since));
    needs.into_iter().take(SHOWN).map(super::on_call::shown).collect()
}

fn promises_kept(desk: &Desk) -> Vec<PromisesKept> {
    let kept = desk.promises_kept().into_iter().map(|(kind, count)| {
        let PromiseCount { made, kept, broken, replaced, open, at_risk } = count;
        PromisesKept { kind, made, kept, broken, replaced, open, at_risk }
    });
    kept.collect()
}

fn booked(desk: &Desk, call: &BookedCall) -> CallView {
    let of = |promised: &&Promised| {
        (&promised.conversation, promised.episode) == (&call.conversation, call.episode)
    };
    let promised = desk.promises().find(of);
    CallView {
        conversation: call.conversation.clone(),
        episode: call.episode,
        department: call.department,
        slot: call.slot,
        soon: call.soon,
        customer: promised.and_then(|promised| promised.customer.clone()),
        contact: promised.map(|promised| promised.promise.contact.clone()),
    }
}

fn calendars(desk: &Desk) -> Vec<CalendarView> {
    let view = |state: CalendarState| CalendarView {
        name: state.name,
        read: state.read,
        fault: state.fault,
        skips: state.skips,
        first: state.first,
        counts: state.counts,
    };
    desk.calendars().into_iter().map(view).collect()
}

fn in_line(desk: &Desk, place: &Place, position: u32) -> LineItem {
    let waiter = &place.waiter;
    LineItem {
        conversation: waiter.conversation.clone(),
        episode: waiter.episode,
        position,
        tier: waiter.tier,
        department: waiter.department,
        summary: waiter.summary.clone(),
        customer: waiter.customer.clone(),
        since: waiter.since,
        offered_to: place.offer.as_ref().map(|offer| offer.agent.clone()),
        language: foreign(desk, waiter.language),
        clocks: clocks(desk, waiter, &place.sla),
        from: place.transfer.as_ref().and(place.from.as_ref()).map(passed_on),
        lost: place.front,
        declined: place.declined,
        wait: place.told().and_then(|told| told.wait).map(range),
    }
}

fn offered(desk: &Desk, place: &Place, offer: &Offer) -> OfferView {
    let waiter = &place.waiter;
    OfferView {
        conversation: waiter.conversation.clone(),
        episode: waiter.episode,
        at: offer.at,
        read_until: offer.read_until,
        expires: offer.expires,
        tier: waiter.tier,
        summary: waiter.summary.clone(),
        clocks: clocks(desk, waiter, &place.sla),
        language: foreign(desk, waiter.language),
        from: place.from.as_ref().map(passed_on),
        lost: place.front,
        routing: Box::new(offer.routing.clone()),
    }
}

fn held(desk: &Desk, conversation: &ConversationId, case: &Assignment) -> Mine {
    let transfer = desk.places().get(conversation).and_then(|place| place.transfer.as_ref());
    Mine {
        conversation: conversation.clone(),
        episode: case.waiter.episode,
        summary: case.waiter.summary.clone(),
        customer: case.waiter.customer.clone(),
        since: case.since,
        tier: case.waiter.tier,
        department: case.waiter.department,
        clocks: clocks(desk, &case.waiter, &case.sla),
        passing_to: transfer.map(|to| match to.clone() {
            Target::Agent(agent) => TransferTo::Agent { agent },
            Target::Department(department) => TransferTo::Department { department },
        }),
    }
}

fn clocks(desk: &Desk, waiter: &Waiter, events: &[SlaEvent]) -> Clocks {
    let (first_response, resolution) = desk.clocks(waiter);
    Clocks { first_response, resolution, events: events.to_vec() }
}

fn foreign(desk: &Desk, language: Language) -> Option<Language> {
    Some(language).filter(|language| *language != desk.settings().language)
}

fn passed_on(from: &From) -> PassedOn {
    PassedOn { agent: from.agent.clone(), name: from.name.clone(), reason: from.reason.clone() }
}

fn range(wait: Wait) -> WaitRange {
    let seconds = |span: Millis| u32::try_from(span.as_seconds_ceil().max(0)).unwrap_or(u32::MAX);
    WaitRange { low_s: seconds(wait.low), high_s: seconds(wait.high) }
}

fn tally(tally: &Tally) -> warmline_wire::Tally {
    let Tally {
        joined,
        served,
        out_of_turn,
        declined,
        expired,
        lost,
        transferred,
        wrong_department,
        second_transfers,
        first_response_breached,
        resolution_breached,
    } = *tally;
    warmline_wire::Tally {
        joined,
        served,
        out_of_turn,
        declined,
        expired,
        lost,
        transferred,
        wrong_department,
        second_transfers,
        first_response_breached,
        resolution_breached,
    }
}

/// All that waits for an agent, the oldest first.
pub(super) fn waiting(desk: &Desk, agent: &AgentId) -> Waiting {
    let mut notices = desk.notices(agent);
    notices.sort_by_key(|notice| notice.since);
    let notices = notices.into_iter().map(|notice| WaitingNotice {
        conversation: notice.conversation,
        cause: match notice.cause {
            Cause::Offer => WaitingCause::Offer,
            Cause::Message => WaitingCause::Message,
            Cause::Service => WaitingCause::Service,
            Cause::Call => WaitingCause::Call,
            Cause::Promise => WaitingCause::Promise,
        },
        since: notice.since,
        tier: notice.tier,
        customer: notice.customer,
        pushed: notice.pushed,
    });
    Waiting { notices: notices.collect() }
}
