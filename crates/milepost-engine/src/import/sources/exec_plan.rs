//! `PLANS.md`: each plan is one piece of work.

use milepost_document::vocabulary::Dialect;

use super::super::{
    document::each_document,
    source::{Read, Source},
};

pub(in super::super) const SOURCE: Source = Source {
    name: "ExecPlan",
    what: "documents with the headings of `PLANS.md`",
    read: Read::Documents(|tree| each_document(tree, Dialect::ExecPlan)),
};
