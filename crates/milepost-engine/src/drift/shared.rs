//! Files that several open milestones mean to touch.

use std::collections::HashMap;

use milepost_document::vocabulary::Status;
use milepost_portfolio::Graph;

use super::{SharedFile, files::touched};
use crate::Workspace;

/// The files of all open milestones.
#[derive(Debug, Default)]
pub(crate) struct Plans {
    by_milestone: HashMap<usize, Vec<String>>,
    by_file: HashMap<String, Vec<usize>>,
}

impl Plans {
    /// Reads the plans of all milestones on which work is planned or goes on.
    pub(crate) fn of(workspace: &Workspace) -> Self {
        let mut plans = Self::default();
        for (index, loaded) in workspace.portfolio.milestones() {
            if loaded.status().is_none_or(|status| status.is_final() || status == Status::Deferred) {
                continue;
            }
            let files = touched(workspace, loaded.document());
            for file in &files {
                plans.by_file.entry(file.clone()).or_default().push(index);
            }
            if !files.is_empty() {
                plans.by_milestone.insert(index, files);
            }
        }
        plans
    }

    /// The files of a milestone that others name too. Milestones that are done one after the other do not collide, and
    /// two that are only planned do not yet.
    pub(super) fn shared(&self, workspace: &Workspace, graph: &Graph, index: usize) -> Vec<SharedFile> {
        let planned = |index: usize| workspace.document(index).status() == Some(Status::Planned);
        let mut collides: HashMap<usize, bool> = HashMap::new();
        let mut found = Vec::new();
        for file in self.by_milestone.get(&index).into_iter().flatten() {
            let others = self.by_file.get(file).into_iter().flatten().copied().filter(|other| {
                *other != index
                    && *collides.entry(*other).or_insert_with(|| {
                        let both_wait = planned(index) && planned(*other);
                        let one_after_the_other =
                            || graph.depends(index, *other) || graph.depends(*other, index);
                        !both_wait && !one_after_the_other()
                    })
            });
            let with: Vec<String> = others.map(|other| workspace.document_id(other)).collect();
            if !with.is_empty() {
                found.push(SharedFile { path: file.clone(), with });
            }
        }
        found
    }
}
