//! Range types.

use crate::{catalog::Adapter, snapshot::Kind};

pub(super) const ADAPTER: Adapter = Adapter {
    kind: Kind::RangeType,
    sql: "
    select t.oid::regtype::text, null, pg_get_userbyid(typowner) as owner, format_type(rngsubtype, null) as type,
        rngmultitypid::regtype::text as multirange, nullif(rngcanonical::regproc::text, '-') as canonical,
        nullif(rngsubdiff::regproc::text, '-') as difference,
        (select opcname from pg_opclass where oid = rngsubopc and not opcdefault) as operator_class,
        (select r.rngcollation::regcollation::text from pg_type b where b.oid = rngsubtype and b.typcollation <> r.rngcollation) as collation
        from pg_range r join pg_type t on t.oid = rngtypid join ns on ns.oid = typnamespace where not exists (select from ext where classid = 'pg_type'::regclass and objid = t.oid)
    ",
};
