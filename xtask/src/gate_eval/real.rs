//! The gate on real programs of this machine, beside `hyperfine` itself.

#![expect(clippy::disallowed_methods, reason = "it starts what it measures, and what it is compared with")]

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use milepost_engine::runner::{Bench, CheckSpec, Execution, Guard, RunContext, Token, environment};
use milepost_gate::performance::{Better, Decision, First, Margin, PairOrder, PairedGate, PairedRule};
use milepost_system::OsSystem;
use serde::Serialize;

use super::{Options, peers::Peer};

/// The slowdowns that are put into each program.
const SLOWDOWNS: [u32; 3] = [0, 10, 20];
/// Runs of each side in the habit around `hyperfine`.
const RUNS: usize = 10;
/// Runs of a program that does nothing, to see what the gate costs beside it.
const IDLE: u32 = 200;

/// A program whose work grows with a number.
struct Program {
    name: &'static str,
    /// The command for so many parts of a hundred of the work.
    command: fn(&Path, u32) -> String,
}

/// Work in the processor alone, in memory and files, and in a compressor.
const PROGRAMS: [Program; 3] = [
    Program {
        name: "awk, a loop",
        command: |_, work| format!("awk 'BEGIN {{ for (i = 0; i < {}; i++) s += i % 7 }}'", work * 10_000),
    },
    Program {
        name: "sort, lines",
        command: |folder, work| {
            format!("sort {} > /dev/null", folder.join(format!("lines-{work}")).display())
        },
    },
    Program {
        name: "gzip, bytes",
        command: |folder, work| {
            format!("gzip -9 < {} > /dev/null", folder.join(format!("lines-{work}")).display())
        },
    },
];

/// What came of one program with one slowdown.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Row {
    program: &'static str,
    slowdown: u32,
    rounds: usize,
    /// What the slowdown came to: median of the candidate's CPU time over that of the baseline.
    measured: f64,
    cpu: Counted,
    wall: Counted,
    hyperfine: Counted,
    hyperfine_point: Counted,
    welch: Counted,
    /// Candidate over baseline in processor time, of each pair.
    #[serde(skip)]
    ratios: Vec<f64>,
}

/// How often a method said what, and what that took.
#[derive(Debug, Clone, Copy, Default, Serialize)]
struct Counted {
    regressed: usize,
    within: usize,
    undecided: usize,
    runs: usize,
}

/// What the gate costs beside the program: of a run of nothing, by the gate and started plainly, in milliseconds.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Overhead {
    /// Processor time of all that took part, mean.
    cpu: [f64; 2],
    /// From begin to end, the shortest run: what else the machine does is in all the others.
    shortest: [f64; 2],
    /// From begin to end, median.
    median: [f64; 2],
}

impl Overhead {
    /// Milliseconds of the gate beside one run, in processor time.
    pub(super) fn milliseconds(self) -> f64 {
        self.cpu[0] - self.cpu[1]
    }
}

/// Everything that was measured.
#[derive(Debug, Serialize)]
pub(super) struct Real {
    pub(super) rows: Vec<Row>,
    pub(super) overhead: Overhead,
}

impl Real {
    /// How many verdicts of the gate are wrong, and how many there are: it called an unchanged program regressed, or one that
    /// is slower by twice the budget within it. At the budget itself either is right.
    pub(super) fn wrong(&self) -> (usize, usize) {
        let gates = self.rows.iter().flat_map(|row| [(row.slowdown, row.cpu), (row.slowdown, row.wall)]);
        gates.fold((0, 0), |(wrong, all), (slowdown, counted)| match slowdown {
            0 => (wrong + counted.regressed, all + counted.regressed + counted.within),
            20.. => (wrong + counted.within, all + counted.regressed + counted.within),
            _ => (wrong, all),
        })
    }
}

