//! The shape of `milepost.toml`. Unknown keys are errors.

use std::collections::BTreeMap;

use milepost_ledger::signing::Level;
use milepost_runner::{Network, TierWish};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Ttl;

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
    /// `tap`; of coverage: `lcov`, `cobertura`, `istanbul`, `coverage-py`, `go-cover`.
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

/// The command that measures coverage.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CoverageConfig {
    /// What is run, by strict bash.
    pub run: String,
    /// The report that it writes.
    pub report: ReportConfig,
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
}
