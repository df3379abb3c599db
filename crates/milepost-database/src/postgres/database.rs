//! A PostgreSQL database.

use std::{fmt, time::Duration};

use postgres::{Client, Config, NoTls, SimpleQueryMessage, config::Host};

use super::{
    counters,
    faults::{cause, refused, unread},
    objects::{ADAPTERS, NOT_COVERED, PRELUDE},
    read_data,
};
use crate::{
    DataFingerprint, Database, Engine, Interrupter, Scope, Snapshot,
    error::{OpenError, ReadError, RunError},
};

/// How long to wait for a server to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long to wait for those who use tables.
const LOCKED: Duration = Duration::from_secs(5);

/// Where a server listens unless something else is said.
const PORT: u16 = 5432;

/// Everything is read in one transaction, in which values have one text form whatever the settings of the server, the
/// database and the role are. Without a search path every name is qualified. Rows that a policy would hide make an error
/// instead of being left out.
const READING: &str = "set local search_path = ''; set local timezone = 'UTC'; set local datestyle = 'ISO, YMD'; \
    set local intervalstyle = 'postgres'; set local extra_float_digits = 1; set local bytea_output = 'hex'; \
    set local lc_monetary = 'C'; set local row_security = off; set local quote_all_identifiers = off; \
    set local client_min_messages = warning";

/// A connection to a PostgreSQL database.
pub struct PostgresDatabase {
    client: Client,
    /// Whether a transaction is open that does more than to read.
    writes: bool,
    /// How long to wait for those who use tables.
    pub(super) patience: Duration,
}

impl fmt::Debug for PostgresDatabase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresDatabase").finish_non_exhaustive()
    }
}

impl PostgresDatabase {
    /// Connects by a URL (`postgresql://…`) or a list of settings (`host=… dbname=…`), without TLS.
    pub fn connect(address: &str) -> Result<Self, OpenError> {
        let mut config: Config = address.parse().map_err(unreadable)?;
        if config.get_application_name().is_none() {
            config.application_name("milepost");
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(PATIENCE);
        }
        let client = config.connect(NoTls).map_err(|source| OpenError {
            engine: Engine::Postgresql,
            place: place(&config),
            source: cause(source),
        })?;
        Ok(Self { client, writes: false, patience: LOCKED })
    }

    /// Where a database is to which an address leads, without any password.
    ///
    /// # Errors
    /// When the address cannot be read.
    pub fn place_of(address: &str) -> Result<String, OpenError> {
        address.parse().map(|config| place(&config)).map_err(unreadable)
    }

    /// The connection, for what changes the database.
    pub(super) const fn client(&mut self) -> &mut Client {
        &mut self.client
    }

    /// Says whether a transaction is open that writes.
    pub(super) const fn set_writing(&mut self, writes: bool) {
        self.writes = writes;
    }

    /// Reads at one moment, and ends it without a trace: in a transaction of its own, or inside of the one that writes.
    fn reading<T>(&mut self, read: impl FnOnce(&mut Client) -> Result<T, ReadError>) -> Result<T, ReadError> {
        let (begin, end) = if self.writes {
            (
                "savepoint milepost_reading",
                "rollback to savepoint milepost_reading; release savepoint milepost_reading",
            )
        } else {
            ("begin isolation level repeatable read read only", "rollback")
        };
        let begun = self.client.batch_execute(&format!("{begin}; {READING}"));
        begun.map_err(|error| unread("a moment to read at", error))?;
        let result = read(&mut self.client);
        // A connection that is gone has ended its transaction too.
        let _ = self.client.batch_execute(end);
        result
    }
}

fn unreadable(source: postgres::Error) -> OpenError {
    OpenError {
        engine: Engine::Postgresql,
        place: "at an address that cannot be read".to_owned(),
        source: source.into(),
    }
}

impl Database for PostgresDatabase {
    fn engine(&self) -> Engine {
        Engine::Postgresql
    }

