//! The database of a rehearsal: made for it, and told to commands by the project's own variables.

use std::{collections::BTreeMap, path::Path};

use milepost_database::{
    DataFingerprint, Engine, NotScratch, PrivateOptions, Scope, Scratch, ScratchError, ScratchUrl, Snapshot,
    TableFingerprint,
};
use milepost_system::System;

use super::vacuous::is_books;
use crate::{
    Workspace,
    config::{DatabaseConfig, DatabaseEngine},
};

/// Schema and data at one moment.
#[derive(Debug, Clone)]
pub(super) struct State {
    pub(super) schema: Snapshot,
    pub(super) data: DataFingerprint,
    /// What the tables hold in which migration tools keep their books.
    pub(super) books: BTreeMap<String, TableFingerprint>,
}

impl State {
    /// The same tables, columns and rows, to be looked at once more.
    pub(super) fn scope(&self) -> Scope {
        let mut all = self.data.clone();
        all.tables.extend(self.books.clone());
        Scope::like(&all)
    }
}

/// Makes the scratch database: a private one, or one on the server that the configuration names.
///
/// # Errors
/// In words: why there can be none.
pub(super) fn make<'w>(workspace: &'w Workspace, config: &DatabaseConfig) -> Result<Scratch<'w>, String> {
    let system = workspace.system.as_ref();
    let Some(url) = server_of(workspace, config)? else {
        let options = PrivateOptions { cache: cache(system), account: None, superuser: config.superuser };
        return Scratch::private(system, engine(config), &options).map_err(|error| told(&error));
    };
    Scratch::on(system, url).map_err(|error| told(&error))
}

/// The server that the configuration names for scratch databases; `None` where a private one is made.
///
/// # Errors
/// In words: why it may not be used.
pub(super) fn server_of(
    workspace: &Workspace,
    config: &DatabaseConfig,
) -> Result<Option<ScratchUrl>, String> {
    let Some(variable) = &config.scratch else { return Ok(None) };
    let value = |name: &str| workspace.system.var(name).and_then(|value| value.into_string().ok());
    let own: Vec<(String, String)> =
        config.env.keys().filter_map(|name| Some((name.clone(), value(name)?))).collect();
    let held = value(variable);
    ScratchUrl::of(engine(config), (variable, held.as_deref()), std::slice::from_ref(variable), &own)
        .map(Some)
        .map_err(|error: NotScratch| error.to_string())
}

const fn engine(config: &DatabaseConfig) -> Engine {
    match config.engine {
        DatabaseEngine::Sqlite => Engine::Sqlite,
        DatabaseEngine::Postgresql => Engine::Postgresql,
        DatabaseEngine::Mariadb => Engine::Mariadb,
    }
}

/// Where an empty data folder of a server is kept between rehearsals.
fn cache(system: &dyn System) -> Option<std::path::PathBuf> {
    let absolute =
        |name: &str| system.var(name).map(std::path::PathBuf::from).filter(|path| path.is_absolute());
    let home = absolute("XDG_CACHE_HOME").or_else(|| absolute("HOME").map(|home| home.join(".cache")))?;
    Some(home.join("milepost").join("servers"))
}

pub(super) fn told(error: &ScratchError) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        source = cause.source();
    }
    text
}

/// Reads schema and data, on a connection of its own.
///
/// # Errors
/// In words: why they cannot be read.
pub(super) fn read(scratch: &Scratch<'_>, scope: &Scope, config: &DatabaseConfig) -> Result<State, String> {
    let mut open = scratch.open().map_err(|error| told(&error))?;
    let schema = open.snapshot().map_err(|error| error.to_string())?;
    let mut data = open.fingerprint(scope).map_err(|error| error.to_string())?;
    let mut books = data.tables.clone();
    books.retain(|name, _| is_bookkeeping(name, config) || is_books(name));
    data.tables.retain(|name, _| !is_bookkeeping(name, config));
    data.not_read.retain(|name, _| !is_bookkeeping(name, config));
    Ok(State { schema, data, books })
}

/// Whether a table is one that the migration tool keeps its books in. Engines with schemas name a table with its schema.
fn is_bookkeeping(table: &str, config: &DatabaseConfig) -> bool {
    let last = table.rsplit('.').next().unwrap_or(table);
    config.bookkeeping.iter().any(|name| name == table || name == last)
}

/// Words on a failure, with what would be right where a right is missed that the role of a private server has not.
pub(super) fn with_rights(why: String, config: &DatabaseConfig) -> String {
    let has_role =
        config.engine == DatabaseEngine::Postgresql && config.scratch.is_none() && !config.superuser;
    let words = why.to_lowercase();
    let is_missed = ["permission denied to ", "permission denied for ", "must be superuser"]
        .iter()
        .any(|missed| words.contains(missed));
    if has_role && is_missed {
        return format!(
            "{why} (the role owns the database and is no superuser; `superuser = true` in `[database]` makes it one)"
        );
    }
    why
}

