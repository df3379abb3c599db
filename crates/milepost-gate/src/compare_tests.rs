use super::*;
use crate::test_run::{TestCase, TestRun};
use TestStatus::{Failed, Flaky, Passed, Skipped};
use proptest::prelude::*;

fn inventory(tests: &[(&str, TestStatus)]) -> Inventory {
    let cases = tests
        .iter()
        .map(|(name, status)| TestCase {
            id: TestId::new::<&str>(&[], None, name),
            status: *status,
            file: Some(format!("{name}.rs")),
            duration_ms: None,
            message: None,
        })
        .collect();
    Inventory::of([&TestRun::new(cases, vec![])])
}

fn ids(list: &[Change]) -> Vec<&str> {
    list.iter().map(|c| c.id.as_str()).collect()
}

/// Both inventories hold a test that passes, so that only the one under test decides.
fn one(was: Option<TestStatus>, now: Option<TestStatus>, file_exists: bool) -> Comparison {
    let side = |status: Option<TestStatus>| {
        let mut tests = vec![("anchor", Passed)];
        tests.extend(status.map(|s| ("t", s)));
        inventory(&tests)
    };
    compare(&side(was), &side(now), |_| file_exists)
}

#[test]
fn every_row_of_the_table() {
    let pass = |was, now| no_regression(&one(was, now, true)).is_pass();
    assert!(pass(Some(Passed), Some(Passed)));
    assert!(pass(Some(Failed), Some(Passed)));
    assert_eq!(ids(&one(Some(Failed), Some(Passed), true).fixed), ["t"]);
    assert!(!pass(Some(Passed), Some(Failed)));
    assert_eq!(ids(&one(Some(Passed), Some(Failed), true).regressions), ["t"]);
    assert_eq!(ids(&one(Some(Flaky), Some(Failed), true).regressions), ["t"]);
    assert!(!pass(Some(Passed), Some(Flaky)));
    assert!(no_regression(&one(Some(Passed), Some(Flaky), true).allow_flaky(&["t"])).is_pass());
    assert!(!pass(Some(Passed), Some(Skipped)));
    assert_eq!(ids(&one(Some(Passed), Some(Skipped), false).lost), ["t"]);
    assert!(!pass(Some(Passed), None));
    assert_eq!(ids(&one(Some(Passed), None, true).lost), ["t"]);
    assert_eq!(ids(&one(Some(Passed), None, false).removed), ["t"]);
    assert!(!no_regression(&one(Some(Passed), None, false)).is_pass());
    assert!(no_regression(&one(Some(Passed), None, false).acknowledge(&["t*"])).is_pass());
    assert!(pass(Some(Failed), Some(Failed)));
    assert_eq!(ids(&one(Some(Failed), Some(Failed), true).preexisting_failures), ["t"]);
    assert!(!pass(Some(Failed), Some(Skipped)));
    assert!(!pass(Some(Failed), None));
    assert!(!pass(None, Some(Failed)));
    assert!(!pass(Some(Skipped), Some(Failed)));
    assert!(pass(None, Some(Passed)));
    assert!(pass(None, Some(Skipped)));
    assert!(pass(Some(Skipped), None));
    assert!(!pass(None, Some(Flaky)));
}

#[test]
fn pitfall_2_empty_baselines_and_empty_runs_are_no_pass() {
    let (none, some) = (inventory(&[]), inventory(&[("a", Passed)]));
    assert_eq!(no_regression(&compare(&none, &some, |_| true)).exit_code(), 9);
    assert_eq!(no_regression(&compare(&some, &none, |_| true)).exit_code(), 4);
    assert_eq!(no_regression(&compare(&none, &none, |_| true)).exit_code(), 4);
    assert_eq!(new_tests(&compare(&none, &none, |_| true)).exit_code(), 4);
    assert_eq!(all_passing(&none).exit_code(), 4);
    assert_eq!(all_passing(&inventory(&[("a", Skipped)])).exit_code(), 4);
}

#[test]
fn pitfall_11_a_test_swapped_for_another_is_seen_though_counts_agree() {
    let comparison = compare(
        &inventory(&[("a", Passed), ("b", Passed)]),
        &inventory(&[("a", Passed), ("c", Passed)]),
        |_| true,
    );
    assert_eq!(comparison.baseline, comparison.now);
    let verdict = no_regression(&comparison);
    assert_eq!(verdict.reason(), Some("1 test lost (passed before, absent now): `b`"));
}

#[test]
fn new_tests_must_exist_and_pass() {
    assert!(new_tests(&one(None, Some(Passed), true)).is_pass());
    assert_eq!(new_tests(&one(Some(Passed), Some(Passed), true)).exit_code(), 1);
    assert_eq!(new_tests(&one(None, Some(Failed), true)).exit_code(), 1);
    assert_eq!(new_tests(&one(None, Some(Skipped), true)).exit_code(), 1);
    assert_eq!(new_tests(&one(None, Some(Flaky), true)).exit_code(), 1);
    assert_eq!(new_tests(&one(Some(Skipped), Some(Passed), true)).exit_code(), 1);
}

#[test]
fn all_passing_names_what_fails() {
    assert!(all_passing(&inventory(&[("a", Passed), ("b", Skipped)])).is_pass());
    assert_eq!(all_passing(&inventory(&[("a", Failed)])).reason(), Some("1 test failing: `a`"));
    assert_eq!(all_passing(&inventory(&[("a", Passed), ("b", Flaky)])).exit_code(), 1);
    let many: Vec<String> = (0..7).map(|n| format!("t{n}")).collect();
    let many: Vec<(&str, TestStatus)> = many.iter().map(|n| (n.as_str(), Failed)).collect();
    assert!(all_passing(&inventory(&many)).reason().unwrap().ends_with("`t4` and 2 more"));
}

fn any_inventory() -> impl Strategy<Value = Vec<(String, TestStatus)>> {
    let status = prop_oneof![Just(Failed), Just(Flaky), Just(Skipped), Just(Passed)];
    proptest::collection::btree_map("[a-d]|(cart|pay)/rounds (tax|sums) (up|down)", status, 0..8)
        .prop_map(|m| m.into_iter().collect())
}

proptest! {
    #[test]
    fn every_id_is_accounted_for_exactly_once(then in any_inventory(), now in any_inventory(), exists: bool) {
        let of = |list: &[(String, TestStatus)]| inventory(&list.iter().map(|(n, s)| (n.as_str(), *s)).collect::<Vec<_>>());
        let (then, now) = (of(&then), of(&now));
        let c = compare(&then, &now, |_| exists);
        let still_skipped = then.iter().filter(|(id, t)| t.status == Skipped && now.get(id).is_some_and(|n| n.status == Skipped)).count();
        let lists = [&c.fixed, &c.regressions, &c.flaky, &c.lost, &c.removed, &c.newly_skipped, &c.preexisting_failures, &c.new_failing, &c.new_passing, &c.new_skipped, &c.retired];
        let listed: usize = lists.iter().map(|l| l.len()).sum();
        let all = then.iter().map(|(id, _)| id).chain(now.iter().map(|(id, _)| id)).collect::<BTreeSet<_>>().len();
        prop_assert_eq!(listed + 2 * c.renamed.len() + c.still_passing as usize + still_skipped, all);
        // A pass means that every id that passed before passes now.
        if no_regression(&c).is_pass() {
            for (id, t) in then.iter().filter(|(_, t)| t.status == Passed) {
                prop_assert_eq!(now.get(id).map(|n| n.status), Some(Passed), "{} was {:?}", id, t.status);
            }
        }
    }
}
