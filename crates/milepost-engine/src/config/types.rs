//! The shape of `milepost.toml`. Unknown keys are errors.

use std::collections::BTreeMap;

use milepost_gate::{
    Percent,
    budget::Budget,
    performance::{Better, Clock},
};
use milepost_ledger::signing::Level;
use milepost_runner::{Network, TierWish};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    CalendarConfig, ComponentConfig, ConfigurationGate, CopiesConfig, DatabaseConfig, ScopeGate,
    SettingsConfig, StepsConfig, TeamConfig, Ttl,
};

/// The whole file. Every table may be absent.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Config {
    /// `[project]`
    pub project: ProjectConfig,
    /// `[documents]`
    pub documents: DocumentsConfig,
    /// `[checks.NAME]`: commands with a name.
    pub checks: BTreeMap<String, CheckConfig>,
    /// `[suites.NAME]`: commands that run tests and write a report.
    pub suites: BTreeMap<String, SuiteConfig>,
    /// `[coverage]`
    pub coverage: Option<CoverageConfig>,
    /// `[metrics.NAME]`: commands of which something is measured, beside the baseline.
    pub metrics: BTreeMap<String, MetricConfig>,
    /// `[components.NAME]`: parts of the project that documents name under Affects and Requires Updates.
    pub components: BTreeMap<String, ComponentConfig>,
    /// `[configuration]`
    pub configuration: SettingsConfig,
    /// `[copies]`
    pub copies: CopiesConfig,
    /// `[database]`
    pub database: Option<DatabaseConfig>,
    /// `[steps]`
    pub steps: StepsConfig,
    /// `[environment]`
    pub environment: EnvironmentConfig,
    /// `[sandbox]`
    pub sandbox: SandboxConfig,
    /// `[phrases]`: words of an item to the name of a check or suite.
    pub phrases: BTreeMap<String, String>,
    /// `[roles]`: a role to the principals (e-mail addresses) that may sign for it.
    pub roles: BTreeMap<String, Vec<String>>,
    /// `[signers]`
    pub signers: SignersConfig,
    /// `[git]`
    pub git: GitConfig,
    /// `[gates.low]`, `[gates.medium]`, `[gates.high]`
    pub gates: GatesConfig,
    /// `[team]`
    pub team: TeamConfig,
    /// `[calendar]`
    pub calendar: CalendarConfig,
}

/// Who the project is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct ProjectConfig {
    /// A name that is part of every check key; the sorted root commits when absent.
    pub id: Option<String>,
}

/// Where documents live.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct DocumentsConfig {
    /// Folders below the project's root that hold documents; all of it when empty.
    pub folders: Vec<String>,
    /// The folder, from the project's root, in which fences run; the root when absent.
    pub cwd: Option<String>,
}

/// A command with a name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CheckConfig {
    /// What is run, by strict bash.
    pub run: String,
    /// Globs of the files on which its result depends; the whole tree when empty.
    #[serde(default)]
    pub inputs: Vec<String>,
    /// Globs of the files that it may change.
    #[serde(default)]
    pub writes: Vec<String>,
    /// Seconds after which it is ended; 600 when absent.
    pub timeout: Option<u64>,
    /// Variables that it gets besides the allowed ones.
    #[serde(default)]
    pub env: BTreeMap<String, String>,
    /// How often a failure is tried again; a pass after a failure is a flake, not a pass.
    #[serde(default)]
    pub retries: u32,
    /// The tier of its sandbox; that of `[sandbox]` when absent.
    #[schemars(extend("enum" = ["auto", "T1", "T2", "T3", null]), with = "Option<String>")]
    pub sandbox: Option<TierWish>,
    /// What it may reach of the network; that of `[sandbox]` when absent.
    #[schemars(extend("enum" = ["none", "loopback", "full", null]), with = "Option<String>")]
    pub network: Option<Network>,
    /// Files and folders that it may read besides those of `[sandbox]`.
    #[serde(default)]
    pub read: Vec<String>,
    /// Files and folders outside of the project that it may change besides those of `[sandbox]`.
    #[serde(default)]
    pub caches: Vec<String>,
    /// How long a pass holds; that of `[sandbox]` when absent.
    #[schemars(regex(pattern = "^[1-9][0-9]*[smhd]$"), with = "Option<String>")]
    pub ttl: Option<Ttl>,
}

