//! SQLx: migrations of the folder `migrations`, queries checked at build time by the folder `.sqlx`.

use super::variable::usual;
use crate::init::{Detection, Evidence, Topic, Tree};

pub(super) fn detect(tree: &Tree<'_>, detection: &mut Detection) {
    let Some(manifest) = tree.outermost("Cargo.toml") else { return };
    let dependency = tree.mention(manifest, "sqlx");
    let offline = tree.below(".sqlx").next().map(|path| Evidence { path: path.to_owned(), line: None });
    let Some(evidence) = dependency.or(offline) else { return };
    detection.found(Topic::Database, "SQLx", vec![evidence]);
    detection.variables.extend(usual(tree));
}
