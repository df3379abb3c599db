//! A change of a PostgreSQL database, taken back.

use std::{io::BufRead as _, time::Duration};

use postgres::error::SqlState;

use super::{
    PostgresDatabase,
    faults::{refused, unread},
};
use crate::{
    Begun, Doomed, Engine, Keep, ReadError, RunError, Script, UndoError, Undoable,
    undo::{LEDGER, ending_statement},
};

/// The lock of all runs, and the one that Prisma takes while it migrates.
const LOCKS: &str =
    "select pg_catalog.pg_advisory_xact_lock(7043501916650713), pg_catalog.pg_advisory_xact_lock(72707369)";

impl Undoable for PostgresDatabase {
    fn set_patience(&mut self, patience: Duration) -> Result<(), RunError> {
        self.patience = patience;
        Ok(())
    }

    fn begin(&mut self, run: &str, tables: &[String]) -> Result<Begun, RunError> {
        self.set_writing(true);
        let ledger = begin(self).map_err(refused)?;
        let client = self.client();
        if !ledger {
            client
                .batch_execute(&format!("create table {LEDGER} (run text primary key)"))
                .map_err(refused)?;
        }
        let noted = client
            .execute(&format!("insert into {LEDGER} values ($1) on conflict do nothing"), &[&run])
            .map_err(refused)?;
        if noted == 0 {
            self.give_up();
            return Ok(Begun::Already);
        }
        for table in tables {
            let client = self.client();
            let is_there = client
                .query_one("select pg_catalog.to_regclass($1) is not null", &[table])
                .map_err(refused)?;
            if is_there.get::<_, bool>(0) {
                client
                    .batch_execute(&format!("lock table {table} in share row exclusive mode"))
                    .map_err(refused)?;
            }
        }
        Ok(Begun::Open)
    }

    fn script(&mut self, script: &Script) -> Result<(), UndoError> {
        if let Some(statement) = ending_statement(&script.sql, false) {
            return Err(UndoError::Ends { name: script.name.clone(), statement });
        }
        let failed = |error| UndoError::Script { name: script.name.clone(), source: refused(error) };
        let client = self.client();
        let number = "select pg_catalog.pg_current_xact_id()::text";
        let before: String = client.query_one(number, &[]).map_err(failed)?.get(0);
        client.batch_execute(&script.sql).map_err(failed)?;
        let after: String = client.query_one(number, &[]).map_err(failed)?.get(0);
        if before != after {
            return Err(UndoError::Ends {
                name: script.name.clone(),
                statement: "a statement that ended the transaction".to_owned(),
            });
        }
        Ok(())
    }

    fn save(&mut self, doomed: &Doomed, to: &mut dyn Keep) -> Result<u64, UndoError> {
        let values = self.count(doomed)?;
        let what = || format!("`{}`", doomed.words());
        let failed = |error: postgres::Error| unread(what(), error);
        let client = self.client();
        let list = if doomed.columns.is_empty() {
            "*".to_owned()
        } else {
            let key: Vec<String> =
                client.query(KEY, &[&doomed.table]).map_err(failed)?.iter().map(|row| row.get(0)).collect();
            let key = if key.is_empty() { vec!["ctid".to_owned()] } else { key };
            key.iter().chain(&doomed.columns).cloned().collect::<Vec<_>>().join(", ")
        };
        let copy = format!("copy (select {list} from {}) to stdout with (format csv, header)", doomed.table);
        let mut answer = client.copy_out(&copy).map_err(failed)?;
        loop {
            let bytes =
                answer.fill_buf().map_err(|error| ReadError::new(Engine::Postgresql, what(), error))?;
            if bytes.is_empty() {
                return Ok(values);
            }
            to.write(bytes).map_err(UndoError::Keep)?;
            let read = bytes.len();
            answer.consume(read);
        }
    }

    fn count(&mut self, doomed: &Doomed) -> Result<u64, ReadError> {
        let list = if doomed.columns.is_empty() {
            "count(*)".to_owned()
        } else {
            doomed.columns.iter().map(|name| format!("count({name})")).collect::<Vec<_>>().join(" + ")
        };
        let row = self.client().query_one(&format!("select {list} from {}", doomed.table), &[]);
        row.map(|row| row.get::<_, i64>(0).cast_unsigned())
            .map_err(|error| unread(format!("`{}`", doomed.words()), error))
    }

    fn commit(&mut self) -> Result<(), RunError> {
        let ended = self.client().batch_execute("commit").map_err(refused);
        self.set_writing(false);
        ended
    }

    fn give_up(&mut self) {
        let _ = self.client().batch_execute("rollback");
        self.set_writing(false);
    }

    fn is_undone(&mut self, run: &str) -> Result<bool, RunError> {
        // A process that died may have left its own transaction at the server, which may yet end well: it holds the lock.
        let ask = |database: &mut Self| {
            if !begin(database)? {
                return Ok(false);
            }
            let row = database
                .client()
                .query_one(&format!("select count(*) from {LEDGER} where run = $1"), &[&run])?;
            Ok(row.get::<_, i64>(0) > 0)
        };
        let found = ask(self);
        self.give_up();
        found.map_err(refused)
    }

    fn forget(&mut self, run: &str) -> Result<(), RunError> {
        let forget = |database: &mut Self| -> Result<(), postgres::Error> {
            if !begin(database)? {
                return Ok(());
            }
            let client = database.client();
            client.execute(&format!("delete from {LEDGER} where run = $1"), &[&run])?;
            let left: i64 = client.query_one(&format!("select count(*) from {LEDGER}"), &[])?.get(0);
            if left == 0 {
                client.batch_execute(&format!("drop table {LEDGER}"))?;
            }
            client.batch_execute("commit")
        };
        let outcome = forget(self).map_err(refused);
        self.give_up();
        outcome
    }

    fn is_in_use(&self, error: &RunError) -> bool {
        const LOCKED: [SqlState; 3] = [
            SqlState::LOCK_NOT_AVAILABLE,
            SqlState::T_R_DEADLOCK_DETECTED,
            SqlState::T_R_SERIALIZATION_FAILURE,
        ];
        LOCKED.iter().any(|state| error.code.as_deref() == Some(state.code()))
    }
}

/// The columns of the primary key.
const KEY: &str = "select pg_catalog.quote_ident(a.attname) from pg_catalog.pg_constraint k \
    join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = any(k.conkey) \
    where k.contype = 'p' and k.conrelid = pg_catalog.to_regclass($1) order by a.attnum";

/// Begins a transaction that waits for no one longer than a moment, with the lock of all runs, and says whether there is a
/// ledger.
fn begin(database: &mut PostgresDatabase) -> Result<bool, postgres::Error> {
    let patience = database.patience.as_millis();
    let client = database.client();
    client.batch_execute(&format!("begin; set local lock_timeout = '{patience}ms'; {LOCKS}"))?;
    let row = client.query_one(&format!("select pg_catalog.to_regclass('{LEDGER}') is not null"), &[])?;
    Ok(row.get(0))
}
