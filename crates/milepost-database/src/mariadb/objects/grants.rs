//! What users and roles may do in this database.

use crate::{catalog::Adapter, snapshot::Kind};

pub(super) const ADAPTER: Adapter = Adapter {
    kind: Kind::Grant,
    sql: "
    select concat('database to ', grantee), null, group_concat(concat(lower(privilege_type),
            case is_grantable when 'YES' then ' with grant option' else '' end) order by privilege_type separator ', ') as privileges
        from information_schema.schema_privileges where table_schema = database() group by grantee
    union all
    select concat('table ', table_name, ' to ', grantee), table_name, group_concat(concat(lower(privilege_type),
            case is_grantable when 'YES' then ' with grant option' else '' end) order by privilege_type separator ', ')
        from information_schema.table_privileges where table_schema = database() group by table_name, grantee
    union all
    select concat('column ', table_name, '.', column_name, ' to ', grantee), table_name, group_concat(concat(lower(privilege_type),
            case is_grantable when 'YES' then ' with grant option' else '' end) order by privilege_type separator ', ')
        from information_schema.column_privileges where table_schema = database() group by table_name, column_name, grantee
    union all
    select concat(lower(routine_type), ' ', routine_name, ' to ', quote(user), '@', quote(host)), null, lower(proc_priv)
        from mysql.procs_priv where db = database()
    ",
};
