//! diesel: a folder `2026-01-01-120000_phone` with `up.sql` and `down.sql`.

use super::{Source, source::file};

pub(super) const SOURCE: Source = Source {
    table: Some("__diesel_schema_migrations"),
    columns: None,
    down: |name, files| {
        let found = file(files, "/down.sql").map(str::to_owned);
        found.ok_or_else(|| {
            format!("the migration `{name}` has no `{name}/down.sql`, so nothing takes it back")
        })
    },
    undone: |name| {
        let version: String =
            name.split('_').next().unwrap_or(name).chars().filter(char::is_ascii_digit).collect();
        format!("delete from __diesel_schema_migrations where version = '{version}'")
    },
    forward: None,
};
