//! Policies of row security.

use crate::{catalog::Adapter, snapshot::Kind};

pub(super) const ADAPTER: Adapter = Adapter {
    kind: Kind::Policy,
    sql: r#"
    select polrelid::regclass || '.' || quote_ident(polname), polrelid::regclass::text,
        case polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end as command,
        case when polpermissive then 'yes' else 'no' end as permissive,
        (select string_agg(case role when 0 then 'public' else pg_get_userbyid(role) end, ', '
            order by pg_get_userbyid(role) collate "C") from unnest(polroles) role) as roles,
        pg_get_expr(polqual, polrelid) as using, pg_get_expr(polwithcheck, polrelid) as check
        from pg_policy join rel on rel.oid = polrelid
    "#,
};
