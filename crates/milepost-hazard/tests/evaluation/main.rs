//! What is found in migrations that were written by hand, held against what people expect and what PostgreSQL did.

mod cases;

use std::{collections::BTreeSet, fmt::Write};

use cases::{Case, cases};
use milepost_hazard::{Class, rule};

#[test]
fn the_expected_rules_find_something_and_no_others() {
    let mut wrong = String::new();
    let cases = cases();
    assert!(cases.len() > 100, "only {} migrations", cases.len());
    for case in &cases {
        let found = case.found();
        if found != case.expect {
            let missed: Vec<_> = case.expect.difference(&found).collect();
            let more: Vec<_> = found.difference(&case.expect).collect();
            let _ = writeln!(wrong, "{} {}: missed {missed:?}, more {more:?}", case.file, case.name);
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_expectation_names_a_rule_and_every_class_is_there() {
    let mut classes = BTreeSet::new();
    for case in cases() {
        for id in &case.expect {
            assert!(rule(id).is_some(), "{}: `{id}`", case.name);
        }
        classes.extend(Case::classes(&case.expect));
    }
    assert_eq!(classes.into_iter().collect::<Vec<_>>(), Class::ALL);
}

#[test]
fn where_postgresql_kept_others_waiting_for_a_whole_table_a_lock_is_found() {
    let measured: Vec<Case> = cases().into_iter().filter(Case::is_measured).collect();
    assert!(measured.len() > 80, "only {} migrations were measured", measured.len());
    let missed: Vec<String> = measured
        .iter()
        .filter(|case| case.is_long_lock() && !Case::classes(&case.found()).contains(&Class::Lock))
        .map(|case| format!("{}: {:?}", case.name, case.measured))
        .collect();
    assert!(missed.is_empty(), "{missed:#?}");
}
