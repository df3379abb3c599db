//! Columns of tables and views.

use crate::{catalog::Adapter, snapshot::Kind};

pub(super) const ADAPTER: Adapter = Adapter {
    kind: Kind::Column,
    sql: "
    select concat(c.table_name, '.', column_name), c.table_name, column_type as type, lower(is_nullable) as nullable,
        column_default as `default`, character_set_name as character_set, collation_name as collation,
        nullif(trim(replace(replace(extra, 'STORED GENERATED', ''), 'VIRTUAL GENERATED', '')), '') as extra,
        generation_expression as `generated`,
        case when is_generated = 'ALWAYS' then case when extra like '%STORED%' then 'yes' else 'no' end end as stored
        from information_schema.columns c join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name
        where c.table_schema = database() and table_type <> 'SEQUENCE'
    ",
};
