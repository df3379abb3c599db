//! Functions, procedures and packages.

use crate::{catalog::Adapter, snapshot::Kind};

pub(super) const ADAPTER: Adapter = Adapter {
    kind: Kind::Function,
    sql: "
    select concat(lower(routine_type), ' ', routine_name), null, routine_definition as definition,
        (select group_concat(concat_ws(' ', parameter_mode, parameter_name, dtd_identifier) order by ordinal_position separator ', ')
            from information_schema.parameters p where p.specific_schema = database() and p.specific_name = r.specific_name and p.routine_type = r.routine_type
            and p.ordinal_position > 0) as parameters, nullif(dtd_identifier, '') as returns,
        case is_deterministic when 'YES' then 'yes' end as `deterministic`, lower(sql_data_access) as data_access,
        lower(security_type) as security, definer, sql_mode, character_set_client, collation_connection
        from information_schema.routines r where routine_schema = database()
    ",
};
