//! Enumerated types.

use crate::{catalog::Adapter, snapshot::Kind};

pub(super) const ADAPTER: Adapter = Adapter {
    kind: Kind::Enum,
    sql: "
    select t.oid::regtype::text, null, pg_get_userbyid(typowner) as owner,
        (select string_agg(quote_literal(enumlabel), ', ' order by enumsortorder) from pg_enum where enumtypid = t.oid) as labels
        from pg_type t join ns on ns.oid = typnamespace where typtype = 'e' and not exists (select from ext where classid = 'pg_type'::regclass and objid = t.oid)
    ",
};
