use std::collections::{BTreeMap, BTreeSet};

use super::*;
use proptest::prelude::*;

fn coverage(files: &[(&str, u64, u64)]) -> Coverage {
    let file = |(path, hit, total): &(&str, u64, u64)| FileCoverage {
        path: (*path).to_owned(),
        lines: Ratio::new(*hit, *total),
        ..FileCoverage::default()
    };
    Coverage::of(files.iter().map(file).collect(), vec![])
}

fn excluding(glob: &str, reason: &str) -> Vec<Exclusion> {
    vec![Exclusion { glob: glob.into(), reason: reason.into() }]
}

fn hits(files: &[(&str, &[(u32, bool)])]) -> LineHits {
    let file = |(path, lines): &(&str, &[(u32, bool)])| ((*path).to_owned(), lines.iter().copied().collect());
    LineHits { files: files.iter().map(file).collect() }
}

fn changed(files: &[(&str, &[u32])]) -> ChangedLines {
    let file = |(path, lines): &(&str, &[u32])| ((*path).to_owned(), lines.iter().copied().collect());
    ChangedLines { files: files.iter().map(file).collect() }
}

#[test]
fn each_file_has_to_reach_the_target() {
    let all = coverage(&[("a.ts", 9, 10), ("b.ts", 5, 10), ("gen/c.ts", 0, 10), ("empty.ts", 0, 0)]);
    let half = Percent::whole(60);
    let of = |exclusions: &[Exclusion]| per_file(Some(&all), CoverageKind::Lines, half, exclusions);
    assert_eq!(
        of(&[]).reason(),
        Some("2 files have less than 60% of lines covered: `b.ts` 50.00% (5/10), `gen/c.ts` 0.00% (0/10)")
    );
    assert!(of(&excluding("gen/*", "generated")).reason().unwrap().starts_with("1 file has less"));
    assert_eq!(of(&excluding("gen/*", " ")), of(&[]), "an exclusion needs a reason");
    assert_eq!(of(&excluding("*", "all of it")).exit_code(), 4);
    assert_eq!(per_file(None, CoverageKind::Lines, half, &[]).exit_code(), 1);
    assert_eq!(per_file(Some(&coverage(&[])), CoverageKind::Lines, half, &[]).exit_code(), 1);
    assert_ne!(per_file(Some(&all), CoverageKind::Branches, half, &[]).exit_code(), 0);
    assert!(per_file(Some(&coverage(&[("a.ts", 6, 10)])), CoverageKind::Lines, half, &[]).is_pass());
}

#[test]
fn a_ratchet_is_not_turned_by_leaving_files_out() {
    let before = coverage(&[("a.ts", 9, 10), ("b.ts", 1, 10)]);
    let without_b = coverage(&[("a.ts", 9, 10)]);
    let judge = |exclusions: &[Exclusion], exists: bool| {
        file_ratchet(Some(&before), Some(&without_b), exclusions, |_| exists)
    };
    let silent = judge(&[], true);
    assert!(silent.reason().unwrap().contains("leaves out `b.ts`"), "{silent:?}");
    assert!(judge(&[], false).is_pass(), "a file that is gone is not missed");
    assert!(judge(&excluding("b.ts", "moved to C"), true).is_pass());
    let emptied =
        file_ratchet(Some(&before), Some(&coverage(&[("a.ts", 9, 10), ("b.ts", 0, 0)])), &[], |_| true);
    assert!(emptied.reason().unwrap().contains("leaves out `b.ts`"), "{emptied:?}");
    let worse = coverage(&[("a.ts", 8, 10), ("b.ts", 10, 10)]);
    assert!(file_ratchet(Some(&before), Some(&worse), &[], |_| true).is_pass());
    let declared = file_ratchet(Some(&before), Some(&worse), &excluding("b.ts", "generated"), |_| true);
    assert!(declared.reason().unwrap().contains("fell from 90.00%"), "{declared:?}");
    assert_eq!(file_ratchet(Some(&before), None, &[], |_| true).exit_code(), 1);
    assert_eq!(file_ratchet(None, Some(&worse), &[], |_| true).exit_code(), 9);
    let mut sum = before.clone();
    sum.files.clear();
    assert!(file_ratchet(Some(&sum), Some(&worse), &[], |_| true).is_pass());
    assert_eq!(file_ratchet(Some(&sum), Some(&worse), &excluding("b.ts", "x"), |_| true).exit_code(), 9);
}