fn own_output() -> String {
    "-".to_owned()
}

/// A report that a command writes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ReportConfig {
    /// The format's name, of tests: `junit`, `nextest`, `libtest`, `libtest-json`, `go-json`, `jest-json`, `vitest-json`,
    /// `tap`; of coverage: `lcov`, `cobertura`, `istanbul`, `coverage-py`, `go-cover`, `llvm-cov`.
    pub format: String,
    /// A path or glob, from the folder in which the command runs; `-`, as when absent, is the command's own output,
    /// for `libtest`, `nextest` and `go-json`.
    #[serde(default = "own_output")]
    pub path: String,
}

/// A command that runs tests.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SuiteConfig {
    /// What is run, by strict bash.
    pub run: String,
    /// The report with the results by test; without it the output is read for a summary.
    pub report: Option<ReportConfig>,
    /// Globs of the files on which its result depends; the whole tree when empty.
    #[serde(default)]
    pub inputs: Vec<String>,
    /// Globs of the files that it may change.
    #[serde(default)]
    pub writes: Vec<String>,
    /// Seconds after which it is ended; 600 when absent.
    pub timeout: Option<u64>,
    /// Variables that it gets besides the allowed ones.
    #[serde(default)]
    pub env: BTreeMap<String, String>,
    /// How often a failure is tried again; a pass after a failure is a flake, not a pass.
    #[serde(default)]
    pub retries: u32,
    /// The least number of tests that must run.
    pub min: Option<u64>,
    /// The tier of its sandbox; that of `[sandbox]` when absent.
    #[schemars(extend("enum" = ["auto", "T1", "T2", "T3", null]), with = "Option<String>")]
    pub sandbox: Option<TierWish>,
    /// What it may reach of the network; that of `[sandbox]` when absent.
    #[schemars(extend("enum" = ["none", "loopback", "full", null]), with = "Option<String>")]
    pub network: Option<Network>,
    /// Files and folders that it may read besides those of `[sandbox]`.
    #[serde(default)]
    pub read: Vec<String>,
    /// Files and folders outside of the project that it may change besides those of `[sandbox]`.
    #[serde(default)]
    pub caches: Vec<String>,
    /// How long a pass holds; that of `[sandbox]` when absent.
    #[schemars(regex(pattern = "^[1-9][0-9]*[smhd]$"), with = "Option<String>")]
    pub ttl: Option<Ttl>,
}

/// Files that coverage is not asked of.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ExclusionConfig {
    /// Which, by path from the project's root: `*` stands for any run of characters, `?` for any one.
    pub files: String,
    /// Why.
    pub because: String,
}

/// The command that measures coverage.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CoverageConfig {
    /// What is run, by strict bash.
    pub run: String,
    /// The report that it writes.
    pub report: ReportConfig,
    /// The least percentage of the lines of each file, such as `80%`, besides what the coverage target asks of all.
    #[schemars(regex(pattern = "^[0-9]{1,3}([.][0-9]{1,2})? ?%?$"), with = "Option<String>")]
    pub each_file: Option<Percent>,
    /// The least percentage of the lines that the work changed, such as `90%`.
    #[schemars(regex(pattern = "^[0-9]{1,3}([.][0-9]{1,2})? ?%?$"), with = "Option<String>")]
    pub changed_lines: Option<Percent>,
    /// Files that coverage is not asked of, each with a reason.
    #[serde(default)]
    pub exclude: Vec<ExclusionConfig>,
    /// Globs of the files on which its result depends; the whole tree when empty.
    #[serde(default)]
    pub inputs: Vec<String>,
    /// Globs of the files that it may change.
    #[serde(default)]
    pub writes: Vec<String>,
    /// Seconds after which it is ended; 600 when absent.
    pub timeout: Option<u64>,
    /// The tier of its sandbox; that of `[sandbox]` when absent.
    #[schemars(extend("enum" = ["auto", "T1", "T2", "T3", null]), with = "Option<String>")]
    pub sandbox: Option<TierWish>,
    /// What it may reach of the network; that of `[sandbox]` when absent.
    #[schemars(extend("enum" = ["none", "loopback", "full", null]), with = "Option<String>")]
    pub network: Option<Network>,
    /// Files and folders that it may read besides those of `[sandbox]`.
    #[serde(default)]
    pub read: Vec<String>,
    /// Files and folders outside of the project that it may change besides those of `[sandbox]`.
    #[serde(default)]
    pub caches: Vec<String>,
    /// How long a pass holds; that of `[sandbox]` when absent.
    #[schemars(regex(pattern = "^[1-9][0-9]*[smhd]$"), with = "Option<String>")]
    pub ttl: Option<Ttl>,
}

