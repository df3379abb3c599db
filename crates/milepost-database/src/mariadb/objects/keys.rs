//! Primary keys and unique indexes, which are the same as unique constraints here.

use crate::{catalog::Adapter, snapshot::Kind};

pub(super) const ADAPTER: Adapter = Adapter {
    kind: Kind::Key,
    sql: "
    select concat(s.table_name, '.', index_name), s.table_name, lower(index_type) as method,
        group_concat(concat(column_name, coalesce(concat('(', sub_part, ')'), ''), case collation when 'D' then ' desc' else '' end)
            order by seq_in_index separator ', ') as columns, case max(ignored) when 'YES' then 'yes' end as ignored
        from information_schema.statistics s join information_schema.tables t on t.table_schema = s.table_schema and t.table_name = s.table_name
        where s.table_schema = database() and non_unique = 0 and table_type <> 'SEQUENCE' group by s.table_name, index_name, index_type
    ",
};
