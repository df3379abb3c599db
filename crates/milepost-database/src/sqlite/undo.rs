//! A change of a SQLite database, taken back.

use std::time::Duration;

use rusqlite::{Batch, Connection, fallible_iterator::FallibleIterator as _};

use super::SqliteDatabase;
use crate::{
    Begun, Doomed, Engine, Keep, ReadError, RunError, Script, UndoError, Undoable,
    undo::{LEDGER, Refused, ending_statement},
};

/// How much is written at once.
const CHUNK: usize = 64 * 1024;

impl Undoable for SqliteDatabase {
    fn set_patience(&mut self, patience: Duration) -> Result<(), RunError> {
        self.connection().busy_timeout(patience).map_err(run_error)
    }

    fn begin(&mut self, run: &str, _tables: &[String]) -> Result<Begun, RunError> {
        let connection = self.connection();
        let begin = || {
            // The lock of the one writer, for the whole file.
            connection.execute_batch("begin immediate")?;
            connection
                .execute_batch(&format!("create table if not exists {LEDGER} (run text primary key)"))?;
            connection.execute(&format!("insert or ignore into {LEDGER} values (?1)"), [run])
        };
        match begin().map_err(run_error)? {
            0 => {
                self.give_up();
                Ok(Begun::Already)
            }
            _ => Ok(Begun::Open),
        }
    }

    fn script(&mut self, script: &Script) -> Result<(), UndoError> {
        statements(self.connection(), &script.sql).map_err(|refused| match refused {
            Refused::Ends(statement) => UndoError::Ends { name: script.name.clone(), statement },
            Refused::Engine(source) => UndoError::Script {
                name: script.name.clone(),
                source: RunError { engine: Engine::Sqlite, code: None, source },
            },
        })
    }

    fn save(&mut self, doomed: &Doomed, to: &mut dyn Keep) -> Result<u64, UndoError> {
        let values = self.count(doomed)?;
        let failed = |error| ReadError::new(Engine::Sqlite, format!("`{}`", doomed.words()), error);
        let connection = self.connection();
        let select = statement_of_rows(connection, doomed).map_err(failed)?;
        let mut rows = connection.prepare(&select).map_err(failed)?;
        let mut rows = rows.query([]).map_err(failed)?;
        let mut text = String::new();
        while let Some(row) = rows.next().map_err(failed)? {
            text.push_str(&row.get::<_, String>(0).map_err(failed)?);
            text.push('\n');
            if text.len() > CHUNK {
                to.write(text.as_bytes()).map_err(UndoError::Keep)?;
                text.clear();
            }
        }
        to.write(text.as_bytes()).map_err(UndoError::Keep)?;
        Ok(values)
    }

    fn count(&mut self, doomed: &Doomed) -> Result<u64, ReadError> {
        let list = if doomed.columns.is_empty() {
            "count(*)".to_owned()
        } else {
            doomed
                .columns
                .iter()
                .map(|name| format!("count({})", quoted(name)))
                .collect::<Vec<_>>()
                .join(" + ")
        };
        let select = format!("select {list} from main.{}", quoted(&doomed.table));
        let count = self.connection().query_row(&select, [], |row| row.get::<_, i64>(0));
        count
            .map(i64::cast_unsigned)
            .map_err(|error| ReadError::new(Engine::Sqlite, format!("`{}`", doomed.words()), error))
    }

    fn commit(&mut self) -> Result<(), RunError> {
        self.connection().execute_batch("commit").map_err(run_error)
    }

    fn give_up(&mut self) {
        if !self.connection().is_autocommit() {
            let _ = self.connection().execute_batch("rollback");
        }
    }

    fn is_undone(&mut self, run: &str) -> Result<bool, RunError> {
        if !has_ledger(self.connection()).map_err(run_error)? {
            return Ok(false);
        }
        let select = format!("select count(*) from {LEDGER} where run = ?1");
        let count = self.connection().query_row(&select, [run], |row| row.get::<_, i64>(0));
        count.map(|count| count > 0).map_err(run_error)
    }

