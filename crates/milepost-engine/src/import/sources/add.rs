//! `.add/`: each cycle stands alone.

use milepost_document::vocabulary::Dialect;

use super::super::{
    document::each_document,
    source::{Read, Source},
};

pub(in super::super) const SOURCE: Source = Source {
    name: "agent-driven development",
    what: "`.add/cycles/`",
    read: Read::Documents(|tree| each_document(tree, Dialect::Add)),
};
