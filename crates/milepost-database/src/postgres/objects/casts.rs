//! Casts.

use crate::{catalog::Adapter, snapshot::Kind};

pub(super) const ADAPTER: Adapter = Adapter {
    kind: Kind::Cast,
    sql: "
    select format('%s as %s', castsource::regtype, casttarget::regtype), null,
        case castcontext when 'e' then 'explicit' when 'a' then 'assignment' else 'implicit' end as context,
        case castmethod when 'f' then castfunc::regprocedure::text when 'i' then 'by text' else 'binary' end as method
        from pg_cast c where oid >= 16384 and not exists (select from ext where classid = 'pg_cast'::regclass and objid = c.oid)
    ",
};
