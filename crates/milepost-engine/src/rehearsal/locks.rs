//! Which tables the change and the way back lock and write anew, as it was measured on the scratch database. Nothing of it decides
//! the verdict: what a lock costs is for whoever knows the load.

use std::time::Duration;

use milepost_database::{Engine, LockWatch, Measured, Script, TableLock};
use milepost_ledger::RehearsedLock;

use super::{found::Found, prefixed, prepared::Prepared, stage::Stage, steps::UP, watched::watched};
use crate::{
    Result, Workspace,
    hazards::{LockClaim, lock_claims, ways_there},
    way_back::Migrations,
    with_causes,
};

/// What was measured.
#[derive(Debug, Default)]
pub(super) struct Locks {
    pub(super) tables: Vec<RehearsedLock>,
    /// What was not measured, and where rules and measurement say different things.
    pub(super) notes: Vec<String>,
}

/// Measures the migrations that came with the work, on a copy. Whether their locks are known now: else they can only be watched
/// while the command for them runs.
///
/// # Errors
/// When Git cannot be read.
pub(super) fn of_migrations(
    workspace: &Workspace,
    prepared: &Prepared<'_>,
    stage: &Stage<'_>,
    found: &mut Found,
) -> Result<bool> {
    let config = prepared.rehearsal.database.as_ref();
    let Some(folder) = config.and_then(|config| config.migrations.as_ref()) else { return Ok(false) };
    let git = workspace.git().expect("there is a repository, or nothing is rehearsed");
    let range = (prepared.base.as_str(), prepared.candidate.as_str());
    let migrations = Migrations::read(&git, range, &prefixed(workspace, folder))?;
    let texts = |name: &str| -> Result<Vec<String>> {
        let files: Vec<(String, String)> = migrations
            .files(&git, name)?
            .into_iter()
            .map(|(path, bytes)| (path.display().to_string(), String::from_utf8_lossy(&bytes).into_owned()))
            .collect();
        Ok(ways_there(&files).into_iter().map(|(_, text)| text).collect())
    };
    let (mut before, mut new) = (Vec::new(), Vec::new());
    for name in migrations.names() {
        let is_new = migrations.new_names().iter().any(|known| known == name);
        if is_new { &mut new } else { &mut before }.extend(texts(name)?);
    }
    if new.iter().all(|text| text.trim().is_empty()) {
        return Ok(false);
    }
    let scripts: Vec<Script> =
        new.iter().map(|sql| Script { name: UP.to_owned(), sql: sql.clone() }).collect();
    Ok(exact(stage, (UP, prepared.seconds()), &scripts, Some(&before), found))
}

/// Measures statements on a copy of the database as it is now, for so many seconds at most; `before` are those of the schema, where the rules are to be held
/// against what is measured. Whether they are known now.
pub(super) fn exact(
    stage: &Stage<'_>,
    (step, seconds): (&str, u64),
    scripts: &[Script],
    before: Option<&[String]>,
    found: &mut Found,
) -> bool {
    let limit = Duration::from_secs(seconds);
    let Some((scratch, _)) = stage.database() else { return false };
    if scratch.engine() != Engine::Postgresql {
        return true;
    }
    let sql: Vec<&str> = scripts.iter().map(|script| script.sql.as_str()).collect();
    let (measured, _) = watched(limit, stage.cancelled(), |watch| {
        scratch.measure_locks(&sql, &mut |interrupter| watch.over(interrupter))
    });
    let (tables, is_whole) = match measured {
        Some(Ok(Measured::InTransaction(tables))) => (tables, true),
        Some(Ok(Measured::Outside(tables))) => {
            found.locks.notes.push(format!(
                "{step}: its statements run in no transaction, so only what they write anew is known, and not their locks"
            ));
            (tables, false)
        }
        None | Some(Ok(Measured::OwnTransaction | Measured::Refused(_))) => return false,
        Some(Err(error)) => {
            found.locks.notes.push(format!("{step}: locks were not measured: {}", with_causes(&error)));
            return true;
        }
    };
    let claims = before.map_or_else(Vec::new, |before| {
        let scripts: Vec<String> = sql.iter().map(|text| (*text).to_owned()).collect();
        lock_claims(before, &scripts)
    });
    for claim in claims.iter().filter(|_| is_whole) {
        if let Some(note) = contradicted(claim, &tables) {
            found.locks.notes.push(format!("{step}: {note}"));
        }
    }
    keep(step, tables, false, &claims, found);
    true
}

/// Begins to look at the locks that a command takes; none where there are none to be seen.
pub(super) fn watch(stage: &Stage<'_>, found: &mut Found) -> Option<LockWatch> {
    let (scratch, _) = stage.database()?;
    match scratch.watch_locks()? {
        Ok(watch) => Some(watch),
        Err(error) => {
            found.locks.notes.push(format!("locks were not measured: {}", with_causes(&error)));
            None
        }
    }
}

