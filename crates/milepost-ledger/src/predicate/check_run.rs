//! One run of one check on one exact input.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Coverage, ItemReference, Measurement, OutputCapture, Rehearsal};
use crate::{Digest, Subject};

/// A check run: what decided its outcome (key), the outcome, and where it ran.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CheckRun {
    /// Everything that decides whether this result may be reused.
    pub key: KeyParts,
    /// What came of it.
    pub result: RunResult,
    /// Where it ran.
    pub environment: RunEnvironment,
    /// The tree before and after.
    pub guard: Guard,
    /// The items for which it was run. Not part of the key: one run serves every item bound to its check.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<ItemReference>,
}

/// The parts of a reuse key. Reuse needs every one of them equal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KeyParts {
    /// The repository's identity: evidence of another repository never counts.
    pub repository: String,
    /// Digest of `specification_content`: the identity of the check itself.
    pub specification: Digest,
    /// The check as canonical JSON: command bytes, interpreter and flags, cwd, inputs, limits, expectations …
    pub specification_content: Value,
    /// Object id of the check tree.
    pub tree: String,
    /// Which part of the tree it depends on.
    pub scope: Scope,
    /// Name to digest of the value passed; `None` is a name that was unset, which differs from empty.
    #[serde(default)]
    pub environment: BTreeMap<String, Option<Digest>>,
    /// The interpreter and the first word of the command, as resolved.
    #[serde(default)]
    pub tools: Vec<Tool>,
    /// Evidence of the checks it depends on.
    #[serde(default)]
    pub dependencies: Vec<Digest>,
}

/// Which part of the tree a check depends on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Scope {
    /// The whole check tree.
    Whole,
    /// Only the declared inputs.
    Declared {
        /// The globs, sorted.
        inputs: Vec<String>,
        /// Digest over the paths and content that they match.
        digest: Digest,
    },
}

/// A program that took part.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Tool {
    /// The name by which it was asked for.
    pub name: String,
    /// The path it resolved to.
    pub path: String,
    /// What it says its version is, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Verdict {
    /// Every expectation holds.
    Pass,
    /// The command failed or an expectation does not hold.
    Fail,
    /// It failed and passed on the same input.
    Flaky,
    /// Nothing can be said, for a reason such as `inputs-changed`, `leaked-process`, `sandbox-denied`.
    Inconclusive {
        /// The reason, in kebab case.
        reason: String,
    },
    /// It ran into its time limit.
    Timeout,
    /// Somebody stopped it.
    Cancelled,
}

impl Verdict {
    /// Its name in reports.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Flaky => "flaky",
            Self::Inconclusive { .. } => "inconclusive",
            Self::Timeout => "timeout",
            Self::Cancelled => "cancelled",
        }
    }
}

/// What came of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RunResult {
    /// The verdict.
    pub verdict: Verdict,
    /// Exit code, unless a signal ended the command.
    pub exit: Option<i32>,
    /// The signal that ended it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signal: Option<i32>,
    /// Wall clock at the start, RFC 3339. Not trusted: for people only, never for order.
    pub started: String,
    /// Elapsed time, milliseconds, by a clock that only goes forward.
    pub duration_ms: u64,
    /// CPU time in user mode, milliseconds.
    #[serde(default)]
    pub user_ms: u64,
    /// CPU time in the kernel, milliseconds.
    #[serde(default)]
    pub system_ms: u64,
    /// Peak resident memory, KiB.
    #[serde(default)]
    pub max_rss_kib: u64,
    /// Standard output.
    pub stdout: OutputCapture,
    /// Standard error.
    pub stderr: OutputCapture,
    /// Each expectation and what came of it.
    #[serde(default)]
    pub expectations: Vec<ExpectationResult>,
    /// Tests, where the check ran any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tests: Option<TestTally>,
    /// Earlier attempts on the same input, oldest first; the last attempt is this result.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attempts: Vec<Attempt>,
    /// Coverage, where it was measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coverage: Option<Coverage>,
    /// What was measured, for a metric.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measurement: Option<Box<Measurement>>,
    /// What came of it, for the rehearsal of a rollback.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rehearsal: Option<Box<Rehearsal>>,
}

/// One expectation of a check and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpectationResult {
    /// The expectation as the document or the configuration states it.
    pub expectation: String,
    /// What came of it.
    pub verdict: Verdict,
    /// What was found, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// Counts of a test run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TestTally {
    /// Tests that ran.
    pub ran: u64,
    /// … and passed.
    pub passed: u64,
    /// … and failed.
    pub failed: u64,
    /// Tests that were skipped.
    pub skipped: u64,
    /// Tests that failed and passed.
    pub flaky: u64,
    /// Whether the counts could not be read: then `ran` is how many are known to have run at least, and the others are
    /// zero and prove nothing.
    #[serde(default)]
    pub unknown: bool,
    /// Blob with the canonical JSON list of [`super::TestOutcome`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list_digest: Option<Digest>,
}

/// Whether an exit code is one that a command gave itself. A shell gives 126 and 127 for what it could not start, and 128 and
/// the number for what a signal ended, of which there are 64; beyond that, and at 128, it is the command's own.
pub const fn is_own_exit(code: i32) -> bool {
    matches!(code, 1..=125 | 128 | 193..=255)
}

