//! The line is cut, or the page reloaded, at every single point of a conversation.

use super::world::{LINES, Line, World};

const ACTIONS: usize = 12;

/// What goes wrong at one step of the conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    Nothing,
    /// The line of the frame breaks before it is delivered, or after; the client is told or is not.
    Cut {
        after: bool,
        told: bool,
    },
    /// The page at the frame's client's end is loaded anew.
    Reload {
        after: bool,
    },
}

/// Plays the script, an action in front of every other frame, with the fault at frame `at`.
/// Returns how many frames there were before the settling.
fn play(at: usize, fault: Fault, ack_first: bool) -> usize {
    let mut world = World::new(ack_first);
    play_in(&mut world, at, fault)
}

fn play_in(world: &mut World, at: usize, fault: Fault) -> usize {
    let (mut frames, mut acted, mut turn) = (0, 0, 0);
    loop {
        // Three frames per action, so that actions meet every stage of those before them.
        if acted < ACTIONS && frames >= 3 * acted {
            world.script(acted);
            acted += 1;
        }
        turn += 1;
        let line = (0..4).map(|n| LINES[(turn + n) % 4]).find(|line| world.has(*line));
        let Some(line) = line else {
            if acted == ACTIONS {
                break;
            }
            // Nothing moves: the client rests, so time must pass.
            let next = [world.visitor.session.next_deadline(), world.agent.session.next_deadline()];
            world.now = next.into_iter().flatten().min().unwrap_or(world.now);
            world.tick();
            if acted < ACTIONS {
                world.script(acted);
                acted += 1;
            }
            continue;
        };
        let hit = frames == at;
        frames += 1;
        let after = match fault {
            Fault::Nothing => true,
            Fault::Cut { after, .. } | Fault::Reload { after } => after,
        };
        if !hit || after {
            world.deliver(line);
        }
        if hit {
            strike(world, line, fault);
            world.check();
        }
    }
    world.settle();
    world.check_complete(true);
    frames
}

fn strike(world: &mut World, line: Line, fault: Fault) {
    let now = world.now;
    let visitor = matches!(line, Line::VisitorUp | Line::VisitorDown);
    match fault {
        Fault::Nothing => {}
        Fault::Cut { told, .. } if visitor => world.visitor.cut(now, told),
        Fault::Cut { told, .. } => world.agent.cut(now, told),
        Fault::Reload { .. } if visitor => world.visitor.reload(now),
        Fault::Reload { .. } => world.agent.reload(now),
    }
}

fn at_every_frame(fault: Fault) {
    for ack_first in [false, true] {
        let frames = play(usize::MAX, Fault::Nothing, ack_first);
        assert!(frames >= 4 * ACTIONS, "only {frames} frames");
        for at in 0..frames {
            play(at, fault, ack_first);
        }
    }
}

//
#[test]
fn a_line_cut_before_or_after_any_frame_loses_nothing_and_doubles_nothing() {
    at_every_frame(Fault::Cut { after: false, told: true });
    at_every_frame(Fault::Cut { after: true, told: true });
}

//
#[test]
fn a_line_that_goes_dead_in_silence_at_any_frame_loses_nothing_and_doubles_nothing() {
    at_every_frame(Fault::Cut { after: false, told: false });
    at_every_frame(Fault::Cut { after: true, told: false });
}

//
#[test]
fn a_page_reloaded_before_or_after_any_frame_loses_nothing_and_doubles_nothing() {
    at_every_frame(Fault::Reload { after: false });
    at_every_frame(Fault::Reload { after: true });
}

// what is kept is kept before it is sent.
#[test]
fn a_page_reloaded_after_any_single_effect_loses_nothing_and_doubles_nothing() {
    let mut world = World::new(false);
    play_in(&mut world, usize::MAX, Fault::Nothing);
    for at in 1..=world.visitor.effects {
        let mut world = World::new(false);
        world.visitor.reload_after_effect = Some(at);
        play_in(&mut world, usize::MAX, Fault::Nothing);
    }
    for at in 1..=world.agent.effects {
        let mut world = World::new(false);
        world.agent.reload_after_effect = Some(at);
        play_in(&mut world, usize::MAX, Fault::Nothing);
    }
}
