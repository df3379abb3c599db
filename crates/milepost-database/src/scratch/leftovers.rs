//! Databases on a server that others use too, which a killed process left there.

use std::fmt::Write as _;

use milepost_system::System;

use super::{ScratchError, ScratchServer};
use crate::{Database, Engine};

/// What the names of databases on servers that are not private begin with.
const PREFIX: &str = "milepost_rehearsal_";
/// How many digits follow.
const DIGITS: usize = 16;
/// What the names of databases end with that stand beside one.
const BESIDE: &str = "(_copy|_faults|_kept)?";
/// The first number of the locks on PostgreSQL that say that a database is in use.
const LOCKS: i32 = 0x6d70_7265;

/// A new name for a database.
pub(super) fn new_name(system: &dyn System) -> String {
    let mut random = [0; DIGITS / 2];
    system.random(&mut random);
    random.iter().fold(PREFIX.to_owned(), |mut name, byte| {
        let _ = write!(name, "{byte:02x}"); // into a string: cannot fail
        name
    })
}

/// What is written beside a database of this name: that it was made for a rehearsal, and for which.
pub(super) fn mark(name: &str) -> String {
    let whole = PREFIX.len() + DIGITS;
    format!("made by Milepost for {}", name.get(..whole).unwrap_or(name))
}

/// Says on a connection that a database and those beside it are in use, for as long as the connection is open. Whoever makes one
/// says so before.
pub(super) fn claim(database: &mut dyn Database, name: &str) -> Result<(), ScratchError> {
    let digits = name.strip_prefix(PREFIX).and_then(|rest| rest.get(..DIGITS / 2)).unwrap_or_default();
    let number = u32::from_str_radix(digits, 16).unwrap_or_default().cast_signed();
    let sql = match database.engine() {
        Engine::Postgresql => format!("select pg_catalog.pg_advisory_lock({LOCKS}, {number})"),
        Engine::Mariadb => format!("do get_lock('{name}', 0)"),
        Engine::Sqlite => return Ok(()),
    };
    Ok(database.run(&sql)?)
}

/// The databases on a server that were made for rehearsals whose processes are gone: by name, by the mark that was made with them, and by
/// the lock that nobody holds any more. A database of such a name without a mark is somebody's.
///
/// # Errors
/// When the server cannot be asked.
pub fn leftovers(server: &dyn ScratchServer) -> Result<Vec<String>, ScratchError> {
    let whole = PREFIX.len() + DIGITS;
    let pattern = format!("^{PREFIX}[0-9a-f]{{{DIGITS}}}{BESIDE}$");
    let marked = mark("");
    let first = PREFIX.len() + 1;
    let half = DIGITS / 2;
    let sql = match server.engine() {
        Engine::Sqlite => return Ok(Vec::new()),
        Engine::Postgresql => format!(
            "select datname from pg_catalog.pg_database where datname::text ~ '{pattern}' \
             and pg_catalog.shobj_description(oid, 'pg_database') = '{marked}' || substr(datname::text, 1, {whole}) \
             and not exists (select from pg_catalog.pg_locks where locktype = 'advisory' and objsubid = 2 \
                and classid::bigint = {LOCKS} and objid::bigint = ('x' || substr(datname::text, {first}, {half}))::bit(32)::bigint) \
             order by datname"
        ),
        Engine::Mariadb => format!(
            "select schema_name from information_schema.schemata where schema_name regexp '{pattern}' \
             and schema_comment = concat('{marked}', left(schema_name, {whole})) \
             and is_free_lock(left(schema_name, {whole})) = 1 order by schema_name"
        ),
    };
    Ok(server.open_admin()?.texts(&sql)?)
}

/// Removes them, and says which. One that cannot be removed is left, as one that belongs to another user.
///
/// # Errors
/// When the server cannot be asked.
pub fn remove_leftovers(server: &dyn ScratchServer) -> Result<Vec<String>, ScratchError> {
    let left = leftovers(server)?;
    Ok(left.into_iter().filter(|name| server.remove(name).is_ok()).collect())
}

#[cfg(test)]
mod tests {
    use milepost_system::OsSystem;

    use super::*;
    use crate::scratch::{
        Place, PrivateMariaDb, PrivateOptions, PrivatePostgres, named_server::statements_to_create,
    };

    #[test]
    fn a_mark_names_the_rehearsal_for_all_databases_of_it() {
        let name = new_name(&OsSystem);
        assert_eq!(name.len(), PREFIX.len() + DIGITS);
        assert_eq!(mark(&format!("{name}_kept")), mark(&name));
        assert_ne!(mark(&name), mark(&new_name(&OsSystem)));
    }

    /// Makes a database as a rehearsal does; and one of the same kind that nobody marked.
    fn only_what_nobody_holds_is_removed(server: &dyn ScratchServer) {
        let make = |name: &str| statements_to_create(server.engine(), name, None);
        let mut admin = server.open_admin().unwrap();
        let [held, gone, foreign] = [0; 3].map(|_| new_name(&OsSystem));
        let mut holder = server.open_admin().unwrap();
        claim(holder.as_mut(), &held).unwrap();
        let mut killed = server.open_admin().unwrap();
        claim(killed.as_mut(), &gone).unwrap();
        let kept = format!("{gone}_kept");
        for name in [&held, &gone, &kept] {
            for sql in make(name) {
                admin.run(&sql).unwrap();
            }
        }
        // Somebody else has a database of such a name, or one that only begins so.
        let longer = format!("{gone}_of_mine");
        server.create(&foreign, None).unwrap();
        for sql in make(&longer) {
            admin.run(&sql).unwrap();
        }
        assert_eq!(leftovers(server).unwrap(), Vec::<String>::new());

        drop(killed);
        let all = [gone, kept];
        // A server notices the end of a connection a moment later.
        for _ in 0..200 {
            if leftovers(server).unwrap().len() == 2 {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        assert_eq!(leftovers(server).unwrap(), all);
        assert_eq!(remove_leftovers(server).unwrap(), all);
        assert_eq!(remove_leftovers(server).unwrap(), Vec::<String>::new());
        for name in [&held, &foreign, &longer] {
            server.open(name).unwrap();
        }
    }

    #[test]
    fn on_postgresql() {
        let server = match PrivatePostgres::start(Place::new(&OsSystem).unwrap(), &PrivateOptions::default())
        {
            Err(ScratchError::NoServer { .. }) if OsSystem.var("MILEPOST_REQUIRE_DATABASES").is_none() => {
                return;
            }
            server => server.unwrap(),
        };
        only_what_nobody_holds_is_removed(&server);
    }

    #[test]
    fn on_mariadb() {
        let server = match PrivateMariaDb::start(Place::new(&OsSystem).unwrap(), &PrivateOptions::default()) {
            Err(ScratchError::NoServer { .. }) if OsSystem.var("MILEPOST_REQUIRE_DATABASES").is_none() => {
                return;
            }
            server => server.unwrap(),
        };
        only_what_nobody_holds_is_removed(&server);
    }
}
