//! A MariaDB database.

use std::{fmt, time::Duration};

use mysql::{Conn, Opts, OptsBuilder, prelude::Queryable};

use super::{
    counters,
    objects::{ADAPTERS, NOT_COVERED, read_sequences},
    read_data,
};
use crate::{
    DataFingerprint, Database, Engine, Interrupter, Scope, Snapshot,
    error::{OpenError, ReadError, RunError},
};

/// How long to wait for a server to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Values have one text form whatever the settings of the server are, lists in the catalog are not cut off, and the rows of
/// all tables are of one moment. The catalog is always of now.
const READING: [&str; 4] = [
    "set session time_zone = '+00:00', names utf8mb4",
    "set session group_concat_max_len = 16777216, sql_quote_show_create = 1, sql_mode = ''",
    "set session transaction isolation level repeatable read",
    "start transaction with consistent snapshot, read only",
];

/// Codes of errors that say: this user may not see that.
const DENIED: [u16; 4] = [1044, 1045, 1142, 1143];

/// A connection to a MariaDB database.
pub struct MariaDbDatabase {
    connection: Conn,
    options: Opts,
}

impl fmt::Debug for MariaDbDatabase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MariaDbDatabase").finish_non_exhaustive()
    }
}

impl MariaDbDatabase {
    /// Connects by a URL: `mysql://user:password@host:port/database`, with `?socket=PATH` for a socket. Without TLS.
    pub fn connect(address: &str) -> Result<Self, OpenError> {
        let address =
            address.strip_prefix("mariadb://").map_or(address.to_owned(), |rest| format!("mysql://{rest}"));
        let options = Opts::from_url(&address).map_err(|source| OpenError {
            engine: Engine::Mariadb,
            place: "at an address that cannot be read".to_owned(),
            source: source.into(),
        })?;
        let connection = connect(&options)?;
        Ok(Self { connection, options })
    }

    /// Reads on a connection of its own: the settings for it last as long as the connection.
    fn reading<T>(&self, read: impl FnOnce(&mut Conn) -> Result<T, ReadError>) -> Result<T, ReadError> {
        let failed = |source: mysql::Error| ReadError::new(Engine::Mariadb, "a moment to read at", source);
        let mut connection =
            connect(&self.options).map_err(|error| ReadError::new(Engine::Mariadb, "a connection", error))?;
        for statement in READING {
            connection.query_drop(statement).map_err(failed)?;
        }
        read(&mut connection)
    }
}

impl Database for MariaDbDatabase {
    fn engine(&self) -> Engine {
        Engine::Mariadb
    }

    fn snapshot(&mut self) -> Result<Snapshot, ReadError> {
        self.reading(|connection| {
            let failed = |what: &str, source: mysql::Error| ReadError::new(Engine::Mariadb, what, source);
            let version: Option<String> =
                connection.query_first("select version()").map_err(|error| failed("its version", error))?;
            let mut snapshot = Snapshot::new(Engine::Mariadb, version.unwrap_or_default(), NOT_COVERED);
            for adapter in ADAPTERS {
                let rows: Vec<mysql::Row> = match connection.query(adapter.sql) {
                    Err(mysql::Error::MySqlError(error)) if DENIED.contains(&error.code) => {
                        snapshot.not_covered.push(format!("each {}: {}", adapter.kind, error.message));
                        continue;
                    }
                    rows => rows.map_err(|error| failed(&format!("each {}", adapter.kind), error))?,
                };
                for row in rows {
                    let columns = row.columns_ref().to_vec();
                    let values: Vec<Option<String>> = (0..columns.len()).map(|at| text(&row, at)).collect();
                    let names: Vec<_> = columns.iter().map(mysql::Column::name_str).collect();
                    adapter.add(
                        names.iter().map(AsRef::as_ref).zip(values.iter().map(Option::as_deref)),
                        &mut snapshot,
                    );
                }
            }
            read_sequences(connection, &mut snapshot).map_err(|error| failed("each sequence", error))?;
            Ok(snapshot)
        })
    }

    fn fingerprint(&mut self, scope: &Scope) -> Result<DataFingerprint, ReadError> {
        self.reading(|connection| {
            let failed = |source: mysql::Error| ReadError::new(Engine::Mariadb, "its data", source);
            let mut data = DataFingerprint::new(Engine::Mariadb);
            read_data::read(connection, scope, &mut data).map_err(failed)?;
            counters::read(connection, &mut data).map_err(failed)?;
            Ok(data)
        })
    }

    fn run(&mut self, sql: &str) -> Result<(), RunError> {
        run(&mut self.connection, sql).map_err(refused)
    }

    fn texts(&mut self, sql: &str) -> Result<Vec<String>, RunError> {
        let rows: Vec<mysql::Row> = self.connection.query(sql).map_err(refused)?;
        Ok(rows.iter().filter_map(|row| text(row, 0)).collect())
    }

    fn hold(&mut self, tables: &[String]) -> Result<(), RunError> {
        self.run("start transaction")?;
        tables
            .iter()
            .try_for_each(|table| self.run(&format!("select 1 from `{}` limit 0", table.replace('`', "``"))))
    }

    fn interrupter(&self) -> Interrupter {
        let (options, id) = (self.options.clone(), self.connection.connection_id());
        Interrupter::new(move || {
            // A server that does not answer ends nothing, and the connection to it will tell.
            if let Ok(mut other) = connect(&options) {
                let _ = other.query_drop(format!("kill query {id}"));
            }
        })
    }
}

fn refused(error: mysql::Error) -> RunError {
    let code = match &error {
        mysql::Error::MySqlError(error) => Some(error.code.to_string()),
        _ => None,
    };
    RunError { engine: Engine::Mariadb, code, source: error.into() }
}

/// Each statement gives a result, and each of these may be an error.
fn run(connection: &mut Conn, sql: &str) -> Result<(), mysql::Error> {
    let mut results = connection.query_iter(sql)?;
    while let Some(rows) = results.iter() {
        for row in rows {
            row?;
        }
    }
    Ok(())
}

fn connect(options: &Opts) -> Result<Conn, OpenError> {
    let place = format!(
        "`{}` at `{}`",
        options.get_db_name().unwrap_or_default(),
        options.get_socket().map_or_else(|| options.get_ip_or_hostname(), Into::into),
    );
    let wait = options.get_tcp_connect_timeout().unwrap_or(PATIENCE);
    Conn::new(OptsBuilder::from_opts(options.clone()).tcp_connect_timeout(Some(wait)))
        .map_err(|source| OpenError { engine: Engine::Mariadb, place, source: source.into() })
}

/// A value of the catalog. Names and texts of it are valid in its own character set, and come as UTF-8.
fn text(row: &mysql::Row, at: usize) -> Option<String> {
    match row.as_ref(at)? {
        mysql::Value::NULL => None,
        mysql::Value::Bytes(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
        other => Some(other.as_sql(true).trim_matches('\'').to_owned()),
    }
}
