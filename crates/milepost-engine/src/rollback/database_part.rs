//! The part that the database has in a rollback: what it needs, and what it would meet there.

use milepost_database::preview;
use milepost_ledger::Rehearsal as Recorded;
use milepost_system::git::Git;

use super::{
    database, guards, plan::PlannedDatabase, proposal::ProposedDatabase, saved_schemas::saved_schema,
};
use crate::{
    Result, Workspace,
    binding::Rehearsal,
    config::DatabaseEngine,
    way_back::{NewMigration, resolve},
};

/// The part of the database, as far as it is known without looking at it; `None` where the work brought no migration.
type Part = std::result::Result<Option<(PlannedDatabase, Option<NewMigration>)>, Vec<String>>;

/// Plans it.
///
/// # Errors
/// When Git or a file cannot be read; inside in words, why the database cannot be taken back.
pub(super) fn plan(
    workspace: &Workspace,
    git: &Git<'_>,
    range: (&str, &str),
    rehearsal: &Rehearsal,
    known: &Recorded,
) -> Result<Part> {
    let config = rehearsal.database.as_ref().expect("a rollback of a database has its configuration");
    let schema = |at: usize| known.schemas.get(at).and_then(|digest| saved_schema(workspace, digest));
    let (Some(base), Some(changed)) = (schema(0), schema(1)) else {
        return Ok(Err(vec![
            "the schemas that the rehearsal saw are not kept here: `milepost rehearse --force` brings them"
                .to_owned(),
        ]));
    };
    let statements = match resolve(workspace, git, range, rehearsal, (&changed, known.made.as_deref()))? {
        Ok(found) => found,
        Err(why) => return Ok(Err(vec![why])),
    };
    if statements.scripts.is_empty() {
        return Ok(match &config.migrations {
            _ if base.digest() == changed.digest() => Ok(None),
            Some(folder) => {
                Err(vec![format!("the work changes the schema, and brought no migration in `{folder}`")])
            }
            None => Err(vec!["the work changes the schema, and neither `migrations` of `[database]` says where the migrations are nor has the Rollback Procedure statements".to_owned()]),
        });
    }
    let scripts = statements.scripts.clone();
    let bookkeeping = config.bookkeeping.iter().cloned().chain(statements.books.map(str::to_owned)).collect();
    if let (DatabaseEngine::Mariadb, Some(migration)) = (config.engine, &statements.migration) {
        return Ok(Err(vec![format!(
            "MariaDB ends a transaction with every change of a schema, so a way back could stop half-way; do it yourself: take the code back but for its migrations, write this into `{}`, and let `prisma migrate deploy` run it:\n{}",
            migration.path.display(),
            migration.sql.trim()
        )]));
    }
    if config.engine == DatabaseEngine::Mariadb {
        let text = scripts.iter().map(|script| format!("-- {}\n{}", script.name, script.sql.trim()));
        return Ok(Err(vec![format!(
            "MariaDB ends a transaction with every change of a schema, so a way back could stop half-way; run it yourself, then take the code back with `git revert`:\n{}",
            text.collect::<Vec<_>>().join("\n")
        )]));
    }
    if !statements.were_tried(known.statements.as_deref()) {
        return Ok(Err(vec![
            "the statements that take the database back are not those that were rehearsed: `milepost rehearse --force` tries them"
                .to_owned(),
        ]));
    }
    let Some(variable) = &config.rollback else {
        return Ok(Err(vec![
            "`rollback` of `[database]` does not name the variable that says which database is taken back"
                .to_owned(),
        ]));
    };
    let planned = PlannedDatabase {
        engine: config.engine,
        variable: variable.clone(),
        place: String::new(),
        scripts,
        changed,
        base,
        bookkeeping,
        accept_loss: false,
    };
    Ok(Ok(Some((planned, statements.migration))))
}

/// Looks at the database, and changes nothing of it.
///
/// # Errors
/// With every reason why it cannot be taken back.
pub(super) fn look(
    workspace: &Workspace,
    planned: &PlannedDatabase,
    accept_loss: bool,
) -> std::result::Result<ProposedDatabase, Vec<String>> {
    let mut found = database::open(workspace, planned.engine, &planned.variable).map_err(|why| vec![why])?;
    let seen = preview(found.database.as_mut(), &planned.changed, &planned.base, &planned.bookkeeping)
        .map_err(|error| vec![error.to_string()])?;
    if !seen.drift.is_empty() {
        return Err(vec![format!(
            "the schema at {} is not the one that was rehearsed: {}",
            found.place,
            guards::named(&seen.drift)
        )]);
    }
    if !seen.restored.is_empty() {
        let restored: Vec<String> = seen.restored.iter().map(|what| format!("`{}`", what.words())).collect();
        return Err(vec![format!(
            "the work took out {}, and what a way back puts there can be compared with nothing: bring it back by hand, from a backup",
            restored.join(", ")
        )]);
    }
    let values = seen.doomed.iter().map(|(_, values)| values).sum();
    let taken_out: Vec<String> =
        seen.doomed.iter().map(|(what, values)| format!("`{}`: {values}", what.words())).collect();
    if values > 0 && !accept_loss {
        return Err(vec![format!(
            "it takes out what was written since, {}: `--accept-loss` agrees to that, and it is saved first",
            taken_out.join(", ")
        )]);
    }
    Ok(ProposedDatabase {
        engine: found.database.engine().name().to_owned(),
        variable: planned.variable.clone(),
        place: found.place,
        scripts: planned.scripts.clone(),
        taken_out,
        values,
    })
}

/// Why the migration that takes the work back cannot be written.
pub(super) fn in_the_way(workspace: &Workspace, git: &Git<'_>, migration: &NewMigration) -> Option<String> {
    let place = git.root().join(&migration.path);
    let place = place.parent().unwrap_or(&place);
    workspace.system.symlink_metadata(place).is_ok().then(|| {
        format!(
            "`{}` is in the way of the migration that takes the work back: put it elsewhere",
            place.display()
        )
    })
}
