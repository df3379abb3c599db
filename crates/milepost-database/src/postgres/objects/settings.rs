//! Settings of the database, and of roles in it.

use crate::{catalog::Adapter, snapshot::Kind};

pub(super) const ADAPTER: Adapter = Adapter {
    kind: Kind::Setting,
    sql: "
    select case when setrole = 0 then 'database' else 'role ' || pg_get_userbyid(setrole) end
            || case when setdatabase = 0 then ' in every database' else '' end || ' ' || split_part(setting, '=', 1), null,
            substr(setting, strpos(setting, '=') + 1) as value
        from pg_db_role_setting, unnest(setconfig) setting
        where setdatabase in (0, (select oid from pg_database where datname = current_database()))
    union all
    select 'database ' || key, null, value from pg_database,
        lateral (values ('owner', pg_get_userbyid(datdba)), ('encoding', pg_encoding_to_char(encoding)),
            ('collation', datcollate), ('character type', datctype),
            ('connection limit', nullif(datconnlimit, -1)::text)) facts (key, value)
        where datname = current_database() and value is not null
    ",
};
