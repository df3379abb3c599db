//! Comments, on the database and on roles too.

use crate::{catalog::Adapter, snapshot::Kind};

pub(super) const ADAPTER: Adapter = Adapter {
    kind: Kind::Comment,
    sql: "
    select pg_describe_object(classoid, objoid, objsubid), case classoid when 'pg_class'::regclass then objoid::regclass::text end,
        description as text
        from pg_description d where (objoid >= 16384 or classoid = 'pg_namespace'::regclass and description <> 'standard public schema'
            and objoid in (select oid from ns))
        and not exists (select from ext where ext.classid = d.classoid and ext.objid = d.objoid)
    union all
    select case classoid when 'pg_database'::regclass then 'database itself' else pg_describe_object(classoid, objoid, 0) end, null, description
        from pg_shdescription where classoid = 'pg_database'::regclass
            and objoid = (select oid from pg_database where datname = current_database()) and objoid >= 16384
        or classoid = 'pg_authid'::regclass and objoid >= 16384
    ",
};
