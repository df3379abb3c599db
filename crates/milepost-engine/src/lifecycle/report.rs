//! How to make a move, and what it did.

use std::sync::{Arc, atomic::AtomicBool};

use milepost_ledger::Baseline;
use serde::Serialize;

use super::{BranchChoice, DocumentChange};
use crate::{
    trust::Allowed,
    verify::{VerifyOptions, VerifyReport},
};

/// How to make a move.
#[derive(Debug, Clone, Default)]
pub struct TransitionOptions {
    /// Why: wanted by `block`, `reopen`, `defer`, `cancel`.
    pub reason: Option<String>,
    /// Which branch `start` takes.
    pub branch: BranchChoice,
    /// The commit that `adopt` takes for the state before the work; the merge base when absent.
    pub baseline: Option<String>,
    /// Commit exactly the files that change.
    pub commit: bool,
    /// Judge and show, and change nothing.
    pub dry_run: bool,
    /// Run no check: judge by the evidence at hand.
    pub no_run: bool,
    /// What is allowed beside the grants.
    pub allow: Allowed,
    /// How many checks run at once.
    pub jobs: usize,
    /// Set by Ctrl-C.
    pub cancel: Arc<AtomicBool>,
}

/// What a move did.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TransitionReport {
    /// The milestone's id.
    pub id: String,
    /// Its document.
    pub path: String,
    /// The command.
    pub command: &'static str,
    /// The state before.
    pub from: &'static str,
    /// The state after.
    pub to: &'static str,
    /// Whether nothing was written.
    pub dry_run: bool,
    /// The documents that changed.
    #[serde(skip)]
    pub changes: Vec<DocumentChange>,
    /// Their paths, and those of new records.
    pub files: Vec<String>,
    /// The branch that was made or taken.
    pub branch: Option<String>,
    /// Whether the project is in a repository.
    pub in_git: bool,
    /// The commit that was made.
    pub commit: Option<String>,
    /// The attestation: digest and path.
    pub attestation: Option<(String, String)>,
    /// What was measured before the work.
    pub baseline: Option<BaselineSummary>,
    /// Waivers on which it rests, in words. Always shown.
    pub waivers: Vec<String>,
    /// What passed before the work began and was not seen to fail since, in words.
    pub weak: Vec<String>,
    /// What is good to know.
    pub warnings: Vec<String>,
    /// What was run for it.
    pub verified: Option<VerifyReport>,
}

/// What a baseline holds, in numbers.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BaselineSummary {
    /// The commit before the work; empty without Git.
    pub commit: String,
    /// How many tests are recorded by id.
    pub tests: usize,
    /// How many commands were measured.
    pub measured: usize,
    /// Whether line coverage is recorded.
    pub coverage: bool,
    /// Whether the work was in flight already.
    pub adopted: bool,
}

impl TransitionOptions {
    /// How the checks of the move are run. A completed milestone is judged anew.
    pub(super) fn verifying(&self, whole_tree: bool) -> VerifyOptions {
        VerifyOptions {
            whole_tree,
            again: true,
            jobs: self.jobs.max(1),
            allow: self.allow.clone(),
            cancel: Arc::clone(&self.cancel),
            ..VerifyOptions::default()
        }
    }
}

impl BaselineSummary {
    pub(super) fn of(baseline: &Baseline) -> Self {
        Self {
            commit: baseline.commit.clone(),
            tests: baseline.suites.iter().map(|suite| suite.tests.len()).sum(),
            measured: baseline.metrics.len(),
            coverage: !baseline.coverage.is_empty(),
            adopted: baseline.adopted,
        }
    }
}
