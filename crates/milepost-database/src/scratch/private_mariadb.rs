//! A MariaDB server of our own.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use milepost_system::System;

use super::{
    Place, PrivateOptions, ScratchError, ScratchServer,
    account::Account,
    data_folder::{end_of_log, fill, private_folder},
};
use crate::{Database, Engine, MariaDbDatabase, Undoable};

/// The database from which the others are made and removed.
const ADMIN: &str = "mysql";
/// How often to look whether the server answers, and how long to wait in between: it is given a minute.
const LOOKS: u32 = 600;
/// See [`LOOKS`].
const PAUSE: Duration = Duration::from_millis(100);
/// The longest path of a socket that every system takes.
const LONGEST_SOCKET: usize = 100;

/// Starts the server in the background, apart from our terminal, and says nothing.
const START: &str = "log=$1; shift; exec setsid \"$@\" </dev/null >>\"$log\" 2>&1 &";

/// A MariaDB server in a temporary folder: a Unix socket in a folder of mode 0700 and no port, no durability, no binary log.
/// Gone when it is dropped.
#[derive(Debug)]
pub struct PrivateMariaDb<'a> {
    place: Place<'a>,
    dump: PathBuf,
    client: PathBuf,
    account: Account,
}

impl<'a> PrivateMariaDb<'a> {
    /// The account inside of the server that everything is done as.
    pub(super) const USER: &'static str = "root";

    /// The folder with all that it is.
    pub(super) fn folder(&self) -> &Path {
        self.place.root()
    }

    /// Makes and starts a server. As root it runs under another account.
    pub fn start(place: Place<'a>, options: &PrivateOptions) -> Result<Self, ScratchError> {
        let system = place.system;
        let install = program(system, "mariadb-install-db", "mariadb-server")?;
        let server = program(system, "mariadbd", "mariadb-server")?;
        let dump = program(system, "mariadb-dump", "mariadb-client")?;
        let client = program(system, "mariadb", "mariadb-client")?;
        let account = Account::ordinary(system, Engine::Mariadb, options.account.as_deref(), "mysql")?;
        let root = place.root().to_owned();
        let socket = root.join("s").join("mariadb");
        if socket.as_os_str().len() > LONGEST_SOCKET {
            return Err(ScratchError::LongPath { path: root });
        }
        let (data, work) = (root.join("data"), root.join("w"));
        for folder in [&data, &root.join("s"), &work] {
            private_folder(system, &account, folder)?;
        }
        // Others may pass through, to what is theirs, and read nothing.
        system.set_mode(&root, 0o711).map_err(|source| ScratchError::File { path: root.clone(), source })?;
        let folder = format!("--datadir={}", data.display());
        let fresh = [
            "--no-defaults",
            &folder,
            "--auth-root-authentication-method=normal",
            "--skip-test-db",
            "--skip-log-bin",
        ];
        let version = account.run(system, &server, &["--no-defaults", "--version"], &work)?.stdout_text();
        fill(system, &account, &version, &data, options.cache.as_deref(), || {
            account.run(system, &install, &fresh, &work).map(drop)
        })?;
        let log = work.join("log").display().to_string();
        let arguments = [
            "-c",
            START,
            "sh",
            &log,
            &server.display().to_string(),
            "--no-defaults",
            &folder,
            &format!("--socket={}", socket.display()),
            &format!("--pid-file={}", work.join("pid").display()),
            "--skip-networking",
            "--skip-log-bin",
            "--innodb-flush-log-at-trx-commit=0",
            "--innodb-doublewrite=0",
            "--innodb-buffer-pool-size=32M",
            "--innodb-log-file-size=16M",
            "--event-scheduler=off",
            "--character-set-server=utf8mb4",
        ];
        let shell = program(system, "sh", "dash")?;
        account.run(system, &shell, &arguments, &work)?;
        let server = Self { place, dump, client, account };
        for _ in 0..LOOKS {
            if server.open(ADMIN).is_ok() {
                return Ok(server);
            }
            system.sleep(PAUSE);
        }
        let said = end_of_log(system, &work.join("log"));
        Err(ScratchError::Program { program: "mariadbd".to_owned(), said })
    }

    /// The path of its socket.
    pub fn socket(&self) -> String {
        self.place.root().join("s").join("mariadb").display().to_string()
    }

    fn admin(&self, sql: &str) -> Result<(), ScratchError> {
        Ok(self.open(ADMIN)?.run(sql)?)
    }
}

impl ScratchServer for PrivateMariaDb<'_> {
    fn engine(&self) -> Engine {
        Engine::Mariadb
    }

    /// There are no templates here: a copy is a dump that is read again.
    fn create(&self, name: &str, template: Option<&str>) -> Result<(), ScratchError> {
        self.admin(&format!("create database {}", quoted(name)))?;
        let Some(template) = template else { return Ok(()) };
        let copy = "\"$1\" --no-defaults --socket=\"$3\" --user=\"$4\" --routines --triggers --events --hex-blob \
                    --single-transaction \"$5\" >\"$7\" && exec \"$2\" --no-defaults --socket=\"$3\" --user=\"$4\" \"$6\" <\"$7\"";
        let file = self.place.root().join("w").join("copy.sql").display().to_string();
        let (dump, client) = (self.dump.display().to_string(), self.client.display().to_string());
        let socket = self.socket();
        let arguments = ["-c", copy, "sh", &dump, &client, &socket, Self::USER, template, name, &file];
        let shell = program(self.place.system, "sh", "dash")?;
        self.account.run(self.place.system, &shell, &arguments, &self.place.root().join("w")).map(drop)
    }

    fn remove(&self, name: &str) -> Result<(), ScratchError> {
        self.admin(&format!("drop database if exists {}", quoted(name)))
    }

    fn administer(&self, sql: &str) -> Result<(), ScratchError> {
        self.admin(sql)
    }

    fn address(&self, name: &str) -> String {
        let encoded: String = self.socket().bytes().fold(String::new(), |text, byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                text + &char::from(byte).to_string()
            }
            _ => text + &format!("%{byte:02X}"),
        });
        format!("mysql://{}@localhost/{name}?socket={encoded}", Self::USER)
    }

    fn open_undoable(&self, _name: &str) -> Result<Option<Box<dyn Undoable>>, ScratchError> {
        Ok(None)
    }

    fn open_admin(&self) -> Result<Box<dyn Database>, ScratchError> {
        self.open(ADMIN)
    }

    fn open(&self, name: &str) -> Result<Box<dyn Database>, ScratchError> {
        Ok(Box::new(MariaDbDatabase::connect(&self.address(name))?))
    }
}

fn program(system: &dyn System, name: &'static str, package: &'static str) -> Result<PathBuf, ScratchError> {
    let sbin = PathBuf::from("/usr/sbin").join(name);
    let found = system.find_program(name).or_else(|| Some(sbin).filter(|path| system.is_file(path)));
    found.ok_or(ScratchError::NoServer { engine: Engine::Mariadb, program: name, package })
}

fn quoted(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}
