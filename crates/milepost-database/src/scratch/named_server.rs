//! A server that somebody named for scratch databases.

use super::{ScratchError, ScratchServer, ScratchUrl, leftovers::mark};
use crate::{Database, Engine, MariaDbDatabase, OpenError, PostgresDatabase, Undoable};

/// A server on which databases may be made and removed, as its [`ScratchUrl`] proves. Databases that were there before are
/// not touched: only those with names of ours are made and removed.
#[derive(Debug)]
pub struct NamedServer {
    url: ScratchUrl,
}

impl NamedServer {
    /// The server of a URL. Nothing is connected yet.
    pub const fn new(url: ScratchUrl) -> Self {
        Self { url }
    }

    /// Who connects; empty when its URL does not say.
    pub(super) fn user(&self) -> &str {
        self.url.user()
    }

    /// Where it is.
    pub(super) fn host(&self) -> &str {
        self.url.host()
    }

    /// How to connect to the database that its URL names.
    pub(super) fn address_of_admin(&self) -> String {
        self.url.admin()
    }

    fn connect(&self, address: &str) -> Result<Box<dyn Database>, OpenError> {
        Ok(match self.url.engine() {
            Engine::Mariadb => Box::new(MariaDbDatabase::connect(address)?),
            _ => Box::new(PostgresDatabase::connect(address)?),
        })
    }

    /// A statement that fails on any other database. The server itself is asked, whatever a pool or a proxy in between makes
    /// of the address.
    fn proof(&self, name: &str) -> String {
        match self.engine() {
            Engine::Mariadb => format!(
                "begin not atomic if not (database() <=> '{name}') then signal sqlstate '45000' set message_text = 'this is another database than the one that was made'; end if; end"
            ),
            _ => format!(
                "do $$ begin if current_database() is distinct from '{name}' then raise exception 'this is another database than the one that was made'; end if; end $$"
            ),
        }
    }

    fn admin(&self, sql: &str) -> Result<(), ScratchError> {
        Ok(self.connect(&self.url.admin())?.run(sql)?)
    }
}

impl ScratchServer for NamedServer {
    fn engine(&self) -> Engine {
        self.url.engine()
    }

    fn create(&self, name: &str, template: Option<&str>) -> Result<(), ScratchError> {
        statements_to_create(self.engine(), name, template).iter().try_for_each(|sql| self.admin(sql))
    }

    /// A copy on MariaDB is a dump that is read again, and its programs may not be those of this server.
    fn makes_copies(&self) -> bool {
        self.engine() != Engine::Mariadb
    }

    fn remove(&self, name: &str) -> Result<(), ScratchError> {
        match self.engine() {
            Engine::Mariadb => self.admin(&format!("drop database if exists `{}`", name.replace('`', "``"))),
            _ => self.admin(&format!("drop database if exists {} with (force)", quoted(name))),
        }
    }

    fn administer(&self, sql: &str) -> Result<(), ScratchError> {
        self.admin(sql)
    }

    fn address(&self, name: &str) -> String {
        self.url.address(name)
    }

    fn open_undoable(&self, name: &str) -> Result<Option<Box<dyn Undoable>>, ScratchError> {
        if self.engine() == Engine::Mariadb {
            return Ok(None);
        }
        let mut database = PostgresDatabase::connect(&self.address(name))?;
        database.run(&self.proof(name))?;
        Ok(Some(Box::new(database)))
    }

    fn open_admin(&self) -> Result<Box<dyn Database>, ScratchError> {
        Ok(self.connect(&self.url.admin())?)
    }

    fn open(&self, name: &str) -> Result<Box<dyn Database>, ScratchError> {
        let mut database = self.connect(&self.address(name))?;
        database.run(&self.proof(name))?;
        Ok(database)
    }
}

/// What makes a database with the mark by which it is known as one of a rehearsal. PostgreSQL lets the two not be one.
pub(super) fn statements_to_create(engine: Engine, name: &str, template: Option<&str>) -> Vec<String> {
    let mark = mark(name);
    match engine {
        // MySQL takes what stands in the comment for one.
        Engine::Mariadb => {
            vec![format!("create database `{}` /*M!100500 comment '{mark}' */", name.replace('`', "``"))]
        }
        _ => vec![
            format!("create database {} template {}", quoted(name), quoted(template.unwrap_or("template0"))),
            format!("comment on database {} is '{mark}'", quoted(name)),
        ],
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
