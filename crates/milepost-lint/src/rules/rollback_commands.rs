//! The commands of a document's rollback.

use milepost_document::{Document, FenceId, Span, vocabulary::SectionKind};

use crate::{
    Subject,
    runs::{self, Runs},
};

/// A line of a script that is no comment.
pub(super) struct Command {
    /// Without the spaces around it.
    pub(super) text: String,
    /// Where it stands in the document.
    pub(super) span: Span,
}

/// The commands of the rollback, in their order.
pub(super) fn commands(subject: &Subject) -> Vec<Command> {
    let mut found = Vec::new();
    if !subject.loaded.is_milestone() {
        return found;
    }
    let document = subject.document();
    for fence in (0..document.fences.len() as u32).map(FenceId) {
        if runs::place(document, fence) != Some(Runs::Rollback) || !runs::is_shell(document, fence) {
            continue;
        }
        let script = runs::script(document, fence);
        let mut at = 0;
        for line in script.text.split_inclusive('\n') {
            let text = line.trim();
            if !text.is_empty() && !text.starts_with('#') {
                let start = at + (line.len() - line.trim_start().len()) as u32;
                let span = script.in_source(Span::new(start, start + text.len() as u32));
                found.push(Command { text: text.to_owned(), span });
            }
            at += line.len() as u32;
        }
    }
    found
}

/// Whether a command looks as if it changes a database.
pub(super) fn is_of_database(command: &str) -> bool {
    const WORDS: [&str; 16] = [
        "migrat",
        "rollback",
        "down",
        "psql",
        "sqlite",
        "mysql",
        "mariadb",
        "prisma",
        "alembic",
        "flyway",
        "liquibase",
        "sqlx",
        "diesel",
        "dbmate",
        "goose",
        ".sql",
    ];
    let command = command.to_lowercase();
    !command.starts_with("git ") && WORDS.iter().any(|word| command.contains(word))
}

/// Whether a fence of some sections holds SQL that is more than comments.
pub(super) fn has_sql(document: &Document, fence: FenceId, wanted: impl Fn(SectionKind) -> bool) -> bool {
    let kind = document.ancestors(document.fence(fence).section).find_map(|(_, section)| section.kind);
    kind.is_some_and(wanted)
        && runs::language(document, fence) == "sql"
        && document
            .text(document.fence(fence).content)
            .lines()
            .map(str::trim)
            .any(|line| !line.is_empty() && !line.starts_with("--"))
}
