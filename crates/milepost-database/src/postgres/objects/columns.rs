//! Columns of tables and views.

use crate::{catalog::Adapter, snapshot::Kind};

pub(super) const ADAPTER: Adapter = Adapter {
    kind: Kind::Column,
    sql: r#"
    select a.attrelid::regclass || '.' || quote_ident(attname), a.attrelid::regclass::text,
        format_type(atttypid, atttypmod) as type, case when attnotnull then 'no' else 'yes' end as nullable,
        case when attgenerated = '' then pg_get_expr(adbin, adrelid) end as default,
        case when attgenerated <> '' then pg_get_expr(adbin, adrelid) end as generated,
        case attidentity when 'a' then 'always' when 'd' then 'by default' end as identity,
        case when attcollation <> t.typcollation then attcollation::regcollation::text end as collation,
        case when attstorage <> t.typstorage then attstorage::text end as storage,
        nullif(attcompression::text, '') as compression, nullif(attstattarget, -1) as statistics_target,
        (select string_agg(option, ', ' order by option collate "C") from unnest(attoptions) option) as options,
        array_to_string(attfdwoptions, ', ') as foreign_options,
        case when attinhcount > 0 then case when attislocal then 'and declared' else 'only' end end as inherited
        from pg_attribute a join rel on rel.oid = a.attrelid and relkind in ('r', 'p', 'v', 'm', 'f')
        join pg_type t on t.oid = a.atttypid left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where attnum > 0 and not attisdropped
    "#,
};