/// The variables of a command, with what stands for the words in braces.
pub(super) fn environment(
    templates: &BTreeMap<String, String>,
    words: &BTreeMap<&'static str, String>,
) -> BTreeMap<String, String> {
    let filled = |value: &String| {
        words.iter().fold(value.clone(), |value, (word, is)| value.replace(&format!("{{{word}}}"), is))
    };
    templates.iter().map(|(name, value)| (name.clone(), filled(value))).collect()
}

/// Where programs look for a server that are told of none: at the private one, else in a folder where nothing is. Left
/// unset, these variables would stand for the sockets that every program of the machine may use, and so for databases that
/// somebody needs. `nowhere` is that folder; into it goes the file with options that [`client_options`] gives.
pub(super) fn defaults(
    scratch: Option<&Scratch<'_>>,
    engine: Option<DatabaseEngine>,
    nowhere: &Path,
) -> BTreeMap<&'static str, String> {
    let words = scratch.map(Scratch::words).unwrap_or_default();
    let word = |name: &str, of: DatabaseEngine| {
        let found =
            words.get(name).filter(|_| engine == Some(of) && scratch.is_some_and(|it| it.socket().is_some()));
        found.cloned()
    };
    let inside = |name: &str| nowhere.join(name).display().to_string();
    let of_postgres = |name: &str| word(name, DatabaseEngine::Postgresql);
    let of_mariadb = |name: &str| word(name, DatabaseEngine::Mariadb);
    let none = || "none".to_owned();
    BTreeMap::from([
        ("PGHOST", of_postgres("host").unwrap_or_else(|| inside("postgresql"))),
        ("PGPORT", "5432".to_owned()),
        ("PGDATABASE", of_postgres("name").unwrap_or_else(none)),
        ("PGUSER", of_postgres("user").unwrap_or_else(none)),
        ("PGSERVICEFILE", inside("pg_service.conf")),
        ("PGSYSCONFDIR", inside("postgresql")),
        ("PGPASSFILE", inside("pgpass")),
        ("MYSQL_HOST", "localhost".to_owned()),
        ("MYSQL_TCP_PORT", "9".to_owned()),
        ("MYSQL_UNIX_PORT", of_mariadb("host").unwrap_or_else(|| inside("mysql"))),
        ("MYSQL_HOME", nowhere.display().to_string()),
        ("MARIADB_HOME", nowhere.display().to_string()),
        ("DOCKER_HOST", format!("unix://{}", inside("docker"))),
        ("CONTAINER_HOST", format!("unix://{}", inside("podman"))),
    ])
}

/// The content of `my.cnf` in the folder: files with options, as Debian's, go before `MYSQL_UNIX_PORT`.
pub(super) fn client_options(defaults: &BTreeMap<&'static str, String>) -> String {
    let socket = defaults["MYSQL_UNIX_PORT"].replace('\\', "\\\\").replace('"', "\\\"");
    format!("[client]\nsocket=\"{socket}\"\n")
}

/// Whether a variable may lead to a database: then a rehearsal does not pass it on, whoever lets checks have it.
pub(super) fn leads_to_database(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    let begins = ["PG", "MYSQL", "MARIADB", "SQLITE", "DB_", "DOCKER_", "CONTAINER_"]
        .iter()
        .any(|prefix| name.starts_with(prefix));
    begins || ["DATABASE", "_DB", "_DSN", "_URL", "_URI"].iter().any(|part| name.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_that_lead_to_a_database_are_known_by_their_names() {
        for name in [
            "DATABASE_URL",
            "PGHOST",
            "pgpassword",
            "MYSQL_PWD",
            "SHOP_DATABASE",
            "REPORTS_DSN",
            "DB_HOST",
            "APP_DB",
        ] {
            assert!(leads_to_database(name), "{name}");
        }
        for name in ["PATH", "HOME", "LANG", "CI", "NODE_OPTIONS", "CARGO_HOME"] {
            assert!(!leads_to_database(name), "{name}");
        }
    }

    #[test]
    fn programs_that_are_told_of_no_server_find_none() {
        let defaults = defaults(None, Some(DatabaseEngine::Sqlite), Path::new("/t/nowhere"));
        for name in ["PGHOST", "MYSQL_UNIX_PORT", "MYSQL_HOME", "PGSERVICEFILE", "PGPASSFILE", "DOCKER_HOST"]
        {
            assert!(defaults[name].contains("/t/nowhere"), "{name}: {}", defaults[name]);
        }
        assert!(client_options(&defaults).contains("socket=\"/t/nowhere/mysql\"\n"));
    }

    #[test]
    fn words_in_braces_are_filled() {
        let templates = BTreeMap::from([("A".to_owned(), "file:{path}?x={}".to_owned())]);
        let words = BTreeMap::from([("path", "/t/x.db".to_owned())]);
        assert_eq!(environment(&templates, &words)["A"], "file:/t/x.db?x={}");
    }
}
