//! What lint cannot know from the documents alone.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use milepost_lint::{Evidence, History};

use crate::{
    Workspace,
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
    /// By path and item.
    evidence: HashMap<String, Option<HashMap<String, Evidence>>>,
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
        self.known().evidence.insert(path, Some(evidence(assessment)));
    }

    fn known(&self) -> MutexGuard<'_, Known<'w>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<'w> Known<'w> {
    fn of_document(&mut self, workspace: &'w Workspace, path: &str) -> Option<HashMap<String, Evidence>> {
        let index = workspace.portfolio.find(path)?;
        if self.session.is_none() {
            self.session = Session::read(workspace).ok();
        }
        let assessment = self.session.as_ref()?.assess(index, false, false).ok()?;
        Some(evidence(&assessment))
    }
}

fn evidence(assessment: &Assessment) -> HashMap<String, Evidence> {
    let found = assessment.deciding().map(|(binding, judged)| {
        let evidence = match judged.proof {
            Proof::Passed | Proof::Waived | Proof::Stale => Evidence::Proven,
            Proof::Failed | Proof::NothingRan => Evidence::Failed,
            Proof::Missing | Proof::Inconclusive => Evidence::None,
        };
        (binding.id.clone(), evidence)
    });
    found.collect()
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

    fn evidence(&self, path: &str, item: &str) -> Evidence {
        let mut known = self.known();
        if !known.evidence.contains_key(path) {
            let found = known.of_document(self.workspace, path);
            known.evidence.insert(path.to_owned(), found);
        }
        let document = known.evidence.get(path).and_then(Option::as_ref);
        document.and_then(|items| items.get(item)).copied().unwrap_or(Evidence::Unknown)
    }

    fn history(&self) -> Option<&History> {
        self.history.as_ref()
    }
}