/// What of a command is measured.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// The time of the processors, of all its processes.
    #[default]
    Cpu,
    /// The time on the wall.
    Wall,
    /// The largest resident memory of one of its processes.
    PeakMemory,
    /// A number that it prints.
    Stdout,
    /// The size of files that it writes.
    FileSize,
}

/// How files are packed before their size is taken.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Compression {
    /// Not at all.
    #[default]
    Raw,
    /// Each file by gzip, at level 9.
    Gzip,
    /// Each file by brotli, at quality 11.
    Brotli,
}

/// Something that is measured.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct MetricConfig {
    /// What is run and measured, by strict bash, in a copy of the project.
    pub run: String,
    /// What makes a copy ready, outside of the measurement: dependencies, a build.
    pub prepare: Option<String>,
    /// What is measured: `cpu`, `wall`, `peak-memory`, `stdout` or `file-size`.
    #[serde(default)]
    pub measure: Measure,
    /// Which values are good: `lower` or `higher`; as the budget says when absent.
    #[schemars(extend("enum" = ["lower", "higher", null]), with = "Option<String>")]
    pub better: Option<Better>,
    /// `<= +10%`, `>= -5%`, `<= 300 KiB`, `<= 200 ms p95`; worse by at most 10% when absent.
    #[schemars(with = "Option<String>")]
    pub budget: Option<Budget>,
    /// Of `stdout`: a regular expression that finds the number once; its first group where it has one.
    pub pattern: Option<String>,
    /// Of `stdout`: where the number stands in the JSON that is printed, such as `/mean`.
    pub pointer: Option<String>,
    /// Of `stdout`: the unit of the number, such as `ms` or `/s`; none when absent.
    pub unit: Option<String>,
    /// Of `file-size`: globs of the files, from the project's root.
    #[serde(default)]
    pub files: Vec<String>,
    /// Of `file-size`: `raw`, `gzip` or `brotli`.
    #[serde(default)]
    pub compression: Compression,
    /// Of `stdout`: which time the number is, `cpu` or `wall`; `wall` when absent. A kept baseline has to know it.
    #[schemars(extend("enum" = ["cpu", "wall", null]), with = "Option<String>")]
    pub clock: Option<Clock>,
    /// Runs of each side that are not counted, before the first that is; 1 when absent.
    pub warmup: Option<u32>,
    /// The most pairs of runs in one go; 30 when absent, more where a percentile needs more.
    pub cap: Option<u32>,
    /// The longest that all pairs of one go may take; `10m` when absent.
    #[schemars(regex(pattern = "^[1-9][0-9]*[smhd]$"), with = "Option<String>")]
    pub max_time: Option<Ttl>,
    /// Globs of the files on which its result depends; the whole tree when empty.
    #[serde(default)]
    pub inputs: Vec<String>,
    /// Seconds after which one run is ended; 600 when absent.
    pub timeout: Option<u64>,
    /// Variables that it gets besides the allowed ones.
    #[serde(default)]
    pub env: BTreeMap<String, String>,
    /// The tier of its sandbox; that of `[sandbox]` when absent.
    #[schemars(extend("enum" = ["auto", "T1", "T2", "T3", null]), with = "Option<String>")]
    pub sandbox: Option<TierWish>,
    /// What it may reach of the network; that of `[sandbox]` when absent.
    #[schemars(extend("enum" = ["none", "loopback", "full", null]), with = "Option<String>")]
    pub network: Option<Network>,
    /// Files and folders that it may read besides those of `[sandbox]`.
    #[serde(default)]
    pub read: Vec<String>,
    /// Files and folders outside of the copy that it may change besides those of `[sandbox]`.
    #[serde(default)]
    pub caches: Vec<String>,
}

