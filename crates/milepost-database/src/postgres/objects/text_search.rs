//! Configurations, dictionaries, parsers and templates of text search.

use crate::{catalog::Adapter, snapshot::Kind};

pub(super) const ADAPTER: Adapter = Adapter {
    kind: Kind::TextSearch,
    sql: "
    select format('configuration %s.%s', quote_ident(nspname), quote_ident(cfgname)), null,
        pg_get_userbyid(cfgowner) as owner, (select prsname from pg_ts_parser p where p.oid = cfgparser) as source,
        (select string_agg(maptokentype || ' ' || mapseqno || ' ' || mapdict::regdictionary::text, ', '
            order by maptokentype, mapseqno) from pg_ts_config_map where mapcfg = c.oid) as definition
        from pg_ts_config c join ns on ns.oid = cfgnamespace where not exists (select from ext where classid = 'pg_ts_config'::regclass and objid = c.oid)
    union all
    select format('dictionary %s.%s', quote_ident(nspname), quote_ident(dictname)), null, pg_get_userbyid(dictowner),
        (select tmplname from pg_ts_template t where t.oid = dicttemplate), dictinitoption
        from pg_ts_dict d join ns on ns.oid = dictnamespace where not exists (select from ext where classid = 'pg_ts_dict'::regclass and objid = d.oid)
    union all
    select format('parser %s.%s', quote_ident(nspname), quote_ident(prsname)), null, null, null,
        concat_ws(', ', prsstart::regproc, prstoken::regproc, prsend::regproc, prsheadline::regproc, prslextype::regproc)
        from pg_ts_parser p join ns on ns.oid = prsnamespace where not exists (select from ext where classid = 'pg_ts_parser'::regclass and objid = p.oid)
    union all
    select format('template %s.%s', quote_ident(nspname), quote_ident(tmplname)), null, null, null,
        concat_ws(', ', tmplinit::regproc, tmpllexize::regproc)
        from pg_ts_template t join ns on ns.oid = tmplnamespace where not exists (select from ext where classid = 'pg_ts_template'::regclass and objid = t.oid)
    ",
};
