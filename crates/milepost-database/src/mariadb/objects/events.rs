//! Statements that the server runs by schedule.

use crate::{catalog::Adapter, snapshot::Kind};

pub(super) const ADAPTER: Adapter = Adapter {
    kind: Kind::Event,
    sql: "
    select event_name, null, event_definition as definition, concat_ws(' ', interval_value, lower(interval_field)) as every, execute_at as at,
        starts, ends, lower(status) as status, lower(on_completion) as on_completion, sql_mode, definer, time_zone,
        character_set_client, collation_connection from information_schema.events where event_schema = database()
    ",
};