/// What of the environment reaches a check.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct EnvironmentConfig {
    /// Variables that are passed on besides the usual ones (`PATH`, `HOME`, `LANG` …).
    pub pass: Vec<String>,
    /// Variables that are passed on and whose values never reach a log or a record.
    pub secrets: Vec<String>,
}

/// What checks may reach, where they do not say it themselves.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct SandboxConfig {
    /// `auto`, `T1`, `T2` or `T3`.
    #[schemars(extend("enum" = ["auto", "T1", "T2", "T3"]), with = "String")]
    pub tier: TierWish,
    /// `none`, `loopback` or `full`.
    #[schemars(extend("enum" = ["none", "loopback", "full"]), with = "String")]
    pub network: Network,
    /// Files and folders that checks may read besides the usual ones.
    pub read: Vec<String>,
    /// Files and folders outside of the project that checks may change besides the usual caches.
    pub caches: Vec<String>,
    /// How long a pass holds; seven days when absent where the check could reach the network, else without end.
    #[schemars(regex(pattern = "^[1-9][0-9]*[smhd]$"), with = "Option<String>")]
    pub ttl: Option<Ttl>,
    /// Whether a check may run with less than it asks for by name, where the machine has no more.
    pub allow_lower: bool,
}

/// Whose signatures count.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct SignersConfig {
    /// The file of allowed signers in OpenSSH's format; `.milepost/allowed_signers` when absent.
    pub allowed: Option<String>,
    /// Principals among them that sign in CI, from a clean checkout.
    pub ci: Vec<String>,
}

/// How branches are named.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct GitConfig {
    /// A template with `{id}` and `{slug}`; `milestone/{id}-{slug}` when absent.
    pub branch: Option<String>,
}

/// What one risk level asks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct GateConfig {
    /// Whether `ready` needs a rollback plan.
    pub rollback_plan: Option<bool>,
    /// Whether `complete` needs a rehearsed rollback.
    pub rehearsal: Option<bool>,
    /// Whether `complete` needs a review signed by somebody else than the authors.
    pub review: Option<bool>,
    /// Whether `complete` refuses criteria that passed before the work and were not seen to fail since.
    pub fail_first: Option<bool>,
    /// What the evidence of commands has to be worth for `complete`: `L0`, `L1` or `L2`.
    #[schemars(extend("enum" = ["L0", "L1", "L2", null]), with = "Option<String>")]
    pub evidence: Option<Level>,
    /// What the scope of the plan decides: `off`, `told`, `block` or `strict`.
    #[schemars(extend("enum" = ["off", "told", "block", "strict", null]), with = "Option<String>")]
    pub scope: Option<ScopeGate>,
    /// What the settings under Configuration Changes decide: `off`, `told` or `block`.
    #[schemars(extend("enum" = ["off", "told", "block", null]), with = "Option<String>")]
    pub configuration: Option<ConfigurationGate>,
}

/// What an initiative asks of its milestones, over what the project asks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct InitiativeGates {
    /// At any risk.
    pub any: GateConfig,
    /// At low risk, before what it asks at any.
    pub low: GateConfig,
    /// At medium risk, before what it asks at any.
    pub medium: GateConfig,
    /// At high risk, before what it asks at any.
    pub high: GateConfig,
}

/// The gates by risk.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct GatesConfig {
    /// At low risk.
    pub low: GateConfig,
    /// At medium risk.
    pub medium: GateConfig,
    /// At high risk.
    pub high: GateConfig,
    /// By the folder of an initiative, or its last parts.
    pub initiatives: BTreeMap<String, InitiativeGates>,
}
