//! Diesel.

use super::variable::usual;
use crate::init::{Detection, Topic, Tree};

pub(super) fn detect(tree: &Tree<'_>, detection: &mut Detection) {
    let Some(config) = tree.outermost("diesel.toml") else { return };
    detection.found(Topic::Database, "Diesel", vec![tree.evidence(config, "dir")]);
    detection.variables.extend(usual(tree));
}
