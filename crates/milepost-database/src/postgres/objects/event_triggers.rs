//! Triggers on events of the database.

use crate::{catalog::Adapter, snapshot::Kind};

pub(super) const ADAPTER: Adapter = Adapter {
    kind: Kind::EventTrigger,
    sql: "
    select quote_ident(evtname), null, evtevent as event, evtfoid::regproc::text as function, pg_get_userbyid(evtowner) as owner,
        array_to_string(evttags, ', ') as tags,
        case evtenabled when 'D' then 'never' when 'R' then 'on replicas' when 'A' then 'always' end as fires
        from pg_event_trigger e where not exists (select from ext where classid = 'pg_event_trigger'::regclass and objid = e.oid)
    ",
};
