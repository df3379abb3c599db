use super::super::rule::{Better, Margin};
use super::*;
use proptest::prelude::*;

fn rule() -> PairedRule {
    PairedRule::new(Better::Lower, Margin::Ratio(0.1)).unwrap()
}

/// The e-values for `regressed` and `within` after each of `scores`, and the pair after which it was decided.
fn run(scores: &[f64]) -> (Vec<[f64; 2]>, Option<(usize, Decision)>) {
    let mut gate = PairedGate::new(rule());
    let mut decided = None;
    let values = scores
        .iter()
        .map(|score| {
            gate.push_score(*score);
            if gate.decision().is_final() && decided.is_none() {
                decided = Some((gate.len(), gate.decision()));
            }
            let (above, below) = gate.ln_e_values();
            [above.exp(), below.exp()]
        })
        .collect();
    (values, decided)
}

fn assert_close(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() <= 0.000_051, "{found} is not {expected}");
    }
}

#[test]
fn no_change_is_within_after_six_pairs() {
    let (values, decided) = run(&[0.0; 8]);
    let column = |side: usize| values.iter().map(|both| both[side]).collect::<Vec<f64>>();
    assert_close(&column(0), &[0.2243, 0.0756, 0.0326, 0.0158, 0.0078, 0.0039, 0.0020, 0.0010]);
    assert_close(&column(1), &[1.7757, 3.1785, 5.8025, 10.6653, 19.7159, 36.6215, 68.2915, 127.7604]);
    assert_eq!(decided, Some((6, Decision::Within)));
}

#[test]
fn a_fifth_more_has_regressed_after_six_pairs() {
    let (values, decided) = run(&[1.2f64.ln(); 6]);
    let column = |side: usize| values.iter().map(|both| both[side]).collect::<Vec<f64>>();
    assert_close(&column(0), &[1.7659, 3.1418, 5.7330, 10.5334, 19.4659, 36.1477]);
    assert_close(&column(1), &[0.2341, 0.0784, 0.0329, 0.0158, 0.0078, 0.0039]);
    assert_eq!(decided, Some((6, Decision::Regressed)));
}

#[test]
fn a_mixed_series_agrees_to_four_decimals() {
    let scores = [0.02, -0.01, 0.15, 0.0, 0.03, -0.04, 0.01, 0.05];
    let (values, decided) = run(&scores);
    let column = |side: usize| values.iter().map(|both| both[side]).collect::<Vec<f64>>();
    assert_close(&column(1), &[1.7451, 3.1363, 0.7109, 1.2270, 2.1504, 3.8259, 6.8636, 11.9312]);
    assert_close(&column(0), &[0.2549, 0.0783, 0.1227, 0.0505, 0.0239, 0.0118, 0.0059, 0.0029]);
    assert_eq!(decided, None);
    let mut gate = PairedGate::new(rule());
    for score in scores {
        gate.push_score(score);
    }
    assert_close(&gate.scales, &[0.04766, 0.04766, 0.03362, 0.04527, 0.02732, 0.03265, 0.03222, 0.0319]);
    let interval = confidence_sequence(&gate.scores, &gate.scales, 0.05, 0.05);
    assert_close(&[interval.low.unwrap(), interval.high.unwrap()], &[-0.02635, 0.11324]);
    assert_close(&[hodges_lehmann(gate.seen.sorted()).unwrap()], &[0.0175]);
    let report = gate.report();
    assert_close(&[report.change.unwrap()], &[0.0175f64.exp_m1()]);
    assert_close(&[report.interval.low.unwrap()], &[(-0.02635f64).exp_m1()]);
}

#[test]
fn nothing_is_learned_at_the_limit() {
    let (values, decided) = run(&[rule().threshold(); 100]);
    assert!(values.iter().flatten().all(|e| (e - 1.0).abs() < 1e-12));
    assert_eq!(decided, None);
}

#[test]
fn a_run_without_a_value_ends_it_whatever_else_was_seen() {
    let mut gate = PairedGate::resume(rule(), [(1.0, 1.0); 6]).unwrap();
    assert_eq!(gate.decision(), Decision::Within);
    gate.fail(Measured::Candidate, "exit code 3");
    assert_eq!(gate.decision(), Decision::Unmeasured);
    assert!(gate.is_over() && gate.push(1.0, 1.0).is_err());
    assert_eq!(gate.pairs().len(), 6);
    let trouble = gate.report().trouble.unwrap();
    assert_eq!(trouble, "a run of the candidate gave no value: exit code 3");
    for (base, candidate) in [(0.0, 1.0), (1.0, -1.0), (f64::NAN, 1.0), (1.0, f64::INFINITY)] {
        let mut gate = PairedGate::new(rule());
        assert!(gate.push(base, candidate).is_err());
        assert_eq!((gate.decision(), gate.len()), (Decision::Unmeasured, 0));
        assert!(gate.push(1.0, 1.0).is_err());
    }
}

