//! What roles may do with objects to come.

use crate::{catalog::Adapter, snapshot::Kind};

pub(super) const ADAPTER: Adapter = Adapter {
    kind: Kind::DefaultGrant,
    sql: r#"
    select concat_ws(' ', 'of', quote_ident(pg_get_userbyid(defaclrole)), 'in ' || nullif(defaclnamespace, 0)::regnamespace::text, 'on',
            case defaclobjtype when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions' when 'T' then 'types'
                when 'n' then 'schemas' else defaclobjtype::text end), null,
        (select string_agg(entry::text, ', ' order by entry::text collate "C") from unnest(defaclacl) entry) as privileges
        from pg_default_acl
    "#,
};
