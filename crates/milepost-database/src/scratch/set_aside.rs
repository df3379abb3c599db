//! A database that waits while a copy of it is tried on in its place.

use milepost_system::System;

use super::{
    Place, Scratch, ScratchError, SqliteFile,
    scratch::{KEPT, Lies},
};
use crate::Engine;

/// The database as it was, while a copy stands under its name.
#[derive(Debug)]
pub struct SetAside<'a>(Kept<'a>);

#[derive(Debug)]
enum Kept<'a> {
    File(SqliteFile<'a>),
    Named(String),
    /// Beside it stands a copy of this name, where a database cannot get another name.
    Copied(String),
}

impl Scratch<'_> {
    /// Puts a copy in the place of this database: whoever opens it from now on, by whatever address, has the copy. `None` where none
    /// can be made: on a server of MariaDB that is not private. Nobody may be connected. Settings of the database itself are not copied.
    ///
    /// # Errors
    /// When there is no copy; then it is as it was.
    pub fn set_aside<'s>(&self, system: &'s dyn System) -> Result<Option<SetAside<'s>>, ScratchError> {
        let (server, name) = match self.lies() {
            Lies::File(file) => {
                let copy = SqliteFile::copy_of(Place::new(system)?, file.whole()?)?;
                return Ok(Some(SetAside(Kept::File(copy))));
            }
            Lies::Server(server, _) if !server.makes_copies() => return Ok(None),
            Lies::Server(server, name) if server.engine() == Engine::Mariadb => {
                let kept = format!("{name}{KEPT}");
                if let Err(error) = server.create(&kept, Some(name)) {
                    server.remove(&kept)?;
                    return Err(error);
                }
                return Ok(Some(SetAside(Kept::Copied(kept))));
            }
            Lies::Server(server, name) => (server, name),
        };
        let kept = format!("{name}{KEPT}");
        server.administer(&renamed(name, &kept))?;
        if let Err(error) = server.create(name, Some(&kept)).and_then(|()| self.hand_over(name)) {
            server.remove(name)?;
            server.administer(&renamed(&kept, name))?;
            return Err(error);
        }
        Ok(Some(SetAside(Kept::Named(kept))))
    }

    /// Puts the database back that was set aside, whatever became of the copy.
    ///
    /// # Errors
    /// When it cannot be; then this database is nothing that anybody knows.
    pub fn put_back(&self, aside: SetAside<'_>) -> Result<(), ScratchError> {
        match (self.lies(), aside.0) {
            (Lies::File(file), Kept::File(kept)) => file.become_again(&kept),
            (Lies::Server(server, name), Kept::Named(kept)) => {
                server.remove(name)?;
                server.administer(&renamed(&kept, name))
            }
            (Lies::Server(server, name), Kept::Copied(kept)) => {
                server.remove(name)?;
                server.create(name, Some(&kept))?;
                server.remove(&kept)
            }
            _ => unreachable!("what is put back was set aside here"),
        }
    }

    /// Waits until the server has ended all connections to this database, which takes it a moment after they are closed. A file has none.
    ///
    /// # Errors
    /// When somebody stays connected for some seconds.
    pub fn wait_until_left(&self) -> Result<(), ScratchError> {
        match self.lies() {
            Lies::Server(server, name) if server.engine() == Engine::Postgresql => {
                server.administer(&until_left(name))
            }
            Lies::Server(..) | Lies::File(_) => Ok(()),
        }
    }
}

/// A statement that ends when nobody is connected to a database, and fails where that takes long.
fn until_left(name: &str) -> String {
    let name = name.replace('\'', "''");
    format!(
        "do $milepost$ begin for turn in 1..250 loop \
            if not exists (select from pg_catalog.pg_stat_activity where datname = '{name}' \
                and coalesce(backend_type, 'client backend') = 'client backend') then return; end if; \
            perform pg_catalog.pg_sleep(0.02), pg_catalog.pg_stat_clear_snapshot(); \
        end loop; raise exception 'somebody stays connected to the database `{name}`'; end $milepost$"
    )
}

fn renamed(from: &str, to: &str) -> String {
    let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    format!("alter database {} rename to {}", quoted(from), quoted(to))
}
