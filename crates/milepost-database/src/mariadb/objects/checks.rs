//! Check constraints of columns and tables.

use crate::{catalog::Adapter, snapshot::Kind};

pub(super) const ADAPTER: Adapter = Adapter {
    kind: Kind::Check,
    sql: "
    select concat(table_name, '.', constraint_name, case level when 'Column' then ' (of the column)' else '' end), table_name, check_clause as expression
        from information_schema.check_constraints where constraint_schema = database()
    ",
};