#[test]
fn an_undecided_gate_goes_on_where_it_ended() {
    let pairs: Vec<(f64, f64)> =
        [1.0, 1.2, 1.0, 1.2].into_iter().cycle().take(30).map(|candidate| (1.0, candidate)).collect();
    let mut gate = PairedGate::resume(rule(), pairs).unwrap();
    assert_eq!(gate.decision(), Decision::Undecided);
    assert!(gate.is_over());
    gate.extend(60);
    let mut added = 0;
    while !gate.is_over() {
        gate.push(1.0, 1.0).unwrap();
        added += 1;
    }
    assert_eq!(gate.decision(), Decision::Within);
    assert!(added < 40, "{added}");
}

#[test]
fn throughput_and_differences_are_turned_the_right_way() {
    let decide = |better, margin, candidate: f64| {
        let rule = PairedRule::new(better, margin).unwrap();
        let gate = PairedGate::resume(rule, [(100.0, candidate); 10]).unwrap();
        let report = gate.report();
        assert!((report.change.unwrap() - rule.change(rule.score(100.0, candidate).unwrap())).abs() < 1e-9);
        assert!(report.interval.contains(report.change.unwrap()), "{report:?}");
        report.decision
    };
    assert_eq!(decide(Better::Higher, Margin::Ratio(-0.05), 100.0), Decision::Within);
    assert_eq!(decide(Better::Higher, Margin::Ratio(-0.05), 90.0), Decision::Regressed);
    assert_eq!(decide(Better::Higher, Margin::Ratio(0.2), 130.0), Decision::Within);
    assert_eq!(decide(Better::Higher, Margin::Ratio(0.2), 100.0), Decision::Regressed);
    assert_eq!(decide(Better::Lower, Margin::Difference(20.0), 110.0), Decision::Within);
    assert_eq!(decide(Better::Lower, Margin::Difference(20.0), 130.0), Decision::Regressed);
    assert_eq!(decide(Better::Higher, Margin::Difference(-20.0), 90.0), Decision::Within);
    assert_eq!(decide(Better::Higher, Margin::Difference(-20.0), 70.0), Decision::Regressed);
}

#[test]
fn regressed_is_not_hidden_by_an_earlier_within() {
    let mut gate = PairedGate::resume(rule(), [(1.0, 1.0); 6]).unwrap();
    assert_eq!(gate.decision(), Decision::Within);
    for _ in 0..60 {
        gate.push(1.0, 1.5).unwrap();
    }
    assert_eq!(gate.decision(), Decision::Regressed);
}

#[test]
fn ten_thousand_pairs_do_not_hang() {
    let mut gate = PairedGate::new(rule());
    for pair in 0..10_000u32 {
        gate.push(1.0, 1.1 + 0.3 * (f64::from(pair) * 0.7).sin()).unwrap();
    }
    let report = gate.report();
    assert_eq!(report.pairs, 10_000);
    assert!(report.interval.contains(report.change.unwrap()));
    assert!(report.ln_e_within.is_finite() && report.ln_e_regressed.is_finite());
}

proptest! {
    /// What may be read after every pair is the same whether it was read or not, and whatever the unit is.
    #[test]
    fn units_and_resuming_change_nothing(
        pairs in proptest::collection::vec((0.5f64..2.0, 0.5f64..2.0), 1..40), cut in 0usize..40
    ) {
        let whole = PairedGate::resume(rule(), pairs.iter().copied()).unwrap();
        let mut parts = PairedGate::resume(rule(), pairs.iter().copied().take(cut)).unwrap();
        for (base, candidate) in pairs.iter().skip(cut) {
            parts.push(*base, *candidate).unwrap();
        }
        prop_assert_eq!(whole.report(), parts.report());
        // Powers of two change no digit of a logarithm's argument, so nearly none of its value.
        let scaled = PairedGate::resume(rule(), pairs.iter().map(|(base, candidate)| (base * 1024.0, candidate * 1024.0))).unwrap();
        prop_assert!((whole.ln_e_values().0 - scaled.ln_e_values().0).abs() < 1e-6);
    }

    /// The interval excludes the limit only where the gate has decided.
    #[test]
    fn the_interval_and_the_decision_agree(pairs in proptest::collection::vec((0.5f64..2.0, 0.5f64..2.0), 1..60)) {
        let gate = PairedGate::resume(rule(), pairs).unwrap();
        let interval = confidence_sequence(&gate.scores, &gate.scales, 0.05, 0.05);
        let report = gate.report();
        if interval.low.is_some_and(|low| low > rule().threshold() + 1e-9) {
            prop_assert_eq!(report.decision, Decision::Regressed);
        }
        if interval.high.is_some_and(|high| high < rule().threshold() - 1e-9) {
            prop_assert_ne!(report.decision, Decision::Undecided);
        }
        prop_assert!((0.0..=1.0).contains(&report.p));
    }
}
