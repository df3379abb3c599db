//! What the ledger knows of each run for today's inputs.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use jiff::Timestamp;
use milepost_gate::TestRun;
use milepost_ledger::{CheckRun, CoveredFile, Digest, Ledger, Record, Scope, Trust, Verdict};
use milepost_system::git::TreeChange;

use super::{CheckKey, Inputs, Keys, TreeNow, WorkspaceTree, check_key, expiry::expired};
use crate::{
    Result,
    binding::{Bound, Run},
    config::Ttl,
    session::Session,
};

/// How many earlier records of a check are looked at: going back to an earlier state finds its evidence again.
pub(super) const LOOK_BACK: usize = 50;

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
    /// The declared inputs are no globs that can be read.
    BadInputs {
        /// What is wrong with them.
        message: String,
    },
    /// The evidence is not believed.
    Untrusted {
        /// Why.
        why: String,
    },
    /// The list of its tests is gone or broken.
    NoTestList,
    /// The list of the files that it covers is gone or broken.
    NoCoverageList,
    /// It passed too long ago.
    Expired {
        /// How long a pass holds.
        ttl: Ttl,
        /// Whether that is so because the check could reach the network, and nobody said how long it holds.
        network: bool,
    },
    /// By the clock of this machine it was made in the future, so nobody knows how old it is.
    FromTheFuture,
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
    /// What the newest evidence covers, file by file.
    pub covered: Option<Vec<CoveredFile>>,
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

/// The state of every run of a bound document. The signers of the session say whose evidence is believed: what nobody signed is, what
/// somebody unknown signed or what was revoked is not.
///
/// # Errors
/// When the ledger, Git or a file fails.
pub fn run_states(session: &Session<'_>, bound: &Bound, whole_tree: bool) -> Result<Vec<RunState>> {
    let Session { workspace, ledger, trees, now, keys, signers } = session;
    let inputs = Inputs::new(workspace, now);
    let clock = workspace.system.now();
    let mut context =
        Context { keys, ledger, trees, now, inputs: &inputs, whole_tree, clock, refused: HashMap::new() };
    // Signatures are checked for all runs at once; where one is refused, what lies behind it is looked for.
    loop {
        let found = bound.runs.iter().map(|run| context.state(run)).collect::<Result<Vec<_>>>()?;
        let records: Vec<&Record> = found.iter().filter_map(|(_, record)| record.as_deref()).collect();
        let mut refused = HashMap::new();
        if !records.is_empty() {
            let trusts = ledger.trust_all(records.iter().copied(), signers.policy()?)?;
            for (record, trust) in records.iter().zip(trusts) {
                if let Trust::Refused(refusal) = trust {
                    refused.insert(record.digest, refusal.to_string());
                }
            }
        }
        if refused.is_empty() {
            return Ok(found.into_iter().map(|(state, _)| state).collect());
        }
        context.refused.extend(refused);
    }
}

struct Context<'c, 'w> {
    keys: &'c Keys<'w>,
    ledger: &'c Ledger,
    trees: &'c WorkspaceTree<'w>,
    now: &'c TreeNow<'c>,
    inputs: &'c Inputs<'c>,
    whole_tree: bool,
    /// The time of the request.
    clock: Timestamp,
    /// Evidence that is not believed, and why.
    refused: HashMap<Digest, String>,
}

