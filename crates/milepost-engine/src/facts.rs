//! What lint cannot know from the documents alone.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use milepost_document::ItemId;
use milepost_lint::{Evidence, History};
use milepost_portfolio::LoadedDocument;

use crate::{
    Workspace,
    binding::Subject,
    session::{Assessment, Session},
    standing::Proof,
};

/// Answers from the work tree and the ledger. Nothing is run, nothing is written.
#[derive(Debug)]
pub struct Facts<'w> {
    workspace: &'w Workspace,
    known: Mutex<Known<'w>>,
    history: Option<History>,
}

/// What was asked for so far.
#[derive(Debug, Default)]
struct Known<'w> {
    /// Opened when the first document is asked for that nobody told about.
    session: Option<Session<'w>>,
    /// By path: the items that decide something, in their order.
    evidence: HashMap<String, Vec<(ItemId, Evidence)>>,
}

impl<'w> Facts<'w> {
    /// For a workspace.
    pub fn new(workspace: &'w Workspace) -> Self {
        Self { workspace, known: Mutex::default(), history: None }
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

    fn history(&self) -> Option<&History> {
        self.history.as_ref()
    }
}
