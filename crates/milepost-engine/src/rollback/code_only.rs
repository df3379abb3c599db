//! A rollback of the code alone: the database stays as the work left it, and so do its migrations.

use milepost_database::preview;
use milepost_ledger::{Level, Rehearsal as Recorded};

use super::{database, guards, saved_schemas::saved_schema};
use crate::{
    Workspace,
    config::{DatabaseConfig, DatabaseEngine},
};

/// The level that is wanted, or else the least that the rehearsal has shown to be enough.
///
/// # Errors
/// In words: the code alone is wanted, and was not shown to be enough.
pub(super) fn level(wanted: Option<Level>, known: &Recorded) -> Result<Level, String> {
    match (wanted, known.level) {
        (Some(Level::Code), Some(Level::Code)) => Ok(Level::Code),
        (Some(Level::Code), _) => Err(match &known.level_because {
            Some(why) => format!("the code alone cannot go back: {why}"),
            None => "the code alone cannot go back: no rehearsal has shown that this is enough".to_owned(),
        }),
        (Some(level), _) => Ok(level),
        (None, known) => Ok(known.unwrap_or(Level::Database)),
    }
}

/// The level by the form in which the database goes back: by one more migration, or with the books of the tool set back.
///
/// # Errors
/// In words: another form is wanted than the configuration says.
pub(super) fn form(level: Level, wanted: Option<Level>, is_forward: bool) -> Result<Level, String> {
    match (level, is_forward) {
        (Level::Code, _) => Ok(Level::Code),
        (_, true) => Ok(Level::Forward),
        (_, false) if wanted == Some(Level::Forward) => {
            Err("no migration takes the others back here: `--level database` takes the database back in the form of its tool".to_owned())
        }
        (_, false) => Ok(Level::Database),
    }
}

/// Looks whether the database is the one on which the code of before was seen to pass, where a variable names it: what somebody
/// should know, and which one it is.
///
/// # Errors
/// In words: it is another one, the variable is not set, or it cannot be read.
pub(super) fn look(
    workspace: &Workspace,
    config: &DatabaseConfig,
    known: &Recorded,
) -> Result<(Vec<String>, Option<String>), String> {
    let why = known.level_because.as_deref().unwrap_or_default();
    let mut notes = vec![format!(
        "the database stays as the work left it, and its migrations stay with the code: {why}; `--level database` takes it back too"
    )];
    notes.push("what the new code has written since was not there when these checks ran".to_owned());
    let variable = match (&config.rollback, config.engine) {
        (Some(variable), DatabaseEngine::Sqlite | DatabaseEngine::Postgresql) => variable,
        (Some(_), DatabaseEngine::Mariadb) => {
            notes.push("nobody looked whether the schema is the one that was rehearsed: on MariaDB, that is yours to do".to_owned());
            return Ok((notes, None));
        }
        (None, _) => {
            notes.push("nobody looked whether the schema is the one that was rehearsed: `rollback` of `[database]` names no variable".to_owned());
            return Ok((notes, None));
        }
    };
    let schema = |at: usize| known.schemas.get(at).and_then(|digest| saved_schema(workspace, digest));
    let (Some(base), Some(changed)) = (schema(0), schema(1)) else {
        return Err(
            "the schemas that the rehearsal saw are not kept here: `milepost rehearse --force` brings them"
                .to_owned(),
        );
    };
    let mut found = database::open(workspace, config.engine, variable)?;
    let seen = preview(found.database.as_mut(), &changed, &base, &config.bookkeeping)
        .map_err(|error| error.to_string())?;
    if seen.drift.is_empty() {
        return Ok((notes, Some(found.place)));
    }
    let drift = guards::named(&seen.drift);
    Err(format!(
        "the schema at {} is not the one on which the code of before passed its checks: {drift}",
        found.place
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_goes_back_alone_only_where_that_was_shown() {
        let known = |level: Option<Level>| {
            let text = r#"{"verdict": "reversible", "words": "", "steps": []}"#;
            Recorded { level, ..serde_json::from_str(text).unwrap() }
        };
        let (code, both, none) = (known(Some(Level::Code)), known(Some(Level::Database)), known(None));
        assert_eq!(level(None, &code), Ok(Level::Code));
        assert_eq!(level(Some(Level::Database), &code), Ok(Level::Database));
        assert_eq!((level(None, &both), level(None, &none)), (Ok(Level::Database), Ok(Level::Database)));
        // Which form it is, is not asked of the level.
        for (wanted, is_forward, is) in [
            (None, true, Some(Level::Forward)),
            (Some(Level::Database), true, Some(Level::Forward)),
            (None, false, Some(Level::Database)),
            (Some(Level::Forward), false, None),
        ] {
            assert_eq!(form(Level::Database, wanted, is_forward).ok(), is, "{wanted:?}");
        }
        assert_eq!(form(Level::Code, None, false), Ok(Level::Code));
        assert!(level(Some(Level::Code), &both).is_err() && level(Some(Level::Code), &none).is_err());
    }
}