impl Context<'_, '_> {
    /// The state of a run, and the record that counts as evidence for today's inputs, if one does.
    fn state(&self, run: &Run) -> Result<(RunState, Option<Arc<Record>>)> {
        let key = check_key(self.keys, self.trees.prefix(), self.ledger.repository(), run)?;
        let without = |key: CheckKey, difference: Difference| {
            let differences = vec![difference];
            Ok((RunState { key, inputs: None, newest: None, differences, tests: None, covered: None }, None))
        };
        let inputs = match self.inputs.digest(&run.inputs) {
            Ok(inputs) => inputs,
            Err(error) => return without(key, Difference::BadInputs { message: error.message }),
        };
        if !run.inputs.is_empty() && inputs.is_none() {
            return without(key, Difference::NoInputs);
        }
        let mut newest: Option<((Digest, CheckRun), Vec<Difference>)> = None;
        let mut counted = None;
        for record in self.ledger.runs(&key.specification, LOOK_BACK)? {
            let Some(check) = record.check_run() else { continue };
            if let Some(why) = self.refused.get(&record.digest) {
                let why = vec![Difference::Untrusted { why: why.clone() }];
                newest = newest.or_else(|| Some(((record.digest, check.clone()), why)));
                continue;
            }
            // That a step was done is no less so on other files, and on another day.
            if run.step.is_some() || self.holds(&key, check, inputs)? {
                let expired = expired(run, check, self.clock).filter(|_| run.step.is_none());
                if expired.is_none() {
                    newest = Some(((record.digest, check.clone()), Vec::new()));
                    counted = Some(Arc::clone(&record));
                    break;
                }
                newest =
                    newest.or_else(|| Some(((record.digest, check.clone()), expired.into_iter().collect())));
                continue;
            }
            if newest.is_none() {
                let differences = self.differences(run, &key, check, inputs)?;
                newest = Some(((record.digest, check.clone()), differences));
            }
        }
        let (newest, mut differences) =
            newest.map_or((None, Vec::new()), |(newest, why)| (Some(newest), why));
        let list = newest.as_ref().and_then(|(_, run)| run.result.tests.as_ref()?.list_digest);
        let tests = match &list {
            Some(list) => crate::output::tests(self.ledger, list)?,
            None => None,
        };
        if list.is_some() && tests.is_none() {
            differences.push(Difference::NoTestList);
            counted = None;
        }
        let list = newest.as_ref().and_then(|(_, run)| run.result.coverage.as_ref()?.list_digest);
        let covered = match &list {
            Some(list) => crate::coverage::covered_files(self.ledger, list)?,
            None => None,
        };
        if list.is_some() && covered.is_none() {
            differences.push(Difference::NoCoverageList);
            counted = None;
        }
        Ok((RunState { key, inputs, newest, differences, tests, covered }, counted))
    }

    /// Whether evidence holds for today's inputs.
    fn holds(&self, key: &CheckKey, check: &CheckRun, inputs: Option<Digest>) -> Result<bool> {
        let files = check.key.tree == self.now.id()?.as_str()
            || (!self.whole_tree
                && matches!(&check.key.scope, Scope::Declared { digest, .. } if Some(*digest) == inputs));
        Ok(files && check.key.environment == *key.environment && check.key.tools == key.tools)
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
        if check.key.tree != self.now.id()?.as_str() {
            if declared_same {
                if self.whole_tree {
                    found.push(Difference::WholeTree);
                }
            } else if let Some(changes) = self.trees.changes_since(self.now, &check.key.tree)? {
                let set = super::inputs::glob_set(&run.inputs)?;
                let matters = |change: &&TreeChange| {
                    let path = change.path();
                    run.inputs.is_empty() || (!path.starts_with("..") && set.is_match(path))
                };
                found.extend(changes.iter().filter(matters).map(file_difference));
            } else {
                found.push(Difference::UnknownTree);
            }
        }
        let names = key.environment.keys().chain(check.key.environment.keys());
        let names: BTreeSet<&String> = names.collect();
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
            Self::BadInputs { message } => format!("its declared inputs cannot be read: {message}"),
            Self::Untrusted { why } => format!("the evidence is not believed: {why}"),
            Self::NoTestList => "the list of its tests is gone or broken".to_owned(),
            Self::NoCoverageList => "the list of the files that it covers is gone or broken".to_owned(),
            Self::Expired { ttl, network: true } => {
                format!("it is older than {ttl}, and it could reach the network")
            }
            Self::Expired { ttl, network: false } => format!("it is older than its `ttl` of {ttl}"),
            Self::FromTheFuture => "by the clock it was made in the future".to_owned(),
        }
    }
}
