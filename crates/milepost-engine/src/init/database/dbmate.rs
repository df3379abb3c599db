//! dbmate: migrations below `db/migrations` with its marks.

use super::variable::usual;
use crate::init::{Detection, Topic, Tree};

pub(super) fn detect(tree: &Tree<'_>, detection: &mut Detection) {
    let mark = tree.below("db/migrations").find_map(|path| {
        let text = tree.text(path)?;
        text.contains("-- migrate:up").then(|| tree.evidence(path, "-- migrate:up"))
    });
    let Some(evidence) = mark.or_else(|| tree.said_in_automation("dbmate ")) else { return };
    detection.found(Topic::Database, "dbmate", vec![evidence]);
    detection.variables.extend(usual(tree));
}