/// Ends it, and keeps what was seen.
pub(super) fn seen(step: &str, watch: Option<LockWatch>, found: &mut Found) {
    match watch.map(LockWatch::end) {
        None => {}
        Some(Ok(tables)) => keep(step, tables, true, &[], found),
        Some(Err(error)) => {
            found.locks.notes.push(format!("{step}: locks were not measured: {}", with_causes(&error)));
        }
    }
}

/// What can be said of engines whose locks are not asked for.
pub(super) fn of_engine(engine: Engine) -> Option<&'static str> {
    match engine {
        Engine::Postgresql => None,
        Engine::Sqlite => Some(
            "locks were not measured: SQLite keeps every other writer out of the whole file for as long as a change runs",
        ),
        Engine::Mariadb => Some(
            "locks were not measured: on MariaDB, `ALGORITHM=INSTANT` or `INPLACE` with `LOCK=NONE` in the statement makes the server refuse what would lock or copy",
        ),
    }
}

/// Why a rule and a measurement do not say the same.
fn contradicted(claim: &LockClaim, tables: &[TableLock]) -> Option<String> {
    let LockClaim { rule, table, rewrites } = claim;
    let measured = tables.iter().find(|found| is_named(&found.table, table));
    let is_so = measured.is_some_and(|found| {
        if *rewrites { found.rewritten } else { found.mode.is_some_and(|mode| mode.keeps_out().is_some()) }
    });
    let what = if *rewrites { "is written anew" } else { "keeps others waiting" };
    (!is_so && *rule != "no-lock-timeout")
        .then(|| format!("the rule `{rule}` says that `{table}` {what}; measured, it is not so"))
}

/// Whether a statement's name for a table may be this one.
fn is_named(table: &str, name: &str) -> bool {
    let last = |text: &str| text.rsplit('.').next().unwrap_or(text).to_owned();
    table == name || last(table) == last(name)
}

fn keep(step: &str, tables: Vec<TableLock>, sampled: bool, claims: &[LockClaim], found: &mut Found) {
    let is_books = |table: &str| found.bookkeeping.iter().any(|books| is_named(table, books));
    let costs =
        |table: &TableLock| table.rewritten || table.mode.is_some_and(|mode| mode.keeps_out().is_some());
    let kept = tables.into_iter().filter(|table| costs(table) && !is_books(&table.table)).map(|table| {
        let own = claims.iter().filter(|claim| is_named(&table.table, &claim.table));
        let agrees = |claim: &&LockClaim| !claim.rewrites || table.rewritten;
        let mut rules: Vec<String> = own
            .filter(agrees)
            .map(|claim| claim.rule.to_owned())
            .filter(|rule| rule != "no-lock-timeout")
            .collect();
        rules.dedup();
        RehearsedLock {
            step: step.to_owned(),
            lock: table.mode.map(|mode| mode.name().to_owned()),
            keeps_out: table.mode.and_then(milepost_database::LockMode::keeps_out).map(str::to_owned),
            held_ms: table.held_ms,
            rewritten: table.rewritten,
            rows: table.rows,
            sampled,
            rules,
            table: table.table,
        }
    });
    let kept: Vec<RehearsedLock> = kept.collect();
    found.locks.tables.extend(kept);
}

#[cfg(test)]
mod tests {
    use milepost_database::LockMode;

    use super::*;

    fn table(mode: LockMode, rewritten: bool) -> TableLock {
        TableLock {
            table: "orders".to_owned(),
            mode: Some(mode),
            held_ms: 1,
            rewritten,
            emptied: false,
            read_whole: false,
            rows: None,
        }
    }

    fn claim(rule: &'static str, rewrites: bool) -> LockClaim {
        LockClaim { rule, table: "public.orders".to_owned(), rewrites }
    }

    #[test]
    fn a_rule_is_confirmed_or_contradicted_by_what_was_measured() {
        let rewrite = claim("table-rewrite", true);
        assert!(contradicted(&rewrite, &[table(LockMode::AccessExclusive, false)]).is_some());
        assert!(contradicted(&rewrite, &[table(LockMode::AccessExclusive, true)]).is_none());
        let index = claim("blocking-index", false);
        assert!(contradicted(&index, &[table(LockMode::Share, false)]).is_none());
        assert!(contradicted(&index, &[table(LockMode::ShareUpdateExclusive, false)]).is_some());
        assert!(contradicted(&index, &[]).is_some());

        let mut found = Found { bookkeeping: vec!["books".to_owned()], ..Found::default() };
        let books = TableLock { table: "books".to_owned(), ..table(LockMode::AccessExclusive, false) };
        let tables =
            vec![table(LockMode::AccessExclusive, false), books, table(LockMode::RowExclusive, false)];
        keep("change", tables, false, &[rewrite, index], &mut found);
        let kept: Vec<_> = found.locks.tables.iter().map(|lock| (&*lock.table, lock.rules.clone())).collect();
        assert_eq!(kept, [("orders", vec!["blocking-index".to_owned()])]);
    }
}