#[test]
fn changed_lines_have_to_be_reached() {
    let report =
        by_lines(hits(&[("a.ts", &[(1, true), (2, false), (3, true), (9, false)]), ("b.ts", &[(1, true)])]));
    let judge = |lines: &[(&str, &[u32])], percent: u32, exclusions: &[Exclusion]| {
        changed_lines(Some(&report), &changed(lines), Percent::whole(percent), exclusions)
    };
    assert!(judge(&[("a.ts", &[1, 3, 4])], 100, &[]).is_pass());
    let short = judge(&[("a.ts", &[1, 2, 3, 9]), ("README.md", &[1, 2])], 80, &[]);
    assert_eq!(
        short.reason(),
        Some(
            "50.00% (2/4) of the changed lines are covered, at least 80% was expected; not covered: `a.ts` 2, 9"
        )
    );
    let unknown = judge(&[("b.ts", &[1]), ("new.ts", &[1, 2, 3])], 80, &[]);
    assert!(unknown.reason().unwrap().ends_with("`new.ts` 1-3 (no test loads it)"), "{unknown:?}");
    assert!(
        judge(&[("b.ts", &[1]), ("new.ts", &[1, 2, 3])], 80, &excluding("new.ts", "types alone")).is_pass()
    );
    for nothing in [&[][..], &[("README.md", &[1][..])], &[("a.ts", &[4][..])]] {
        assert_eq!(judge(nothing, 0, &[]).exit_code(), 4, "{nothing:?}");
    }
    assert_eq!(changed_lines(None, &changed(&[]), Percent::whole(0), &[]).exit_code(), 1);
    assert_eq!(
        changed_lines(Some(&by_lines(hits(&[]))), &changed(&[]), Percent::whole(0), &[]).exit_code(),
        1
    );
    let mut files = report.files.clone();
    files.push(FileCoverage { path: "sum.ts".into(), lines: Ratio::new(9, 9), ..FileCoverage::default() });
    files.push(FileCoverage { path: "types.ts".into(), ..FileCoverage::default() });
    let mixed = Coverage::of(files, vec![]);
    let of_mixed =
        |path| changed_lines(Some(&mixed), &changed(&[(path, &[1]), ("b.ts", &[1])]), Percent::whole(9), &[]);
    assert_eq!(of_mixed("sum.ts").exit_code(), 9, "its lines are not known");
    assert!(of_mixed("types.ts").is_pass(), "there is nothing in it to reach");
}

fn by_lines(hits: LineHits) -> Coverage {
    let file = |(path, hits): (String, BTreeMap<u32, bool>)| FileCoverage {
        path,
        lines: Ratio::new(hits.values().filter(|is_hit| **is_hit).count() as u64, hits.len() as u64),
        hits,
        ..FileCoverage::default()
    };
    Coverage::of(hits.files.into_iter().map(file).collect(), vec![])
}

#[test]
fn two_reports_of_one_file_are_one_file() {
    let of = |hits: &[(u32, bool)]| FileCoverage {
        path: "a.ts".into(),
        lines: Ratio::new(hits.iter().filter(|(_, is_hit)| *is_hit).count() as u64, hits.len() as u64),
        functions: Some(Ratio::new(1, 2)),
        hits: hits.iter().copied().collect(),
        ..FileCoverage::default()
    };
    let unit_and_end_to_end =
        vec![of(&[(1, true), (2, false), (3, false)]), of(&[(1, false), (2, true), (3, false)])];
    let both = Coverage::of(unit_and_end_to_end, vec![]);
    assert_eq!((both.lines, both.functions), (Ratio::new(2, 3), Some(Ratio::new(1, 2))));
    assert_eq!(both.line_hits().files["a.ts"], [(1, true), (2, true), (3, false)].into());
    let sums = Coverage::of(vec![of(&[(1, true), (2, false)]), lines(2, 3).files.remove(0)], vec![]);
    assert_eq!(sums.lines, Ratio::new(2, 3));
    assert!(lines(2, 3).line_hits().files.is_empty(), "sums say nothing of a line");
}

#[test]
fn a_stale_report_is_seen() {
    let lines = hits(&[("a.ts", &[(1, true), (12, true)])]);
    assert!(lines_exist(&lines, |_| Some(12)).is_pass() && lines_exist(&lines, |_| None).is_pass());
    assert_eq!(
        lines_exist(&lines, |_| Some(11)).reason(),
        Some("the coverage report is stale: it names line 12 of `a.ts`, which has 11")
    );
}

