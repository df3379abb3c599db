//! How to verify, and which part.

use std::sync::{Arc, atomic::AtomicBool};

use crate::{
    binding::{Bound, Gate, RunId},
    triggers::is_promised,
    trust::Allowed,
};

/// How to verify.
#[derive(Debug, Clone)]
pub struct VerifyOptions {
    /// Run what has fresh evidence as well.
    pub force: bool,
    /// Say what would run, and run nothing.
    pub dry_run: bool,
    /// Want evidence on the whole tree, also of checks that declare their inputs.
    pub whole_tree: bool,
    /// Judge a completed milestone anew.
    pub again: bool,
    /// How many checks run at once.
    pub jobs: usize,
    /// What is allowed beside the grants.
    pub allow: Allowed,
    /// Set by Ctrl-C.
    pub cancel: Arc<AtomicBool>,
    /// Only these runs; all when `None`.
    pub only: Option<Only>,
}

/// Part of a document's runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Only {
    /// Those that run tests or measure coverage.
    Measured,
    /// Those, and what decides the criteria that the work is to change.
    BeforeWork,
    /// Those on which the items of one gate rest.
    Guarding(Gate),
    /// Those of what a milestone promises to others: all that guards its completion when it is completed, else what held
    /// before its work, with what shows that these can fail.
    Promised {
        /// Whether it is completed.
        completed: bool,
    },
}

impl Only {
    pub(super) fn holds(self, bound: &Bound, id: RunId) -> bool {
        let measures = bound.run(id).is_test || bound.run(id).coverage_report.is_some();
        match self {
            Self::Measured => measures,
            Self::BeforeWork => {
                let mut first = bound.bindings.iter().filter(|binding| binding.must_fail_first());
                measures || first.any(|binding| binding.check.runs().contains(&id))
            }
            Self::Guarding(gate) => {
                let mut guarding = bound.bindings.iter().filter(|binding| binding.gate == gate);
                guarding.any(|binding| binding.rests_on(id))
            }
            Self::Promised { completed } => {
                let mut promised =
                    bound.bindings.iter().filter(|binding| is_promised(bound, binding, completed));
                promised.any(|binding| binding.rests_on(id))
            }
        }
    }
}

impl Default for VerifyOptions {
    fn default() -> Self {
        Self {
            force: false,
            dry_run: false,
            whole_tree: false,
            again: false,
            jobs: 2,
            allow: Allowed::default(),
            cancel: Arc::default(),
            only: None,
        }
    }
}
