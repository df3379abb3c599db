//! Drizzle: its configuration names the dialect.

use super::variable::variable;
use crate::init::{Detection, Topic, Tree};

pub(super) fn detect(tree: &Tree<'_>, detection: &mut Detection) {
    let names = ["drizzle.config.ts", "drizzle.config.js", "drizzle.config.mjs", "drizzle.config.json"];
    let Some(config) = names.iter().find_map(|name| tree.outermost(name)) else { return };
    let text = tree.text(config).unwrap_or_default();
    let dialect = text.lines().find_map(|line| {
        let value = line.split_once("dialect")?.1;
        value.split(['"', '\'']).nth(1).map(str::to_owned)
    });
    let name = dialect.map_or_else(|| "Drizzle".to_owned(), |dialect| format!("Drizzle on {dialect}"));
    detection.found(Topic::Database, name, vec![tree.evidence(config, "dialect")]);
    detection.variables.extend(variable(tree, config));
}
