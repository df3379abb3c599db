//! Indexes that no constraint made. One that was made half-way is there, and not valid.

use crate::{catalog::Adapter, snapshot::Kind};

pub(super) const ADAPTER: Adapter = Adapter {
    kind: Kind::Index,
    sql: "
    select indrelid::regclass || '.' || quote_ident(c.relname), indrelid::regclass::text, pg_get_indexdef(indexrelid) as definition,
        case when not indisvalid then 'no' end as valid, case when not indisready then 'no' end as ready,
        case when not indislive then 'no' end as live, case when indisclustered then 'yes' end as clustered,
        case when indisreplident then 'yes' end as replica_identity,
        (select inhparent::regclass::text from pg_inherits where inhrelid = indexrelid) as part_of,
        (select spcname from pg_tablespace where pg_tablespace.oid = c.reltablespace) as tablespace,
        (select string_agg(attnum || ': ' || attstattarget, ', ' order by attnum) from pg_attribute
            where attrelid = indexrelid and attstattarget > -1) as statistics_target
        from pg_index join rel on rel.oid = indrelid join pg_class c on c.oid = indexrelid
        where not exists (select from pg_constraint where conindid = indexrelid and contype in ('p', 'u', 'x'))
    ",
};
