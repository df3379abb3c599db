//! Tables with their options and partitions.

use crate::{catalog::Adapter, snapshot::Kind};

pub(super) const ADAPTER: Adapter = Adapter {
    kind: Kind::Table,
    sql: "
    select t.table_name, null, engine, lower(row_format) as row_format, table_collation as collation,
        nullif(trim(replace(create_options, 'partitioned', '')), '') as options,
        case table_type when 'SYSTEM VERSIONED' then 'yes' end as system_versioned,
        (select group_concat(concat_ws(' ', p.partition_method, p.partition_expression, p.partition_name, p.partition_description,
            p.subpartition_method, p.subpartition_expression, p.subpartition_name) order by p.partition_ordinal_position, p.subpartition_ordinal_position separator ', ')
            from information_schema.partitions p where p.table_schema = database() and p.table_name = t.table_name and p.partition_name is not null) as partitions
        from information_schema.tables t where table_schema = database() and table_type in ('BASE TABLE', 'SYSTEM VERSIONED')
    ",
};
