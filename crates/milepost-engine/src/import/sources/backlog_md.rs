//! Backlog.md: each task and each milestone stands alone; a milestone lists its tasks.

use milepost_document::vocabulary::Dialect;

use super::super::{
    document::each_document,
    source::{Read, Source},
};

pub(in super::super) const SOURCE: Source = Source {
    name: "Backlog.md",
    what: "`backlog/`",
    read: Read::Documents(|tree| each_document(tree, Dialect::BacklogMd)),
};
