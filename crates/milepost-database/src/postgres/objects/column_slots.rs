//! Columns that were dropped: each still counts against the 1,600 that a table may have.

use crate::{catalog::Adapter, snapshot::Kind};

pub(super) const ADAPTER: Adapter = Adapter {
    kind: Kind::ColumnSlots,
    sql: "
    select attrelid::regclass::text, attrelid::regclass::text, count(*) as dropped
        from pg_attribute join rel on rel.oid = attrelid and relkind in ('r', 'p')
        where attnum > 0 and attisdropped group by attrelid
    ",
};