impl RunResult {
    /// Whether the command did its work and found what is wrong: then its check can fail. One that could not be started, ran
    /// out of time or ran no test found nothing.
    pub fn has_found_fault(&self) -> bool {
        self.verdict == Verdict::Fail
            && self.exit.is_some_and(is_own_exit)
            && self.tests.as_ref().is_none_or(|tests| tests.unknown || tests.ran > 0)
    }
}

/// An earlier attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Attempt {
    /// How it ended.
    pub verdict: Verdict,
    /// Its exit code.
    pub exit: Option<i32>,
    /// Its elapsed time, milliseconds.
    pub duration_ms: u64,
}

/// Where a run took place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunEnvironment {
    /// Operating system.
    pub os: String,
    /// Kernel release.
    pub kernel: String,
    /// Processor architecture.
    pub arch: String,
    /// Version of Milepost.
    pub version: String,
    /// Sandbox tier that was really in force.
    pub tier: String,
    /// Version of Landlock's interface, where it was in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub landlock_abi: Option<u32>,
    /// What could really be reached of the network: `none`, `loopback` or `full`; empty in old records.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub network: String,
    /// Why this is less than what was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lowered: Option<String>,
    /// Kind of machine.
    pub origin: Origin,
    /// Who ran it, as they are known.
    pub actor: String,
}

/// The kind of machine a run took place on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// A person's machine.
    Local,
    /// A CI job.
    Ci,
    /// A worker of a team's engine.
    Worker,
}

/// The check tree before and after a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guard {
    /// Tree id before.
    pub before: String,
    /// Tree id after.
    pub after: String,
}

impl KeyParts {
    /// Parts with a specification and nothing else declared.
    ///
    /// # Errors
    /// When the specification has no canonical JSON.
    pub fn new(
        repository: impl Into<String>,
        specification: Value,
        tree: impl Into<String>,
    ) -> Result<Self, serde_json::Error> {
        Ok(Self {
            repository: repository.into(),
            specification: Digest::of_json(&specification)?,
            specification_content: specification,
            tree: tree.into(),
            scope: Scope::Whole,
            environment: BTreeMap::new(),
            tools: Vec::new(),
            dependencies: Vec::new(),
        })
    }

    /// The reuse key. With a declared scope the digest of the inputs stands for the tree, so that a change outside
    /// of them keeps the key.
    pub fn digest(&self) -> Digest {
        let tree = matches!(self.scope, Scope::Whole).then_some(&self.tree);
        Digest::of_json(&serde_json::json!({
            "repository": self.repository,
            "specification": self.specification,
            "tree": tree,
            "scope": self.scope,
            "environment": self.environment,
            "tools": self.tools,
            "dependencies": self.dependencies,
        }))
        .expect("digests and text have a JSON form")
    }
}

impl CheckRun {
    /// Whether it passed; nothing else may be reused.
    pub fn passed(&self) -> bool {
        self.result.verdict == Verdict::Pass
    }

    pub(super) fn subjects(&self) -> Vec<Subject> {
        vec![
            Subject::git_tree("check tree", &self.key.tree),
            Subject::sha256("specification", &self.key.specification),
        ]
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_part_changes_the_key() {
        let base = KeyParts::new("r", json!({"run": "true"}), "t1").unwrap();
        let mut variants = vec![base.clone()];
        let mut add = |change: fn(&mut KeyParts)| {
            let mut parts = base.clone();
            change(&mut parts);
            variants.push(parts);
        };
        add(|p| p.repository = "other".into());
        add(|p| p.specification = Digest::of("other"));
        add(|p| p.tree = "t2".into());
        add(|p| p.scope = Scope::Declared { inputs: vec!["a".into()], digest: Digest::of("a") });
        add(|p| p.scope = Scope::Declared { inputs: vec!["a".into()], digest: Digest::of("b") });
        add(|p| p.environment.extend([("A".into(), None)]));
        add(|p| p.environment.extend([("A".into(), Some(Digest::of("")))]));
        add(|p| p.tools.push(Tool { name: "sh".into(), path: "/bin/sh".into(), version: None }));
        add(|p| p.tools.push(Tool { name: "sh".into(), path: "/bin/sh".into(), version: Some("5".into()) }));
        add(|p| p.dependencies.push(Digest::of("x")));
        let mut keys: Vec<_> = variants.iter().map(KeyParts::digest).collect();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), variants.len());
    }

    #[test]
    fn a_declared_scope_does_not_see_the_rest_of_the_tree() {
        let mut parts = KeyParts::new("r", json!({}), "t1").unwrap();
        parts.scope = Scope::Declared { inputs: vec!["src/**".into()], digest: Digest::of("src") };
        let key = parts.digest();
        parts.tree = "t2".into();
        assert_eq!(parts.digest(), key);
    }

    #[test]
    fn only_an_exit_code_of_the_command_itself_says_that_it_found_a_fault() {
        for own in [1, 2, 125, 128, 193, 255] {
            assert!(is_own_exit(own), "{own}");
        }
        for other in [0, 126, 127, 129, 130, 134, 137, 139, 143, 192, -1, 256] {
            assert!(!is_own_exit(other), "{other}");
        }
    }

    #[test]
    fn verdicts_on_the_wire() {
        let text = |verdict: &Verdict| serde_json::to_string(verdict).unwrap();
        assert_eq!(text(&Verdict::Pass), r#"{"kind":"pass"}"#);
        assert_eq!(
            text(&Verdict::Inconclusive { reason: "inputs-changed".into() }),
            r#"{"kind":"inconclusive","reason":"inputs-changed"}"#
        );
    }
}
