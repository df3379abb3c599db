//! The order of the columns of tables.

use crate::{catalog::Adapter, snapshot::Kind};

pub(super) const ADAPTER: Adapter = Adapter {
    kind: Kind::ColumnOrder,
    sql: "
    select c.table_name, c.table_name, group_concat(column_name order by ordinal_position separator ', ') as `order`
        from information_schema.columns c join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name
        where c.table_schema = database() and table_type in ('BASE TABLE', 'SYSTEM VERSIONED') group by c.table_name
    ",
};
