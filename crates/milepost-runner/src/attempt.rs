//! One run of a check, judged by itself.

use std::{path::PathBuf, sync::Arc, time::Duration};

use jiff::Timestamp;
use milepost_gate::{Exit, Expectation, Inventory, Observed, TestsSeen, Verdict as Judged, compare, judge};
use milepost_system::{System, git::Git};
use regex::Regex;

use crate::{
    capture::{Capture, Captured, Piece},
    denial::denial,
    imports::Before,
    interpreter::{FailedAt, Interpreter, Invocation},
    outcome::{Inconclusive, Verdict},
    process::{
        Leaked, Program, Source, Usage, Watch,
        sandbox::{Confinement, Enforced, Tier},
        supervise,
    },
    reports::{plain, read_summary},
    run::RunContext,
    run_dir::RunDir,
    spec::CheckSpec,
};

/// The variable that marks every process of a run. A check may run us again, so marks are added up.
const MARK: &str = "MILEPOST_RUN";

/// Lines kept of those that a pattern found.
const MATCHES: usize = 20;

/// What one run of a check came to.
pub(crate) struct Run {
    pub(crate) verdict: Verdict,
    pub(crate) exit: Option<Exit>,
    pub(crate) started: Timestamp,
    pub(crate) duration: Duration,
    pub(crate) usage: Usage,
    pub(crate) stdout: Captured,
    pub(crate) stderr: Captured,
    pub(crate) order: Vec<Piece>,
    pub(crate) failed_at: Option<FailedAt>,
    pub(crate) observed: Observed,
    pub(crate) leaked: Vec<Leaked>,
    pub(crate) nothing_ran: bool,
    pub(crate) sandbox: Enforced,
}

impl Run {
    /// A run that did not happen.
    pub(crate) fn none(system: &dyn System, verdict: Verdict) -> Self {
        Self {
            verdict,
            exit: None,
            started: system.now(),
            duration: Duration::ZERO,
            usage: Usage::default(),
            stdout: Captured::default(),
            stderr: Captured::default(),
            order: Vec::new(),
            failed_at: None,
            observed: Observed::exit(Exit::Cancelled),
            leaked: Vec::new(),
            nothing_ran: false,
            sandbox: Enforced::default(),
        }
    }
}

/// Runs a check once.
pub(crate) fn attempt(
    spec: &CheckSpec,
    context: &RunContext<'_>,
    dir: &mut RunDir<'_>,
    output: &mut dyn FnMut(Source, &[u8], Duration),
) -> Run {
    supervised(spec, context, dir, output)
        .unwrap_or_else(|why| Run::none(context.system, Verdict::Inconclusive(why)))
}

