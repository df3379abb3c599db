//! spec-kit: each feature is one piece of work, with all documents of its folder.

use milepost_document::vocabulary::Dialect;

use super::super::{
    folder::each_folder,
    source::{Read, Source},
    unit::Role,
};

pub(in super::super) const SOURCE: Source = Source {
    name: "spec-kit",
    what: "`specs/001-name/`",
    read: Read::Documents(|tree| each_folder(tree, Dialect::SpecKit, role)),
};

fn role(name: &str) -> Role {
    match name {
        "spec.md" => Role::Work,
        "tasks.md" => Role::Checklist,
        _ => Role::Beside,
    }
}
