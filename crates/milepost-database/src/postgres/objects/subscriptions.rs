//! Subscriptions. Not their connection, which may hold a secret.

use crate::{catalog::Adapter, snapshot::Kind};

pub(super) const ADAPTER: Adapter = Adapter {
    kind: Kind::Subscription,
    sql: "
    select quote_ident(subname), null, pg_get_userbyid(subowner) as owner, array_to_string(subpublications, ', ') as publications,
        case when subenabled then 'yes' else 'no' end as enabled, subslotname as slot, subsynccommit as synchronous_commit
        from pg_subscription where subdbid = (select oid from pg_database where datname = current_database())
    ",
};
