//! Knex: its configuration names the client.

use super::variable::variable;
use crate::init::{Detection, Topic, Tree};

pub(super) fn detect(tree: &Tree<'_>, detection: &mut Detection) {
    let names = ["knexfile.js", "knexfile.ts", "knexfile.mjs", "knexfile.cjs"];
    let Some(config) = names.iter().find_map(|name| tree.outermost(name)) else { return };
    let text = tree.text(config).unwrap_or_default();
    let client = text.lines().find_map(|line| {
        let value = line.split_once("client")?.1;
        value.split(['"', '\'']).nth(1).map(str::to_owned)
    });
    let name = client.map_or_else(|| "Knex".to_owned(), |client| format!("Knex on {client}"));
    detection.found(Topic::Database, name, vec![tree.evidence(config, "client")]);
    detection.variables.extend(variable(tree, config));
}
