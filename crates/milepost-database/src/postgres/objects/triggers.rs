//! Triggers of tables and views.

use crate::{catalog::Adapter, snapshot::Kind};

pub(super) const ADAPTER: Adapter = Adapter {
    kind: Kind::Trigger,
    sql: "
    select tgrelid::regclass || '.' || quote_ident(tgname), tgrelid::regclass::text, pg_get_triggerdef(t.oid) as definition,
        case tgenabled when 'D' then 'never' when 'R' then 'on replicas' when 'A' then 'always' end as fires
        from pg_trigger t join rel on rel.oid = tgrelid where not tgisinternal
    ",
};
