//! beans: each bean stands alone; one of type milestone or epic lists those that are a part of it.

use milepost_document::vocabulary::Dialect;

use super::super::{
    document::each_document,
    source::{Read, Source},
};

pub(in super::super) const SOURCE: Source = Source {
    name: "beans",
    what: "`.beans/`",
    read: Read::Documents(|tree| each_document(tree, Dialect::Beans)),
};
