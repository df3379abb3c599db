//! Rehearsals that show nothing.

use milepost_database::{Kind, Weight, What, compare_data};

use super::{
    database::State,
    found::Found,
    verdict::{Judged, schema},
};

/// Why nothing was shown, where nothing was.
pub(super) fn vacuous(found: &Found, judged: &Judged) -> Option<String> {
    if found.work.is_empty() && judged.changed.is_empty() {
        return Some("nothing was changed since the baseline, so there was nothing to take back".to_owned());
    }
    let base = found.base.as_ref()?;
    if judged.changed.is_empty() {
        return found.claims_database.then(|| {
            "the document changes the database, and `up` of the new code changed nothing of schema and data".to_owned()
        });
    }
    if let Some(why) = unfilled(found, base) {
        return Some(why);
    }
    let has_tables = base.data.tables.keys().any(|table| !is_books(table));
    let rows: u64 =
        base.data.tables.iter().filter(|(table, _)| !is_books(table)).map(|(_, table)| table.rows).sum();
    (has_tables && rows == 0).then(|| {
        "no table held a row before the change, so nothing shows that data survives: fill them with `seed` in `[database]`"
            .to_owned()
    })
}

/// The table or column that the change touches and that held nothing before: it could not lose anything.
fn unfilled(found: &Found, base: &State) -> Option<String> {
    let changed = found.changed.as_ref()?;
    let fill = "so nothing shows that its data survives: fill it with `seed` in `[database]`";
    let tables = compare_data(&base.data, &changed.data).tables;
    let touched = schema(base, changed, found).ok()?;
    let is_empty =
        |name: &str| base.data.tables.get(name).is_some_and(|table| table.rows == 0) && !is_books(name);
    let of_schema = touched.changes.iter().filter(|change| change.id.kind == Kind::Column);
    let of_schema: Vec<_> =
        of_schema.filter_map(|change| Some((change.id.name.rsplit_once('.')?, change))).collect();
    let names = tables.keys().map(String::as_str).chain(of_schema.iter().map(|((table, _), _)| *table));
    // Where no table held a row, that is told instead.
    if let Some(table) = names.into_iter().find(|name| is_empty(name))
        && base.data.rows() > 0
    {
        return Some(format!("the change touches `{table}`, which held no row before it, {fill}"));
    }
    of_schema.iter().find_map(|((table, column), change)| {
        let is_kept = matches!(change.what, What::Added { .. }) || change.weight == Weight::Physical;
        let held = base.data.tables.get(*table)?.columns.get(*column)?;
        (!is_kept && held.values == 0 && !is_books(table) && base.data.rows() > 0)
            .then(|| format!("the change touches `{table}.{column}`, which held no value before it, {fill}"))
    })
}

/// Whether a table is known to hold the books of a migration tool, whose times are others with each run.
pub(super) fn is_books(table: &str) -> bool {
    const BOOKS: &[&str] = &[
        "_prisma_migrations",
        "schema_migrations",
        "ar_internal_metadata",
        "knex_migrations",
        "knex_migrations_lock",
        "alembic_version",
        "django_migrations",
        "flyway_schema_history",
        "databasechangelog",
        "databasechangeloglock",
        "goose_db_version",
        "__drizzle_migrations",
        "_sqlx_migrations",
        "__diesel_schema_migrations",
        "refinery_schema_history",
        "sequelizemeta",
        "__efmigrationshistory",
        "mikro_orm_migrations",
    ];
    let last = table.rsplit('.').next().unwrap_or(table).trim_matches('"').to_ascii_lowercase();
    BOOKS.contains(&last.as_str())
}
