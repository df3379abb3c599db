//! Row types that are no table's. The order of their attributes is a part of every value.

use crate::{catalog::Adapter, snapshot::Kind};

pub(super) const ADAPTER: Adapter = Adapter {
    kind: Kind::CompositeType,
    sql: "
    select c.oid::regclass::text, null, pg_get_userbyid(relowner) as owner,
        (select string_agg(quote_ident(attname) || ' ' || format_type(atttypid, atttypmod)
            || case when attcollation <> (select typcollation from pg_type where oid = atttypid)
                then ' collate ' || attcollation::regcollation::text else '' end, ', ' order by attnum)
            from pg_attribute where attrelid = c.oid and attnum > 0 and not attisdropped) as attributes
        from rel c where relkind = 'c'
    ",
};
