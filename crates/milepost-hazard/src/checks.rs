//! Checks that a column is filled.

use crate::{Act, Constraint, Demand};

/// The constraints of a table that demand nothing but a value in one column: their names, and whether all rows were held against
/// them.
#[derive(Debug, Default)]
pub(crate) struct Checks {
    known: Vec<(Option<String>, bool)>,
}

impl Checks {
    /// Goes past what a statement does.
    pub(crate) fn act(&mut self, table: &str, column: &str, act: &Act) {
        if act.table() != Some(table) {
            return;
        }
        match act {
            Act::AddConstraint { constraint, .. } if demands(constraint, column) => {
                self.known.push((constraint.name.clone(), !constraint.not_valid));
            }
            Act::Validate { name, .. } => {
                for (own, holds) in &mut self.known {
                    *holds |= own.as_deref() == Some(name);
                }
            }
            // One without a name may be the one that goes.
            Act::DropConstraint { name, .. } => {
                self.known.retain(|(own, _)| own.as_deref().is_some_and(|own| own != name));
            }
            Act::CreateTable { .. }
            | Act::DropTable { .. }
            | Act::RenameTable { .. }
            | Act::RenameColumn { .. }
            | Act::DropColumn { .. } => self.known.clear(),
            _ => {}
        }
    }

    /// Whether one of them holds for all rows.
    pub(crate) fn any_holds(&self) -> bool {
        self.known.iter().any(|(_, holds)| *holds)
    }
}

/// Whether a check says that there is a value in a column, and nothing else.
fn demands(constraint: &Constraint, column: &str) -> bool {
    if constraint.demands != Demand::Check {
        return false;
    }
    let text = constraint.text.replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = text.split_whitespace().collect();
    let Some(from) = words.iter().position(|word| *word == "check") else { return false };
    let mut words = &words[from + 1..];
    if words.ends_with(&["not", "valid"]) {
        words = &words[..words.len() - 2];
    }
    while let ["(", inner @ .., ")"] = words {
        words = inner;
    }
    let [own, "is", "not", "null"] = words else { return false };
    own.trim_matches(['"', '`']) == column.to_lowercase()
}

#[cfg(test)]
mod tests {
    use milepost_database::Engine;

    use super::*;
    use crate::Script;

    #[test]
    fn only_a_whole_check_of_that_column_shows_that_it_is_filled() {
        let holds = |text: &str| {
            let script = Script::read(Engine::Postgresql, "x", text);
            let mut checks = Checks::default();
            for (_, step) in script.steps() {
                checks.act("users", "email", &step.act);
            }
            checks.any_holds()
        };
        let add = "ALTER TABLE users ADD CONSTRAINT c CHECK";
        assert!(holds(&format!("{add} (email IS NOT NULL);")));
        assert!(holds(&format!(
            "{add} ((\"email\" IS NOT NULL)) NOT VALID; ALTER TABLE users VALIDATE CONSTRAINT c;"
        )));
        for text in [
            format!("{add} (email IS NOT NULL) NOT VALID;"),
            format!("{add} (email IS NOT NULL OR x);"),
            format!("{add} (old_email IS NOT NULL);"),
            format!("{add} (email IS NOT NULL); ALTER TABLE users DROP CONSTRAINT c;"),
            "ALTER TABLE users VALIDATE CONSTRAINT email_not_null;".to_owned(),
            "ALTER TABLE other ADD CONSTRAINT c CHECK (email IS NOT NULL);".to_owned(),
        ] {
            assert!(!holds(&text), "{text}");
        }
    }
}
