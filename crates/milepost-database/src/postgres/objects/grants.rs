//! What roles may do, where it is not what every new object of its kind allows.

use crate::{catalog::Adapter, snapshot::Kind};

pub(super) const ADAPTER: Adapter = Adapter {
    kind: Kind::Grant,
    sql: r#"
    select kind || ' ' || ident || ' to ' || case grantee when 0 then 'public' else quote_ident(pg_get_userbyid(grantee)) end, on_table,
        coalesce(string_agg(given, ', ' order by given) filter (where not standing), 'none') as privileges
    from (
        select kind, ident, on_table, grantee, given, min(side) = 'standard' as standing,
            bool_or(count(*) = 1) over (partition by kind, ident, grantee) as differs
        from (
            select o.kind, o.ident, o.on_table, a.grantee, side, privilege_type
                || case when is_grantable then ' with grant option' else '' end
                || case when grantor <> owner then ' by ' || quote_ident(pg_get_userbyid(grantor)) else '' end as given
            from (
        select case relkind when 'S' then 'sequence' else 'table' end, oid::regclass::text, oid::regclass::text, relowner, relacl,
            acldefault(case relkind when 'S' then 's' else 'r' end::"char", relowner) from rel where relkind in ('r', 'p', 'v', 'm', 'f', 'S')
        union all select 'column', attrelid::regclass || '.' || quote_ident(attname), attrelid::regclass::text, relowner, attacl, null
            from pg_attribute join rel on rel.oid = attrelid where attacl is not null and not attisdropped
        union all select 'schema', quote_ident(nspname), null, nspowner, nspacl, acldefault('n', nspowner) from ns
        union all select 'function', p.oid::regprocedure::text, null, proowner, proacl, acldefault('f', proowner)
            from pg_proc p join ns on ns.oid = pronamespace where not exists (select from ext where classid = 'pg_proc'::regclass and objid = p.oid)
        union all select 'type', t.oid::regtype::text, null, typowner, typacl, acldefault('T', typowner)
            from pg_type t join ns on ns.oid = typnamespace where not exists (select from ext where classid = 'pg_type'::regclass and objid = t.oid)
        union all select 'database', 'itself', null, datdba, datacl, acldefault('d', datdba)
            from pg_database where datname = current_database()
        union all select 'language', lanname, null, lanowner, lanacl, acldefault('l', lanowner) from pg_language
        union all select 'wrapper', quote_ident(fdwname), null, fdwowner, fdwacl, acldefault('F', fdwowner) from pg_foreign_data_wrapper
        union all select 'server', quote_ident(srvname), null, srvowner, srvacl, acldefault('S', srvowner) from pg_foreign_server
            ) o (kind, ident, on_table, owner, actual, standard),
            lateral (values ('actual', coalesce(actual, standard)), ('standard', standard)) sides (side, acl),
            lateral aclexplode(acl) a
        ) each_privilege
        group by kind, ident, on_table, grantee, given
    ) privileges
    where differs group by kind, ident, on_table, grantee
    "#,
};
