//! What a check costs over `bash -c true`: `cargo run --release -p milepost-runner --example overhead`.
#![expect(clippy::print_stdout, clippy::disallowed_methods, reason = "it measures and says so")]

use std::{
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use milepost_runner::{CheckSpec, Guard, RunContext, Token, environment, run_checks};
use milepost_system::OsSystem;

const ROUNDS: u32 = 500;

struct Blind;

impl Guard for Blind {
    fn before(&self) -> std::io::Result<Token> {
        Ok(Token(String::new()))
    }

    fn after(&self, _: &Token, _: &[String]) -> std::io::Result<Vec<String>> {
        Ok(Vec::new())
    }
}

fn main() {
    let env = environment(&OsSystem, &[] as &[&str], &std::collections::BTreeMap::new());
    let bare = measure(|| {
        let mut command = Command::new("bash");
        command.args(["-c", "true"]).env_clear().stdin(Stdio::null());
        command.envs(env.iter().filter_map(|(name, value)| Some((name, value.as_ref()?))));
        assert!(command.output().expect("bash runs").status.success());
    });
    let mut spec = CheckSpec::new("key", "true", std::env::temp_dir());
    spec.env.clone_from(&env);
    let context = RunContext::new(&OsSystem, std::env::temp_dir(), &Blind);
    let alone = measure(|| {
        assert!(run_checks(std::slice::from_ref(&spec), &context, &mut |_| {})[0].verdict.is_pass());
    });
    let specs = vec![spec.clone(); ROUNDS as usize];
    let (start, cpu) = (Instant::now(), cpu_time());
    assert!(run_checks(&specs, &context, &mut |_| {}).iter().all(|outcome| outcome.verdict.is_pass()));
    let wave = (start.elapsed() / ROUNDS, cpu_time().saturating_sub(cpu) / ROUNDS);
    for (name, (wall, cpu)) in [("bash -c true", bare), ("a check alone", alone), ("a check of a wave", wave)]
    {
        println!("{name:20} wall {wall:>9.3?}  cpu {cpu:>9.3?}");
    }
}

fn measure(mut work: impl FnMut()) -> (Duration, Duration) {
    for _ in 0..20 {
        work();
    }
    let (start, cpu) = (Instant::now(), cpu_time());
    for _ in 0..ROUNDS {
        work();
    }
    (start.elapsed() / ROUNDS, cpu_time().saturating_sub(cpu) / ROUNDS)
}

/// Processor time of this process and of all children that were waited for, in ticks of 10 ms.
fn cpu_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("/proc is mounted");
    let (_, fields) = stat.rsplit_once(')').expect("a name in parentheses");
    let ticks =
        fields.split_ascii_whitespace().skip(11).take(4).filter_map(|field| field.parse::<u64>().ok());
    Duration::from_millis(ticks.sum::<u64>() * 10)
}
