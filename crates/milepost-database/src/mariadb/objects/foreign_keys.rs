//! Foreign keys with their actions.

use crate::{catalog::Adapter, snapshot::Kind};

pub(super) const ADAPTER: Adapter = Adapter {
    kind: Kind::ForeignKey,
    sql: "
    select concat(r.table_name, '.', r.constraint_name), r.table_name,
        (select group_concat(column_name order by ordinal_position separator ', ') from information_schema.key_column_usage k
            where k.constraint_schema = database() and k.table_name = r.table_name and k.constraint_name = r.constraint_name) as columns,
        (select concat(case when k.referenced_table_schema <> database() then concat(k.referenced_table_schema, '.') else '' end,
            k.referenced_table_name, '(', group_concat(referenced_column_name order by ordinal_position separator ', '), ')')
            from information_schema.key_column_usage k where k.constraint_schema = database() and k.table_name = r.table_name
            and k.constraint_name = r.constraint_name and k.referenced_table_name is not null group by k.referenced_table_schema, k.referenced_table_name) as `references`,
        lower(delete_rule) as on_delete, lower(update_rule) as on_update
        from information_schema.referential_constraints r where r.constraint_schema = database()
    ",
};
