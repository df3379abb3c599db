//! Tables, partitioned and foreign ones too.

use crate::{catalog::Adapter, snapshot::Kind};

pub(super) const ADAPTER: Adapter = Adapter {
    kind: Kind::Table,
    sql: r#"
    select oid::regclass::text, null, pg_get_userbyid(relowner) as owner,
        case relkind when 'p' then 'partitioned' when 'f' then 'foreign' end as type,
        case relpersistence when 'u' then 'yes' end as unlogged,
        case when relforcerowsecurity and relrowsecurity then 'forced' when relrowsecurity then 'enabled'
            when relforcerowsecurity then 'forced when enabled' end as row_security,
        case when relkind <> 'f' then case relreplident when 'f' then 'full' when 'n' then 'nothing' when 'i' then 'index' end end as replica_identity,
        (select string_agg(option, ', ' order by option collate "C") from unnest(reloptions) option) as options,
        (select nullif(amname, 'heap') from pg_am where pg_am.oid = relam) as access_method,
        (select spcname from pg_tablespace where pg_tablespace.oid = reltablespace) as tablespace,
        pg_get_partkeydef(oid) as partition_key, pg_get_expr(relpartbound, oid) as partition_bound,
        (select string_agg(inhparent::regclass::text, ', ' order by inhseqno) from pg_inherits where inhrelid = rel.oid) as parents,
        nullif(reloftype, 0)::regtype::text as of_type,
        (select srvname from pg_foreign_table join pg_foreign_server s on s.oid = ftserver where ftrelid = rel.oid) as server,
        (select array_to_string(ftoptions, ', ') from pg_foreign_table where ftrelid = rel.oid) as foreign_options
        from rel where relkind in ('r', 'p', 'f')
    "#,
};
