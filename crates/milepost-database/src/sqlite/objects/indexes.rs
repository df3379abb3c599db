//! Indexes that no constraint made.

use crate::{
    Snapshot,
    snapshot::{Kind, Object},
    sqlite::{
        source::{Entry, Source},
        text::canonical,
    },
};

pub(super) fn read(source: &Source<'_>, into: &mut Snapshot) -> rusqlite::Result<()> {
    let mut collations = source.connection.prepare(
        "select group_concat(coll || case desc when 1 then ' desc' else '' end, ', ') \
         from (select coll, desc from pragma_index_xinfo(?1) where key = 1 order by seqno)",
    )?;
    for entry in source.entries.iter().filter(|entry| entry.kind == "index") {
        let collation: Option<String> = collations.query_row([&entry.name], |row| row.get(0))?;
        let (columns, predicate) = split(entry);
        let object = Object::of(&entry.table)
            .with(
                "unique",
                if entry.tokens.get(1).is_some_and(|token| token.is("UNIQUE")) { "yes" } else { "no" },
            )
            .with("columns", columns)
            .with_some("where", predicate)
            .with_some("collation", collation.map(|text| text.to_lowercase()));
        into.add(Kind::Index, format!("{}.{}", entry.table, entry.name), object);
    }
    Ok(())
}

/// What is indexed, and of which rows.
fn split(entry: &Entry) -> (String, Option<String>) {
    let rest = entry.after("ON");
    let columns = rest.get(1..).unwrap_or_default();
    let mut depth = 0_i32;
    let end = columns.iter().position(|token| {
        depth += i32::from(token.is("(")) - i32::from(token.is(")"));
        depth == 0
    });
    let (columns, rest) = columns.split_at(end.map_or(columns.len(), |end| end + 1));
    (canonical(columns), rest.split_first().map(|(_, predicate)| canonical(predicate)))
}
