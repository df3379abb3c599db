//! What the adapters read from.

use rusqlite::Connection;

use super::text::{Body, Token, read_body, tokens};

/// A line of `sqlite_schema`.
#[derive(Debug)]
pub(super) struct Entry {
    /// `table`, `index`, `view` or `trigger`.
    pub(super) kind: String,
    /// Its name.
    pub(super) name: String,
    /// The table or view that it belongs to.
    pub(super) table: String,
    /// Its statement, empty for what SQLite makes by itself.
    pub(super) tokens: Vec<Token>,
    /// The parts of its statement, for a table whose statement has the usual form.
    pub(super) body: Option<Body>,
}

impl Entry {
    /// Whether it is a table.
    pub(super) fn is_table(&self) -> bool {
        self.kind == "table"
    }

    /// Whether it is a virtual table.
    pub(super) fn is_virtual(&self) -> bool {
        self.is_table() && self.tokens.get(1).is_some_and(|token| token.is("VIRTUAL"))
    }

    /// What follows the first token of this text in its statement.
    pub(super) fn after(&self, word: &str) -> &[Token] {
        let at = self.tokens.iter().position(|token| token.is(word)).map_or(self.tokens.len(), |at| at + 1);
        &self.tokens[at..]
    }
}

/// A database and the text of its schema.
#[derive(Debug)]
pub(super) struct Source<'a> {
    /// The connection, in a transaction.
    pub(super) connection: &'a Connection,
    /// The schema, by name.
    pub(super) entries: Vec<Entry>,
}

impl<'a> Source<'a> {
    /// Reads the text of the schema. What SQLite keeps for itself (`sqlite_sequence`, `sqlite_stat1`, automatic indexes) is
    /// left out: it follows from the rest, or is data, or statistics of the planner.
    pub(super) fn read(connection: &'a Connection) -> rusqlite::Result<Self> {
        let mut statement = connection.prepare(
            "select type, name, tbl_name, coalesce(sql, '') from main.sqlite_schema \
             where name not like 'sqlite\\_%' escape '\\' order by name",
        )?;
        let entries = statement.query_map([], |row| {
            let kind: String = row.get(0)?;
            let tokens = tokens(&row.get::<_, String>(3)?);
            let plain = kind == "table" && !tokens.get(1).is_some_and(|token| token.is("VIRTUAL"));
            let body = if plain { read_body(&tokens) } else { None };
            Ok(Entry { kind, name: row.get(1)?, table: row.get(2)?, tokens, body })
        })?;
        Ok(Self { connection, entries: entries.collect::<Result<_, _>>()? })
    }
}
