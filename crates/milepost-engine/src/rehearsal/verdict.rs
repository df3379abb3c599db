//! From what a rehearsal saw to its verdict. Nothing is read here.

use std::path::PathBuf;

use milepost_database::{DataDiff, Kind, SchemaDiff, TableDiff, Weight, What, compare, compare_data};
use milepost_ledger::Rehearsal;
use milepost_system::git::{HeadAt, NotAsBefore};

use super::{database::State, found::Found};

/// What a rehearsal came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Judged {
    /// One of the verdicts of a record.
    pub(super) verdict: &'static str,
    pub(super) words: String,
    pub(super) changed: Vec<String>,
    pub(super) differences: Vec<String>,
    pub(super) notes: Vec<String>,
}

/// The verdicts that are no proof.
pub(super) const BROKEN: &str = "broken";
pub(super) const VACUOUS: &str = "vacuous";
pub(super) const IRREVERSIBLE: &str = "irreversible";
pub(super) const NOT_REHEARSED: &str = "not rehearsed";

/// At most so many files are named.
const NAMED: usize = 5;

/// Judges what was seen.
pub(super) fn judge(found: &Found) -> Judged {
    let mut judged = Judged { notes: notes(found), ..Judged::default() };
    if let Err(why) = databases(found, &mut judged) {
        return Judged { verdict: NOT_REHEARSED, words: why, ..judged };
    }
    files(found, &mut judged);
    if let Some(why) = &found.failed {
        judged.notes.extend(found.advice.iter().cloned());
        // What the way back left undone comes before what follows from it.
        let both = found.again.is_some() && !judged.words.is_empty();
        let words = if both { format!("{}; {why}", judged.words) } else { why.clone() };
        return Judged { verdict: BROKEN, words, ..judged };
    }
    if !judged.words.is_empty() {
        judged.notes.extend(found.advice.iter().cloned());
        return Judged { verdict: BROKEN, ..judged };
    }
    if let Some(why) = vacuous(found, &judged) {
        return Judged { verdict: VACUOUS, words: why, ..judged };
    }
    judged.verdict = if has_residue(found) { Rehearsal::RESIDUE } else { Rehearsal::REVERSIBLE };
    judged.words = proof(found, &judged);
    judged
}

fn schema(before: &State, after: &State, found: &Found) -> Result<SchemaDiff, String> {
    let ignored: Vec<&str> = found.bookkeeping.iter().map(String::as_str).collect();
    compare(&before.schema, &after.schema, &ignored).map_err(|error| error.to_string())
}

/// Compares databases: what the change did, what is not as before, and whether it can be done again.
fn databases(found: &Found, judged: &mut Judged) -> Result<(), String> {
    let Some(base) = &found.base else { return Ok(()) };
    if let Some(changed) = &found.changed {
        judged.changed = schema(base, changed, found)?.changes.iter().map(ToString::to_string).collect();
        judged.changed.extend(lines(&compare_data(&base.data, &changed.data)));
    }
    let Some(back) = &found.back else { return Ok(()) };
    let not_undone = schema(base, back, found)?;
    let hard = by_weight(&not_undone);
    if let Some(first) = hard.first() {
        say(judged, format!("the schema is not as before: {}", headline(first, hard.len())));
    }
    judged.differences.extend(hard);
    let data = compare_data(&base.data, &back.data);
    for (table, what) in &data.tables {
        if let TableDiff::Unknown { reason } = what {
            return Err(format!("the data of `{table}` cannot be compared: {reason}"));
        }
        say(judged, lost(table, what));
    }
    judged.differences.extend(lines(&data));
    let sampled = data.sampled.iter().map(|(table, (read, rows))| {
        format!("of `{table}` only a sample was compared: {read} of {rows} rows")
    });
    judged.notes.extend(sampled);
    if let (Some(changed), Some(again)) = (&found.changed, &found.again) {
        let other = schema(changed, again, found)?;
        let hard = by_weight(&other);
        if let Some(first) = hard.first() {
            let first = headline(first, hard.len());
            say(judged, format!("done once more, the change does not lead to the same schema: {first}"));
        }
        judged.differences.extend(hard.into_iter().map(|line| format!("once more: {line}")));
        // From other rows comes other data, which says nothing new.
        if data.is_empty() {
            redone(base, (changed, again), judged);
        }
    }
    if !base.schema.not_covered.is_empty() {
        let list = base.schema.not_covered.join(", ");
        judged.notes.push(format!("a comparison of schemas does not look at: {list}"));
    }
    Ok(())
}

