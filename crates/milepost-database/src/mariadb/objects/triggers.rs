//! Triggers, and the order in which those of one event run.

use crate::{catalog::Adapter, snapshot::Kind};

pub(super) const ADAPTER: Adapter = Adapter {
    kind: Kind::Trigger,
    sql: "
    select concat(event_object_table, '.', trigger_name), event_object_table, lower(action_timing) as timing, lower(event_manipulation) as event,
        action_order as `order`, action_statement as statement, sql_mode, definer, character_set_client, collation_connection
        from information_schema.triggers where trigger_schema = database()
    ",
};
