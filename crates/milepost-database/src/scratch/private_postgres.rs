//! A PostgreSQL cluster of our own.

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
};

use milepost_system::System;

use super::{
    Place, PrivateOptions, ScratchError, ScratchServer,
    account::Account,
    data_folder::{end_of_log, fill, private_folder},
};
use crate::{Database, Engine, PostgresDatabase, RunError, Undoable};

/// The database from which the others are made and removed.
const ADMIN: &str = "postgres";
/// Where Debian keeps the programs of a server, by version.
const DEBIAN: &str = "/usr/lib/postgresql";
/// The longest path of a socket that every system takes, without what PostgreSQL appends.
const LONGEST_SOCKET: usize = 100 - ".s.PGSQL.5432".len();

/// How a cluster is made: whoever reaches its socket may do everything, and texts are ordered by their bytes.
const FRESH: &[&str] =
    &["--auth=trust", "--no-sync", "--locale=C.UTF-8", "--encoding=UTF8", "--no-instructions"];

/// Nothing is durable, nothing is reachable but by the socket, and nothing happens by itself.
const SETTINGS: &str = "
listen_addresses = ''
fsync = off
full_page_writes = off
synchronous_commit = off
shared_buffers = 32MB
max_connections = 40
autovacuum = off
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
wal_level = logical
";

/// A PostgreSQL cluster in a temporary folder: a Unix socket in a folder of mode 0700 and no port, no durability, its own
/// superuser. Gone when it is dropped.
#[derive(Debug)]
pub struct PrivatePostgres<'a> {
    place: Place<'a>,
    /// The role of programs and statements.
    role: &'static str,
}

impl<'a> PrivatePostgres<'a> {
    /// The role that makes databases and reads them.
    const SUPERUSER: &'static str = "milepost";
    /// The role that owns them.
    const OWNER: &'static str = "rehearsal";

    /// The role of programs and statements.
    pub(super) const fn role(&self) -> &'static str {
        self.role
    }

    /// How to connect to the database from which the others are made.
    pub(super) fn address_of_admin(&self) -> String {
        self.address(ADMIN)
    }

    /// The folder of its socket.
    pub(super) fn socket(&self) -> PathBuf {
        self.place.root().join("s")
    }

    /// The folder with all that it is.
    pub(super) fn folder(&self) -> &Path {
        self.place.root()
    }

    /// Makes and starts a cluster. As root it runs under another account, because the server refuses root.
    pub fn start(place: Place<'a>, options: &PrivateOptions) -> Result<Self, ScratchError> {
        let system = place.system;
        let programs = programs(system)?;
        let account = Account::ordinary(system, Engine::Postgresql, options.account.as_deref(), "postgres")?;
        let root = place.root().to_owned();
        let socket = root.join("s");
        if socket.as_os_str().len() > LONGEST_SOCKET {
            return Err(ScratchError::LongPath { path: root });
        }
        let data = root.join("data");
        let work = root.join("w");
        for folder in [&data, &socket, &work] {
            private_folder(system, &account, folder)?;
        }
        // Others may pass through, to what is theirs, and read nothing.
        system.set_mode(&root, 0o711).map_err(|source| ScratchError::File { path: root.clone(), source })?;
        let initdb = programs.join("initdb");
        let version = account.run(system, &initdb, &["--version"], &work)?.stdout_text();
        let folder = data.display().to_string();
        let fresh = [&["-D", &folder, "-U", Self::SUPERUSER][..], FRESH].concat();
        fill(system, &account, &version, &data, options.cache.as_deref(), || {
            account.run(system, &initdb, &fresh, &work).map(drop)
        })?;
        let mut settings = SETTINGS.to_owned();
        let directory = socket.display().to_string().replace('\'', "''");
        let _ = writeln!(settings, "unix_socket_directories = '{directory}'"); // into a string: cannot fail
        let conf = data.join("postgresql.conf");
        system
            .append(&conf, settings.as_bytes(), false)
            .map_err(|source| ScratchError::File { path: conf, source })?;
        let log = work.join("log");
        let (data, log) = (data.display().to_string(), log.display().to_string());
        let args = ["start", "-w", "-s", "-t", "60", "-D", &data, "-l", &log];
        account.run(system, &programs.join("pg_ctl"), &args, &work).map_err(|error| match error {
            ScratchError::Program { program, said } => {
                let end = end_of_log(system, Path::new(&log));
                ScratchError::Program { program, said: format!("{said}; {end}") }
            }
            other => other,
        })?;
        Ok(Self { place, role: if options.superuser { Self::SUPERUSER } else { Self::OWNER } })
    }

    /// Makes the role that owns databases and may make more of them.
    pub(super) fn make_owner(&self) -> Result<(), ScratchError> {
        self.admin(&format!("create role {} login createdb", quoted(Self::OWNER)))
    }

    /// Gives a database to the role of programs and statements.
    pub(super) fn hand_over(&self, name: &str) -> Result<(), ScratchError> {
        self.admin(&format!("alter database {} owner to {}", quoted(name), quoted(self.role)))
    }

    fn address_as(&self, role: &str, name: &str) -> String {
        let value = |text: String| format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"));
        let socket = self.socket().display().to_string();
        format!("host={} user={role} dbname={}", value(socket), value(name.to_owned()))
    }

    fn admin(&self, sql: &str) -> Result<(), ScratchError> {
        PostgresDatabase::connect(&self.address(ADMIN))?.run(sql).map_err(|error: RunError| error.into())
    }
}

