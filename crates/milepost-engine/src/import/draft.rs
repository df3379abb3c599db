//! A document that is being made.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use milepost_document::vocabulary::Status;

use super::{place::Place, skeleton::Skeleton, tree::Tree, unit::Unit};

/// A document that is being made of a unit of work.
#[derive(Debug)]
pub(super) struct Draft {
    /// What it is made of.
    pub(super) unit: Unit,
    /// Where it goes.
    pub(super) place: Place,
    /// Its status here.
    pub(super) status: Status,
    /// What a reader should know.
    pub(super) notes: Vec<String>,
    /// The paths of the documents that it may depend on.
    pub(super) related: BTreeSet<String>,
    /// Its text so far.
    pub(super) text: String,
}

/// What a document is made among.
#[derive(Debug)]
pub(super) struct Around<'a> {
    /// The tree that is imported from, when it is one.
    pub(super) tree: Option<&'a Tree>,
    /// The template, empty.
    pub(super) template: Skeleton,
    /// The folder of the new documents.
    pub(super) folder: &'a str,
    /// Today.
    pub(super) today: Date,
    /// The new documents by the path of what each is made of.
    pub(super) places: BTreeMap<String, String>,
    /// New and earlier documents by the key of what each is made of.
    pub(super) by_key: BTreeMap<String, Known>,
    /// The keys of the parts of each key, in order.
    pub(super) children: BTreeMap<String, Vec<String>>,
}

/// A document that others may name.
#[derive(Debug, Clone)]
pub(super) struct Known {
    /// Its path from the project's root.
    pub(super) path: String,
    /// What a link to it says.
    pub(super) title: String,
    /// Whether it says that it is finished.
    pub(super) is_done: bool,
}
