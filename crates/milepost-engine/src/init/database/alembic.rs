//! Alembic.

use super::variable::{usual, variable};
use crate::init::{
    Detection, Topic, Tree,
    tree::{folder_of, join},
};

pub(super) fn detect(tree: &Tree<'_>, detection: &mut Detection) {
    let Some(config) = tree.outermost("alembic.ini") else { return };
    detection.found(Topic::Database, "Alembic", vec![tree.evidence(config, "script_location")]);
    let env = ["alembic/env.py", "migrations/env.py"];
    let stated = env.iter().find_map(|env| variable(tree, &join(folder_of(config), env)));
    detection.variables.extend(stated.or_else(|| usual(tree)));
}
