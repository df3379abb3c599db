//! Views. The name of the database itself is left out of their queries: a copy has another one.

use crate::{catalog::Adapter, snapshot::Kind};

pub(super) const ADAPTER: Adapter = Adapter {
    kind: Kind::View,
    sql: "
    select table_name, null, replace(view_definition, concat('`', database(), '`.'), '') as query, nullif(check_option, 'NONE') as check_option,
        lower(security_type) as security, definer, nullif(algorithm, 'UNDEFINED') as algorithm, character_set_client, collation_connection
        from information_schema.views where table_schema = database()
    ",
};
