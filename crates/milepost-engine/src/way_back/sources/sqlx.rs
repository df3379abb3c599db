//! sqlx: `20260101120000_phone.up.sql` and `20260101120000_phone.down.sql`.

use super::{
    Source,
    source::{file, number},
};

pub(super) const SOURCE: Source = Source {
    table: Some("_sqlx_migrations"),
    columns: None,
    down: |name, files| {
        let found = file(files, ".down.sql").map(str::to_owned);
        found
            .ok_or_else(|| format!("the migration `{name}` is not reversible: there is no `{name}.down.sql`"))
    },
    undone: |name| format!("delete from _sqlx_migrations where version = {}", number(name)),
    forward: None,
};