proptest! {
    /// Every changed line that can be reached is counted once, as reached or as missed.
    #[test]
    fn no_changed_line_is_lost(
        report in proptest::collection::btree_map("[abc]\\.(ts|rs)", proptest::collection::btree_map(1u32..20, any::<bool>(), 0..10), 0..5),
        change in proptest::collection::btree_map("[abcd]\\.(ts|rs|md)", proptest::collection::btree_set(1u32..20, 0..10), 0..6),
    ) {
        let (hits, changed) = (LineHits { files: report }, ChangedLines { files: change });
        let found = ChangeCoverage::of(&hits, &changed, &[]);
        let missed: usize = found.missed.values().map(BTreeSet::len).sum();
        prop_assert_eq!(found.lines.hit + missed as u64, found.lines.total);
        let reachable: usize = changed.files.iter().filter_map(|(path, lines)| {
            let of: &BTreeMap<u32, bool> = hits.files.get(path)?;
            Some(lines.iter().filter(|line| of.contains_key(line)).count())
        }).sum();
        let unknown: usize = found.unknown.iter().map(|path| changed.files[path].len()).sum();
        prop_assert_eq!(found.lines.total as usize, reachable + unknown);
    }
}

fn lines(hit: u64, total: u64) -> Coverage {
    let file = FileCoverage { path: "a.ts".into(), lines: Ratio::new(hit, total), ..FileCoverage::default() };
    Coverage::of(vec![file], vec![])
}

#[test]
fn a_target_is_compared_exactly() {
    let ninety: Percent = "90".parse().unwrap();
    assert!(target(Some(&lines(9, 10)), CoverageKind::Lines, ninety).is_pass());
    let short = target(Some(&lines(8999, 10_000)), CoverageKind::Lines, ninety);
    assert_eq!(short.reason(), Some("coverage of lines is 89.99% (8999/10000), at least 90% was expected"));
    assert_eq!(lines(89_999, 100_000).lines.to_string(), "89.99% (89999/100000)");
}

#[test]
fn a_missing_or_empty_report_fails() {
    let some = Percent::whole(0);
    assert_eq!(target(None, CoverageKind::Lines, some).exit_code(), 1);
    assert_eq!(target(Some(&lines(0, 0)), CoverageKind::Lines, some).exit_code(), 1);
    assert_eq!(target(Some(&lines(1, 1)), CoverageKind::Branches, some).exit_code(), 1);
    assert!(target(Some(&lines(0, 1)), CoverageKind::Lines, some).is_pass());
}

#[test]
fn the_ratchet_never_turns_back() {
    assert!(ratchet(Some(&lines(1, 3)), Some(&lines(2, 6))).is_pass());
    let fell = ratchet(Some(&lines(2, 3)), Some(&lines(1, 2)));
    assert_eq!(fell.reason(), Some("coverage of lines fell from 66.66% (2/3) to 50.00% (1/2)"));
    assert_eq!(ratchet(Some(&lines(2, 3)), None).exit_code(), 1);
    assert_eq!(ratchet(None, Some(&lines(2, 3))).exit_code(), 9);
    assert_eq!(ratchet(Some(&lines(0, 0)), Some(&lines(2, 3))).exit_code(), 9);
    let mut with_branches = lines(1, 3);
    with_branches.branches = Some(Ratio::new(1, 2));
    assert_eq!(ratchet(Some(&with_branches), Some(&lines(3, 3))).exit_code(), 1);
}

#[test]
fn percentages_are_read_strictly() {
    for good in ["0", "90", " 92.5 % ", "99.99%", "100"] {
        assert!(good.parse::<Percent>().is_ok(), "{good}");
    }
    for bad in ["", "%", "-1", "100.01", "101", "9O", "1.234", "1.", ".5", "+5", "1e2"] {
        assert!(bad.parse::<Percent>().is_err(), "{bad}");
    }
    assert_eq!("92.50".parse::<Percent>().unwrap().to_string(), "92.5%");
    assert_eq!("92.05".parse::<Percent>().unwrap().to_string(), "92.05%");
    assert_eq!(serde_json::to_string(&Percent::whole(90)).unwrap(), r#""90%""#);
    assert_eq!(serde_json::from_str::<Percent>(r#""92.5%""#).unwrap().to_string(), "92.5%");
}

proptest! {
    #[test]
    fn the_percentage_language_round_trips(hundredths in 0u32..=10_000) {
        let percent = Percent { hundredths };
        prop_assert_eq!(percent.to_string().parse::<Percent>().unwrap(), percent);
    }

    #[test]
    fn more_hits_never_turn_a_pass_into_a_failure(total in 1u64..=u64::MAX, a: u64, b: u64, percent in 0u32..=100) {
        let (low, high) = (a.min(b).min(total), a.max(b).min(total));
        let percent = Percent::whole(percent);
        prop_assert!(Ratio::new(low, total).reaches(percent) <= Ratio::new(high, total).reaches(percent));
        prop_assert_eq!(Ratio::new(high, total).at_least(Ratio::new(low, total)), Some(true));
    }
}
