//! Prisma: a folder with `migration.sql` that goes one way. The way back is a `down.sql` beside it, as `prisma migrate diff` makes
//! one from the new schema to the old one.

use super::{Source, source::file};

pub(super) const SOURCE: Source = Source {
    table: Some("_prisma_migrations"),
    columns: None,
    down: |name, files| {
        let found = file(files, "/down.sql").map(str::to_owned);
        found.ok_or_else(|| {
            format!(
                "the migration `{name}` goes one way: write `{name}/down.sql` with `prisma migrate diff --from-schema NEW --to-schema OLD --script` (`migrate resolve --rolled-back` runs no SQL)"
            )
        })
    },
    undone: |name| {
        format!(
            "update _prisma_migrations set rolled_back_at = current_timestamp where migration_name = '{name}' and rolled_back_at is null"
        )
    },
};
