//! What lint cannot know from the documents alone.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, OnceLock, PoisonError},
};

use milepost_document::{
    ItemId,
    fence::{UnsafeKind, unsafe_statements},
    vocabulary::Risk,
};
use milepost_lint::{EmptyCheck, Evidence, History};
use milepost_portfolio::LoadedDocument;

use crate::{
    Workspace,
    binding::{Run, RunSource, Subject},
    config::GatesConfig,
    lifecycle::gates::{gate, stated_risk},
    session::{Assessment, Session},
    signers::Signers,
    standing::Proof,
};

/// Answers from the work tree and the ledger. Nothing is run, nothing is written.
#[derive(Debug)]
pub struct Facts<'w> {
    workspace: &'w Workspace,
    known: Mutex<Known<'w>>,
    history: Option<History>,
    /// What the risks ask for, read when a rollback plan is missed.
    gates: OnceLock<Option<GatesConfig>>,
    /// The checks of the configuration that cannot fail, by name.
    empty: OnceLock<Vec<String>>,
}

/// What was asked for so far.
#[derive(Debug, Default)]
struct Known<'w> {
    /// Opened when the first document is asked for that nobody told about.
    session: Option<Session<'w>>,
    /// By path: the items that decide something, in their order.
    evidence: HashMap<String, Vec<(ItemId, Evidence)>>,
    /// By path: the items that rest on a check that cannot fail, with its name and command.
    empty: HashMap<String, Vec<(ItemId, EmptyCheck)>>,
}

impl<'w> Facts<'w> {
    /// For a workspace.
    pub fn new(workspace: &'w Workspace) -> Self {
        Self {
            workspace,
            known: Mutex::default(),
            history: None,
            gates: OnceLock::new(),
            empty: OnceLock::new(),
        }
    }

    /// With what Git's history says.
    #[must_use]
    pub fn with_history(self, history: Option<History>) -> Self {
        Self { history, ..self }
    }

    /// Takes over what is known of a document, so that it is not asked for again.
    pub fn know(&self, assessment: &Assessment) {
        let path = self.workspace.document(assessment.index).path.clone();
        self.known().evidence.insert(path, evidence(assessment));
    }

    fn known(&self) -> MutexGuard<'_, Known<'w>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<'w> Known<'w> {
    fn of_document(&mut self, workspace: &'w Workspace, path: &str) -> Option<Vec<(ItemId, Evidence)>> {
        let index = workspace.portfolio.find(path)?;
        if self.session.is_none() {
            self.session = Session::read(workspace).ok();
        }
        let assessment = self.session.as_ref()?.assess(index, false, false).ok()?;
        Some(evidence(&assessment))
    }
}

/// The checks and suites of the configuration whose command cannot fail.
fn empty_checks(workspace: &Workspace) -> Vec<String> {
    let config = &workspace.config;
    let checks = config.checks.iter().map(|(name, check)| (name, &check.run));
    let all = checks.chain(config.suites.iter().map(|(name, suite)| (name, &suite.run)));
    let is_empty = |script: &str| {
        unsafe_statements(script)
            .iter()
            .any(|found| found.kind == UnsafeKind::ProvesNothing && found.allowed.is_none())
    };
    all.filter(|(_, script)| is_empty(script)).map(|(name, _)| name.clone()).collect()
}

/// The items of a document that rest on one of these checks.
fn items_of(workspace: &Workspace, index: usize, empty: &[String]) -> Vec<(ItemId, EmptyCheck)> {
    let bound = workspace.bind(index);
    let named = bound.bindings.iter().filter_map(|binding| {
        let Subject::Item(item) = binding.subject else { return None };
        let runs = binding.check.runs();
        let is_empty = |run: &&Run| match &run.source {
            RunSource::Check(name) | RunSource::Suite(name) => empty.contains(name),
            _ => false,
        };
        let run = runs.iter().map(|id| bound.run(*id)).find(is_empty)?;
        Some((item, EmptyCheck { name: run.label.clone(), command: run.script.clone() }))
    });
    named.collect()
}

fn evidence(assessment: &Assessment) -> Vec<(ItemId, Evidence)> {
    let found = assessment.deciding().filter_map(|(binding, judged)| {
        let Subject::Item(item) = binding.subject else { return None };
        let evidence = match judged.proof {
            Proof::Passed | Proof::Waived | Proof::Stale => Evidence::Proven,
            Proof::Failed | Proof::NothingRan => Evidence::Failed,
            Proof::Missing | Proof::Inconclusive => Evidence::None,
        };
        Some((item, evidence))
    });
    let mut found: Vec<_> = found.collect();
    found.sort_unstable_by_key(|(item, _)| *item);
    found.shrink_to_fit();
    found
}

impl milepost_lint::Facts for Facts<'_> {
    fn is_tracked(&self, path: &str) -> bool {
        self.workspace.is_tracked(path)
    }

    fn exists(&self, path: &str) -> bool {
        self.workspace.system.exists(&self.workspace.root.join(path))
    }

    fn read(&self, path: &str) -> Option<String> {
        String::from_utf8(self.workspace.system.read(&self.workspace.root.join(path)).ok()?).ok()
    }

    fn evidence(&self, document: &LoadedDocument, item: ItemId) -> Evidence {
        let mut known = self.known();
        if !known.evidence.contains_key(&document.path) {
            let found = known.of_document(self.workspace, &document.path).unwrap_or_default();
            known.evidence.insert(document.path.clone(), found);
        }
        let items = known.evidence.get(&document.path).map_or(&[][..], Vec::as_slice);
        let found = items.binary_search_by_key(&item, |(item, _)| *item);
        found.map_or(Evidence::Unknown, |at| items[at].1)
    }

    fn asks_for_rollback_plan(&self, document: &LoadedDocument) -> bool {
        let risk = stated_risk(document.document()).unwrap_or(Risk::Low);
        // Where the gates cannot be read, our defaults hold.
        let gates = self.gates.get_or_init(|| Signers::of(self.workspace).ok().map(|signers| signers.gates));
        let default = GatesConfig::default();
        gate(gates.as_ref().unwrap_or(&default), document.folder(), risk).rollback_plan
    }

    fn empty_check(&self, document: &LoadedDocument, item: ItemId) -> Option<EmptyCheck> {
        let empty = self.empty.get_or_init(|| empty_checks(self.workspace));
        if empty.is_empty() {
            return None;
        }
        let mut known = self.known();
        if !known.empty.contains_key(&document.path) {
            let index = self.workspace.portfolio.find(&document.path);
            let found = index.map(|index| items_of(self.workspace, index, empty)).unwrap_or_default();
            known.empty.insert(document.path.clone(), found);
        }
        let items = known.empty.get(&document.path)?;
        items.iter().find(|(of, _)| *of == item).map(|(_, check)| check.clone())
    }

    fn history(&self) -> Option<&History> {
        self.history.as_ref()
    }
}