impl ScratchServer for PrivatePostgres<'_> {
    fn engine(&self) -> Engine {
        Engine::Postgresql
    }

    fn create(&self, name: &str, template: Option<&str>) -> Result<(), ScratchError> {
        self.admin(&format!(
            "create database {} template {}",
            quoted(name),
            quoted(template.unwrap_or("template0"))
        ))
    }

    fn remove(&self, name: &str) -> Result<(), ScratchError> {
        self.admin(&format!("drop database if exists {} with (force)", quoted(name)))
    }

    fn administer(&self, sql: &str) -> Result<(), ScratchError> {
        self.admin(sql)
    }

    fn address(&self, name: &str) -> String {
        self.address_as(Self::SUPERUSER, name)
    }

    fn open_undoable(&self, name: &str) -> Result<Option<Box<dyn Undoable>>, ScratchError> {
        Ok(Some(Box::new(PostgresDatabase::connect(&self.address_as(self.role, name))?)))
    }

    fn open_admin(&self) -> Result<Box<dyn Database>, ScratchError> {
        self.open(ADMIN)
    }

    fn open(&self, name: &str) -> Result<Box<dyn Database>, ScratchError> {
        Ok(Box::new(PostgresDatabase::connect(&self.address(name))?))
    }
}

/// The folder with the programs of a server: that of `pg_ctl` in `PATH`, or the newest that Debian has installed.
fn programs(system: &dyn System) -> Result<PathBuf, ScratchError> {
    let linked = system.find_program("pg_ctl").and_then(|path| system.canonicalize(&path).ok());
    let in_path = linked.and_then(|path| path.parent().map(Path::to_owned));
    let installed = || {
        let mut versions: Vec<(u32, PathBuf)> = system
            .list(Path::new(DEBIAN))
            .unwrap_or_default()
            .into_iter()
            .filter_map(|entry| {
                Some((entry.path.file_name()?.to_str()?.parse().ok()?, entry.path.join("bin")))
            })
            .collect();
        versions.sort_unstable();
        versions.into_iter().rev().map(|(_, path)| path).find(|path| system.is_file(&path.join("initdb")))
    };
    in_path.filter(|path| system.is_file(&path.join("initdb"))).or_else(installed).ok_or(
        ScratchError::NoServer { engine: Engine::Postgresql, program: "initdb", package: "postgresql" },
    )
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