/// Compares what tables hold after the change and after the change once more. From the same rows it has to make as many rows
/// and values, and to change what it changed before. That it makes other values, of time or chance, is told alone.
fn redone(base: &State, (changed, again): (&State, &State), judged: &mut Judged) {
    let data = compare_data(&changed.data, &again.data);
    let mut hard = DataDiff::default();
    for (table, what) in data.tables {
        let (before, after) = (base.data.tables.get(&table), again.data.tables.get(&table));
        let is_left_alone = |column: &String| {
            let of = |data: Option<&milepost_database::TableFingerprint>| {
                data.and_then(|table| table.columns.get(column)).copied()
            };
            of(before).is_some() && of(before) == of(after)
        };
        let other_values = match &what {
            TableDiff::Altered { rows_before, rows_after, columns, .. } => {
                // A table that is as before the change was not changed once more.
                before != after
                    && rows_before == rows_after
                    && columns.iter().all(|(column, (old, new))| old == new && !is_left_alone(column))
            }
            _ => false,
        };
        if is_books(&table) {
            continue;
        }
        if other_values {
            judged.notes.push(format!(
                "done once more, the change writes other values into `{table}`: they come of time or chance, or of a sequence that went on"
            ));
        } else {
            hard.tables.insert(table, what);
        }
    }
    if let Some((table, _)) = hard.tables.first_key_value() {
        let more = hard.tables.len() - 1;
        let more = if more == 0 { String::new() } else { format!(" and {more} more tables") };
        say(judged, format!("done once more, the change does not lead to the same data: `{table}`{more}"));
    }
    judged.differences.extend(lines(&hard).into_iter().map(|line| format!("once more: {line}")));
}

