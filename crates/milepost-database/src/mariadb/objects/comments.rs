//! Comments.

use crate::{catalog::Adapter, snapshot::Kind};

pub(super) const ADAPTER: Adapter = Adapter {
    kind: Kind::Comment,
    sql: "
    select concat('table ', table_name), table_name, table_comment as text from information_schema.tables
        where table_schema = database() and table_comment <> '' and table_type in ('BASE TABLE', 'SYSTEM VERSIONED')
    union all select concat('column ', table_name, '.', column_name), table_name, column_comment from information_schema.columns
        where table_schema = database() and column_comment <> '' and table_name not in
            (select table_name from information_schema.tables where table_schema = database() and table_type = 'SEQUENCE')
    union all select concat('index ', table_name, '.', index_name), table_name, index_comment from information_schema.statistics
        where table_schema = database() and index_comment <> '' and seq_in_index = 1
    union all select concat(lower(routine_type), ' ', routine_name), null, routine_comment from information_schema.routines
        where routine_schema = database() and routine_comment <> ''
    union all select concat('event ', event_name), null, event_comment from information_schema.events
        where event_schema = database() and event_comment <> ''
    union all select 'database itself', null, schema_comment from information_schema.schemata
        where schema_name = database() and schema_comment <> ''
    ",
};
