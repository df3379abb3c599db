//! Statements that no transaction may hold, beside others.

use milepost_database::Engine;
use milepost_document::Severity;
use squawk_linter::Rule as Squawk;

use crate::{Act, Check, Class, Finding, Migration, Rule, Said};

pub(super) const RULE: Rule = Rule {
    id: "untransactional-statement",
    classes: &[Class::Transaction],
    severity: Severity::Error,
    page: include_str!("untransactional-statement.md"),
    check: Check::Whole(look),
    squawk: &[Squawk::BanConcurrentIndexCreationInTransaction],
};

fn look(migration: &Migration, found: &mut Vec<Finding>) {
    if migration.engine == Engine::Mariadb {
        return;
    }
    for (side, script) in migration.scripts() {
        let mut open = false;
        let doing = script.statements.iter().filter(|one| {
            one.error.is_some() || one.steps.iter().any(|step| !matches!(step.act, Act::Setting { .. }))
        });
        // goose sends each statement by itself then.
        let is_apart = script
            .comments
            .iter()
            .any(|span| script.text_of(*span).to_lowercase().contains("+goose no transaction"));
        let alone = is_apart || doing.count() < 2;
        for (_, step) in script.steps() {
            match &step.act {
                Act::Begin => open = true,
                Act::End => open = false,
                act => {
                    let Some(what) = untransactional(act, migration.engine) else { continue };
                    let said = if open {
                        format!("`{what}` fails inside of a transaction")
                    } else if alone {
                        continue;
                    } else {
                        format!(
                            "`{what}` fails beside other statements: a file that is sent as a whole is one transaction"
                        )
                    };
                    let said = Said::new(
                        said,
                        "put it alone into a file of its own, which the migration tool runs without a transaction",
                    );
                    found.push(said.placed(&RULE, side, step.span));
                }
            }
        }
    }
}

/// What of a step runs in no transaction.
fn untransactional(act: &Act, engine: Engine) -> Option<String> {
    Some(match act {
        Act::CreateIndex { concurrently: true, .. } => "CREATE INDEX CONCURRENTLY".to_owned(),
        Act::DropIndex { concurrently: true, .. } => "DROP INDEX CONCURRENTLY".to_owned(),
        Act::Reindex { concurrently: true, .. } => "REINDEX CONCURRENTLY".to_owned(),
        Act::Detach { concurrently: true, .. } => "DETACH PARTITION CONCURRENTLY".to_owned(),
        Act::Untransactional { what } if engine == Engine::Postgresql || what == "VACUUM" => what.clone(),
        _ => return None,
    })
}
