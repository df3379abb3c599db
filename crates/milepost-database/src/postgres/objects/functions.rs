//! Functions and procedures.

use crate::{catalog::Adapter, snapshot::Kind};

pub(super) const ADAPTER: Adapter = Adapter {
    kind: Kind::Function,
    sql: "
    select p.oid::regprocedure::text, null, pg_get_functiondef(p.oid) as definition, pg_get_userbyid(proowner) as owner
        from pg_proc p join ns on ns.oid = pronamespace where prokind in ('f', 'p', 'w') and not exists (select from ext where classid = 'pg_proc'::regclass and objid = p.oid)
    ",
};
