//! What the entries under When to Rollback mean.

mod broken;
mod coverage;
mod performance;
mod words;

use std::time::Duration;

use milepost_document::vocabulary::plain_text;
use milepost_gate::CoverageKind;

use self::{
    broken::{broken, named},
    coverage::coverage,
    performance::performance,
    words::{WordList, Words, time_of},
};
use super::{Bound, Check, RecordKind, RunId};
use crate::config::Config;

/// How long tests may fail where the document does not say it.
const QUICKLY: Duration = Duration::from_hours(24);
/// What may stand in an entry that speaks of all tests, whole words. Any other word names some of them, or is about
/// something else: then what all tests say clears nothing.
static OF_TESTS: WordList = WordList::new(|| {
    Words::of(
        "a all an and any appear are as be been before break breaks broken by can cannot cant detected \
    discovered existing fail failed failing fails failure failures fix fixed for found have if in introduced is it its \
    last lasts longer more new not occur of once or persist persists quickly red regression regressions remain remains \
    resolve resolved soon still suite suites t test tests than that the there to unresolved which with within working",
    )
});

/// What an entry under When to Rollback means.
#[derive(Debug, Clone, PartialEq)]
pub enum Trigger {
    /// A test fails that did not at the baseline, for longer than this.
    Failures {
        /// How long it may.
        limit: Duration,
        /// Whether only tests count that passed at the baseline, and none that are new.
        only_regressions: bool,
    },
    /// This does not hold.
    Broken(Box<Check>),
    /// Coverage is below this, whatever it was before.
    Uncovered {
        /// Which run measures it.
        run: RunId,
        /// Percent.
        percent: f64,
        /// Of what.
        kind: CoverageKind,
    },
    /// An open blocker speaks of a bug that is critical.
    CriticalBugs,
    /// A milestone that needs this one fails.
    Dependents,
    /// Nothing tells, and why.
    Watched(String),
}

/// Says of every entry that is read as a reason to roll back what it means. It comes after all other binding, because it
/// rests on the commands that are bound.
pub(super) fn bind_triggers(config: &Config, bound: &mut Bound) {
    for at in 0..bound.bindings.len() {
        if bound.bindings[at].check == Check::Record(RecordKind::Trigger) {
            let text = bound.bindings[at].text.clone();
            bound.bindings[at].check = Check::Trigger(meaning(config, &text, bound));
        }
    }
}

fn meaning(config: &Config, text: &str, bound: &mut Bound) -> Trigger {
    let plain = plain_text(text);
    let words: Vec<&str> = plain.split(|c: char| !c.is_alphanumeric() && c != '.').collect();
    let words: Vec<&str> =
        words.into_iter().map(|word| word.trim_end_matches('.')).filter(|word| !word.is_empty()).collect();
    let has = |stems: &[&str]| words.iter().any(|word| stems.iter().any(|stem| word.starts_with(stem)));
    let fails = has(&["fail", "break", "broke", "error", "unstable"]) || words.contains(&"red");
    if let Some(trigger) = performance(config, text, fails, bound) {
        return trigger;
    }
    if has(&["coverage"]) {
        return coverage(config, &text.to_lowercase(), bound);
    }
    if has(&["test", "suite", "regression"]) && (fails || has(&["regression"])) {
        if text.contains('%') {
            return watched("a share of the tests is not measured");
        }
        let time = time_of(&words);
        let is_time = |at| time.as_ref().is_some_and(|(place, _)| place.contains(&at));
        let all = words.iter().enumerate();
        let parts: Vec<&str> =
            all.filter(|(at, word)| !is_time(*at) && !OF_TESTS.has(word)).map(|(_, word)| *word).collect();
        if let [part, ..] = parts[..] {
            let why = format!("it speaks of `{part}`, and no suite or check has that name");
            return named(config, &words, &parts, bound).unwrap_or(Trigger::Watched(why));
        }
        // A new test that fails yet is work that goes on, and no regression.
        let only_regressions = has(&["regression"]) && !fails;
        return Trigger::Failures { limit: time.map_or(QUICKLY, |(_, time)| time), only_regressions };
    }
    if fails && let Some(trigger) = broken(config, &words, bound) {
        return trigger;
    }
    let is_grave = has(&["critical", "severe", "serious", "major", "blocking", "p0", "sev1"]);
    // What happens to people who use it stands in no blocker of the plan.
    let is_elsewhere = has(&["production", "prod", "live", "customer", "user", "monitoring"]);
    if is_grave && has(&["bug", "defect", "issue", "error", "problem"]) && !is_elsewhere {
        return Trigger::CriticalBugs;
    }
    if has(&["break", "broke", "incompatib"]) && has(&["dependent", "dependant", "downstream", "consumer"]) {
        return Trigger::Dependents;
    }
    watched("only people can tell")
}

