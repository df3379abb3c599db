//! Prisma: the schema names the engine; the address stands there up to version 6, in `prisma.config.ts` from 7 on.

use super::variable::{usual, variable};
use crate::init::{Detection, Topic, Tree};

pub(super) fn detect(tree: &Tree<'_>, detection: &mut Detection) {
    let Some(schema) = tree.outermost("schema.prisma") else { return };
    let configs = ["prisma.config.ts", "prisma.config.js", "prisma.config.mjs"];
    let config = configs.iter().find_map(|name| tree.outermost(name));
    let text = tree.text(schema).unwrap_or_default();
    let in_source = text.lines().skip_while(|line| !line.trim_start().starts_with("datasource ")).skip(1);
    let provider = in_source
        .take_while(|line| !line.trim_start().starts_with('}'))
        .find_map(|line| line.trim().strip_prefix("provider")?.split('"').nth(1));
    let name = provider.map_or_else(|| "Prisma".to_owned(), |provider| format!("Prisma on {provider}"));
    let line = provider.map_or_else(|| "datasource".to_owned(), |provider| format!("\"{provider}\""));
    let mut evidence = vec![tree.evidence(schema, &line)];
    evidence.extend(config.map(|config| tree.evidence(config, "url")));
    detection.found(Topic::Database, name, evidence);
    let stated = variable(tree, schema).or_else(|| config.and_then(|config| variable(tree, config)));
    detection.variables.extend(stated.or_else(|| usual(tree)));
}
