//! Where `autoincrement` stands.

use rusqlite::Connection;

use crate::DataFingerprint;

pub(super) fn read(connection: &Connection, into: &mut DataFingerprint) -> rusqlite::Result<()> {
    let kept = "select count(*) from main.sqlite_schema where name = 'sqlite_sequence'";
    if connection.query_row(kept, [], |row| row.get::<_, i64>(0))? == 0 {
        return Ok(());
    }
    let mut statement = connection.prepare("select name, cast(seq as text) from main.sqlite_sequence")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    for row in rows {
        let (name, value): (String, Option<String>) = row?;
        into.counters.insert(name, value.unwrap_or_default());
    }
    Ok(())
}