/// Whether a table is known to hold the books of a migration tool, whose times are others with each run.
fn is_books(table: &str) -> bool {
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

/// What means something else than before: objects first, settings of the database last.
fn by_weight(diff: &SchemaDiff) -> Vec<String> {
    let mut changes: Vec<_> = diff.of(Weight::Hard).collect();
    changes.sort_by_key(|change| change.id.kind == Kind::Setting);
    changes.into_iter().map(ToString::to_string).collect()
}

/// Adds words for something that is not as it was.
fn say(judged: &mut Judged, words: String) {
    judged.words = if judged.words.is_empty() { words } else { format!("{}; {words}", judged.words) };
}

fn headline(first: &str, count: usize) -> String {
    let first = first.lines().next().unwrap_or_default();
    if count == 1 { first.to_owned() } else { format!("{first}, and {} more", count - 1) }
}

/// What a table lost, in words.
fn lost(table: &str, what: &TableDiff) -> String {
    match what {
        TableDiff::Removed { rows } => format!("table `{table}` with {rows} rows is gone"),
        TableDiff::Added { rows } => format!("table `{table}` with {rows} rows is left over"),
        TableDiff::Unknown { reason } => format!("`{table}`: {reason}"),
        TableDiff::Altered { rows_before, rows_after, .. } if rows_after < rows_before => {
            format!("`{table}` lost {} of {rows_before} rows", rows_before - rows_after)
        }
        TableDiff::Altered { rows_before, rows_after, .. } if rows_after > rows_before => {
            format!("`{table}` has {} rows that were not there before", rows_after - rows_before)
        }
        TableDiff::Altered { rows_after, mixed: true, .. } => {
            format!("in the {rows_after} rows of `{table}` values changed places")
        }
        TableDiff::Altered { columns, rows_before, .. } => {
            let columns = columns.iter().map(|(column, values)| match values {
                (Some(before), Some(after)) if after < before => {
                    format!("`{table}.{column}` lost {} of {before} values", before - after)
                }
                (Some(before), None) => format!("`{table}.{column}` with {before} values is gone"),
                _ => format!("`{table}.{column}` has other values in {rows_before} rows"),
            });
            columns.collect::<Vec<_>>().join(", ")
        }
    }
}

/// A line for each table.
fn lines(data: &DataDiff) -> Vec<String> {
    if data.tables.is_empty() {
        return Vec::new();
    }
    data.to_string().lines().filter(|line| !line.starts_with("sampled")).map(str::to_owned).collect()
}

fn files(found: &Found, judged: &mut Judged) {
    if found.files.is_empty() {
        return;
    }
    let line = |file: &NotAsBefore| {
        let path = file.path().display();
        match file {
            NotAsBefore::Changed(_) => format!("~ file {path}"),
            NotAsBefore::Missing(_) => format!("- file {path}"),
            NotAsBefore::StillThere(_) => format!("+ file {path}"),
        }
    };
    let named: Vec<String> =
        found.files.iter().take(NAMED).map(|file| format!("`{}`", file.path().display())).collect();
    let more = found.files.len().saturating_sub(NAMED);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    say(judged, format!("the code is not as before: {}{more}", named.join(", ")));
    judged.differences.extend(found.files.iter().map(line));
}

/// Why nothing was shown, where nothing was.
fn vacuous(found: &Found, judged: &Judged) -> Option<String> {
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

fn has_residue(found: &Found) -> bool {
    let (Some(base), Some(back)) = (&found.base, &found.back) else { return false };
    schema(base, back, found).is_ok_and(|diff| diff.of(Weight::Physical).next().is_some())
}

fn proof(found: &Found, judged: &Judged) -> String {
    let files = match found.work.len() {
        0 => "no file was changed".to_owned(),
        1 => "the changed file is as before".to_owned(),
        count => format!("all {count} changed files are as before"),
    };
    let Some(base) = &found.base else { return files };
    let (tables, rows) = (base.data.tables.len(), base.data.rows());
    let data = format!("{rows} rows of {tables} tables are as before");
    match judged.changed.len() {
        0 => format!("schema and {data}, and the change left them alone; {files}"),
        1 => format!("one change of the database is undone; {data}; {files}"),
        count => format!("{count} changes of the database are undone; {data}; {files}"),
    }
}

fn notes(found: &Found) -> Vec<String> {
    let mut notes = found.notes.clone();
    if let Some((HeadAt::Branch(branch), HeadAt::Detached(_))) = &found.head {
        notes.push(format!(
            "HEAD is on no branch afterwards: what is committed then is on none, and `{branch}` still holds the work"
        ));
    }
    if let [first, ..] = found.documents.as_slice() {
        let (first, count) = (first.display(), found.documents.len());
        let more = if count == 1 { String::new() } else { format!(" and {} more", count - 1) };
        notes.push(format!(
            "the way back takes documents back too, and with them what they say of the work: `{first}`{more}"
        ));
    }
    if let [first, ..] = found.kept_migrations.as_slice() {
        notes.push(format!(
            "migrations stay where they are, and would be applied again: `{}`",
            first.display()
        ));
    }
    let tells_of_database = |path: &PathBuf| {
        path.extension().is_some_and(|end| end == "sql")
            || path.components().any(|part| part.as_os_str().to_string_lossy().starts_with("migration"))
    };
    if found.base.is_none()
        && let Some(path) = found.work.iter().find(|path| tells_of_database(path))
    {
        notes.push(format!(
            "no database was looked at, and `{}` may change one: say in `[database]` of `milepost.toml` how one is made",
            path.display()
        ));
    }
    if found.base.is_some() {
        notes.push("nobody used the new version before the way back: what is written in between is lost with what it is written to".to_owned());
    }
    notes
}