    fn snapshot(&mut self) -> Result<Snapshot, ReadError> {
        self.reading(|client| {
            let failed = |what: &str, source| unread(what, source);
            let version = client.query_one("select current_setting('server_version')", &[]);
            let version: String = version.map_err(|error| failed("its version", error))?.get(0);
            let mut snapshot = Snapshot::new(Engine::Postgresql, version, NOT_COVERED);
            for adapter in ADAPTERS {
                let rows = client.simple_query(&format!("{PRELUDE} {}", adapter.sql));
                let rows = rows.map_err(|error| failed(&format!("each {}", adapter.kind), error))?;
                for row in rows.iter().filter_map(|message| match message {
                    SimpleQueryMessage::Row(row) => Some(row),
                    _ => None,
                }) {
                    let columns = row.columns().iter().enumerate();
                    adapter.add(columns.map(|(at, column)| (column.name(), row.get(at))), &mut snapshot);
                }
            }
            Ok(snapshot)
        })
    }

    fn fingerprint(&mut self, scope: &Scope) -> Result<DataFingerprint, ReadError> {
        self.reading(|client| {
            let failed = |source| unread("its data", source);
            let mut data = DataFingerprint::new(Engine::Postgresql);
            read_data::read(client, scope, &mut data).map_err(failed)?;
            counters::read(client, &mut data).map_err(failed)?;
            Ok(data)
        })
    }

    fn run(&mut self, sql: &str) -> Result<(), RunError> {
        self.client.batch_execute(sql).map_err(refused)
    }

    fn texts(&mut self, sql: &str) -> Result<Vec<String>, RunError> {
        let said = self.client.simple_query(sql).map_err(refused)?;
        let value = |one: &SimpleQueryMessage| match one {
            SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
            _ => None,
        };
        Ok(said.iter().filter_map(value).collect())
    }

    fn hold(&mut self, tables: &[String]) -> Result<(), RunError> {
        let locks = tables.iter().map(|table| format!("lock table {table} in access share mode;"));
        self.run(&format!("begin; {}", locks.collect::<String>()))
    }

    fn interrupter(&self) -> Interrupter {
        let token = self.client.cancel_token();
        Interrupter::new(move || {
            // A server that does not answer ends nothing, and the connection to it will tell.
            let _ = token.cancel_query(NoTls);
        })
    }
}

/// Where a database is and who asks, without any password: everything that tells it from another one.
fn place(config: &Config) -> String {
    let (hosts, addresses, ports) = (config.get_hosts(), config.get_hostaddrs(), config.get_ports());
    let servers = (0..hosts.len().max(addresses.len())).map(|at| {
        let host = hosts.get(at).map(|host| match host {
            Host::Tcp(name) => name.clone(),
            Host::Unix(path) => path.display().to_string(),
        });
        let address = addresses.get(at).map(ToString::to_string);
        let server = match (host, address) {
            (Some(host), Some(address)) if host != address => format!("{host} ({address})"),
            (host, address) => host.or(address).unwrap_or_default(),
        };
        // One port is that of all of them.
        let port = ports.get(at).or(ports.first()).copied().unwrap_or(PORT);
        format!("{server}:{port}")
    });
    let servers = servers.collect::<Vec<_>>().join(", ");
    let name = config.get_dbname().or(config.get_user()).unwrap_or("postgres");
    let user = config.get_user().map(|user| format!(" as `{user}`")).unwrap_or_default();
    format!("`{name}` at `{servers}`{user}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_port_address_or_user_is_another_place() {
        let place = |address: &str| PostgresDatabase::place_of(address).unwrap();
        let all = [
            "postgresql://a:secret@db/shop",
            "postgresql://a:secret@db:5433/shop",
            "postgresql://b:secret@db/shop",
            "host=db hostaddr=10.0.0.1 user=a password=secret dbname=shop",
            "host=db hostaddr=10.0.0.2 user=a password=secret dbname=shop",
        ]
        .map(place);
        let different: std::collections::BTreeSet<_> = all.iter().collect();
        assert_eq!(different.len(), all.len(), "{all:?}");
        assert!(all.iter().all(|place| !place.contains("secret")), "{all:?}");
        assert_eq!(all[1], "`shop` at `db:5433` as `a`");
        assert_eq!(place("postgresql://a@db:5432/shop"), all[0]);
        assert_eq!(place("host=x,y port=1,2 user=a dbname=shop"), "`shop` at `x:1, y:2` as `a`");
    }
}
