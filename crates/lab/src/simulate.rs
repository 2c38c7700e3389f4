//! `simulate` and `bench-queue`: the desk's laws and figures, as a table and as one line of JSON.

use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use warmline_lab::queue::{bench, days, erlang, laws, oracle, score, split};

/// Where the days' and the queue's random numbers begin; the days were made with others.
const SEED: u64 = 1;
/// Customers at each load of the ideal queue.
const IDEAL: usize = 60_000;

/// `simulate [--seeds N] [--cases N] [--seed N] [--out DIR] [--json]`.
///
/// # Errors
/// An argument that can't be read, a file that can't be written, or a broken law.
pub fn command(args: &[String]) -> Result<()> {
    let number = |name: &str, default: u64| -> Result<u64> {
        let at = args.iter().position(|arg| arg == name);
        let value = at.map(|at| args.get(at + 1).with_context(|| format!("{name} needs a number")));
        value.transpose()?.map_or(Ok(default), |text| {
            text.parse().with_context(|| format!("{name}: {text} is no number"))
        })
    };
    let seeds = number("--seeds", 2_000)?;
    let cases = number("--cases", seeds.saturating_mul(10).min(1_000_000))?;
    let seed = number("--seed", SEED)?;
    let out = args.iter().position(|arg| arg == "--out").and_then(|at| args.get(at + 1));
    let out = PathBuf::from(out.map_or("target/simulate", String::as_str));
    std::fs::create_dir_all(&out).with_context(|| format!("{} can't be made", out.display()))?;

    let threads = std::thread::available_parallelism().map_or(1, |n| n.get() as u64);
    let begun = Instant::now();
    let lives = laws::live(1..seeds + 1, threads);
    println!(
        "laws       {} broken in {} lives, {} steps",
        lives.broken.len(),
        lives.seeds,
        lives.steps
    );
    println!(
        "           {} events at desks, {} assignments, {} passed on, {} agents lost, {} near-breaches and breaches; {:.0} s",
        lives.desk_events,
        lives.assignments,
        lives.changed_hands,
        lives.lost_agents,
        lives.sla_events,
        begun.elapsed().as_secs_f64()
    );
    for broken in lives.broken.iter().take(20) {
        println!("           {broken}");
    }

    let begun = Instant::now();
    let routing = oracle::compare(1, cases);
    match &routing {
        Ok(n) => println!(
            "routing    {n} offers as the rules say; {:.0} s",
            begun.elapsed().as_secs_f64()
        ),
        Err(difference) => println!("routing    differs: {difference}"),
    }

    println!(
        "waits      told and true, seed {seed}       inside shorter longer   error  naive  ratio  who had to wait: inside ratio"
    );
    let mut waits = serde_json::Map::new();
    for (kind, told) in live_all(seed) {
        let score = score::score(&told);
        println!(
            "           {:14} {:6} customers  {:5.1} % {:5.1} % {:5.1} %  {:5.1} s {:5.1} s  {:.2}   {:5.1} %         {:5.1} %  {:.2}",
            kind.name(),
            score.customers,
            score.inside,
            score.shorter,
            score.longer,
            score.error,
            score.naive_error,
            score.ratio,
            score.had_to_wait,
            score.inside_of_those_who_waited,
            score.ratio_of_those_who_waited
        );
        let file = out.join(format!("{}.svg", kind.name()));
        std::fs::write(&file, score::chart(kind.name(), &told))
            .with_context(|| format!("{} can't be written", file.display()))?;
        waits.insert(kind.name().to_owned(), serde_json::to_value(score)?);
    }

    let ideal: Vec<_> = [0.7, 0.8, 0.9].map(|load| erlang::compare(load, IDEAL, seed)).to_vec();
    for one in &ideal {
        println!(
            "ideal      load {:.0} %: mean wait {:.1} s, an ideal queue with the same customers {:.1} s, off by {:.2} %, Erlang C {:.1} s, off by {:.2} %",
            one.load * 100.0,
            one.desk,
            one.ideal,
            one.off,
            one.erlang,
            one.off_erlang
        );
    }

    let sides = split::compare(seed);
    for (name, side) in [("one desk", &sides.one), ("by department", &sides.several)] {
        println!(
            "split      {name:14} {} desks, laws broken {}, {} of {} served, median wait {:.0} s, 90th {:.0} s, inside {:.1} %, longest line {}, events at the busiest {}",
            side.desks,
            side.laws_broken,
            side.served,
            side.customers,
            side.score.median_wait,
            side.score.ninth_wait,
            side.score.inside,
            side.longest_line,
            side.events
        );
        if let Some(first) = &side.first_broken {
            println!("           {first}");
        }
    }

    let equal = routing.is_ok();
    let figures = json!({
        "laws": lives,
        "routing": { "cases": routing.as_ref().ok(), "difference": routing.as_ref().err() },
        "waits": waits,
        "ideal_queue": ideal,
        "split": sides,
        "seed": seed,
    });
    let file = out.join("figures.json");
    std::fs::write(&file, serde_json::to_string_pretty(&figures)?)
        .with_context(|| format!("{} can't be written", file.display()))?;
    println!("figures and charts are in {}", out.display());
    if args.iter().any(|arg| arg == "--json") {
        println!("{figures}");
    }
    let split_broken = sides.one.laws_broken + sides.several.laws_broken;
    if !lives.broken.is_empty() || !equal || split_broken > 0 {
        bail!("a law of the desk is broken; see above");
    }
    Ok(())
}

fn live_all(seed: u64) -> Vec<(days::Kind, Vec<warmline_lab::queue::office::Told>)> {
    std::thread::scope(|scope| {
        let running: Vec<_> = days::Kind::ALL
            .into_iter()
            .map(|kind| (kind, scope.spawn(move || days::live(kind, seed))))
            .collect();
        let ended = running.into_iter();
        ended.map(|(kind, told)| (kind, told.join().unwrap_or_default())).collect()
    })
}

/// `bench-queue [--json]`: the last line is one object.
///
/// # Errors
/// None today; the signature is that of the other commands.
pub fn bench(args: &[String]) -> Result<()> {
    let costs: Vec<_> = bench::LENGTHS.into_iter().map(bench::measure).collect();
    println!(
        "microseconds for one event at the desk, with what is to be stored of it (median / mean / 99th)"
    );
    for of in &costs {
        println!("  {} wait", of.waiting);
        for (name, cost) in [
            ("one comes", of.enqueue),
            ("one is over, its place is offered", of.free),
            ("one is accepted", of.assign),
            ("one in the middle gives up", of.leave),
            ("a sweep of all positions", of.sweep),
        ] {
            println!("    {name:34} {:9.1} / {:9.1} / {:9.1}", cost.median, cost.mean, cost.most);
        }
    }
    let ratios = ratios(&costs);
    println!("  10,000 against 100: {ratios}");
    if args.iter().any(|arg| arg == "--json") {
        println!("{}", json!({ "costs": costs, "ratios": ratios }));
    }
    Ok(())
}

fn ratios(costs: &[bench::Costs]) -> Value {
    let (Some(few), Some(many)) = (costs.first(), costs.last()) else { return Value::Null };
    let ratio = |many: f64, few: f64| (many / few * 10.0).round() / 10.0;
    json!({
        "enqueue": ratio(many.enqueue.median, few.enqueue.median),
        "free": ratio(many.free.median, few.free.median),
        "assign": ratio(many.assign.median, few.assign.median),
        "leave": ratio(many.leave.median, few.leave.median),
    })
}
