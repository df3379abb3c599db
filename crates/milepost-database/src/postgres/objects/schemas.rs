//! Schemas.

use crate::{catalog::Adapter, snapshot::Kind};

pub(super) const ADAPTER: Adapter = Adapter {
    kind: Kind::Schema,
    sql: "
    select quote_ident(nspname), null, pg_get_userbyid(nspowner) as owner from ns
    ",
};