/// Measures up to `rounds` times each program with each slowdown. After the minutes of the options no further round begins, and
/// the one that goes on ends with the program that is being measured.
///
/// # Errors
/// When no program has the name that was asked for, or a program or `hyperfine` is missing, or fails.
pub(super) fn real(rounds: usize, options: &Options) -> Result<Real, String> {
    let folder = Folder::new()?;
    let context = RunContext::new(&OsSystem, folder.path.clone(), &Unguarded);
    let overhead = overhead(&context, &folder.path)?;
    let wanted = |program: &&Program| options.program.as_ref().is_none_or(|name| program.name.contains(name));
    let programs: Vec<&Program> = PROGRAMS.iter().filter(wanted).collect();
    if programs.is_empty() {
        return Err(format!(
            "no program is called so: there are {}",
            PROGRAMS.map(|one| one.name).join("; ")
        ));
    }
    let mut rows: Vec<Row> = Vec::new();
    for program in &programs {
        let named = |slowdown| Row { program: program.name, slowdown, ..Row::default() };
        rows.extend(SLOWDOWNS.map(named));
    }
    let (start, most) = (Instant::now(), Duration::from_mins(options.minutes));
    'rounds: for round in 0..rounds {
        for (at, row) in rows.iter_mut().enumerate() {
            if round > 0 && start.elapsed() >= most {
                break 'rounds;
            }
            let command = programs[at / SLOWDOWNS.len()].command;
            let commands = [command(&folder.path, 100), command(&folder.path, 100 + row.slowdown)];
            row.round(round, &commands, options.cpu_alone, (&context, &folder.path))?;
        }
        told(round + 1, rounds, start.elapsed());
    }
    for row in &mut rows {
        row.ratios.sort_by(f64::total_cmp);
        row.measured = row.ratios.get(row.ratios.len() / 2).copied().unwrap_or(f64::NAN);
    }
    Ok(Real { rows, overhead })
}

#[expect(clippy::print_stderr, reason = "a development tool, outside of the product")]
fn told(round: usize, rounds: usize, elapsed: Duration) {
    eprintln!("round {round} of {rounds} after {} s", elapsed.as_secs());
}

impl Row {
    /// One measurement by every method.
    fn round(
        &mut self,
        round: usize,
        commands: &[String; 2],
        cpu_alone: bool,
        (context, folder): (&RunContext<'_>, &Path),
    ) -> Result<(), String> {
        let mut sides = commands.each_ref().map(|command| Bench::new(spec(command, folder), context));
        let order = PairOrder::of(self.program, &self.slowdown.to_string(), &round.to_string(), "");
        let rule = PairedRule::new(Better::Lower, Margin::Ratio(0.1)).expect("a usual budget");
        let (mut cpu, mut wall) = (PairedGate::new(rule), PairedGate::new(rule));
        for side in &mut sides {
            once(side)?;
        }
        let mut pair = 0;
        while !(cpu.is_over() && (cpu_alone || wall.is_over())) {
            let [base, candidate] = &mut sides;
            let (base, candidate) = if order.first(pair) == First::Base {
                let base = once(base)?;
                (base, once(candidate)?)
            } else {
                let candidate = once(candidate)?;
                (once(base)?, candidate)
            };
            pair += 1;
            let times = |run: &Execution| (run.usage.user + run.usage.system).as_secs_f64();
            self.ratios.push(times(&candidate) / times(&base));
            if !cpu.is_over() {
                cpu.push(times(&base), times(&candidate)).map_err(|error| error.to_string())?;
            }
            if !cpu_alone && !wall.is_over() {
                let (base, candidate) = (base.wall.as_secs_f64(), candidate.wall.as_secs_f64());
                wall.push(base, candidate).map_err(|error| error.to_string())?;
            }
        }
        self.cpu.add(cpu.decision(), 2 * cpu.len());
        if !cpu_alone {
            self.wall.add(wall.decision(), 2 * wall.len());
        }
        let [base, candidate] = hyperfine(commands, folder)?;
        self.hyperfine.add(Peer::Hyperfine.judge(&base, &candidate), 2 * RUNS);
        self.welch.add(Peer::Welch.judge(&base, &candidate), 2 * RUNS);
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
        let point = if mean(&candidate) > 1.1 * mean(&base) { Decision::Regressed } else { Decision::Within };
        self.hyperfine_point.add(point, 2 * RUNS);
        self.rounds += 1;
        Ok(())
    }
}

impl Counted {
    fn add(&mut self, decision: Decision, runs: usize) {
        match decision {
            Decision::Regressed => self.regressed += 1,
            Decision::Within => self.within += 1,
            Decision::Undecided | Decision::Unmeasured => self.undecided += 1,
        }
        self.runs += runs;
    }

