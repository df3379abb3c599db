//! Changes of all rows in one transaction.

use milepost_document::Severity;

use crate::{Act, Check, Class, Place, Rule, Said};

pub(super) const RULE: Rule = Rule {
    id: "whole-table-update",
    classes: &[Class::Lock],
    severity: Severity::Warning,
    page: include_str!("whole-table-update.md"),
    check: Check::Both(look),
    squawk: &[],
};

fn look(place: Place<'_>) -> Option<Said> {
    let Act::Update { table, filtered, .. } = &place.step.act else { return None };
    if place.is_new_table() {
        return None;
    }
    let instead = "fill it in portions by key, each in a transaction of its own, outside of the migration that changes the schema";
    if !filtered {
        return Some(Said::new(
            format!("every row of `{table}` is locked and written anew in one transaction"),
            instead,
        ));
    }
    // What the script changed before stays locked until it ends; between `COMMIT` and the next change it is free.
    let mut locked = false;
    for (_, step) in place.script.steps().take_while(|(at, _)| *at < place.at) {
        match &step.act {
            Act::End => locked = false,
            act => locked |= act.is_ddl() && act.table() == Some(table),
        }
    }
    (locked && place.is_postgresql()).then(|| {
        Said::new(format!("`{table}` was changed before in this transaction: nobody can use it while its rows are looked through"), instead)
    })
}
