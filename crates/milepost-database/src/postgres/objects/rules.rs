//! Rewrite rules. That of a view is its query.

use crate::{catalog::Adapter, snapshot::Kind};

pub(super) const ADAPTER: Adapter = Adapter {
    kind: Kind::Rule,
    sql: "
    select ev_class::regclass || '.' || quote_ident(rulename), ev_class::regclass::text, pg_get_ruledef(r.oid) as definition,
        case ev_enabled when 'D' then 'never' when 'R' then 'on replicas' when 'A' then 'always' end as fires
        from pg_rewrite r join rel on rel.oid = ev_class where rulename <> '_RETURN'
    ",
};
