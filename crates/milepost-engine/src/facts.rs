//! What lint cannot know from the documents alone.

use std::{collections::HashMap, sync::Mutex};

use milepost_lint::Evidence;

use crate::{
    Workspace,
    session::{Assessment, Session},
    standing::Proof,
};

/// Answers from the work tree and the ledger. Nothing is run, nothing is written.
#[derive(Debug)]
pub struct Facts<'w> {
    workspace: &'w Workspace,
    evidence: Mutex<HashMap<String, Option<HashMap<String, Evidence>>>>,
}

impl<'w> Facts<'w> {
    /// For a workspace.
    pub fn new(workspace: &'w Workspace) -> Self {
        Self { workspace, evidence: Mutex::default() }
    }

    /// Takes over what is known of a document, so that it is not asked for again.
    pub fn know(&self, assessment: &Assessment) {
        let path = self.workspace.document(assessment.index).path.clone();
        let mut known = self.evidence.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        known.insert(path, Some(evidence(assessment)));
    }

    fn of_document(&self, path: &str) -> Option<HashMap<String, Evidence>> {
        let index = self.workspace.portfolio.find(path)?;
        let session = Session::read(self.workspace).ok()?;
        let assessment = session.assess(index, false, false).ok()?;
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
        let mut known = self.evidence.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let document = known.entry(path.to_owned()).or_insert_with(|| self.of_document(path));
        document.as_ref().and_then(|items| items.get(item)).copied().unwrap_or(Evidence::Unknown)
    }
}