    /// `R1 W9 U0, 12.0`
    fn words(self, rounds: usize) -> String {
        let Self { regressed, within, undecided, runs } = self;
        format!("R{regressed} W{within} U{undecided}, {:.1}", runs as f64 / rounds.max(1) as f64)
    }
}

/// The times of `hyperfine` itself: all runs of one side, then all of the other.
fn hyperfine(commands: &[String; 2], folder: &Path) -> Result<[Vec<f64>; 2], String> {
    let export = folder.join("hyperfine.json");
    let output = Command::new("hyperfine")
        .args([
            "--warmup",
            "1",
            "--style",
            "none",
            "--shell",
            "bash",
            "--runs",
            &RUNS.to_string(),
            "--export-json",
        ])
        .arg(&export)
        .args(commands)
        .output()
        .map_err(|error| {
            format!("`hyperfine` cannot be started: {error}; on Debian: apt-get install hyperfine")
        })?;
    if !output.status.success() {
        return Err(format!("`hyperfine`: {}", String::from_utf8_lossy(&output.stderr).trim()));
    }
    let bytes = std::fs::read(&export).map_err(|error| error.to_string())?;
    let found: serde_json::Value = serde_json::from_slice(&bytes).map_err(|error| error.to_string())?;
    let times = |at: usize| -> Vec<f64> {
        let times = found["results"][at]["times"].as_array().into_iter().flatten();
        times.filter_map(serde_json::Value::as_f64).collect()
    };
    let both = [times(0), times(1)];
    if both.iter().any(|times| times.len() != RUNS) {
        return Err(format!(
            "`hyperfine` told {} and {} times, {RUNS} of each are right",
            both[0].len(),
            both[1].len()
        ));
    }
    Ok(both)
}

/// What a run costs beside the program: one that does nothing, by the gate and plainly.
fn overhead(context: &RunContext<'_>, folder: &Path) -> Result<Overhead, String> {
    let spec = spec("true", folder);
    let environment = spec.env.clone();
    let mut bench = Bench::new(spec, context);
    let by_the_gate = idle(|| once(&mut bench).map(drop))?;
    let plain = idle(|| {
        let mut plain = Command::new("bash");
        plain.args(["-c", "true"]).env_clear();
        plain.envs(environment.iter().filter_map(|(name, value)| Some((name, value.as_ref()?))));
        plain.output().map(drop).map_err(|error| error.to_string())
    })?;
    let pair = |part: fn(&[f64; 3]) -> f64| [part(&by_the_gate), part(&plain)];
    Ok(Overhead { cpu: pair(|idle| idle[0]), shortest: pair(|idle| idle[1]), median: pair(|idle| idle[2]) })
}

/// Mean processor time, shortest and median time of many runs, in milliseconds.
fn idle(mut run: impl FnMut() -> Result<(), String>) -> Result<[f64; 3], String> {
    run()?;
    let cpu = cpu_time()?;
    let mut times = Vec::new();
    for _ in 0..IDLE {
        let start = Instant::now();
        run()?;
        times.push(start.elapsed());
    }
    let cpu = cpu_time()?.saturating_sub(cpu) / IDLE;
    times.sort();
    Ok([cpu, times[0], times[times.len() / 2]].map(|time| time.as_secs_f64() * 1e3))
}

/// Processor time of this process and of its children that were waited for, in ticks of 10 ms.
fn cpu_time() -> Result<Duration, String> {
    let stat = std::fs::read_to_string("/proc/self/stat").map_err(|error| error.to_string())?;
    let (_, fields) = stat.rsplit_once(')').ok_or("`/proc/self/stat` names no process")?;
    let ticks = fields.split_ascii_whitespace().skip(11).take(4);
    Ok(Duration::from_millis(ticks.filter_map(|field| field.parse::<u64>().ok()).sum::<u64>() * 10))
}

fn once(bench: &mut Bench<'_>) -> Result<Execution, String> {
    let execution = bench.execute(&mut |_, _| {});
    match execution.verdict.reason() {
        None => Ok(execution),
        Some(reason) => Err(reason),
    }
}

fn spec(command: &str, folder: &Path) -> CheckSpec {
    let mut spec = CheckSpec::new("eval", command, folder);
    spec.env = environment(&OsSystem, &[] as &[&str], &std::collections::BTreeMap::new());
    spec.timeout = Duration::from_mins(2);
    spec
}

/// The table for people.
pub(super) fn real_table(real: &Real) -> String {
    let mut out = String::from(
        "Real programs of this machine, a budget of +10%. R: called regressed, W: within, U: undecided; then the mean number of runs.\n\n\
         | program | slowed by | measured | gate, CPU time | gate, wall | hyperfine, 10+10, Welch | its means | Welch against the limit |\n\
         |---|---|---|---|---|---|---|---|\n",
    );
    for row in &real.rows {
        let words = [row.cpu, row.wall, row.hyperfine, row.hyperfine_point, row.welch]
            .map(|one| one.words(row.rounds));
        let measured = (row.measured - 1.0) * 100.0;
        let words = words.join(" | ");
        // A text takes whatever is written into it.
        let _ = writeln!(out, "| {} | {}% | {measured:+.1}% | {words} |", row.program, row.slowdown);
    }
    let Overhead { cpu, shortest, median } = real.overhead;
    let told =
        |[by_the_gate, plain]: [f64; 2]| format!("{by_the_gate:.2} ms by the gate, {plain:.2} ms plainly");
    out + &format!(
        "\nA run of nothing, processor time: {}: {:.2} ms beside the program.\nFrom begin to end, shortest: {}; median: {}.\n",
        told(cpu),
        real.overhead.milliseconds(),
        told(shortest),
        told(median)
    )
}

/// A folder with files to work on, removed at the end.
struct Folder {
    path: PathBuf,
}

impl Folder {
    fn new() -> Result<Self, String> {
        let path = std::env::temp_dir().join(format!("gate-eval-{}", std::process::id()));
        std::fs::create_dir_all(&path).map_err(|error| format!("`{}`: {error}", path.display()))?;
        let folder = Self { path };
        for slowdown in SLOWDOWNS {
            let work = 100 + slowdown;
            let file = folder.path.join(format!("lines-{work}"));
            std::fs::write(&file, lines(work * 300))
                .map_err(|error| format!("`{}`: {error}", file.display()))?;
        }
        Ok(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed stays in the folder of temporary files.
        let _ = std::fs::remove_dir_all(&self.path);
    }
}

/// So many lines that are in no order (Marsaglia's xorshift).
fn lines(count: u32) -> String {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let mut text = String::new();
    for _ in 0..count {
        let _ = writeln!(text, "{:016x} {:016x}", next(), next());
    }
    text
}

struct Unguarded;

impl Guard for Unguarded {
    fn before(&self) -> std::io::Result<Token> {
        Ok(Token(String::new()))
    }

    fn after(&self, _: &Token, _: &[String]) -> std::io::Result<Vec<String>> {
        Ok(Vec::new())
    }
}