/// The run, or why it could not be made.
fn supervised(
    spec: &CheckSpec,
    context: &RunContext<'_>,
    dir: &mut RunDir<'_>,
    output: &mut dyn FnMut(Source, &[u8], Duration),
) -> Result<Run, Inconclusive> {
    let not_started = |reason: String| Inconclusive::NotStarted { reason };
    let system = context.system;
    if spec.command.script.contains('\0') {
        return Err(not_started("the script holds a NUL byte, which no shell can read".to_owned()));
    }
    let confinement = context.sandboxes.of(&spec.sandbox).map_err(not_started)?;
    let sandbox = confinement.enforced.clone();
    let dir = dir.fresh().map_err(|error| not_started(format!("cannot make a temporary folder: {error}")))?;
    let invocation = Invocation::prepare(system, spec.command.interpreter, &spec.command.script, dir.path())
        .map_err(|error| not_started(format!("cannot write a temporary file: {error}")))?;
    let before = Before::look(system, &spec.cwd, &spec.reports);
    let started = system.now();
    let start = system.monotonic();
    let mut capture = Capture::new(&context.secrets);
    let mut broken = None;
    let interpreter = interpreter(context, spec.command.interpreter, &invocation).map_err(not_started)?;
    let watch =
        Watch { timeout: spec.timeout, grace: spec.grace, settle: context.settle, cancel: &context.cancel };
    let ended = supervise(
        &program(spec, context, &invocation, dir, interpreter, confinement),
        &watch,
        &mut |source, bytes| {
            let at = system.monotonic().saturating_sub(start);
            let pushed = capture.push(source, bytes, at, &mut |shown| {
                if !shown.is_empty() {
                    output(source, shown, at);
                }
            });
            broken = broken.take().or(pushed.err());
        },
    );
    let ended = ended.map_err(|error| {
        let program = invocation.program.to_string_lossy();
        let what = format!("`{program}` in `{}`: {error}", spec.cwd.display());
        if error.kind() == std::io::ErrorKind::PermissionDenied && sandbox.tier > Tier::T1 {
            return Inconclusive::SandboxDenied { what: format!("to start {what}") };
        }
        not_started(format!("cannot start {what}"))
    })?;
    let at = system.monotonic().saturating_sub(start);
    let finished = capture.finish(at, &mut |source, shown| {
        if !shown.is_empty() {
            output(source, shown, at);
        }
    });
    let (stdout, stderr, order) = match (finished, broken) {
        (Ok(finished), None) => finished,
        (Err(error), _) | (_, Some(error)) => {
            return Err(not_started(format!("cannot keep the output: {error}")));
        }
    };
    let (observed, flaws) = observe(spec, context, ended.exit, (&stdout, &stderr), &before);
    let (mut verdict, nothing_ran) = verdict(spec, &observed, flaws, &ended.leaked);
    if let Some(what) = ended.limit {
        verdict = Verdict::Inconclusive(Inconclusive::LimitExceeded { what });
    } else if let Verdict::Fail { reason } = &mut verdict
        && let Some(line) = denial(&sandbox, &stdout, &stderr)
    {
        let (tier, network) = (sandbox.tier.name(), sandbox.network.name());
        *reason =
            format!("{reason}; it said `{line}`, which its sandbox may be why ({tier}, network `{network}`)");
    }
    if verdict.is_pass() {
        let swallowed = invocation.swallowed(system, &spec.command.script);
        let told = |place: &FailedAt| {
            let command = context.secrets.redact(place.command.as_bytes());
            let command = String::from_utf8_lossy(&command).into_owned();
            format!("line {}: `{}` failed, and the shell went on", place.line, one_line(&command))
        };
        if !swallowed.is_empty() {
            let statements = swallowed.iter().take(MATCHES).map(told).collect();
            verdict = Verdict::Inconclusive(Inconclusive::UnsafeStatement { statements });
        }
    }
    let failed_at = match ended.exit {
        Exit::Code(0) => None,
        _ => failed_at(spec, context, &invocation, &stderr),
    };
    Ok(Run {
        verdict,
        exit: Some(ended.exit),
        started,
        duration: ended.duration,
        usage: ended.usage,
        stdout,
        stderr,
        order,
        failed_at,
        observed,
        leaked: ended.leaked,
        nothing_ran,
        sandbox,
    })
}

fn one_line(command: &str) -> &str {
    command.lines().next().unwrap_or_default()
}

/// The statement that failed, by its line in the document, without secrets.
fn failed_at(
    spec: &CheckSpec,
    context: &RunContext<'_>,
    invocation: &Invocation,
    stderr: &Captured,
) -> Option<FailedAt> {
    let mut place = invocation.failed_at(context.system, &spec.command.script, &stderr.tail_or_head())?;
    place.line += spec.command.first_line.saturating_sub(1);
    place.command = String::from_utf8_lossy(&context.secrets.redact(place.command.as_bytes())).into_owned();
    Some(place)
}

/// The file of the program that runs a script, by the `PATH` around us: that of the check may lead anywhere. A shell
/// judges the script, and so it is never one of the checkout. Python and Node may be: in an environment that the user has
/// made there, which Git ignores.
fn interpreter(
    context: &RunContext<'_>,
    kind: Interpreter,
    invocation: &Invocation,
) -> Result<PathBuf, String> {
    let (system, name) = (context.system, invocation.program.to_string_lossy());
    let is_shell = matches!(kind, Interpreter::Bash | Interpreter::Sh);
    let own = || {
        let found = system.find_program(&name).filter(|_| !is_shell)?;
        let inside = found.strip_prefix(&context.root).ok()?.to_owned();
        let ignored = Git::new(system, &context.root).ignored(&[&inside]);
        ignored.is_ok_and(|ignored| ignored == [inside]).then_some(found)
    };
    own().or_else(|| system.find_program_for(&name, &context.root)).ok_or_else(|| {
        format!("there is no `{name}` on `PATH`, leaving aside the folders of the project: install it, or put its folder there")
    })
}

fn program(
    spec: &CheckSpec,
    context: &RunContext<'_>,
    invocation: &Invocation,
    dir: &RunDir<'_>,
    interpreter: PathBuf,
    confinement: Arc<Confinement>,
) -> Program {
    let mark = dir.mark();
    let outer = context.system.var(MARK).and_then(|outer| outer.into_string().ok());
    let mut env = std::collections::BTreeMap::new();
    for (name, value) in &spec.env {
        if let Some(value) = value {
            env.insert(name.into(), value.into());
        }
    }
    env.insert("TMPDIR".into(), dir.temporary().into());
    env.insert(MARK.into(), outer.map_or(mark.clone(), |outer| format!("{outer}:{mark}")).into());
    env.extend(invocation.env.iter().cloned());
    Program {
        program: interpreter.into(),
        args: invocation.args.clone(),
        cwd: spec.cwd.clone(),
        env,
        limits: spec.limits,
        mark_variable: MARK,
        mark,
        private: dir.path().to_owned(),
        confinement: Some(confinement),
    }
}

