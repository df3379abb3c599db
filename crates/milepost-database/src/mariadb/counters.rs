//! Where sequences and `auto_increment` stand.

use mysql::{Conn, prelude::Queryable};

use crate::DataFingerprint;

pub(super) fn read(connection: &mut Conn, into: &mut DataFingerprint) -> Result<(), mysql::Error> {
    let tables: Vec<(String, String, Option<String>)> = connection.query(
        "select table_name, table_type, cast(auto_increment as char) from information_schema.tables \
         where table_schema = database() and (table_type = 'SEQUENCE' or auto_increment is not null)",
    )?;
    for (name, kind, value) in tables {
        let value = if kind == "SEQUENCE" {
            let statement =
                format!("select cast(next_not_cached_value as char) from `{}`", name.replace('`', "``"));
            connection.query_first(statement)?
        } else {
            value
        };
        into.counters.insert(name, value.unwrap_or_default());
    }
    Ok(())
}
