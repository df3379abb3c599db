use super::*;

fn metric(settings: &str, budget: &str) -> Metric {
    let text = format!("[metrics.speed]\nrun = 'make bench'\n{settings}\n");
    let config = crate::config::parse(text.as_bytes()).unwrap();
    Metric::new("speed", &config.metrics["speed"], budget.parse().unwrap())
}

fn machine(processor: &str) -> BTreeMap<String, String> {
    BTreeMap::from([("processor".to_owned(), processor.to_owned())])
}

/// Sessions of ten runs, an hour apart, around these values.
fn sessions(first: i64, middles: &[f64]) -> Vec<Runs> {
    let session = |(at, middle): (i64, &f64)| Runs {
        began: (first + at) * 3600,
        values: (0..10).map(|run| middle * (1.0 + 0.001 * f64::from(run % 3))).collect(),
        calibrators: None,
        environment: machine("x"),
    };
    (0..).zip(middles).map(session).collect()
}

fn blank() -> Measurement {
    let content = json!({
        "metric": "speed", "method": "paired", "budget": "", "unit": "", "decision": "undecided", "words": "",
        "stopped": "", "began": 0, "pairs": [{ "base": 1.0, "candidate": 1.0, "baseFirst": true }],
    });
    serde_json::from_value(content).unwrap()
}

/// One look at hour `at`, whose runs take so many seconds.
fn look(metric: &Metric, base: &[Runs], new: &[Runs], at: i64, value: Option<f64>) -> (Verdict, Measurement) {
    let (base, new, lost) = (base.to_vec(), new.to_vec(), "the commit is gone".to_owned());
    let kept = Kept { base, new, environment: machine("x"), lost };
    let mut measurement = blank();
    let mut take = || Ok(vec![value.expect("it is refused before it runs"); RUNS]);
    let verdict = judge(metric, kept, at * 3600, &mut take, &mut measurement);
    assert_eq!((measurement.method.as_str(), measurement.pairs.len()), ("stored", 1), "pairs stay");
    assert!(
        measurement.words.contains("by a stored baseline")
            && measurement.words.contains("the commit is gone")
    );
    (verdict, measurement)
}

#[test]
fn looks_add_up_until_one_of_three_decides() {
    let (metric, base) = (metric("", "<= +10%"), sessions(0, &[1.0, 1.01, 0.99]));
    for (value, right) in [(1.0, "within"), (1.35, "regressed")] {
        let mut new: Vec<Runs> = Vec::new();
        let mut decisions = Vec::new();
        for at in [10, 12, 14] {
            let (verdict, found) = look(&metric, &base, &new, at, Some(value));
            assert_eq!(verdict.is_pass(), found.decision == "within", "{verdict:?}");
            assert_eq!(matches!(verdict, Verdict::Fail { .. }), found.decision == "regressed");
            assert_eq!(found.values.len(), 10 * found.kept_candidate.len());
            new = found.kept_candidate.iter().map(runs).collect();
            decisions.push(found.decision);
        }
        assert_eq!(decisions[2], right, "{value}: {decisions:?}");
        assert_eq!((new.len(), new[2].began), (3, 14 * 3600));
        // A fourth look was not declared.
        let (verdict, found) = look(&metric, &base, &new, 16, None);
        assert!(matches!(verdict, Verdict::Inconclusive(_)) && found.words.contains("3 times, as declared"));
        assert_eq!(found.kept_candidate.len(), 3);
    }
}

#[test]
fn what_would_say_nothing_does_not_run() {
    let usual = metric("", "<= +10%");
    let base = sessions(0, &[1.0, 1.0, 1.0]);
    let refused = |metric: &Metric, base: &[Runs], at: i64| {
        let (verdict, found) = look(metric, base, &[], at, None);
        assert!(matches!(verdict, Verdict::Inconclusive(_)), "{verdict:?}");
        assert_eq!((found.decision.as_str(), found.kept_candidate.len()), ("undecided", 0));
        found.words
    };
    assert!(refused(&usual, &[], 9).contains("no measurement with 5 runs"));
    let mut elsewhere = base.clone();
    for runs in &mut elsewhere {
        runs.environment = machine("y");
    }
    assert!(refused(&usual, &elsewhere, 9).contains("the environment changed: processor"));
    for runs in &mut elsewhere {
        runs.environment.clear();
    }
    assert!(refused(&usual, &elsewhere, 9).contains("is not known"));
    assert!(refused(&usual, &base, 2).contains("0 s apart"));
    assert!(refused(&metric("measure = 'wall'", "<= +10%"), &base, 9).contains("measure CPU time"));
    assert!(refused(&metric("measure = 'peak-memory'", "<= +10%"), &base, 9).contains("only times"));
    assert!(refused(&metric("", "<= +20 ms"), &base, 9).contains("a change in percent"));
}

#[test]
fn one_session_confirms_nothing_and_shows_what_is_far_off() {
    let (metric, base) = (metric("", "<= +10%"), sessions(0, &[1.0]));
    let (verdict, found) = look(&metric, &base, &[], 9, Some(1.0));
    assert!(matches!(verdict, Verdict::Inconclusive(_)));
    assert!(found.words.contains("cannot confirm `<= +10%`"), "{}", found.words);
    let (verdict, found) = look(&metric, &base, &[], 9, Some(2.0));
    assert!(matches!(verdict, Verdict::Fail { .. }) && found.low.unwrap() > 0.1, "{}", found.words);
    assert!(!found.words.contains("cannot confirm"), "it is decided: {}", found.words);
    let mut measurement = blank();
    let kept = Kept { base, new: Vec::new(), environment: machine("x"), lost: "gone".into() };
    let verdict = judge(&metric, kept, 9 * 3600, &mut || Err("exit 3".to_owned()), &mut measurement);
    assert!(matches!(verdict, Verdict::Inconclusive(_)) && measurement.words.contains("exit 3"));
}

#[test]
fn sessions_that_begin_close_together_are_one_and_those_of_other_machines_are_left_out() {
    let mut all = sessions(0, &[1.0, 1.0, 1.0]);
    all[1].began = 300;
    let mut foreign = sessions(5, &[9.0]);
    foreign[0].environment = machine("y");
    all.extend(foreign);
    let mut short = sessions(7, &[1.0]);
    short[0].values.truncate(4);
    all.extend(short);
    let found = comparable(all.clone(), &machine("x"));
    assert_eq!(found.iter().map(|runs| runs.values.len()).collect::<Vec<_>>(), [20, 10]);
    // Where there are none of this machine, what differs is told.
    assert_eq!(comparable(all, &machine("z")).len(), 3);
}
