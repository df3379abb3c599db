//! Views.

use crate::{catalog::Adapter, snapshot::Kind};

pub(super) const ADAPTER: Adapter = Adapter {
    kind: Kind::View,
    sql: r#"
    select oid::regclass::text, null, pg_get_viewdef(oid) as query, pg_get_userbyid(relowner) as owner,
        (select string_agg(option, ', ' order by option collate "C") from unnest(reloptions) option) as options
        from rel where relkind = 'v'
    "#,
};
