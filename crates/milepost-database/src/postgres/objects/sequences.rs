//! Sequences. Where they stand is data.

use crate::{catalog::Adapter, snapshot::Kind};

pub(super) const ADAPTER: Adapter = Adapter {
    kind: Kind::Sequence,
    sql: "
    select oid::regclass::text, (select refobjid::regclass::text from pg_depend where objid = rel.oid
            and classid = 'pg_class'::regclass and refclassid = 'pg_class'::regclass and deptype in ('a', 'i') limit 1),
        pg_get_userbyid(relowner) as owner, case relpersistence when 'u' then 'yes' end as unlogged,
        format_type(seqtypid, null) as type, seqstart as start, seqincrement as increment, seqmin as minimum,
        seqmax as maximum, nullif(seqcache, 1) as cache, case when seqcycle then 'yes' end as cycle,
        (select refobjid::regclass || '.' || quote_ident(attname) from pg_depend
            join pg_attribute on attrelid = refobjid and attnum = refobjsubid where objid = rel.oid
            and classid = 'pg_class'::regclass and refclassid = 'pg_class'::regclass and deptype in ('a', 'i') limit 1) as owned_by
        from rel join pg_sequence on seqrelid = rel.oid where relkind = 'S'
    ",
};
