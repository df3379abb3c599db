//! One command to run, whichever items rest on it.

use std::collections::BTreeMap;

use milepost_document::{FenceId, Span};
use serde::Serialize;

use milepost_gate::budget::Budget;

use super::{Metric, MustFail, Rehearsal, RunSandbox, StepOf};
use crate::config::{CheckConfig, Config, CoverageConfig, MetricConfig, ReportConfig, SuiteConfig, Ttl};

/// Where a run's command stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "from", content = "name")]
pub enum RunSource {
    /// `[checks.NAME]`
    Check(String),
    /// `[suites.NAME]`
    Suite(String),
    /// `[coverage]`
    Coverage,
    /// `[metrics.NAME]`
    Metric(String),
    /// The rollback that is rehearsed.
    Rehearsal,
    /// A code span or an annotation.
    Inline,
    /// A fence of the document.
    Fence(#[serde(skip)] FenceId),
}

/// A command with all that its result depends on by declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// How it is shown: a name or the command itself.
    pub label: String,
    /// Where the command stands.
    pub source: RunSource,
    /// Its place in the document, for commands that stand there.
    pub span: Option<Span>,
    /// `bash`, `sh`, `python` or `node`.
    pub interpreter: String,
    /// The text to run.
    pub script: String,
    /// The folder, from the project's root.
    pub cwd: String,
    /// Literal variables.
    pub env: BTreeMap<String, String>,
    /// Globs of the inputs; the whole tree when empty.
    pub inputs: Vec<String>,
    /// Globs of what it may change.
    pub writes: Vec<String>,
    /// Seconds.
    pub timeout: u64,
    /// Tries after a failure.
    pub retries: u32,
    /// Whether it runs tests: then zero tests are a failure.
    pub is_test: bool,
    /// The least number of tests.
    pub min_tests: u64,
    /// The report with test results.
    pub tests_report: Option<ReportConfig>,
    /// The report with coverage.
    pub coverage_report: Option<ReportConfig>,
    /// Statements whose failure bash would hide, and that no annotation allows.
    pub unsafe_statements: Vec<String>,
    /// What it asks of its sandbox.
    pub sandbox: RunSandbox,
    /// How long a pass holds; `None`: as its network says.
    pub ttl: Option<Ttl>,
    /// What of it is measured, for a metric.
    pub metric: Option<Box<Metric>>,
    /// What is rehearsed, for a rehearsal: `verify` does not run it.
    pub rehearsal: Option<Box<Rehearsal>>,
    /// The change after which it has to fail, in a copy of the project.
    pub must_fail: Option<Box<MustFail>>,
    /// Which command of the work's steps it is: `run` runs it, and `verify` does not.
    pub step: Option<StepOf>,
}

/// Seconds after which a run is ended unless something else is said.
const DEFAULT_TIMEOUT: u64 = 600;

/// The folder in which commands run, from the project's root.
pub fn default_cwd(config: &Config) -> String {
    config.documents.cwd.clone().unwrap_or_else(|| ".".to_owned())
}

/// The report that a command's own output is: Cargo's tests are named there. Not where the output goes elsewhere, is
/// made shorter, or comes from several tools.
fn output_report(script: &str) -> Option<ReportConfig> {
    let words: Vec<&str> = script
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'))
        .flat_map(str::split_whitespace)
        .collect();
    let elsewhere = |word: &&str| {
        matches!(*word, "-q" | "--quiet" | "|" | "--no-run")
            || word.contains('>')
            || word.starts_with("--format")
            || word.starts_with("--status-level")
            || word.starts_with("--final-status-level")
    };
    if words.iter().any(elsewhere) {
        return None;
    }
    let is = |name: &str| words.windows(2).filter(|pair| pair[0] == "cargo" && pair[1] == name).count();
    let format = match (is("test"), is("nextest")) {
        (1, 0) => "libtest",
        (0, 1) => "nextest",
        _ => return None,
    };
    Some(ReportConfig { format: format.to_owned(), path: "-".to_owned() })
}

