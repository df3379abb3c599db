//! What a forecast costs: `cargo run --release -p milepost-forecast --example speed`.

use std::num::{NonZeroU32, NonZeroUsize};

use milepost_forecast::{Finished, History, OpenTask, Plan, Seed, Settings, forecast};

#[expect(clippy::print_stdout, clippy::disallowed_methods, reason = "this is a measurement")]
fn main() {
    let threads = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let history = History::new((0..400_u32).map(|i| Finished {
        estimate: f64::from(i % 13 + 1) / 2.0,
        actual: f64::from(i * 7 % 17 + 1) / 2.0,
        person: Some(format!("person {}", i % 3)),
    }));
    for (tasks, trials) in [(50, 10_000), (1_000, 10_000), (1_000, 100_000)] {
        let plan = plan(tasks);
        let settings = Settings { trials, seed: Seed([1; 32]), threads, block: None };
        let start = std::time::Instant::now();
        let (forecast, _) = forecast(&plan, &history, &settings).expect("a plan without cycles");
        println!(
            "{tasks} tasks, {trials} trials, {threads} threads: {:.3} s, P80 {:.1} h of work, {:.1} h of time",
            start.elapsed().as_secs_f64(),
            forecast.effort.p80,
            forecast.span.p80
        );
    }
}

/// Chains of ten tasks, of which every third also waits for the chain before, for four workers.
fn plan(tasks: u32) -> Plan {
    let task = |id: u32| {
        let before = (!id.is_multiple_of(10)).then(|| (id - 1).to_string());
        let beside = (id >= 10 && id.is_multiple_of(3)).then(|| (id - 10).to_string());
        OpenTask {
            after: before.into_iter().chain(beside).collect(),
            ..OpenTask::new(id.to_string(), f64::from(id % 9 + 1) / 2.0)
        }
    };
    Plan::for_workers((0..tasks).map(task).collect(), NonZeroU32::new(4).expect("above zero"))
}
