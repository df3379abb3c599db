//! Values that are changed where they stand.

use milepost_document::Severity;

use crate::{Act, Check, Class, Place, Rule, Said};

pub(super) const RULE: Rule = Rule {
    id: "overwritten-values",
    classes: &[Class::Irreversible],
    severity: Severity::Warning,
    page: include_str!("overwritten-values.md"),
    check: Check::Up(look),
    squawk: &[],
};

fn look(place: Place<'_>) -> Option<Said> {
    if place.is_new_table() {
        return None;
    }
    let instead = "copy the old values first (`CREATE TABLE kept AS SELECT …`) and set them back from there, or write into a new column";
    match &place.step.act {
        Act::Update { table, columns, .. } => {
            let old: Vec<&str> = columns
                .iter()
                .filter(|column| !place.script.is_new_column(table, column, place.at))
                .map(String::as_str)
                .collect();
            if old.is_empty() || is_kept(&place, table) {
                return None;
            }
            Some(Said::new(
                format!("the old values of `{table}` ({}) are gone after this", old.join(", ")),
                instead,
            ))
        }
        Act::Insert { table, replaces: true } => {
            Some(Said::new(format!("rows of `{table}` with the same key are overwritten"), instead))
        }
        _ => None,
    }
}

/// Whether a table was made of this one before.
fn is_kept(place: &Place<'_>, table: &str) -> bool {
    let before = place.script.statements.iter().take(place.at);
    before
        .filter(|statement| statement.steps.iter().any(|step| matches!(step.act, Act::CreateTable { .. })))
        .any(|one| {
            let text = place.script.text_of(one.span).to_lowercase();
            let mut words = text.split(|sign: char| !(sign.is_alphanumeric() || matches!(sign, '_' | '.')));
            text.contains("select")
                && words.any(|word| word == table || word.strip_prefix("public.") == Some(table))
        })
}
