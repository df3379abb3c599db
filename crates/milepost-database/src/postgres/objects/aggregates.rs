//! Aggregate functions.

use crate::{catalog::Adapter, snapshot::Kind};

pub(super) const ADAPTER: Adapter = Adapter {
    kind: Kind::Aggregate,
    sql: "
    select p.oid::regprocedure::text, null, pg_get_userbyid(proowner) as owner,
        aggtransfn::regproc::text as step, format_type(aggtranstype, null) as state, agginitval as start,
        nullif(aggfinalfn::regproc::text, '-') as final, nullif(aggcombinefn::regproc::text, '-') as combine,
        nullif(aggmtransfn::regproc::text, '-') as moving_step, nullif(aggminvtransfn::regproc::text, '-') as moving_inverse,
        nullif(aggserialfn::regproc::text, '-') as serial, nullif(aggdeserialfn::regproc::text, '-') as deserial,
        nullif(aggsortop, 0)::regoper::text as sort_operator, nullif(aggkind::text, 'n') as type,
        nullif(proparallel::text, 'u') as parallel
        from pg_aggregate join pg_proc p on p.oid = aggfnoid join ns on ns.oid = pronamespace where not exists (select from ext where classid = 'pg_proc'::regclass and objid = p.oid)
    ",
};
