//! Sequences. Where they stand is data.

use mysql::{Conn, prelude::Queryable};

use crate::{
    Snapshot,
    snapshot::{Kind, Object},
};

/// What a sequence is told by, as its columns are called.
const FACTS: [(&str, &str); 6] = [
    ("start", "start_value"),
    ("minimum", "minimum_value"),
    ("maximum", "maximum_value"),
    ("increment", "increment"),
    ("cache", "cache_size"),
    ("cycle", "cycle_option"),
];

pub(crate) fn read(connection: &mut Conn, into: &mut Snapshot) -> Result<(), mysql::Error> {
    let names: Vec<String> = connection.query(
        "select table_name from information_schema.tables where table_schema = database() and table_type = 'SEQUENCE'",
    )?;
    for name in names {
        let columns = FACTS.map(|(_, column)| format!("cast({column} as char)")).join(", ");
        let statement = format!("select {columns} from `{}`", name.replace('`', "``"));
        let Some(values) = connection.query_first::<mysql::Row, _>(statement)? else { continue };
        let mut object = Object::new();
        for (at, (fact, _)) in FACTS.iter().enumerate() {
            object = object.with_some(fact, values.get::<Option<String>, _>(at).flatten());
        }
        into.add(Kind::Sequence, name, object);
    }
    Ok(())
}
