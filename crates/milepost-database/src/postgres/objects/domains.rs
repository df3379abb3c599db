//! Domains with their constraints.

use crate::{catalog::Adapter, snapshot::Kind};

pub(super) const ADAPTER: Adapter = Adapter {
    kind: Kind::Domain,
    sql: r#"
    select t.oid::regtype::text, null, pg_get_userbyid(typowner) as owner, format_type(typbasetype, typtypmod) as type,
        case when typnotnull then 'no' else 'yes' end as nullable, typdefault as default,
        case when typcollation <> (select b.typcollation from pg_type b where b.oid = t.typbasetype)
            then typcollation::regcollation::text end as collation,
        (select string_agg(quote_ident(conname) || ' ' || pg_get_constraintdef(oid), '; ' order by conname collate "C")
            from pg_constraint where contypid = t.oid) as checks
        from pg_type t join ns on ns.oid = typnamespace where typtype = 'd' and not exists (select from ext where classid = 'pg_type'::regclass and objid = t.oid)
    "#,
};
