//! What runs, what moves, what is signed, and what goes wrong.

use schemars::JsonSchema;

use super::{
    items::Explanation,
    triggers::{Decision, Trigger},
};

/// What a run found.
#[derive(JsonSchema)]
pub(super) struct Verify {
    /// Per document.
    documents: Vec<Verified>,
    /// What kept evidence from being recorded.
    warnings: Vec<String>,
}

/// What was found in one document.
#[derive(JsonSchema)]
pub(super) struct Verified {
    /// The milestone's id.
    id: String,
    /// Its document.
    path: String,
    /// The commands: run now, or known from before.
    runs: Vec<Ran>,
    /// The items with what is known of them.
    explanation: Explanation,
    /// When to roll back, and how that stands; empty before the work began and after it ended.
    triggers: Vec<Trigger>,
    /// What is to be decided, where one of them is hit.
    decision: Option<Decision>,
    /// What `--write` changed: lines of a diff.
    written: Vec<String>,
}

/// One command.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct Ran {
    /// How it is shown.
    label: String,
    /// The patch after which it has to fail: then a pass is that it did.
    must_fail_with: Option<String>,
    /// Whether it ran now; else its evidence is from before.
    ran: bool,
    /// `pass`, `fail`, `flaky`, `inconclusive`, `timeout`, `cancelled`; `planned` in a dry run.
    verdict: String,
    /// Why it is not a pass.
    reason: Option<String>,
    /// Milliseconds.
    duration_ms: u64,
    /// How many tests ran and passed; null where that is not known or it runs no tests.
    tests: Option<(u64, u64)>,
    /// Whether it runs tests and their number is unknown.
    tests_unknown: bool,
    /// The tests that failed, by id.
    failed: Vec<String>,
    /// Why it has to run.
    because: Vec<String>,
    /// The end of its output, where it did not pass.
    tail: Option<String>,
    /// The record of the evidence.
    record: Option<String>,
    /// The sandbox in which it ran.
    sandbox: Option<Sandbox>,
    /// What was measured, for a metric.
    measurement: Option<Measurement>,
}

/// What was measured of a metric. Values are in the base of their unit: seconds, bytes.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct Measurement {
    /// `paired`, `exact`, `absolute` or `stored`.
    method: String,
    /// What is allowed.
    budget: String,
    /// `within`, `regressed`, `undecided` or `unmeasured`.
    decision: String,
    /// What was found, in words.
    words: String,
    /// Why it ended when it did.
    stopped: String,
    /// The commit of the baseline.
    base: Option<String>,
    /// How many pairs of runs there are.
    pairs: u64,
    /// How many runs of the candidate alone there are.
    values: u64,
    /// How often the command was executed for one value.
    repeats: u32,
    /// The change, `0.1` for ten percent more; in the unit of the metric where the budget is.
    change: Option<f64>,
    /// The lower end of what the change may be.
    low: Option<f64>,
    /// The upper end.
    high: Option<f64>,
}

/// What of a sandbox was in force for a command.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct Sandbox {
    /// `T1`, `T2` or `T3`.
    tier: String,
    /// The version of Landlock's interface, where it was in force.
    landlock_abi: Option<u32>,
    /// What it could reach of the network: `none`, `loopback` or `full`.
    network: String,
    /// Why this is less than what was asked for.
    lowered: Option<String>,
}

/// Something that happens while checks run. `event` says which fields there are.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct Event {
    /// `planned`, `wave`, `started`, `output`, `measuring`, `separating` or `finished`.
    event: String,
    /// Of `planned`: the milestone's id.
    document: Option<String>,
    /// Of `planned`: how many commands have fresh evidence.
    fresh: Option<u64>,
    /// Of `planned`: the commands; later events name them by their place here.
    to_run: Option<Vec<Planned>>,
    /// Of `wave` and `separating`: the commands.
    checks: Option<serde_json::Value>,
    /// Of `started`, `output`, `measuring` and `finished`: the command.
    check: Option<u64>,
    /// Of `started`: from 1.
    attempt: Option<u64>,
    /// Of `output`: `stdout` or `stderr`.
    stream: Option<String>,
    /// Of `output`: what was written. Of `measuring`: where it stands.
    text: Option<String>,
    /// Of `measuring`: pairs of runs so far.
    pairs: Option<u64>,
    /// Of `measuring`: after how many it ends at the latest.
    cap: Option<u64>,
    /// Of `output`: milliseconds since the command began.
    at_ms: Option<u64>,
    /// Of `separating`: why.
    why: Option<Vec<String>>,
    /// Of `finished`: as in the report.
    verdict: Option<String>,
    /// Of `finished`: why it is not a pass.
    reason: Option<String>,
    /// Of `finished`: milliseconds.
    duration_ms: Option<u64>,
    /// Of `finished`: how often it was tried.
    attempts: Option<u64>,
    /// Of `finished`: how many tests ended how, where that is known.
    tests: Option<Tests>,
}

