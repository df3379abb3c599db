//! Transactions that nobody ends.

use milepost_document::Severity;
use squawk_linter::Rule as Squawk;

use crate::{Act, Check, Class, Finding, Migration, Rule, Said};

pub(super) const RULE: Rule = Rule {
    id: "open-transaction",
    classes: &[Class::Transaction],
    severity: Severity::Error,
    page: include_str!("open-transaction.md"),
    check: Check::Whole(look),
    squawk: &[Squawk::BanUncommittedTransaction],
};

fn look(migration: &Migration, found: &mut Vec<Finding>) {
    for (side, script) in migration.scripts() {
        let mut open = None;
        for (_, step) in script.steps() {
            match step.act {
                Act::Begin => open = Some(step.span),
                Act::End => open = None,
                _ => {}
            }
        }
        if let Some(span) = open {
            let said = Said::new(
                "this transaction is ended by nobody: what follows is undone when the connection closes",
                "end it with `COMMIT`, or leave transactions to the migration tool",
            );
            found.push(said.placed(&RULE, side, span));
        }
    }
}
