//! One scratch database, whatever keeps it.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    path::{Path, PathBuf},
};

use milepost_system::System;

use super::{
    KeptOpen, NamedServer, Place, PrivateMariaDb, PrivateOptions, PrivatePostgres, ScratchError,
    ScratchServer, ScratchUrl, SqliteFile, leftovers::new_name,
};
use crate::{Database, Engine, Interrupter, LockWatch, Measured, Undoable, measure_locks};

/// The name of the database on a private server.
const NAME: &str = "rehearsal";
/// What the name of a database ends with that was set aside.
pub(super) const KEPT: &str = "_kept";

/// A database that is nobody's. It is made by one of the two functions here and by nothing else: in a folder or on a server
/// of our own, or under a new name on a server that is named for it. So whoever is given one may change it at will. Gone
/// when it is dropped.
#[derive(Debug)]
pub struct Scratch<'a> {
    keeper: Keeper<'a>,
    /// Open since it was made, where it is on a server.
    kept: Option<KeptOpen>,
}

/// What a scratch database is, seen from outside.
pub(super) enum Lies<'s> {
    /// A file.
    File(&'s SqliteFile<'s>),
    /// A database of this name on a server.
    Server(&'s dyn ScratchServer, &'s str),
}

#[derive(Debug)]
enum Keeper<'a> {
    File(SqliteFile<'a>),
    Postgres(PrivatePostgres<'a>),
    MariaDb(PrivateMariaDb<'a>),
    Named(NamedServer, String),
    /// Beside another one, on its server.
    Copy(&'a dyn ScratchServer, String),
}

impl<'a> Scratch<'a> {
    /// An empty database of our own: a file, or a database on a server that is started for it.
    ///
    /// # Errors
    /// When there is no such server here, or it cannot be started.
    pub fn private(
        system: &'a dyn System,
        engine: Engine,
        options: &PrivateOptions,
    ) -> Result<Self, ScratchError> {
        let place = Place::new(system)?;
        let keeper = match engine {
            Engine::Sqlite => Keeper::File(SqliteFile::empty(place)?),
            Engine::Postgresql => Keeper::Postgres(PrivatePostgres::start(place, options)?),
            Engine::Mariadb => Keeper::MariaDb(PrivateMariaDb::start(place, options)?),
        };
        let mut scratch = Self { keeper, kept: None };
        if let Some(server) = scratch.server() {
            let kept = KeptOpen::begin(server)?;
            server.create(NAME, None)?;
            scratch.kept = Some(kept);
        }
        if let Keeper::Postgres(server) = &scratch.keeper {
            server.make_owner()?;
            server.hand_over(NAME)?;
        }
        Ok(scratch)
    }

    /// An empty database with a new name on a server that is named for it.
    ///
    /// # Errors
    /// When the server cannot be reached, or lets no database be made.
    pub fn on(system: &dyn System, url: ScratchUrl) -> Result<Self, ScratchError> {
        let name = new_name(system);
        let server = NamedServer::new(url);
        let kept = KeptOpen::claiming(&server, &name)?;
        server.create(&name, None)?;
        Ok(Self { keeper: Keeper::Named(server, name), kept: Some(kept) })
    }

    /// Opens it: each time with a connection of its own.
    ///
    /// # Errors
    /// When it cannot be reached.
    pub fn open(&self) -> Result<Box<dyn Database>, ScratchError> {
        match &self.keeper {
            Keeper::File(file) => Ok(Box::new(file.open()?)),
            Keeper::Postgres(server) => server.open(NAME),
            Keeper::MariaDb(server) => server.open(NAME),
            Keeper::Named(server, name) => server.open(name),
            Keeper::Copy(server, name) => server.open(name),
        }
    }

    /// Opens it for statements that have to run in one transaction; `None` where the engine ends a transaction with every
    /// change of a schema.
    ///
    /// # Errors
    /// When it cannot be reached.
    pub fn open_undoable(&self) -> Result<Option<Box<dyn Undoable>>, ScratchError> {
        match &self.keeper {
            Keeper::File(file) => Ok(Some(Box::new(file.open()?))),
            Keeper::Postgres(server) => server.open_undoable(NAME),
            Keeper::MariaDb(server) => server.open_undoable(NAME),
            Keeper::Named(server, name) => server.open_undoable(name),
            Keeper::Copy(server, name) => server.open_undoable(name),
        }
    }

    /// Another one with the same schema and the same rows, on the same server; `None` where the engine makes a copy by a dump alone.
    /// Nobody may be connected to this one. Settings of the database itself are not copied.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn copy<'s>(&'s self, system: &'s dyn System) -> Result<Option<Scratch<'s>>, ScratchError> {
        let (server, name): (&dyn ScratchServer, &str) = match &self.keeper {
            Keeper::File(file) => {
                let copy = SqliteFile::copy_of(Place::new(system)?, file.whole()?)?;
                return Ok(Some(Self::beside(Keeper::File(copy))));
            }
            Keeper::Postgres(server) => (server, NAME),
            Keeper::Named(server, name) => (server, name),
            Keeper::MariaDb(_) | Keeper::Copy(..) => return Ok(None),
        };
        if server.engine() == Engine::Mariadb {
            return Ok(None);
        }
        let copy = format!("{name}_faults");
        server.create(&copy, Some(name))?;
        let made = Scratch::beside(Keeper::Copy(server, copy.clone()));
        self.hand_over(&copy)?;
        Ok(Some(made))
    }

    /// Gives a database beside this one to whom this one belongs.
    pub(super) fn hand_over(&self, name: &str) -> Result<(), ScratchError> {
        match &self.keeper {
            Keeper::Postgres(server) => server.hand_over(name),
            _ => Ok(()),
        }
    }

    /// Where it lies.
    pub(super) fn lies(&self) -> Lies<'_> {
        match &self.keeper {
            Keeper::File(file) => Lies::File(file),
            Keeper::Postgres(server) => Lies::Server(server, NAME),
            Keeper::MariaDb(server) => Lies::Server(server, NAME),
            Keeper::Named(server, name) => Lies::Server(server, name),
            Keeper::Copy(server, name) => Lies::Server(*server, name),
        }
    }

    /// The database as a process leaves it that is killed now, while its own transaction is open: what lies in the files. `None` for a
    /// server, which lives on and ends the transaction.
    ///
    /// # Errors
    /// When the files cannot be copied.
    pub fn as_killed<'s>(&self, system: &'s dyn System) -> Result<Option<Scratch<'s>>, ScratchError> {
        let Keeper::File(file) = &self.keeper else { return Ok(None) };
        let copy = SqliteFile::as_killed(Place::new(system)?, file.whole()?)?;
        Ok(Some(Scratch::beside(Keeper::File(copy))))
    }

    /// Whether its server answers: a file is always there, whatever became of it.
    ///
    /// # Errors
    /// When it does not.
    pub fn answers(&self) -> Result<(), ScratchError> {
        self.server().map_or(Ok(()), |server| Ok(server.open_admin()?.run("select 1")?))
    }

    /// Whether its server was there all the time since it was made. One that was started anew may have lost what it was given: here
    /// nothing is kept for the sake of a crash. A file stays what it is.
    pub fn has_stayed(&self) -> bool {
        self.kept.as_ref().is_none_or(KeptOpen::is_open)
    }

    /// One that lives beside another one.
    const fn beside(keeper: Keeper<'_>) -> Scratch<'_> {
        Scratch { keeper, kept: None }
    }

    /// Its engine.
    pub fn engine(&self) -> Engine {
        self.server().map_or(Engine::Sqlite, ScratchServer::engine)
    }

    /// What statements lock and write anew, on a copy of it that is gone afterwards; `None` on other engines than PostgreSQL.
    /// `begun` is given what ends a statement.
    pub fn measure_locks(
        &self,
        scripts: &[&str],
        begun: &mut dyn FnMut(Interrupter),
    ) -> Option<Result<Measured, ScratchError>> {
        let (server, name, _) = self.postgres()?;
        let copy = format!("{name}_copy");
        let measured = server.remove(&copy).and_then(|()| server.create(&copy, Some(name))).and_then(|()| {
            let measured = measure_locks(&server.address(&copy), scripts, begun);
            let removed = server.remove(&copy);
            measured.and_then(|measured| removed.map(|()| measured))
        });
        Some(measured)
    }

    /// Begins to look at the locks that others take on it; `None` on other engines than PostgreSQL.
    pub fn watch_locks(&self) -> Option<Result<LockWatch, ScratchError>> {
        let (server, name, beside) = self.postgres()?;
        Some(LockWatch::begin(&beside, &server.address(name)))
    }

    /// The server, the name of the database and the address of another one, where it is PostgreSQL.
    fn postgres(&self) -> Option<(&dyn ScratchServer, &str, String)> {
        match &self.keeper {
            Keeper::Postgres(server) => Some((server, NAME, server.address_of_admin())),
            Keeper::Named(server, name) if server.engine() == Engine::Postgresql => {
                Some((server, name, server.address_of_admin()))
            }
            _ => None,
        }
    }

    /// How a program is told where it is: `path` of a file; `url`, `host`, `name` and `user` of a server's.
    pub fn words(&self) -> BTreeMap<&'static str, String> {
        let (host, user, name, url) = match &self.keeper {
            Keeper::File(file) => return BTreeMap::from([("path", file.path().display().to_string())]),
            Keeper::Postgres(server) => {
                let socket = server.socket().display().to_string();
                let user = server.role();
                let url = format!("postgresql://{user}@localhost/{NAME}?host={}", encoded(&socket));
                (socket, user.to_owned(), NAME.to_owned(), url)
            }
            Keeper::MariaDb(server) => {
                (server.socket(), PrivateMariaDb::USER.to_owned(), NAME.to_owned(), server.address(NAME))
            }
            Keeper::Named(server, name) => {
                (server.host().to_owned(), server.user().to_owned(), name.clone(), server.address(name))
            }
            Keeper::Copy(server, name) => {
                return BTreeMap::from([("name", name.clone()), ("url", server.address(name))]);
            }
        };
        BTreeMap::from([("host", host), ("user", user), ("name", name), ("url", url)])
    }

    /// The folder or file of the socket of a private server; `None` for a file, and for a server that others use too.
    pub fn socket(&self) -> Option<PathBuf> {
        match &self.keeper {
            Keeper::Postgres(server) => Some(server.socket()),
            Keeper::MariaDb(server) => Some(server.socket().into()),
            Keeper::File(_) | Keeper::Named(..) | Keeper::Copy(..) => None,
        }
    }

    /// The folder that programs have to reach; `None` where it is reached over the network.
    pub fn folder(&self) -> Option<&Path> {
        match &self.keeper {
            Keeper::File(file) => file.path().parent(),
            Keeper::Postgres(server) => Some(server.folder()),
            Keeper::MariaDb(server) => Some(server.folder()),
            Keeper::Named(..) | Keeper::Copy(..) => None,
        }
    }

    fn server(&self) -> Option<&dyn ScratchServer> {
        match &self.keeper {
            Keeper::File(_) => None,
            Keeper::Postgres(server) => Some(server),
            Keeper::MariaDb(server) => Some(server),
            Keeper::Named(server, _) => Some(server),
            Keeper::Copy(server, _) => Some(*server),
        }
    }
}

impl Drop for Scratch<'_> {
    fn drop(&mut self) {
        // A server that went away keeps a database with a name that tells what it was.
        let _ = match &self.keeper {
            Keeper::Named(server, name) => {
                server.remove(name).and_then(|()| server.remove(&format!("{name}{KEPT}")))
            }
            Keeper::Copy(server, name) => server.remove(name),
            Keeper::File(_) | Keeper::Postgres(_) | Keeper::MariaDb(_) => Ok(()),
        };
    }
}

/// A path as a part of a URL's query.
fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'/') {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}"); // into a string: cannot fail
        }
        encoded
    })
}
