use std::collections::BTreeMap;

use super::*;
use crate::performance::Better;

fn gate() -> StoredGate {
    let rule = PairedRule::new(Better::Lower, Margin::Ratio(0.1)).unwrap();
    StoredGate::new(rule, Clock::Cpu, 1).unwrap()
}

/// Sessions of ten equal runs, an hour apart.
fn sessions(first: i64, values: &[f64]) -> Vec<Session> {
    let session = |(at, value): (i64, &f64)| Session {
        began: (first + at) * 3600,
        values: vec![*value; 10],
        calibrators: Some(vec![0.2; 10]),
        environment: BTreeMap::from([("cpu".to_owned(), "x".to_owned())]),
    };
    (0..).zip(values).map(session).collect()
}

#[test]
fn one_session_of_each_is_wider_than_the_limit() {
    let report = gate().judge(&sessions(0, &[1.0]), &sessions(9, &[1.0]));
    assert_eq!((report.decision, report.is_weak), (Decision::Undecided, true));
    // The quantile of Student's t at four degrees is 2.1318, the error .05 times the root of two.
    assert!((report.half_width.unwrap() - 2.1318 * 0.05 * 2f64.sqrt()).abs() < 1e-4, "{report:?}");
    let blind = gate().blind_at(&sessions(0, &[1.0]), 1).unwrap();
    assert!((blind.unwrap() - 0.1507).abs() < 1e-3);
    assert_eq!(gate().blind_at(&sessions(0, &[1.0, 1.0, 1.0]), 3), Ok(None));
}

#[test]
fn three_sessions_of_each_decide() {
    let base = sessions(0, &[1.0, 1.01, 0.99]);
    let of = |values: &[f64]| gate().judge(&base, &sessions(9, values));
    assert_eq!(of(&[1.0, 1.01, 0.99]).decision, Decision::Within);
    assert_eq!(of(&[1.3, 1.31, 1.29]).decision, Decision::Regressed);
    let at_limit = of(&[1.1, 1.11, 1.09]);
    assert_eq!((at_limit.decision, at_limit.is_weak), (Decision::Undecided, false));
    assert!((at_limit.change.unwrap() - 0.1).abs() < 1e-3 && at_limit.interval.contains(0.1));
    // Sessions that differ among themselves make it less sure.
    assert_eq!(of(&[1.0, 1.3, 0.7]).decision, Decision::Undecided);
    // More looks at the same error rate, too.
    let looks = StoredGate::new(gate().rule, Clock::Cpu, 3).unwrap();
    assert!(
        looks.judge(&base, &base_later(&base)).half_width
            > gate().judge(&base, &base_later(&base)).half_width
    );
}

fn base_later(base: &[Session]) -> Vec<Session> {
    base.iter().map(|session| Session { began: session.began + 100_000, ..session.clone() }).collect()
}

#[test]
fn the_words_say_that_the_baseline_was_stored() {
    let base = sessions(0, &[1.0; 3]);
    assert_eq!(gate().judge(&base, &sessions(9, &[1.0; 3])).decision, Decision::Within);
    let slower = gate().judge(&base, &sessions(9, &[1.3; 3]));
    assert_eq!(slower.decision, Decision::Regressed);
    assert!(slower.words().starts_with("by a stored baseline: changed by +30% (+"), "{slower:?}");
    let weak = gate().judge(&base[..1], &sessions(9, &[1.0]));
    assert_eq!(weak.decision, Decision::Undecided);
    assert!(weak.words().contains("too few sessions"), "{weak:?}");
    let refused = gate().judge(&[], &sessions(9, &[1.0]));
    assert!(!matches!(refused.decision, Decision::Within | Decision::Regressed));
    assert!(refused.words().contains("0 sessions of the baseline"), "{refused:?}");
}

#[test]
fn throughput_is_turned() {
    let rule = PairedRule::new(Better::Higher, Margin::Ratio(-0.1)).unwrap();
    let gate = StoredGate::new(rule, Clock::Cpu, 1).unwrap();
    let base = sessions(0, &[1.0; 4]);
    assert_eq!(gate.judge(&base, &sessions(9, &[0.7; 4])).decision, Decision::Regressed);
    let faster = gate.judge(&base, &sessions(9, &[1.3; 4]));
    assert_eq!(faster.decision, Decision::Within);
    assert!((faster.change.unwrap() - 0.3).abs() < 1e-9 && faster.interval.contains(0.3), "{faster:?}");
}

#[test]
fn what_cannot_be_compared_is_refused_with_its_reason() {
    let (base, new) = (sessions(0, &[1.0; 3]), sessions(9, &[1.0; 3]));
    let refusal = |gate: StoredGate, base: &[Session], new: &[Session]| {
        let report = gate.judge(base, new);
        assert_eq!(report.decision == Decision::Undecided, report.refusal.is_some(), "{report:?}");
        report.refusal.unwrap_or_default()
    };
    assert!(refusal(gate(), &base, &new).is_empty());
    assert!(refusal(gate(), &[], &new).starts_with("there are 0 sessions of the baseline"));
    assert!(refusal(gate(), &base, &[]).contains("0 new ones"));
    let mut other = new.clone();
    other[1].environment.insert("governor".into(), "powersave".into());
    other[2].environment.insert("cpu".into(), "y".into());
    assert_eq!(refusal(gate(), &base, &other), "the environment changed: cpu, governor");
    let mut unknown = new.clone();
    unknown[0].environment.clear();
    assert!(refusal(gate(), &base, &unknown).contains("not known"));
    let mut short = new.clone();
    short[0].values.truncate(4);
    assert_eq!(refusal(gate(), &base, &short), "a session has 4 runs, at least 5 are needed");
    let mut zero = new.clone();
    zero[0].values[3] = 0.0;
    assert!(refusal(gate(), &base, &zero).contains("`0`"));
    let mut close = new.clone();
    close[1].began = close[0].began + 300;
    assert!(refusal(gate(), &base, &close).contains("300 s apart"));
    let wall = StoredGate { clock: Clock::Wall, ..gate() };
    assert!(wall.judge(&base, &new).refusal.is_none());
    let mut bare = new.clone();
    bare[0].calibrators = None;
    assert!(refusal(wall, &base, &bare).contains("measure CPU time"));
    let mut partly = new;
    partly[0].calibrators = Some(vec![0.2; 9]);
    assert!(refusal(wall, &base, &partly).contains("measure CPU time"));
    let difference = PairedRule::new(Better::Lower, Margin::Difference(1.0)).unwrap();
    assert!(StoredGate::new(difference, Clock::Cpu, 1).is_err());
    assert!(gate().blind_at(&[], 3).is_err());
}