/// Everything that expectations ask about, and what is wrong with the reports.
fn observe(
    spec: &CheckSpec,
    context: &RunContext<'_>,
    exit: Exit,
    (stdout, stderr): (&Captured, &Captured),
    before: &Before,
) -> (Observed, Vec<String>) {
    let imported = before.import(context, spec, &|| stdout.stored());
    let mut observed = Observed::exit(exit);
    let patterns: Vec<&String> = spec.expectations.iter().filter_map(pattern).collect();
    let summary_needed =
        imported.tests.is_none() && (spec.is_test || spec.expectations.iter().any(asks_tests));
    if summary_needed || !patterns.is_empty() {
        let text = |captured: &Captured| {
            let bytes = captured.stored().unwrap_or_else(|_| captured.tail.clone());
            String::from_utf8_lossy(&bytes).into_owned()
        };
        let (stdout, stderr) = (text(stdout), text(stderr));
        if summary_needed {
            observed.tests = read_summary(&stdout, &stderr).tests_seen();
        }
        for pattern in patterns {
            // A pattern that cannot be read was not looked for: the gate says so.
            if let Ok(regex) = Regex::new(pattern) {
                let (stdout, stderr) = (plain(&stdout), plain(&stderr));
                let lines = stdout.lines().chain(stderr.lines());
                let found = lines.filter(|line| regex.is_match(line)).take(MATCHES).map(str::to_owned);
                observed.matches.insert(pattern.clone(), found.collect());
            }
        }
    }
    if let Some(run) = imported.tests {
        observed.tests = TestsSeen::Listed(run);
    }
    observed.coverage = imported.coverage;
    if let Some(baseline) = &spec.baseline {
        observed.baseline_coverage.clone_from(&baseline.coverage);
        if let (Some(tests), TestsSeen::Listed(run)) = (&baseline.tests, &observed.tests) {
            let file_exists = |file: &str| {
                context.system.exists(&spec.cwd.join(file)) || context.system.exists(&context.root.join(file))
            };
            let comparison = compare(tests, &Inventory::of([run]), file_exists);
            let comparison =
                comparison.acknowledge(&baseline.acknowledged).allow_flaky(&baseline.known_flaky);
            observed.comparison = Some(comparison);
        }
    }
    (observed, imported.flaws)
}

/// The verdict, and whether it is known that no test ran.
fn verdict(spec: &CheckSpec, observed: &Observed, flaws: Vec<String>, leaked: &[Leaked]) -> (Verdict, bool) {
    match observed.exit {
        Exit::Cancelled => return (Verdict::Cancelled, false),
        Exit::TimedOut => return (Verdict::TimedOut { after: spec.timeout }, false),
        Exit::Code(_) | Exit::Signal(_) => {}
    }
    let mut expectations = spec.expectations.clone();
    if !expectations.contains(&Expectation::ExitZero) {
        expectations.insert(0, Expectation::ExitZero);
    }
    let judged =
        Judged::all([judge(&expectations, observed)].into_iter().chain(flaws.into_iter().map(Judged::fail)));
    // What is no test run cannot run zero tests.
    let nothing_ran = observed.tests.is_zero() && matches!(observed.exit, Exit::Code(_));
    let verdict = match judged {
        Judged::Pass if !leaked.is_empty() => {
            let commands = leaked.iter().map(|leaked| leaked.command.clone()).collect();
            Verdict::Inconclusive(Inconclusive::LeakedProcess { commands })
        }
        Judged::Pass if !spec.unsafe_statements.is_empty() => {
            let statements = spec.unsafe_statements.clone();
            Verdict::Inconclusive(Inconclusive::UnsafeStatement { statements })
        }
        Judged::Pass => Verdict::Pass,
        Judged::Fail { reason } | Judged::NothingRan { reason } => Verdict::Fail { reason },
        Judged::Inconclusive { reason } => Verdict::Inconclusive(Inconclusive::Undecided { reason }),
    };
    (verdict, nothing_ran)
}

fn pattern(expectation: &Expectation) -> Option<&String> {
    match expectation {
        Expectation::Quiet { pattern } => Some(pattern),
        _ => None,
    }
}

fn asks_tests(expectation: &Expectation) -> bool {
    match expectation {
        Expectation::MinTests { .. }
        | Expectation::AllPassing
        | Expectation::NoRegression
        | Expectation::NewTests
        | Expectation::TestsPass { .. } => true,
        Expectation::ExitZero
        | Expectation::Coverage { .. }
        | Expectation::CoverageRatchet
        | Expectation::Quiet { .. } => false,
    }
}
