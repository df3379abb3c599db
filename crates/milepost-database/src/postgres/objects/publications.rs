//! Publications.

use crate::{catalog::Adapter, snapshot::Kind};

pub(super) const ADAPTER: Adapter = Adapter {
    kind: Kind::Publication,
    sql: r#"
    select quote_ident(pubname), null, pg_get_userbyid(pubowner) as owner,
        case when puballtables then 'all tables' else (select string_agg(format('%I.%I', schemaname, tablename)
            || case when to_jsonb(r) ->> 'prattrs' is not null then format(' (%s)', to_jsonb(t) ->> 'attnames') else '' end
            || coalesce(' where ' || (to_jsonb(t) ->> 'rowfilter'), ''), ', '
            order by format('%I.%I', schemaname, tablename) collate "C")
            from pg_publication_tables t left join pg_publication_rel r
                on r.prpubid = p.oid and r.prrelid = format('%I.%I', schemaname, tablename)::regclass
            where t.pubname = p.pubname) end as tables,
        concat_ws(', ', case when pubinsert then 'insert' end, case when pubupdate then 'update' end,
            case when pubdelete then 'delete' end, case when pubtruncate then 'truncate' end) as publishes,
        case when pubviaroot then 'yes' end as via_root
        from pg_publication p
    "#,
};
