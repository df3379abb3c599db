use std::collections::{BTreeMap, HashMap, HashSet};

use crate::compare::{Change, Rename};

/// Finds the tests that are gone under one id and there under another: the same name in another suite, or a similar name in
/// the same suite. Only pairs that are the best for both sides and by a clear distance count; what is found is taken out
/// of both lists.
pub(crate) fn take_renames(gone: &mut Vec<Change>, new: &mut Vec<Change>) -> Vec<Rename> {
    let mut pairs = moved(gone, new);
    pairs.extend(reworded(gone, new, &pairs));
    let mut renames: Vec<Rename> =
        pairs.iter().map(|(from, to)| Rename { from: gone[*from].clone(), to: new[*to].clone() }).collect();
    renames.sort_by(|a, b| a.from.id.cmp(&b.from.id));
    let (from, to): (HashSet<usize>, HashSet<usize>) = pairs.into_iter().unzip();
    remove(gone, &from);
    remove(new, &to);
    renames
}

fn remove(list: &mut Vec<Change>, places: &HashSet<usize>) {
    let mut at = 0;
    list.retain(|_| {
        at += 1;
        !places.contains(&(at - 1))
    });
}

/// Names that are there once among the gone and once among the new ones, in different suites.
fn moved(gone: &[Change], new: &[Change]) -> Vec<(usize, usize)> {
    let single = |list: &[Change]| -> HashMap<String, Option<usize>> {
        let mut names = HashMap::new();
        for (at, change) in list.iter().enumerate() {
            let name = split(change).1.to_owned();
            names.entry(name).and_modify(|place| *place = None).or_insert(Some(at));
        }
        names
    };
    let (from, to) = (single(gone), single(new));
    let mut pairs: Vec<(usize, usize)> = from
        .into_iter()
        .filter(|(name, _)| name.chars().count() >= 3)
        .filter_map(|(name, from)| Some((from?, (*to.get(&name)?)?)))
        .collect();
    pairs.sort_unstable();
    pairs
}

/// The least likeness of two names of one test.
const ALIKE: f64 = 0.6;
/// By how much a pair has to be better than the next one.
const CLEAR: f64 = 0.1;
/// Suites in which more pairs than this would have to be compared are passed over: that is no rename, it is another suite.
const PAIRS: usize = 10_000;

/// Names that are alike within one suite, each the best for the other.
fn reworded(gone: &[Change], new: &[Change], taken: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut suites: BTreeMap<&str, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    let (from, to): (HashSet<usize>, HashSet<usize>) = taken.iter().copied().unzip();
    for (at, change) in gone.iter().enumerate().filter(|(at, _)| !from.contains(at)) {
        suites.entry(split(change).0).or_default().0.push(at);
    }
    for (at, change) in new.iter().enumerate().filter(|(at, _)| !to.contains(at)) {
        suites.entry(split(change).0).or_default().1.push(at);
    }
    let mut pairs = Vec::new();
    for (from, to) in suites.into_values().filter(|(from, to)| from.len() * to.len() <= PAIRS) {
        let score = |from: usize, to: usize| likeness(split(&gone[from]).1, split(&new[to]).1);
        for one in &from {
            let Some(best) = clear_best(&to, |other| score(*one, other)) else { continue };
            if clear_best(&from, |other| score(other, best)) == Some(*one) {
                pairs.push((*one, best));
            }
        }
    }
    pairs
}

/// The candidate that is alike, and more so than every other one.
fn clear_best(candidates: &[usize], score: impl Fn(usize) -> f64) -> Option<usize> {
    let mut best: Option<(usize, f64)> = None;
    let mut next = 0.0f64;
    for candidate in candidates {
        let found = score(*candidate);
        match best {
            Some((_, most)) if found <= most => next = next.max(found),
            _ => {
                next = best.map_or(next, |(_, most)| next.max(most));
                best = Some((*candidate, found));
            }
        }
    }
    best.filter(|(_, most)| *most >= ALIKE && *most - next >= CLEAR).map(|(candidate, _)| candidate)
}

