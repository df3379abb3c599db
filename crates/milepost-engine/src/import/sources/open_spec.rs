//! OpenSpec: each change is one piece of work, with all documents of its folder.

use milepost_document::vocabulary::Dialect;

use super::super::{
    folder::each_folder,
    source::{Read, Source},
    unit::Role,
};

pub(in super::super) const SOURCE: Source = Source {
    name: "OpenSpec",
    what: "`openspec/changes/`",
    read: Read::Documents(|tree| each_folder(tree, Dialect::OpenSpec, role)),
};

fn role(name: &str) -> Role {
    match name {
        "proposal.md" => Role::Work,
        "tasks.md" => Role::Checklist,
        _ => Role::Beside,
    }
}
