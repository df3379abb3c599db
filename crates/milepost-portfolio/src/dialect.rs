//! What only the files around a document tell: which of several stands for a folder, and how work stands that states no
//! status.

use std::collections::BTreeSet;

use milepost_document::{
    BoxState,
    view::DocumentKind,
    vocabulary::{Dialect, Role, Status, dialect_place},
};

use crate::{LoadedDocument, path};

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
            document.derived_status = Some(derived_status(document, files));
        }
    }
}

/// A plan with a record of its execution is finished. Else boxes say whether work has begun; never that it is done.
fn derived_status(document: &LoadedDocument, files: &BTreeSet<String>) -> Status {
    let begun = |document: &LoadedDocument| {
        let boxes = document.document().items.iter().filter_map(|item| item.checkbox);
        boxes.into_iter().any(|checkbox| checkbox.state != BoxState::Open)
    };
    let recorded = document.identity.dialect == Some(Dialect::Gsd)
        && path::file_name(&document.path)
            .strip_suffix("PLAN.md")
            .is_some_and(|head| files.contains(&format!("{}/{head}SUMMARY.md", document.folder())));
    if recorded {
        Status::Completed
    } else if begun(document) {
        Status::InProgress
    } else {
        Status::Planned
    }
}
