//! Check constraints of tables. Those of a domain are told with it.

use crate::{catalog::Adapter, snapshot::Kind};

pub(super) const ADAPTER: Adapter = Adapter {
    kind: Kind::Check,
    sql: "
    select conrelid::regclass || '.' || quote_ident(conname), conrelid::regclass::text,
        pg_get_constraintdef(c.oid) as definition,
        case when not convalidated then 'no' end as validated,
        case when coninhcount > 0 then case when conislocal then 'and declared' else 'only' end end as inherited
        from pg_constraint c join rel on rel.oid = conrelid where contype = 'c'
    ",
};
