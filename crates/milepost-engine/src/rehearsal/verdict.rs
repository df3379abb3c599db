//! From what a rehearsal saw to its verdict. Nothing is read here.

use std::path::PathBuf;

use milepost_database::{DataDiff, Kind, SchemaDiff, TableDiff, Weight, compare, compare_data};
use milepost_ledger::{FaultOutcome, Rehearsal};
use milepost_system::git::{HeadAt, NotAsBefore};

use super::{
    database::State,
    found::{Fit, Found},
    statements::TakenBack,
    vacuous::{is_books, vacuous},
};

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

/// How words on what a rollback would leave begin.
const BY_STATEMENTS: &str = "what `milepost rollback` runs on the database does not lead back";

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

pub(super) fn schema(before: &State, after: &State, found: &Found) -> Result<SchemaDiff, String> {
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
        say(judged, lost(table, known(table, what)?));
    }
    judged.differences.extend(lines(&data));
    let sampled = data.sampled.iter().map(|(table, (read, rows))| {
        format!("of `{table}` only a sample was compared: {read} of {rows} rows")
    });
    judged.notes.extend(sampled);
    judged.notes.extend(data.counters.iter().map(counter));
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
    if let Some(taken_back) = &found.taken_back {
        by_statements(found.expected().unwrap_or(base), taken_back, found, judged)?;
    }
    for fault in found.faults.iter().filter(|fault| fault.outcome == FaultOutcome::Broken) {
        say(judged, fault.words.clone());
    }
    if !base.schema.not_covered.is_empty() {
        let list = base.schema.not_covered.join(", ");
        judged.notes.push(format!("a comparison of schemas does not look at: {list}"));
    }
    Ok(())
}

/// Compares what the statements of a rollback left.
fn by_statements(base: &State, back: &State, found: &Found, judged: &mut Judged) -> Result<(), String> {
    let hard = by_weight(&schema(base, back, found)?);
    let mut left: Vec<String> = hard
        .first()
        .map(|first| format!("the schema not as before: {}", headline(first, hard.len())))
        .into_iter()
        .collect();
    let mut data = compare_data(&base.data, &back.data);
    let mixed = found.used.iter().flat_map(|used| &used.mixed);
    for table in mixed {
        data.tables.remove(table);
        judged.notes.push(format!(
            "both the change and the new version write into `{table}`: what the way back leaves of that is compared with nothing"
        ));
    }
    for (table, what) in data.tables.iter().filter(|(table, _)| !is_books(table)) {
        left.push(lost(table, known(table, what)?));
    }
    left.extend(books(base, back));
    if !left.is_empty() {
        say(judged, format!("{BY_STATEMENTS}: {}", left.join("; ")));
    }
    let data =
        DataDiff { tables: data.tables.into_iter().filter(|(table, _)| !is_books(table)).collect(), ..data };
    let all = hard.into_iter().chain(lines(&data));
    judged.differences.extend(all.map(|line| format!("by `milepost rollback`: {line}")));
    Ok(())
}

/// The books of migration tools that lost lines of before. What the work brought is taken out of them, or noted in them.
fn books(base: &State, back: &State) -> impl Iterator<Item = String> {
    base.books.iter().filter_map(|(table, before)| {
        let rows = back.books.get(table).map_or(0, |after| after.rows);
        (rows < before.rows)
            .then(|| format!("the books in `{table}` keep {rows} of {} lines of before", before.rows))
    })
}

/// What is told of a table, where it could be compared.
fn known<'d>(table: &str, what: &'d TableDiff) -> Result<&'d TableDiff, String> {
    match what {
        TableDiff::Unknown { reason } => Err(format!("the data of `{table}` cannot be compared: {reason}")),
        known => Ok(known),
    }
}

/// A sequence that stands elsewhere.
fn counter((name, (before, after)): (&String, &(Option<String>, Option<String>))) -> String {
    let at = |value: &Option<String>| value.clone().unwrap_or_else(|| "nothing".to_owned());
    format!(
        "the sequence `{name}` stood at {} before the work, and stands at {} after the way back",
        at(before),
        at(after)
    )
}

/// Whether two schemas mean the same.
pub(super) fn alike(before: &State, after: &State, found: &Found) -> bool {
    schema(before, after, found).is_ok_and(|diff| diff.changes.is_empty())
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
    let fits = [
        ("the code of before on the changed database", &found.old_on_new),
        ("the new code on the database of before", &found.new_on_old),
    ];
    for (what, fit) in fits {
        match fit {
            Some(Fit::Fails(why)) => notes.push(format!("{what} fails: {why}")),
            Some(Fit::Unknown(why)) => notes.push(format!("of {what} nothing is known: {why}")),
            Some(Fit::Passes) | None => {}
        }
    }
    if let Some(why) = &found.no_statements {
        notes.push(format!("`milepost rollback` does not take this database back: {why}"));
    }
    if let Some(TakenBack { taken_out, refused }) = &found.statements {
        notes.extend(refused.iter().map(|why| {
            format!("`milepost rollback` refuses its statements, which were tried here all the same, on a database that is needed: {why}")
        }));
        notes.extend(taken_out.iter().map(|(what, values)| {
            format!("the way back takes out what the work brought, `{what}`: {values} here; `milepost rollback` saves it first")
        }));
    }
    if !found.faults.is_empty() && found.faults.iter().all(|fault| fault.outcome == FaultOutcome::NotTried) {
        notes.push(
            "none of the faults was tried: what a kill, a reader or a change that fails leaves is not known"
                .to_owned(),
        );
    }
    if found.base.is_some() && found.used.is_none() {
        notes.push("nobody used the new version before the way back: what is written in between is lost with what it is written to".to_owned());
    }
    notes
}
