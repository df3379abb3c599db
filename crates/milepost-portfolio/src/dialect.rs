//! What only the files around a document tell: which of several stands for a folder, and how work stands that states no
//! status.

use std::collections::BTreeSet;

use milepost_document::{
    view::DocumentKind,
    vocabulary::{Dialect, Role, dialect_place},
};

use crate::{LoadedDocument, document::Unstated, path};

/// Settles what the documents of dialects are among the files around them.
pub(crate) fn settle(documents: &mut [LoadedDocument], files: &BTreeSet<String>) {
    for document in documents.iter_mut().filter(|document| document.identity.dialect.is_some()) {
        if let Some(Role::MilestoneWithout(other)) = dialect_place(&document.path).map(|place| place.role)
            && files.contains(&format!("{}/{other}", document.folder()))
        {
            document.kind = DocumentKind::Other;
            document.identity.kind = DocumentKind::Other;
        }
        if document.is_milestone() {
            document.unstated = Some(unstated(document, files));
        }
    }
}

/// A plan with a record of its execution is finished.
fn unstated(document: &LoadedDocument, files: &BTreeSet<String>) -> Unstated {
    let recorded = document.identity.dialect == Some(Dialect::Gsd) && is_recorded(document, files);
    if recorded { Unstated::Recorded } else { Unstated::ByBoxes }
}

/// `08-01-PLAN.md` with `08-01-SUMMARY.md` beside it; the only plan of a phase, `PLAN.md` or `08-PLAN.md`, with a summary
/// of whatever name.
fn is_recorded(document: &LoadedDocument, files: &BTreeSet<String>) -> bool {
    let Some(head) = path::file_name(&document.path).strip_suffix("PLAN.md") else { return false };
    let folder = format!("{}/", document.folder());
    if files.contains(&format!("{folder}{head}SUMMARY.md")) {
        return true;
    }
    let beside = || {
        let all = files.range(folder.clone()..).take_while(|file| file.starts_with(&folder));
        all.map(|file| &file[folder.len()..]).filter(|name| !name.contains('/'))
    };
    document.kind == DocumentKind::Phase
        && beside().filter(|name| name.ends_with("PLAN.md")).count() == 1
        && beside().any(|name| name == "SUMMARY.md" || name.ends_with("-SUMMARY.md"))
}
