//! Five hundred conversations in bad weather, each the same on every run.

use super::world::{Down, LINES, World};
use crate::Event;
use warmline_model::{Millis, Seq};

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// Lost, doubled and swapped frames towards a client; each is found out by the gap it leaves.
fn disturb(down: &mut std::collections::VecDeque<Down>, what: u64) {
    let text = |frame: Option<&Down>| match frame {
        Some(Down::Text(text)) => Some(text.clone()),
        Some(Down::Open) | None => None,
    };
    let (Some(first), second) = (text(down.front()), text(down.get(1))) else { return };
    match what {
        0 => drop(down.pop_front()),
        1 => down.push_front(Down::Text(first)),
        _ if second.is_some() => down.swap(0, 1),
        _ => {}
    }
}

fn weather(seed: u64) {
    let mut dice = Dice(seed);
    let mut world = World::new(seed.is_multiple_of(2));
    let crowded = seed.is_multiple_of(4);
    let mut acted = 0;
    while acted < 30 {
        let now = world.now;
        match dice.roll(40) {
            0..=2 => {
                world.script(acted);
                acted += 1;
            }
            3 => world.visitor.cut(now, dice.roll(3) > 0),
            4 => world.agent.cut(now, dice.roll(3) > 0),
            5 => disturb(&mut world.visitor.down, dice.roll(3)),
            6 => disturb(&mut world.agent.down, dice.roll(3)),
            7 => {
                if let Some(first) = world.visitor.up.front().cloned() {
                    world.visitor.up.push_front(first);
                }
            }
            8 => world.visitor.feed(now, Event::Offline),
            9 => world.agent.feed(now, Event::Offline),
            10 | 11 => world.visitor.feed(now, Event::Online),
            12 | 13 => world.agent.feed(now, Event::Online),
            14 => world.visitor.feed(now, Event::Typing(dice.roll(2) == 0)),
            15 => world.agent.feed(now, Event::Seen(Seq(dice.roll(30)))),
            16 if dice.roll(3) == 0 => world.visitor.reload(now),
            17 if crowded => world.server.busy = dice.roll(4) as u32,
            18..=21 => {
                let most = 1 << dice.roll(17);
                world.now = world.now + Millis(dice.roll(most) as i64);
                world.tick();
            }
            roll => {
                let line = LINES[(roll % 4) as usize];
                world.deliver(line);
            }
        }
        world.check();
    }
    let now = world.now;
    world.visitor.feed(now, Event::Online);
    world.agent.feed(now, Event::Online);
    // A frame lost at the very end leaves no gap: only the next connection can show it.
    world.visitor.cut(now, true);
    world.agent.cut(now, true);
    world.settle();
    // Whoever is told to slow down may be overtaken by what was under way behind them.
    world.check_complete(!crowded);
}

//
#[test]
fn in_any_weather_every_action_is_in_the_log_once_and_both_sides_show_the_log() {
    for seed in 0..500 {
        let played = std::panic::catch_unwind(|| weather(seed));
        assert!(played.is_ok(), "seed {seed}");
    }
}