fn watched(why: &str) -> Trigger {
    Trigger::Watched(why.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explain::describe;

    const CONFIG: &[u8] =
        b"[checks.build]\nrun = 'make'\n[checks.api-contract]\nrun = 'x'\n[checks.migration-up]\nrun = 'm'\n\
        [coverage]\nrun = 'c'\nreport = { format = 'lcov', path = 'l' }\n\
        [metrics.check-out]\nrun = 'x'\n[metrics.rate]\nrun = 'y'\nbetter = 'higher'\n\
        [metrics.size]\nrun = 'z'\nmeasure = 'file-size'\nfiles = ['a']\n";

    fn read(config: &[u8], text: &str) -> (Trigger, String) {
        let config = crate::config::parse(config).unwrap();
        let mut bound = Bound::default();
        let trigger = meaning(&config, text, &mut bound);
        let words = match &trigger {
            Trigger::Broken(check) => describe(check, &bound),
            Trigger::Watched(why) => why.clone(),
            Trigger::Uncovered { percent, kind, .. } => format!("{kind} {percent}"),
            _ => String::new(),
        };
        (trigger, words)
    }

    #[test]
    fn the_phrases_of_the_template_are_typed() {
        let kind = |text| read(b"", text).0;
        let failures = |only_regressions| Trigger::Failures { limit: QUICKLY, only_regressions };
        assert_eq!(kind("Test failures that can't be resolved quickly"), failures(false));
        assert_eq!(kind("Regressions that can't be fixed quickly"), failures(true));
        assert_eq!(kind("Critical bugs discovered"), Trigger::CriticalBugs);
        assert_eq!(kind("Breaking changes to dependent systems"), Trigger::Dependents);
        for (text, why) in [
            ("Performance degradation > 10%", "nothing measures it"),
            ("The customer says so", "only people can tell"),
            ("Critical errors in production", "only people can tell"),
            ("More than 5% of tests fail", "a share of the tests"),
            ("More than 3 tests fail", "it speaks of `3`"),
            ("E2E tests fail", "it speaks of `e2e`"),
            ("The integration suite is broken", "it speaks of `integration`"),
            ("Customers report regressions", "it speaks of `customers`"),
            ("Regression in conversion rate", "it speaks of `conversion`"),
            ("Redirects break an upstream dependency", "only people can tell"),
            ("Data migration fails", "no check of `milepost.toml` migrates"),
            ("Build fails", "no item carries a build command"),
            ("Coverage drops below 80%", "nothing measures it"),
        ] {
            assert!(matches!(kind(text), Trigger::Watched(found) if found.contains(why)), "{text}");
        }
    }

    #[test]
    fn a_stated_time_counts() {
        let limit = |text| match read(b"", text).0 {
            Trigger::Failures { limit, .. } => limit.as_secs(),
            other => panic!("{other:?}"),
        };
        assert_eq!(limit("Tests failing for more than 4 hours"), 4 * 3600);
        assert_eq!(limit("Regressions not fixed within 2d"), 2 * 86_400);
        assert_eq!(limit("Tests broken for 1.5 hours"), 5400);
        assert_eq!(limit("Test failures that cannot be resolved within one working day"), 86_400);
    }

    #[test]
    fn what_a_sentence_names_is_bound() {
        let words = |text| read(CONFIG, text).1;
        let both =
            "measured: `check-out` `<= +10%` beside the baseline, `rate` `>= -10%` beside the baseline";
        assert_eq!(words("Performance degradation > 10%"), both);
        assert_eq!(words("Performance degrades by more than 10%"), both);
        assert_eq!(words("Performance gets bad"), both);
        assert_eq!(words("The check-out takes more than 200 ms"), "measured: `check-out` `<= 200 ms`");
        assert_eq!(words("Latency above 200 ms"), "measured: `check-out` `<= 200 ms`");
        assert_eq!(words("Build fails"), "run `build`");
        assert_eq!(words("Check-out build fails for more than 2 hours"), "run `build`");
        assert_eq!(words("The API contract breaks"), "run `api-contract`");
        assert_eq!(words("Migration errors"), "run `migration-up`");
        assert_eq!(words("Line coverage drops below 80 %"), "lines 80");
        assert_eq!(words("Branch coverage drops below 80%"), "branches 80");
    }

    #[test]
    fn one_kind_of_tests_is_not_cleared_by_another() {
        let all = b"[checks.check]\nrun = 'x'\n[suites.e2e]\nrun = 'x'\n[suites.tests]\nrun = 'y'\n";
        assert_eq!(read(all, "E2E tests fail").1, "run `e2e`, at least one test");
        for text in ["Integration tests fail", "E2E tests fail in staging", "A health check breaks"] {
            assert!(matches!(read(all, text).0, Trigger::Watched(_)), "{text}");
        }
    }

    #[test]
    fn what_can_be_read_in_two_ways_is_watched() {
        for (text, why) in [
            ("Performance degradation > 10% or regression > 20%", "more than one way"),
            ("Coverage gets worse", "below which"),
            ("Search answers slower than before by more than 10%", "it speaks of `search`"),
            ("Load tests fail", "it speaks of `load`"),
            ("Tests fail for 2d in e2e", "it speaks of `e2e`"),
            ("More than one test fails", "it speaks of `one`"),
            ("Coverage of pricing drops below 80%", "it speaks of `pricing`"),
            ("Statement coverage drops below 80%", "it speaks of `statement`"),
            ("Size above 10 ms", "does not fit the metric `size`"),
        ] {
            assert!(matches!(read(CONFIG, text).0, Trigger::Watched(found) if found.contains(why)), "{text}");
        }
    }
}
