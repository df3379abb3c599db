//! Foreign data wrappers, servers and user mappings. Of options only the names: values may be secrets.

use crate::{catalog::Adapter, snapshot::Kind};

pub(super) const ADAPTER: Adapter = Adapter {
    kind: Kind::ForeignServer,
    sql: r#"
    select 'wrapper ' || quote_ident(fdwname), null, pg_get_userbyid(fdwowner) as owner,
        concat_ws(', ', nullif(fdwhandler::regproc::text, '-'), nullif(fdwvalidator::regproc::text, '-')) as source,
        (select string_agg(split_part(option, '=', 1), ', ' order by option collate "C") from unnest(fdwoptions) option) as options
        from pg_foreign_data_wrapper w where not exists (select from ext where classid = 'pg_foreign_data_wrapper'::regclass and objid = w.oid)
    union all
    select 'server ' || quote_ident(srvname), null, pg_get_userbyid(srvowner),
        concat_ws(', ', (select fdwname from pg_foreign_data_wrapper w where w.oid = srvfdw), srvtype, srvversion), (select string_agg(split_part(option, '=', 1), ', ' order by option collate "C") from unnest(srvoptions) option)
        from pg_foreign_server s where not exists (select from ext where classid = 'pg_foreign_server'::regclass and objid = s.oid)
    union all
    select format('user mapping of %s for %s', quote_ident(srvname), case umuser when 0 then 'public' else quote_ident(usename) end),
        null, null, null, (select string_agg(split_part(option, '=', 1), ', ' order by option collate "C") from unnest(umoptions) option) from pg_user_mappings
    "#,
};
