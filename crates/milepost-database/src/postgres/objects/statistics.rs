//! Extended statistics.

use crate::{catalog::Adapter, snapshot::Kind};

pub(super) const ADAPTER: Adapter = Adapter {
    kind: Kind::Statistics,
    sql: "
    select s.name, stxrelid::regclass::text, pg_get_statisticsobjdef(s.oid) as definition,
        pg_get_userbyid(stxowner) as owner, nullif(stxstattarget, -1) as target
        from (select s.*, quote_ident(nspname) || '.' || quote_ident(stxname) as name from pg_statistic_ext s join ns on ns.oid = stxnamespace) s
    ",
};
