//! Primary keys and unique constraints, with the index that each of them has.

use crate::{catalog::Adapter, snapshot::Kind};

pub(super) const ADAPTER: Adapter = Adapter {
    kind: Kind::Key,
    sql: "
    select conrelid::regclass || '.' || quote_ident(conname), conrelid::regclass::text,
        pg_get_constraintdef(c.oid) as definition, pg_get_indexdef(conindid) as index, case when not indisvalid then 'no' end as valid,
        case when indisclustered then 'yes' end as clustered, case when indisreplident then 'yes' end as replica_identity,
        case when not convalidated then 'no' end as validated,
        case when coninhcount > 0 then case when conislocal then 'and declared' else 'only' end end as inherited
        from pg_constraint c join rel on rel.oid = conrelid join pg_index i on i.indexrelid = conindid where contype in ('p', 'u')
    ",
};
