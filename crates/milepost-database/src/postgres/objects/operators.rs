//! Operators, and operator classes and families of indexes.

use crate::{catalog::Adapter, snapshot::Kind};

pub(super) const ADAPTER: Adapter = Adapter {
    kind: Kind::Operator,
    sql: r#"
    select o.oid::regoperator::text, null, pg_get_userbyid(oprowner) as owner, oprcode::regproc::text as function,
        nullif(oprcom, 0)::regoperator::text as commutator, nullif(oprnegate, 0)::regoperator::text as negator,
        nullif(oprrest::regproc::text, '-') as restrict, nullif(oprjoin::regproc::text, '-') as join,
        case when oprcanhash then 'yes' end as hashes, case when oprcanmerge then 'yes' end as merges, null as members
        from pg_operator o join ns on ns.oid = oprnamespace where not exists (select from ext where classid = 'pg_operator'::regclass and objid = o.oid)
    union all
    select format('class %s.%s using %s', nspname, opcname, amname), null, pg_get_userbyid(opcowner), null, null, null, null, null, null, null,
        format('for %s%s of family %s', opcintype::regtype, case when opcdefault then ', default,' else '' end,
            (select opfname from pg_opfamily where oid = opcfamily))
        from pg_opclass o join ns on ns.oid = opcnamespace join pg_am on pg_am.oid = opcmethod where not exists (select from ext where classid = 'pg_opclass'::regclass and objid = o.oid)
    union all
    select format('family %s.%s using %s', nspname, opfname, amname), null, pg_get_userbyid(opfowner), null, null, null, null, null, null, null,
        concat_ws('; ', (select string_agg(amopstrategy || ' ' || amopopr::regoperator, ', '
            order by amopstrategy, amopopr::regoperator::text collate "C") from pg_amop where amopfamily = o.oid),
            (select string_agg(amprocnum || ' ' || amproc::regprocedure, ', '
            order by amprocnum, amproc::regprocedure::text collate "C") from pg_amproc where amprocfamily = o.oid))
        from pg_opfamily o join ns on ns.oid = opfnamespace join pg_am on pg_am.oid = opfmethod where not exists (select from ext where classid = 'pg_opfamily'::regclass and objid = o.oid)
    "#,
};
