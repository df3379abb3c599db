//! Roles. They belong to the whole server, and a change of a schema that makes one leaves it behind.

use crate::{catalog::Adapter, snapshot::Kind};

pub(super) const ADAPTER: Adapter = Adapter {
    kind: Kind::Role,
    sql: r#"
    select quote_ident(rolname), null,
        concat_ws(', ', case when rolsuper then 'superuser' end, case when rolcreaterole then 'createrole' end,
            case when rolcreatedb then 'createdb' end, case when rolcanlogin then 'login' end,
            case when not rolinherit then 'noinherit' end, case when rolreplication then 'replication' end,
            case when rolbypassrls then 'bypassrls' end) as attributes,
        nullif(rolconnlimit, -1) as connection_limit, rolvaliduntil as valid_until,
        (select string_agg(pg_get_userbyid(roleid) || case when admin_option then ' with admin' else '' end, ', '
            order by pg_get_userbyid(roleid) collate "C") from pg_auth_members where member = r.oid) as member_of
        from pg_roles r where rolname !~ '^pg_'
    "#,
};
