//! The variable that holds a database's address.

use crate::init::{Evidence, Tree};

/// The first variable that a file reads: `env("NAME")`, `process.env.NAME`, `os.environ["NAME"]`, `$NAME`.
pub(super) fn variable(tree: &Tree<'_>, path: &str) -> Option<(String, Evidence)> {
    let text = tree.text(path)?;
    text.lines().enumerate().find_map(|(at, line)| {
        let after = ["env(", "process.env.", "process.env[", "environ[", "environ.get(", "getenv("]
            .iter()
            .find_map(|mark| line.split_once(mark).map(|(_, rest)| rest))?;
        let after = after.trim_start_matches(['"', '\'', '`']);
        let end = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(after.len());
        let name = &after[..end];
        let is_address = ["URL", "URI", "DSN", "DATABASE", "DB_"].iter().any(|word| name.contains(word));
        is_address.then(|| (name.to_owned(), Evidence { path: path.to_owned(), line: Some(at as u32 + 1) }))
    })
}

/// `DATABASE_URL`, where the list of the project's variables names it.
pub(super) fn usual(tree: &Tree<'_>) -> Option<(String, Evidence)> {
    let lists = [".env.example", ".env.sample", ".env.template", "env.example", ".env.dist"];
    let evidence = lists.iter().find_map(|list| tree.mention(list, "DATABASE_URL="))?;
    Some(("DATABASE_URL".to_owned(), evidence))
}
