//! The workload alone, for a runtime to call: each call of `main` has one conversation.

use std::sync::LazyLock;
use warmline_knowledge::Index;
use warmline_lab::engine;

static INDEX: LazyLock<Index> = LazyLock::new(engine::index);

fn main() {
    let conversations = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(1);
    for _ in 0..conversations {
        std::hint::black_box(engine::conversation(&INDEX));
    }
}
