//! The checks, the same for every engine.

use std::collections::{BTreeMap, BTreeSet};

use milepost_database::{Database, Kind, SchemaDiff, Scope, Snapshot, Weight, What, compare, compare_data};

use crate::{
    alteration::{Alteration, Dump},
    lab::Lab,
};

/// Runs the whole suite and panics with all that failed.
pub(crate) fn run(lab: &mut dyn Lab) {
    let mut failures = Vec::new();
    let base = fresh(lab).snapshot().expect("the base is read");
    failures.extend(kinds_without_an_object(lab, &base));
    let facts = alterations(lab, &base, &mut failures);
    failures.extend(kinds_without_an_alteration(lab, &base));
    failures.extend(facts_never_altered(lab, &base, &facts));
    failures.extend(dump_and_restore(lab));
    assert!(failures.is_empty(), "{}: {} failures\n{}", lab.engine(), failures.len(), failures.join("\n"));
}

fn fresh(lab: &mut dyn Lab) -> Box<dyn Database> {
    let sql = lab.base();
    let mut database = lab.empty();
    database.run(sql).expect("the base is made");
    database
}

/// Applies one alteration after the other, each to the base, and undoes it. Gives the facts that some alteration changed.
fn alterations(
    lab: &mut dyn Lab,
    base: &Snapshot,
    failures: &mut Vec<String>,
) -> BTreeMap<Kind, BTreeSet<String>> {
    let mut database = fresh(lab);
    let base_dump = lab.dump();
    let (mut facts, mut seen, mut agreed) = (BTreeMap::new(), 0, 0);
    for alteration in lab.alterations() {
        let mut failed = |what: &str, diff: &dyn std::fmt::Display| {
            failures.push(format!("[{}]\n  {what}\n  {diff}", alteration.up));
        };
        if let Err(error) = database.run(alteration.up) {
            failed("could not be applied", &error);
            database = fresh(lab);
            continue;
        }
        let diff = difference(base, database.as_mut());
        if is_seen(&alteration, &diff) {
            seen += 1;
        } else {
            failed("was not seen as it should be", &diff);
        }
        note_facts(&diff, &mut facts);
        match (alteration.dump, lab.dump() == base_dump) {
            (Dump::Sees, true) => failed("the dump does not see it", &diff),
            (Dump::Blind(_), false) => failed("the dump does see it", &diff),
            _ => agreed += 1,
        }
        if alteration.down.is_empty() {
            database = fresh(lab); // nothing undoes it
            continue;
        }
        if let Err(error) = database.run(alteration.down) {
            failed("could not be undone", &error);
            database = fresh(lab);
            continue;
        }
        let left = difference(base, database.as_mut());
        if !left.is_same_meaning() {
            failed("was not undone", &left);
        }
        if !left.is_empty() {
            let moved = left.changes.iter().any(|change| change.id.kind == Kind::ColumnOrder);
            if left.is_same_meaning() && !moved && lab.dump() != base_dump {
                failed("the dump still sees it after it was undone", &left);
            }
            database = fresh(lab); // other layout: the next one starts from the base again
        }
    }
    if lab.dump() != base_dump {
        failures.push("the dump still sees something after all was undone".to_owned());
    }
    println!(
        "{}: {seen} of {} alterations seen, the dump agrees on {agreed}",
        lab.engine(),
        lab.alterations().len()
    );
    for alteration in lab.alterations() {
        if let Dump::Blind(reason) = alteration.dump {
            println!("  the dump is blind for {}: {} ({reason})", alteration.kind, alteration.seen);
        }
    }
    facts
}

fn difference(base: &Snapshot, database: &mut dyn Database) -> SchemaDiff {
    let now = database.snapshot().expect("a snapshot is taken");
    compare(base, &now, &[]).expect("both are of one engine")
}

fn is_seen(alteration: &Alteration, diff: &SchemaDiff) -> bool {
    let lines = diff.changes.iter().filter(|change| change.id.kind == alteration.kind);
    let found = lines.map(ToString::to_string).any(|line| line.contains(alteration.seen));
    found && (alteration.kind.weight() == Weight::Physical || !diff.is_same_meaning())
}

fn note_facts(diff: &SchemaDiff, facts: &mut BTreeMap<Kind, BTreeSet<String>>) {
    for change in &diff.changes {
        if let What::Altered { facts: altered } = &change.what {
            facts.entry(change.id.kind).or_default().extend(altered.iter().map(|fact| fact.fact.clone()));
        }
    }
}

fn kinds_of(snapshot: &Snapshot) -> BTreeSet<Kind> {
    snapshot.objects.keys().map(|id| id.kind).collect()
}

fn kinds_without_an_object(lab: &dyn Lab, base: &Snapshot) -> Vec<String> {
    let present = kinds_of(base);
    let absent: BTreeSet<Kind> = lab.absent().iter().map(|(kind, _)| *kind).collect();
    let missing = Kind::ALL.iter().filter(|kind| !present.contains(kind) && !absent.contains(kind));
    let wrong = absent.intersection(&present).map(|kind| format!("there is a {kind} in the base after all"));
    missing.map(|kind| format!("the base has no {kind}, and no reason why not")).chain(wrong).collect()
}

fn kinds_without_an_alteration(lab: &dyn Lab, base: &Snapshot) -> Vec<String> {
    let altered: BTreeSet<Kind> = lab.alterations().iter().map(|alteration| alteration.kind).collect();
    kinds_of(base).difference(&altered).map(|kind| format!("no alteration of a {kind}")).collect()
}

/// A fact that no alteration ever changes could as well be made up.
fn facts_never_altered(
    lab: &dyn Lab,
    base: &Snapshot,
    altered: &BTreeMap<Kind, BTreeSet<String>>,
) -> BTreeSet<String> {
    let facts =
        base.objects.iter().flat_map(|(id, object)| object.facts.keys().map(move |fact| (id.kind, fact)));
    facts
        .filter(|(kind, fact)| !altered.get(kind).is_some_and(|known| known.contains(*fact)))
        .filter(|(kind, fact)| !lab.fixed().iter().any(|(fixed, name, _)| fixed == kind && name == fact))
        .map(|(kind, fact)| format!("no alteration changes the fact `{fact}` of a {kind}"))
        .collect()
}

fn dump_and_restore(lab: &mut dyn Lab) -> Vec<String> {
    let mut database = fresh(lab);
    let before = database.snapshot().expect("a snapshot is taken");
    let data = database.fingerprint(&Scope::default()).expect("the data is read");
    assert!(data.rows() > 0, "the base has rows");
    let mut database = lab.dumped_and_restored(database);
    let schema = difference(&before, database.as_mut());
    let data = compare_data(&data, &database.fingerprint(&Scope::default()).expect("the data is read"));
    let mut failures = Vec::new();
    if !schema.is_same_meaning() {
        failures.push(format!("a restored dump is another schema:\n{schema}"));
    }
    if !data.is_proven_equal() {
        failures.push(format!("a restored dump holds other data:\n{data}"));
    }
    failures
}