/// A command that will run.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct Planned {
    /// How it is shown.
    label: String,
    /// How long it took last time, in milliseconds.
    expected_ms: Option<u64>,
}

/// How many tests ended how.
#[derive(JsonSchema)]
pub(super) struct Tests {
    ran: u64,
    passed: u64,
    failed: u64,
    skipped: u64,
    flaky: u64,
}

/// A move of a milestone's state.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct Transition {
    /// The milestone's id.
    id: String,
    /// Its document.
    path: String,
    /// The command.
    command: String,
    /// The state before.
    from: String,
    /// The state after.
    to: String,
    /// Whether nothing was written.
    dry_run: bool,
    /// The documents and records that were written.
    files: Vec<String>,
    /// The branch that was made or taken.
    branch: Option<String>,
    /// Whether the project is in a repository.
    in_git: bool,
    /// The commit that was made.
    commit: Option<String>,
    /// The attestation: digest and path.
    attestation: Option<(String, String)>,
    /// What was measured before the work.
    baseline: Option<Baseline>,
    /// Waivers on which it rests, in words.
    waivers: Vec<String>,
    /// What passed before the work began and was not seen to fail since.
    weak: Vec<String>,
    /// What is good to know.
    warnings: Vec<String>,
    /// What was run for it.
    verified: Option<Verify>,
}

/// What a baseline holds, in numbers.
#[derive(JsonSchema)]
pub(super) struct Baseline {
    /// The commit before the work; empty without Git.
    commit: String,
    /// How many tests are recorded by id.
    tests: u64,
    /// How many commands were measured.
    measured: u64,
    /// Whether line coverage is recorded.
    coverage: bool,
    /// Whether the work was in flight already.
    adopted: bool,
}

/// Signatures that were given, or wait to be.
#[derive(JsonSchema)]
pub(super) struct Signatures {
    /// What was signed.
    signatures: Vec<Signature>,
    /// What waits for a signature, when nothing was named.
    waits: Option<Vec<Waiting>>,
}

/// A signature that was given.
#[derive(JsonSchema)]
pub(super) struct Signature {
    /// The item's id.
    item: String,
    /// Its words.
    text: String,
    /// Who signed.
    who: String,
    /// The record.
    record: String,
    /// Its file, from the project's root.
    path: String,
}

/// An item that waits for a signature.
#[derive(JsonSchema)]
pub(super) struct Waiting {
    /// Its address.
    item: String,
    /// Its words.
    text: String,
}

/// Which program this is.
#[derive(JsonSchema)]
pub(super) struct Build {
    /// Its version.
    version: String,
    /// The commit it was built from, where that is known.
    commit: Option<String>,
    /// The date of the commit, or of `SOURCE_DATE_EPOCH`.
    date: Option<String>,
    /// The compiler.
    rustc: Option<String>,
    /// The target triple.
    target: Option<String>,
    /// `debug` or `release`.
    profile: Option<String>,
    /// What ties the processes of a check down, as compiled in.
    guards: Vec<String>,
    /// The version of these formats.
    json: u64,
}

/// What went wrong.
#[derive(JsonSchema)]
pub(super) struct Error {
    /// What the exit code means.
    meaning: String,
    /// What happened.
    message: String,
    /// What stands in the way.
    reasons: Vec<String>,
    /// The next steps; never empty.
    #[schemars(length(min = 1))]
    hints: Vec<String>,
}

/// What the merge driver did.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct Merge {
    /// Where the document stands.
    path: String,
    /// How many conflicts are marked in it.
    conflicts: u64,
    /// Whether it was merged by meaning, or, as its bytes are no text, line by line.
    by_meaning: bool,
}

/// What a hook of Git did.
#[derive(JsonSchema)]
pub(super) struct Hook {
    /// The milestone that the commit is for; null when it names none.
    milestone: Option<String>,
}
