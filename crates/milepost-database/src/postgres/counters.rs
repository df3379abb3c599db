//! Where sequences stand.

use postgres::Client;

use crate::DataFingerprint;

pub(super) fn read(client: &mut Client, into: &mut DataFingerprint) -> Result<(), postgres::Error> {
    let sequences = client.query(
        "select c.oid::regclass::text from pg_catalog.pg_class c \
         join pg_catalog.pg_namespace n on n.oid = c.relnamespace \
         where c.relkind = 'S' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema' \
           and pg_catalog.has_table_privilege(c.oid, 'select')",
        &[],
    )?;
    for row in sequences {
        let name: String = row.get(0);
        // The view `pg_sequences` hides whether the last value was given away.
        let row = client.query_one(&format!("select last_value, is_called from {name}"), &[])?;
        let (value, called): (i64, bool) = (row.get(0), row.get(1));
        into.counters.insert(name, format!("{value}{}", if called { "" } else { " (not used yet)" }));
    }
    Ok(())
}
