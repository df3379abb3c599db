//! Transactions that a migration opens or ends itself.

use milepost_document::Severity;
use squawk_linter::Rule as Squawk;

use crate::{Act, Check, Class, Place, Rule, Said};

pub(super) const RULE: Rule = Rule {
    id: "own-transaction",
    classes: &[Class::Transaction],
    severity: Severity::Warning,
    page: include_str!("own-transaction.md"),
    check: Check::Both(look),
    squawk: &[Squawk::TransactionNesting],
};

fn look(place: Place<'_>) -> Option<Said> {
    let word = match place.step.act {
        Act::Begin => "BEGIN",
        Act::End => "COMMIT",
        _ => return None,
    };
    Some(Said::new(
        format!(
            "`{word}` ends or nests the transaction of the migration tool, and its books are written in another one"
        ),
        "leave transactions to the tool; mark the file where it has to run without one",
    ))
}