impl Run {
    /// Whether both run the same and ask the same of it; how they are shown and where they stand is left aside.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let aside =
            |run: &Self| Self { label: String::new(), source: RunSource::Inline, span: None, ..run.clone() };
        self.script == other.script && aside(self) == aside(other)
    }

    /// An inline command of the document.
    pub(crate) fn inline(config: &Config, script: &str, span: Span) -> Self {
        Self {
            label: script.to_owned(),
            source: RunSource::Inline,
            span: Some(span),
            interpreter: "bash".to_owned(),
            script: script.to_owned(),
            cwd: default_cwd(config),
            env: BTreeMap::new(),
            inputs: Vec::new(),
            writes: Vec::new(),
            timeout: DEFAULT_TIMEOUT,
            retries: 0,
            is_test: milepost_runner::reports::is_test_command(script),
            min_tests: 0,
            tests_report: output_report(script),
            coverage_report: None,
            unsafe_statements: super::command::unsafe_in(script),
            sandbox: RunSandbox::usual(&config.sandbox),
            ttl: config.sandbox.ttl,
            metric: None,
            rehearsal: None,
            must_fail: None,
            step: None,
        }
    }

    /// The rehearsal of a document's rollback.
    pub(crate) fn rehearsal(config: &Config, rehearsal: Rehearsal) -> Self {
        let scripts: Vec<&str> = rehearsal.procedure.iter().map(|step| step.script.as_str()).collect();
        Self {
            label: "rehearsal".to_owned(),
            source: RunSource::Rehearsal,
            span: None,
            is_test: false,
            tests_report: None,
            rehearsal: Some(Box::new(rehearsal.clone())),
            ..rehearsal.plain(config, "rehearsal", &scripts.join("\n"))
        }
    }

    /// `[metrics.NAME]`, held against a budget.
    pub(crate) fn metric(config: &Config, name: &str, metric: &MetricConfig, budget: Budget) -> Self {
        let mut unsafe_statements = super::command::unsafe_in(&metric.run);
        unsafe_statements.extend(metric.prepare.iter().flat_map(|script| super::command::unsafe_in(script)));
        Self {
            label: name.to_owned(),
            source: RunSource::Metric(name.to_owned()),
            span: None,
            env: metric.env.clone(),
            inputs: metric.inputs.clone(),
            timeout: metric.timeout.unwrap_or(DEFAULT_TIMEOUT),
            is_test: false,
            tests_report: None,
            unsafe_statements,
            sandbox: RunSandbox::usual(&config.sandbox).with(
                metric.sandbox,
                metric.network,
                &metric.read,
                &metric.caches,
            ),
            metric: Some(Box::new(Metric::new(name, metric, budget))),
            ..Self::inline(config, &metric.run, Span::default())
        }
    }

    /// What makes a copy ready, as a command of its own.
    pub(crate) fn preparation(&self) -> Option<Self> {
        if let Some(must_fail) = &self.must_fail {
            return must_fail.prepare.clone();
        }
        let script = self.metric.as_ref()?.prepare.clone()?;
        Some(Self { label: format!("{}: prepare", self.label), script, metric: None, ..self.clone() })
    }

    /// `[checks.NAME]`
    pub(super) fn check(config: &Config, name: &str, check: &CheckConfig) -> Self {
        Self {
            label: name.to_owned(),
            source: RunSource::Check(name.to_owned()),
            span: None,
            env: check.env.clone(),
            inputs: check.inputs.clone(),
            writes: check.writes.clone(),
            timeout: check.timeout.unwrap_or(DEFAULT_TIMEOUT),
            retries: check.retries,
            sandbox: RunSandbox::usual(&config.sandbox).with(
                check.sandbox,
                check.network,
                &check.read,
                &check.caches,
            ),
            ttl: check.ttl.or(config.sandbox.ttl),
            ..Self::inline(config, &check.run, Span::default())
        }
    }

    /// `[suites.NAME]`
    pub(super) fn suite(config: &Config, name: &str, suite: &SuiteConfig) -> Self {
        Self {
            label: name.to_owned(),
            source: RunSource::Suite(name.to_owned()),
            span: None,
            env: suite.env.clone(),
            inputs: suite.inputs.clone(),
            writes: suite.writes.clone(),
            timeout: suite.timeout.unwrap_or(DEFAULT_TIMEOUT),
            retries: suite.retries,
            is_test: true,
            min_tests: suite.min.unwrap_or(1),
            tests_report: suite.report.clone().or_else(|| output_report(&suite.run)),
            sandbox: RunSandbox::usual(&config.sandbox).with(
                suite.sandbox,
                suite.network,
                &suite.read,
                &suite.caches,
            ),
            ttl: suite.ttl.or(config.sandbox.ttl),
            ..Self::inline(config, &suite.run, Span::default())
        }
    }

    /// `[coverage]`
    pub(super) fn coverage(config: &Config, coverage: &CoverageConfig) -> Self {
        Self {
            label: "coverage".to_owned(),
            source: RunSource::Coverage,
            span: None,
            inputs: coverage.inputs.clone(),
            writes: coverage.writes.clone(),
            timeout: coverage.timeout.unwrap_or(DEFAULT_TIMEOUT),
            is_test: false,
            coverage_report: Some(coverage.report.clone()),
            sandbox: RunSandbox::usual(&config.sandbox).with(
                coverage.sandbox,
                coverage.network,
                &coverage.read,
                &coverage.caches,
            ),
            ttl: coverage.ttl.or(config.sandbox.ttl),
            ..Self::inline(config, &coverage.run, Span::default())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::output_report;

    #[test]
    fn cargos_own_output_names_its_tests() {
        let format =
            |script: &str| output_report(script).map(|report| format!("{} {}", report.format, report.path));
        assert_eq!(format("cargo test --workspace").as_deref(), Some("libtest -"));
        assert_eq!(format("# Tests\ncargo nextest run").as_deref(), Some("nextest -"));
        for other in [
            "cargo test -q",
            "cargo test | tee log",
            "cargo test > log",
            "cargo test\ncargo nextest run",
            "cargo test -- --format json",
            "cargo nextest run --status-level fail",
            "cargo build",
            "pnpm test",
        ] {
            assert_eq!(format(other), None, "{other}");
        }
    }
}
