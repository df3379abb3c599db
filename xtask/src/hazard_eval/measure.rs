//! What PostgreSQL does with a migration: locks that are held, tables that are written anew or read as a whole.

use milepost_database::{
    Database as _, LockMode, Measured, PostgresDatabase, ScratchServer, TableLock, measure_locks,
};

use super::cases::{BASE, Case};

/// The database that each migration gets a copy of.
const TEMPLATE: &str = "base";

/// Makes the database that is copied.
///
/// # Errors
/// In words.
pub(super) fn prepare(server: &dyn ScratchServer) -> Result<(), String> {
    server.create(TEMPLATE, None).map_err(|error| error.to_string())?;
    let mut database =
        PostgresDatabase::connect(&server.address(TEMPLATE)).map_err(|error| error.to_string())?;
    database.run(BASE).map_err(|error| error.to_string())
}

/// What PostgreSQL does with a migration, in lines as the files keep them.
///
/// # Errors
/// When the database itself fails.
pub(super) fn measure(server: &dyn ScratchServer, case: &Case) -> Result<Vec<String>, String> {
    const NAME: &str = "tried";
    server.remove(NAME).map_err(|error| error.to_string())?;
    server.create(NAME, Some(TEMPLATE)).map_err(|error| error.to_string())?;
    let measured =
        measure_locks(&server.address(NAME), &[&case.up], &mut drop).map_err(|error| error.to_string())?;
    Ok(match measured {
        // What only reads keeps nobody waiting.
        Measured::InTransaction(tables) => tables.iter().filter(|one| one.mode.is_some()).map(line).collect(),
        Measured::Outside(tables) => {
            let rewritten = tables.iter().map(|one| format!("{}: rewritten", one.table));
            std::iter::once("outside of a transaction".to_owned()).chain(rewritten).collect()
        }
        Measured::OwnTransaction => vec!["in a transaction of its own".to_owned()],
        Measured::Refused(why) => vec![format!("refused: {why}")],
    })
}

fn line(table: &TableLock) -> String {
    let mut words: Vec<&str> = table.mode.map(LockMode::name).into_iter().collect();
    if table.rewritten {
        words.push(if table.emptied { "emptied" } else { "rewritten" });
    }
    if table.read_whole {
        words.push("scanned");
    }
    format!("{}: {}", table.table, words.join(", "))
}
