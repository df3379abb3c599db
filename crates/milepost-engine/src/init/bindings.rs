//! What the proposed configuration binds in the documents that are there.

use serde::Serialize;

use super::suggestion;
use crate::{
    Workspace,
    binding::{Check, Rule, SignOffKind},
    explain::explain,
};

/// The items of one document.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DocumentBindings {
    /// The milestone's id.
    pub id: String,
    /// Its document.
    pub path: String,
    /// Items that something decides: line, words, what.
    pub bound: Vec<(u32, String, String)>,
    /// Items that wait for a signature.
    pub signatures: Vec<Unbound>,
    /// Items that cannot be decided as they stand.
    pub undecided: Vec<Unbound>,
}

/// An item without a check.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Unbound {
    /// Its line, from 1.
    pub line: u32,
    /// Its words.
    pub text: String,
    /// What decides it as it stands, or why nothing does.
    pub check: String,
    /// The annotation that would bind it.
    pub annotation: Option<String>,
}

/// The items of every milestone, as `explain` reads them.
pub fn bindings(workspace: &Workspace) -> Vec<DocumentBindings> {
    workspace.portfolio.milestones().map(|(index, _)| document(workspace, index)).collect()
}

fn document(workspace: &Workspace, index: usize) -> DocumentBindings {
    let bound = workspace.bind(index);
    let explanation = explain(workspace, index);
    let mut one = DocumentBindings {
        id: explanation.id,
        path: explanation.path,
        bound: Vec::new(),
        signatures: Vec::new(),
        undecided: Vec::new(),
    };
    for (item, binding) in explanation.items.into_iter().zip(&bound.bindings).filter(|(item, _)| item.decides)
    {
        let annotation = || suggestion(&item.text, &workspace.config);
        match &binding.check {
            Check::Unbound { .. } => one.undecided.push(Unbound {
                line: item.line,
                annotation: annotation(),
                text: item.text,
                check: item.check,
            }),
            // Reviews and what a stakeholder accepts are signatures on purpose.
            Check::SignOff { kind: SignOffKind::Statement, .. } if binding.rule == Rule::SignOff => {
                one.signatures.push(Unbound {
                    line: item.line,
                    annotation: annotation(),
                    text: item.text,
                    check: item.check,
                });
            }
            _ => one.bound.push((item.line, item.text, item.check)),
        }
    }
    one
}
