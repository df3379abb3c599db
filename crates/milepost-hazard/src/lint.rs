//! Running the rules.

use milepost_database::Engine;
use milepost_document::Span;

use crate::{
    Check, Finding, Migration, Place, RULES, Rule, Said, Schema, Script, Side, bounds, ignore,
    postgres::squawk,
};

/// What is dangerous in a migration, sorted by way, place and rule. Nothing is run, and no database is asked. Findings that a
/// comment `-- milepost-ignore RULE: reason` covers are left out; a comment without a reason or without use is a finding
/// itself.
pub fn lint(migration: &Migration) -> Vec<Finding> {
    let mut found = Vec::new();
    let between = migration.between();
    for rule in RULES {
        let mut there = |look| steps(rule, migration, (Side::Up, &migration.base), look, &mut found);
        match rule.check {
            Check::Up(look) => there(look),
            Check::Down(look) => steps(rule, migration, (Side::Down, &between), look, &mut found),
            Check::Both(look) => {
                there(look);
                steps(rule, migration, (Side::Down, &between), look, &mut found);
            }
            Check::Whole(check) => check(migration, &mut found),
        }
    }
    if migration.engine == Engine::Postgresql {
        for (side, script) in migration.scripts() {
            let known = if side == Side::Up { &migration.base } else { &between };
            also_squawk(migration, (side, known), script, &mut found);
        }
    }
    let mut found = ignore::apply(migration, found);
    found.sort_by(|a, b| {
        (a.side, a.span.start, a.rule, a.span.end, &a.message).cmp(&(
            b.side,
            b.span.start,
            b.rule,
            b.span.end,
            &b.message,
        ))
    });
    found.dedup();
    found
}

fn steps(
    rule: &Rule,
    migration: &Migration,
    (side, known): (Side, &Schema),
    look: fn(Place<'_>) -> Option<Said>,
    found: &mut Vec<Finding>,
) {
    if side == Side::Down && migration.undo().is_none() {
        return;
    }
    let script = migration.script(side);
    for (at, step) in script.steps() {
        let place = Place { migration, known, side, script, at, step };
        found.extend(look(place).map(|said| said.finding(rule, place)));
    }
}

/// Adds what squawk finds and we have not found at that statement.
fn also_squawk(
    migration: &Migration,
    (side, known): (Side, &Schema),
    script: &Script,
    found: &mut Vec<Finding>,
) {
    let plain = bounds::readable(migration.engine, &script.text).text;
    if plain.trim().is_empty() {
        return;
    }
    let looks = |rule: &&Rule| side == Side::Up || matches!(rule.check, Check::Both(_) | Check::Whole(_));
    let rules: Vec<&Rule> = RULES.iter().filter(looks).collect();
    let wanted: Vec<squawk_linter::Rule> =
        rules.iter().flat_map(|rule| rule.squawk.iter().copied()).collect();
    let violations = bounds::run(|| squawk::violations(&plain, &wanted)).unwrap_or_default();
    for one in violations {
        let Some(rule) = rules.iter().find(|rule| rule.squawk.contains(&one.rule)) else { continue };
        let statement = script.statements.iter().find(|statement| statement.span.overlaps(one.span));
        let Some(statement) = statement.filter(|statement| statement.error.is_none()) else { continue };
        // Another rule of ours may call the same thing by its name.
        let same = |id: &str| crate::rule(id).is_some_and(|own| own.classes == rule.classes);
        let is_told = found.iter().any(|finding| {
            finding.side == side
                && statement.span.contains(Span::at(finding.span.start))
                && same(finding.rule)
        });
        if !is_told && !is_known_to_be_safe(rule, migration, (side, known), script, statement.span) {
            let message = one.message.trim().trim_end_matches('.');
            let mut signs = message.chars();
            let message =
                signs.next().map_or_else(String::new, |first| first.to_lowercase().chain(signs).collect());
            let instead = one
                .help
                .unwrap_or_else(|| format!("see the page of the rule: `milepost explain {}`", rule.id));
            found.push(Said::new(message, instead.trim_end_matches('.')).placed(rule, side, statement.span));
        }
    }
}

/// Where more is known than the text says: squawk reads one file, and no schema.
fn is_known_to_be_safe(
    rule: &Rule,
    migration: &Migration,
    (side, known): (Side, &Schema),
    script: &Script,
    statement: Span,
) -> bool {
    let at = script.statements.iter().position(|one| one.span == statement);
    let Some(at) = at else { return false };
    script.statements[at].steps.iter().all(|step| {
        let place = Place { migration, known, side, script, at, step };
        place.is_new_table() || rule.id == "scanning-not-null" && crate::rules::is_filled(place)
    })
}
