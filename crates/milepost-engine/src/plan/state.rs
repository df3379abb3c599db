//! What the ledger knows of each run for today's inputs.

use milepost_gate::TestRun;
use milepost_ledger::{CheckRun, Digest, Ledger, Scope, Verdict};
use milepost_system::git::TreeChange;

use super::{CheckKey, Inputs, TreeNow, WorkspaceTree, check_key};
use crate::{
    Result, Workspace,
    binding::{Bound, Run},
};

/// How many earlier records of a check are looked at: going back to an earlier state finds its evidence again.
const LOOK_BACK: usize = 50;

/// One reason why evidence does not hold for today's inputs.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case", tag = "what")]
pub enum Difference {
    /// A file of the inputs changed.
    File {
        /// Path from the project's root.
        path: String,
        /// `added`, `modified` or `removed`.
        change: &'static str,
    },
    /// The tree on which the evidence was made is not known here.
    UnknownTree,
    /// A variable has another value.
    Environment {
        /// Its name.
        name: String,
    },
    /// A program is another one.
    Tool {
        /// Its name.
        name: String,
    },
    /// The evidence covers declared inputs, and a run over the whole tree is wanted.
    WholeTree,
    /// The declared inputs match no file.
    NoInputs,
}

/// What is known of one run.
#[derive(Debug, Clone)]
pub struct RunState {
    /// Its key today.
    pub key: CheckKey,
    /// The digest of its declared inputs today.
    pub inputs: Option<Digest>,
    /// The newest evidence: for today's inputs if there is one, else for any.
    pub newest: Option<(Digest, CheckRun)>,
    /// Why the newest evidence does not hold today; empty when it does.
    pub differences: Vec<Difference>,
    /// The tests of the newest evidence, by id.
    pub tests: Option<TestRun>,
}

impl RunState {
    /// Whether there is evidence for today's inputs.
    pub fn is_fresh(&self) -> bool {
        self.newest.is_some() && self.differences.is_empty()
    }

    /// Whether there is a pass for today's inputs: only that is reused.
    pub fn is_fresh_pass(&self) -> bool {
        self.is_fresh() && self.newest.as_ref().is_some_and(|(_, run)| run.result.verdict == Verdict::Pass)
    }
}

/// The state of every run of a bound document.
///
/// # Errors
/// When the ledger, Git or a file fails.
pub fn run_states(
    workspace: &Workspace,
    ledger: &Ledger,
    trees: &WorkspaceTree<'_>,
    now: &TreeNow,
    bound: &Bound,
    whole_tree: bool,
) -> Result<Vec<RunState>> {
    let repository = workspace.repository_id()?;
    let inputs = Inputs::new(workspace, now);
    let context =
        Context { workspace, ledger, trees, now, repository: &repository, inputs: &inputs, whole_tree };
    bound.runs.iter().map(|run| context.state(run)).collect()
}

struct Context<'c, 'w> {
    workspace: &'c Workspace,
    ledger: &'c Ledger,
    trees: &'c WorkspaceTree<'w>,
    now: &'c TreeNow,
    repository: &'c str,
    inputs: &'c Inputs<'c>,
    whole_tree: bool,
}

impl Context<'_, '_> {
    fn state(&self, run: &Run) -> Result<RunState> {
        let key = check_key(self.workspace, self.repository, run)?;
        let inputs = if run.inputs.is_empty() { None } else { self.inputs.digest(&run.inputs)? };
        if !run.inputs.is_empty() && inputs.is_none() {
            let differences = vec![Difference::NoInputs];
            return Ok(RunState { key, inputs, newest: None, differences, tests: None });
        }
        let mut newest: Option<((Digest, CheckRun), Vec<Difference>)> = None;
        for record in self.ledger.runs(&key.specification, LOOK_BACK)? {
            let Some(check) = record.check_run() else { continue };
            if self.holds(&key, check, inputs) {
                newest = Some(((record.digest, check.clone()), Vec::new()));
                break;
            }
            if newest.is_none() {
                let differences = self.differences(run, &key, check, inputs)?;
                newest = Some(((record.digest, check.clone()), differences));
            }
        }
        let (newest, differences) = newest.map_or((None, Vec::new()), |(newest, why)| (Some(newest), why));
        let tests = match newest.as_ref().and_then(|(_, run)| run.result.tests.as_ref()?.list_digest) {
            Some(list) => crate::output::tests(self.ledger, &list)?,
            None => None,
        };
        Ok(RunState { key, inputs, newest, differences, tests })
    }

    /// Whether evidence holds for today's inputs.
    fn holds(&self, key: &CheckKey, check: &CheckRun, inputs: Option<Digest>) -> bool {
        let files = check.key.tree == self.now.id.as_str()
            || (!self.whole_tree
                && matches!(&check.key.scope, Scope::Declared { digest, .. } if Some(*digest) == inputs));
        files && check.key.environment == key.environment && check.key.tools == key.tools
    }

    /// Why evidence does not hold for today's inputs.
    fn differences(
        &self,
        run: &Run,
        key: &CheckKey,
        check: &CheckRun,
        inputs: Option<Digest>,
    ) -> Result<Vec<Difference>> {
        let mut found = Vec::new();
        let declared_same =
            matches!(&check.key.scope, Scope::Declared { digest, .. } if Some(*digest) == inputs);
        if check.key.tree != self.now.id.as_str() {
            if declared_same {
                if self.whole_tree {
                    found.push(Difference::WholeTree);
                }
            } else if let Some(changes) = self.trees.changes_since(self.now, &check.key.tree) {
                let set = super::inputs::glob_set(&run.inputs)?;
                let matters = |change: &&TreeChange| run.inputs.is_empty() || set.is_match(change.path());
                found.extend(changes.iter().filter(matters).map(file_difference));
            } else {
                found.push(Difference::UnknownTree);
            }
        }
        let names = key.environment.keys().chain(check.key.environment.keys());
        let names: std::collections::BTreeSet<&String> = names.collect();
        let differs = |name: &&&String| key.environment.get(**name) != check.key.environment.get(**name);
        found.extend(
            names.iter().filter(differs).map(|name| Difference::Environment { name: (**name).clone() }),
        );
        for tool in &key.tools {
            if !check.key.tools.contains(tool) {
                found.push(Difference::Tool { name: tool.name.clone() });
            }
        }
        for tool in &check.key.tools {
            if !key.tools.iter().any(|now| now.name == tool.name) {
                found.push(Difference::Tool { name: tool.name.clone() });
            }
        }
        if found.is_empty() {
            found.push(Difference::UnknownTree);
        }
        Ok(found)
    }
}

fn file_difference(change: &TreeChange) -> Difference {
    let word = match change {
        TreeChange::Added(_) => "added",
        TreeChange::Modified(_) => "modified",
        TreeChange::Removed(_) => "removed",
    };
    Difference::File { path: change.path().to_string_lossy().into_owned(), change: word }
}

impl Difference {
    /// In words: a lower-case fragment.
    pub fn words(&self) -> String {
        match self {
            Self::File { path, change } => format!("`{path}` was {change}"),
            Self::UnknownTree => "the tree it was made on is not known here".to_owned(),
            Self::Environment { name } => format!("the variable `{name}` has another value"),
            Self::Tool { name } => format!("the program `{name}` is another one"),
            Self::WholeTree => "it covers declared inputs, and a run on the whole tree is wanted".to_owned(),
            Self::NoInputs => "its declared inputs match no file".to_owned(),
        }
    }
}
