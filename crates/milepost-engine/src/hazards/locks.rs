//! What the rules say of locks, to be held against what was measured.

use milepost_database::Engine;
use milepost_hazard::{Class, Down, Migration, Schema, Script, Side, lint, rule};

use super::layout::pairs;

/// What a rule says of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LockClaim {
    /// The rule.
    pub(crate) rule: &'static str,
    /// The table, as the statement names it.
    pub(crate) table: String,
    /// Whether it says that the table is written anew.
    pub(crate) rewrites: bool,
}

/// The statements of the way there of migrations, in their order, from their files by path.
pub(crate) fn ways_there(files: &[(String, String)]) -> Vec<(String, String)> {
    let (pairs, _) = pairs(files);
    pairs.into_iter().map(|pair| (pair.name, pair.up.1)).collect()
}

/// What the rules say of the locks that scripts take, one after another, on a schema that other scripts have made.
pub(crate) fn lock_claims(before: &[String], scripts: &[String]) -> Vec<LockClaim> {
    let engine = Engine::Postgresql;
    let mut base = Schema::default();
    for text in before {
        base.apply(&Script::read(engine, "", text));
    }
    let mut claims = Vec::new();
    for text in scripts {
        let up = Script::read(engine, "", text);
        let migration = Migration { engine, up: up.clone(), down: Down::Unknown, base: base.clone() };
        for finding in lint(&migration) {
            let is_lock = rule(finding.rule).is_some_and(|rule| rule.classes.contains(&Class::Lock));
            let mut steps = up
                .steps()
                .filter(|(_, step)| step.span.contains(finding.span) || finding.span.contains(step.span));
            let table = steps.find_map(|(_, step)| step.act.table());
            if let (true, Side::Up, Some(table)) = (is_lock, finding.side, table) {
                let rewrites = finding.rule == "table-rewrite";
                let claim = LockClaim { rule: finding.rule, table: table.to_owned(), rewrites };
                if !claims.contains(&claim) {
                    claims.push(claim);
                }
            }
        }
        base.apply(&up);
    }
    claims
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_says_which_table_it_is_about() {
        let before = ["create table orders (id int primary key, note text);".to_owned()];
        let script = "alter table orders alter id type bigint; create index i on orders (note);".to_owned();
        let claims = lock_claims(&before, &[script]);
        let of = |rule: &str| {
            claims.iter().find(|claim| claim.rule == rule).map(|claim| (&*claim.table, claim.rewrites))
        };
        assert_eq!(of("table-rewrite"), Some(("orders", true)), "{claims:?}");
        assert_eq!(of("blocking-index"), Some(("orders", false)), "{claims:?}");
        assert!(
            lock_claims(&before, &["alter table orders add a text;".to_owned()])
                .iter()
                .all(|one| one.rule == "no-lock-timeout")
        );
    }
}