    fn forget(&mut self, run: &str) -> Result<(), RunError> {
        let connection = self.connection();
        if !has_ledger(connection).map_err(run_error)? {
            return Ok(());
        }
        let forget = || {
            connection.execute_batch("begin immediate")?;
            connection.execute(&format!("delete from {LEDGER} where run = ?1"), [run])?;
            let left = connection
                .query_row(&format!("select count(*) from {LEDGER}"), [], |row| row.get::<_, i64>(0))?;
            if left == 0 {
                connection.execute_batch(&format!("drop table {LEDGER}"))?;
            }
            connection.execute_batch("commit")
        };
        let outcome = forget().map_err(run_error);
        self.give_up();
        outcome
    }

    fn is_in_use(&self, error: &RunError) -> bool {
        let source =
            error.source.downcast_ref::<rusqlite::Error>().and_then(rusqlite::Error::sqlite_error_code);
        matches!(source, Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked))
    }
}

fn has_ledger(connection: &Connection) -> rusqlite::Result<bool> {
    let select = "select count(*) from main.sqlite_schema where type = 'table' and name = ?1";
    connection.query_row(select, [LEDGER], |row| row.get::<_, i64>(0)).map(|count| count > 0)
}

/// Runs statements one by one: SQLite itself says where one ends, also inside of a trigger's body.
fn statements(connection: &Connection, sql: &str) -> Result<(), Refused> {
    let failed = |error: rusqlite::Error| Refused::Engine(error.into());
    let mut batch = Batch::new(connection, sql);
    while let Some(mut statement) = batch.next().map_err(failed)? {
        let text = statement.expanded_sql().unwrap_or_default();
        // What follows inside of it is the body of a trigger.
        if let Some(ending) = ending_statement(&text, true) {
            return Err(Refused::Ends(ending));
        }
        let mut rows = statement.raw_query();
        while rows.next().map_err(failed)?.is_some() {}
    }
    Ok(())
}

/// A statement that answers with one statement for each row.
fn statement_of_rows(connection: &Connection, doomed: &Doomed) -> rusqlite::Result<String> {
    let table = quoted(&doomed.table);
    let mut columns =
        connection.prepare("select name, pk from pragma_table_xinfo(?1) where hidden = 0 order by cid")?;
    let columns: Vec<(String, bool)> = columns
        .query_map([&doomed.table], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let literal = |text: &str| format!("'{}'", text.replace('\'', "''"));
    let value = |name: &str| format!("quote({})", quoted(name));
    if doomed.columns.is_empty() {
        let names: Vec<String> = columns.iter().map(|(name, _)| quoted(name)).collect();
        let values: Vec<String> = columns.iter().map(|(name, _)| value(name)).collect();
        let head = literal(&format!("INSERT INTO {table} ({}) VALUES (", names.join(", ")));
        return Ok(format!("select {head} || {} || ');' from main.{table}", values.join(" || ', ' || ")));
    }
    let mut keys: Vec<&str> = columns.iter().filter(|(_, key)| *key).map(|(name, _)| name.as_str()).collect();
    if keys.is_empty() {
        keys.push("rowid");
    }
    let pairs = |names: &mut dyn Iterator<Item = &str>, between: &str| {
        let pair = |name: &str| format!("{} || {}", literal(&format!("{} = ", quoted(name))), value(name));
        names.map(pair).collect::<Vec<_>>().join(&format!(" || {} || ", literal(between)))
    };
    let set = pairs(&mut doomed.columns.iter().map(String::as_str), ", ");
    let at = pairs(&mut keys.into_iter(), " AND ");
    Ok(format!(
        "select {} || {set} || ' WHERE ' || {at} || ';' from main.{table}",
        literal(&format!("UPDATE {table} SET "))
    ))
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn run_error(error: rusqlite::Error) -> RunError {
    RunError {
        engine: Engine::Sqlite,
        code: error.sqlite_error().map(|error| error.extended_code.to_string()),
        source: error.into(),
    }
}
