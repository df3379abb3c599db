//! Simone: each milestone, sprint and task stands alone; a sprint lists its tasks.

use milepost_document::vocabulary::Dialect;

use super::super::{
    document::each_document,
    source::{Read, Source},
};

pub(in super::super) const SOURCE: Source = Source {
    name: "Simone",
    what: "`.simone/`",
    read: Read::Documents(|tree| each_document(tree, Dialect::Simone)),
};
