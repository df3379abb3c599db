//! Settings of SQLite that a transaction ignores.

use milepost_database::Engine;
use milepost_document::Severity;

use crate::{Act, Check, Class, Place, Rule, Said};

pub(super) const RULE: Rule = Rule {
    id: "pragma-in-transaction",
    classes: &[Class::Transaction],
    severity: Severity::Warning,
    page: include_str!("pragma-in-transaction.md"),
    check: Check::Up(look),
    squawk: &[],
};

fn look(place: Place<'_>) -> Option<Said> {
    let Act::Setting { name, .. } = &place.step.act else { return None };
    if place.migration.engine != Engine::Sqlite || name != "pragma foreign_keys" {
        return None;
    }
    let before = place.script.steps().take_while(|(at, _)| *at < place.at).map(|(_, step)| &step.act);
    let is_inside =
        before.fold(false, |open, act| matches!(act, Act::Begin) || open && !matches!(act, Act::End));
    // Prisma opens no transaction around its files for SQLite, which are called so.
    let is_prisma = place.script.path.rsplit(['/', '\\']).next() == Some("migration.sql");
    (is_inside || !is_prisma && !place.script.says_no_transaction()).then(|| {
        Said::new(
            "inside of a transaction this does nothing, and migration tools open one",
            "mark the file to run without a transaction, or use `PRAGMA defer_foreign_keys = ON`, which works in one",
        )
    })
}