/// The suite and the name of a test.
fn split(change: &Change) -> (&str, &str) {
    let id = change.id.as_str();
    id.rsplit_once('/').unwrap_or(("", id))
}

/// How many of their pairs of neighbouring letters two names share, from 0 to 1 (Dice 1945).
fn likeness(a: &str, b: &str) -> f64 {
    let pairs = |name: &str| -> Vec<(char, char)> {
        let letters: Vec<char> = name.chars().take(200).collect();
        letters.windows(2).map(|two| (two[0], two[1])).collect()
    };
    let (of_a, mut of_b) = (pairs(a), pairs(b));
    let all = of_a.len() + of_b.len();
    let mut shared = 0;
    for pair in of_a {
        if let Some(at) = of_b.iter().position(|other| *other == pair) {
            of_b.swap_remove(at);
            shared += 1;
        }
    }
    if all == 0 { 0.0 } else { 2.0 * f64::from(shared) / all as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::{compare, new_tests, no_regression};
    use crate::{Inventory, TestCase, TestId, TestRun, TestStatus};

    fn inventory(tests: &[(&str, TestStatus)]) -> Inventory {
        let case = |(id, status): &(&str, TestStatus)| TestCase {
            id: TestId::from((*id).to_owned()),
            status: *status,
            file: Some("cart.rs".into()),
            duration_ms: None,
            message: None,
        };
        Inventory::of([&TestRun::new(tests.iter().map(case).collect(), vec![])])
    }

    use TestStatus::{Flaky, Passed, Skipped};

    #[test]
    fn a_renamed_deleted_skipped_and_flaky_test_are_told_apart() {
        let before = inventory(&[("cart/adds an item", Passed), ("cart/total", Passed)]);
        let after = |second: &[(&str, TestStatus)], exists: bool| {
            let mut tests = vec![("cart/total", Passed)];
            tests.extend(second);
            no_regression(&compare(&before, &inventory(&tests), |_| exists)).reason().unwrap().to_owned()
        };
        assert_eq!(
            after(&[("cart/adds one item", Passed)], true),
            "1 test renamed and not acknowledged: `cart/adds an item` (now `cart/adds one item`)"
        );
        assert_eq!(after(&[], false), "1 test removed and not acknowledged: `cart/adds an item`");
        assert_eq!(after(&[], true), "1 test lost (passed before, absent now): `cart/adds an item`");
        assert_eq!(
            after(&[("cart/adds an item", Skipped)], true),
            "1 test lost (passed before, skipped now): `cart/adds an item`"
        );
        assert_eq!(after(&[("cart/adds an item", Flaky)], true), "1 test flaky: `cart/adds an item`");
    }

    #[test]
    fn a_rename_is_acknowledged_by_its_old_name_and_is_no_new_test() {
        let before = inventory(&[("cart/adds an item", Passed)]);
        let comparison = compare(&before, &inventory(&[("basket/adds an item", Passed)]), |_| false);
        assert_eq!(comparison.renamed.len(), 1);
        assert_eq!(new_tests(&comparison).exit_code(), 1);
        let acknowledged = comparison.acknowledge(&["cart/*"]);
        assert!(no_regression(&acknowledged).is_pass());
        assert_eq!(acknowledged.acknowledged.len(), 1);
        assert_eq!(new_tests(&acknowledged).exit_code(), 1);
    }

    #[test]
    fn what_could_be_several_is_none() {
        let before = inventory(&[("cart/rounds tax 1", Passed)]);
        let two = inventory(&[("cart/rounds tax 2", Passed), ("cart/rounds tax 3", Passed)]);
        let comparison = compare(&before, &two, |_| true);
        assert_eq!(
            (comparison.renamed.len(), comparison.lost.len(), comparison.new_passing.len()),
            (0, 1, 2)
        );
        let other = compare(&before, &inventory(&[("cart/ships abroad", Passed)]), |_| true);
        assert_eq!((other.renamed.len(), other.lost.len(), other.new_passing.len()), (0, 1, 1));
        assert!(likeness("", "") < 1e-9 && likeness("abc", "abc") > 1.0 - 1e-9);
    }
}
