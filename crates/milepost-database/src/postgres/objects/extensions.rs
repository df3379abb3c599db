//! Extensions. What belongs to them is in no other list.

use crate::{catalog::Adapter, snapshot::Kind};

pub(super) const ADAPTER: Adapter = Adapter {
    kind: Kind::Extension,
    sql: "
    select quote_ident(extname), null, extversion as version, extnamespace::regnamespace::text as schema
        from pg_extension where extname <> 'plpgsql' or extversion <> '1.0'
    ",
};
