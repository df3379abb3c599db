//! Character set and collation of the database.

use crate::{catalog::Adapter, snapshot::Kind};

pub(super) const ADAPTER: Adapter = Adapter {
    kind: Kind::Setting,
    sql: "
    select key_name, null, value from (
        select 'database character set' as key_name, default_character_set_name as value from information_schema.schemata where schema_name = database()
        union all select 'database collation', default_collation_name from information_schema.schemata where schema_name = database()
    ) facts
    ",
};
