//! Collations that were made here.

use crate::{catalog::Adapter, snapshot::Kind};

pub(super) const ADAPTER: Adapter = Adapter {
    kind: Kind::Collation,
    sql: "
    select c.oid::regcollation::text, null, pg_get_userbyid(collowner) as owner,
        case collprovider when 'i' then 'icu' when 'c' then 'libc' when 'b' then 'builtin' else 'default' end as provider,
        case when collisdeterministic then 'yes' else 'no' end as deterministic,
        coalesce(to_jsonb(c) ->> 'collcollate', to_jsonb(c) ->> 'colliculocale', to_jsonb(c) ->> 'colllocale') as locale,
        to_jsonb(c) ->> 'collctype' as character_type, to_jsonb(c) ->> 'collicurules' as rules
        from pg_collation c join ns on ns.oid = collnamespace where not exists (select from ext where classid = 'pg_collation'::regclass and objid = c.oid)
    ",
};
