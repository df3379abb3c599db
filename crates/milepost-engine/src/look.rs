//! Looking for what is wrong: as `lint`, or as `audit`.

use milepost_lint::{Finding, Scope, audit, lint};

use crate::{Facts, Result, Workspace, history::history};

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Look {
    /// What documents are, and what they claim; without Git's history.
    Lint,
    /// What documents claim, also against Git's history.
    Audit,
}

impl Look {
    /// Whether rules of this scope look.
    pub fn covers(self, scope: Scope) -> bool {
        match self {
            Self::Lint => scope != Scope::History,
            Self::Audit => scope != Scope::Form,
        }
    }

    /// What is wrong with the targets.
    ///
    /// # Errors
    /// When Git fails.
    pub fn findings(self, workspace: &Workspace, targets: &[usize]) -> Result<Vec<Finding>> {
        match self {
            Self::Lint => Ok(lint(&workspace.portfolio, targets, &Facts::new(workspace))),
            Self::Audit => {
                let facts = Facts::new(workspace).with_history(history(workspace)?);
                Ok(audit(&workspace.portfolio, targets, &facts))
            }
        }
    }
}
