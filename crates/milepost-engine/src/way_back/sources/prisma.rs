//! Prisma: a folder with `migration.sql` that goes one way. The way back is a `down.sql` beside it, as `prisma migrate diff` makes
//! one from the new schema to the old one; it is put into one more migration, as Prisma itself would have it.

use milepost_database::Engine;

use super::{Forward, Source, forward::Line, source::file};

pub(super) const SOURCE: Source = Source {
    table: Some("_prisma_migrations"),
    columns: None,
    down: |name, files| {
        let found = file(files, "/down.sql").map(str::to_owned);
        found.ok_or_else(|| {
            format!(
                "the migration `{name}` goes one way: write `{name}/down.sql` with `prisma migrate diff --from-schema NEW --to-schema OLD --script`, with Prisma 6 `--from-schema-datamodel` and `--to-schema-datamodel` (`migrate resolve --rolled-back` runs no SQL)"
            )
        })
    },
    undone: |name| {
        format!(
            "update _prisma_migrations set rolled_back_at = current_timestamp where migration_name = '{name}' and rolled_back_at is null"
        )
    },
    forward: Some(Forward { file: "migration.sql", line, name_column: "migration_name" }),
};

/// The line that `prisma migrate deploy` writes when it has applied a migration.
fn line(Line { engine, table, id, sum, name }: &Line<'_>) -> String {
    let now = match engine {
        // Prisma keeps times as milliseconds there.
        Engine::Sqlite => "cast((julianday('now') - 2440587.5) * 86400000 as integer)",
        Engine::Postgresql => "current_timestamp",
        Engine::Mariadb => "current_timestamp(3)",
    };
    format!(
        "insert into {table} (id, checksum, finished_at, migration_name, started_at, applied_steps_count) values ('{id}', '{sum}', {now}, '{name}', {now}, 1)"
    )
}
