//! The order of the columns of tables. That of a view is a part of its query.

use crate::{catalog::Adapter, snapshot::Kind};

pub(super) const ADAPTER: Adapter = Adapter {
    kind: Kind::ColumnOrder,
    sql: "
    select attrelid::regclass::text, attrelid::regclass::text,
        string_agg(quote_ident(attname), ', ' order by attnum) as order
        from pg_attribute join rel on rel.oid = attrelid and relkind in ('r', 'p', 'f')
        where attnum > 0 and not attisdropped group by attrelid
    ",
};
