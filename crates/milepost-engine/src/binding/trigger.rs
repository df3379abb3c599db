//! What the entries under When to Rollback mean.

use std::{ops::Range, time::Duration};

use milepost_document::vocabulary::plain_text;
use milepost_gate::{
    CoverageKind,
    budget::{Purpose, Wish, budget_in},
    performance::Better,
};

use super::{Bound, Check, RecordKind, Run, RunId, command, phrase};
use crate::config::{Config, Measure, MetricConfig, fits};

/// How long tests may fail where the document does not say it.
const QUICKLY: Duration = Duration::from_hours(24);

/// What may stand beside "performance" in an entry that speaks of all of it, as beginnings of words. Any other word names a
/// part, and a part that is no metric is measured by none.
const GENERAL: [&str; 43] = [
    "perform",
    "degrad",
    "slow",
    "latenc",
    "throughput",
    "respons",
    "regress",
    "drop",
    "worse",
    "deteriorat",
    "overhead",
    "metric",
    "target",
    "baseline",
    "budget",
    "limit",
    "overall",
    "general",
    "system",
    "applic",
    "signific",
    "notic",
    "unaccept",
    "serious",
    "severe",
    "major",
    "exceed",
    "increas",
    "decreas",
    "compar",
    "measur",
    "relativ",
    "beyond",
    "outside",
    "percent",
    "greater",
    "higher",
    "lower",
    "within",
    "before",
    "after",
    "become",
    "median",
];
/// The same, whole words, with units.
const SMALL: [&str; 42] = [
    "a", "an", "and", "any", "app", "are", "at", "bad", "below", "by", "from", "get", "gets", "above", "in",
    "is", "it", "its", "least", "less", "more", "most", "ms", "no", "not", "of", "or", "over", "s", "sec",
    "second", "seconds", "than", "the", "time", "times", "to", "under", "us", "was", "with", "min",
];
/// What may stand in an entry that speaks of all tests, whole words. Any other word names some of them, or is about
/// something else: then what all tests say clears nothing.
const OF_TESTS: &str = "a all an and any appear are as be been before break breaks broken by can cannot cant detected \
    discovered existing fail failed failing fails failure failures fix fixed for found have if in introduced is it its \
    last lasts longer more new not occur of once or persist persists quickly red regression regressions remain remains \
    resolve resolved soon still suite suites t test tests than that the there to unresolved which with within working";
/// What may stand in an entry that speaks of the coverage of everything. Any other word names a part, or another kind.
const OF_COVERAGE: &str = "a below branch branches by code coverage decreases drop dropping drops fall falling falls \
    function functions gets goes is less line lines of or overall percent project than the to test tests total under worse";
/// Names of checks that every sentence about any check has in it.
const COMMON_NAMES: &str = "all check checks suite suites test tests";

/// What an entry under When to Rollback means.
#[derive(Debug, Clone, PartialEq)]
pub enum Trigger {
    /// A test fails that did not at the baseline, for longer than this.
    Failures(Duration),
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
            all.filter(|(at, word)| !is_time(*at) && !is_of(OF_TESTS, word)).map(|(_, word)| *word).collect();
        if let [part, ..] = parts[..] {
            let why = format!("it speaks of `{part}`, and no suite or check has that name");
            return named(config, &words, &parts, bound).unwrap_or(Trigger::Watched(why));
        }
        return Trigger::Failures(time.map_or(QUICKLY, |(_, time)| time));
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

/// Whether a word is one of a list.
fn is_of(list: &str, word: &str) -> bool {
    list.split(' ').any(|one| one == word)
}

fn watched(why: &str) -> Trigger {
    Trigger::Watched(why.to_owned())
}

/// What a sentence about speed or size comes to: the metrics that it names, or all of them where it speaks of performance,
/// each held against what the sentence allows, or against its own budget where the sentence has no number.
fn performance(config: &Config, text: &str, fails: bool, bound: &mut Bound) -> Option<Trigger> {
    let sentence = spaced(text);
    let begins = |stem: &&str| sentence.contains(&format!(" {stem}"));
    let speaks = ["perform", "slow", "latenc", "throughput", "response time", "degrad"].iter().any(begins);
    let named = |name: &str| sentence.contains(&spaced(name));
    let is_named = config.metrics.keys().any(|name| named(name));
    let wish = budget_in(text, Purpose::Trigger).map(|worded| worded.wish);
    // "Build fails for more than 2 hours" says how long it fails, and not how long a metric `build` may take.
    if !(speaks || is_named && wish.is_some() && !fails) {
        return None;
    }
    if !is_named && let Some(part) = sentence.split(' ').find(|word| !is_general(word)) {
        return Some(Trigger::Watched(format!("it speaks of `{part}`, and no metric has that name")));
    }
    if wish.is_none() && text.contains(|c: char| c.is_ascii_digit()) {
        return Some(watched("what it allows can be read in more than one way"));
    }
    let is_meant = |name: &str, metric: &MetricConfig| {
        if is_named { named(name) } else { metric.measure != Measure::FileSize }
    };
    let mut runs: Vec<RunId> = Vec::new();
    let mut unfit = None;
    for (name, metric) in config.metrics.iter().filter(|(name, metric)| is_meant(name, metric)) {
        let better = metric.better.or(metric.budget.map(|budget| budget.better())).unwrap_or(Better::Lower);
        let budget = wish.map_or_else(|| metric.budget(), |wish| wish.budget(better));
        if budget.better() != better || fits(metric, budget).is_some() {
            unfit = Some(name);
            continue;
        }
        runs.push(bound.intern(Run::metric(config, name, metric, budget)));
    }
    let is_of_one = matches!(wish, Some(Wish::Keeps(_))) && !is_named;
    Some(match (runs.as_slice(), unfit) {
        ([], None) => watched("nothing measures it: add `[metrics.NAME]` to `milepost.toml`"),
        ([], Some(name)) => Trigger::Watched(format!("what it allows does not fit the metric `{name}`")),
        (_, Some(name)) if !is_of_one => {
            Trigger::Watched(format!("what it allows does not fit the metric `{name}`"))
        }
        ([_, _, ..], _) if is_of_one => watched("it names none of the metrics that it could mean"),
        _ => Trigger::Broken(Box::new(Check::Metrics(runs))),
    })
}

/// Whether a word names no part of a program.
fn is_general(word: &str) -> bool {
    let begins = |stem: &&str| word.starts_with(*stem);
    word.starts_with(|c: char| c.is_ascii_digit())
        || word.is_empty()
        || SMALL.contains(&word)
        || GENERAL.iter().any(begins)
}

/// "Coverage drops below 80%".
fn coverage(config: &Config, text: &str, bound: &mut Bound) -> Trigger {
    let below = ["below", "under", "less than", "<"].iter().find_map(|word| {
        let rest = text.split_once(word)?.1.trim_start();
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').len();
        let percent: f64 = rest[..digits].parse().ok()?;
        (rest[digits..].trim_start().starts_with('%') && (0.0..=100.0).contains(&percent)).then_some(percent)
    });
    let is_number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    let sentence = spaced(text);
    if let Some(part) = sentence.split_whitespace().find(|word| !is_number(word) && !is_of(OF_COVERAGE, word))
    {
        return Trigger::Watched(format!("it speaks of `{part}`, and coverage is measured of everything"));
    }
    match (below, &config.coverage) {
        (_, None) => watched("nothing measures it: add `[coverage]` to `milepost.toml`"),
        (None, _) => watched("it does not say below which coverage"),
        (Some(percent), Some(coverage)) => Trigger::Uncovered {
            run: bound.intern(Run::coverage(config, coverage)),
            percent,
            kind: if text.contains("branch") {
                CoverageKind::Branches
            } else if text.contains("function") {
                CoverageKind::Functions
            } else {
                CoverageKind::Lines
            },
        },
    }
}

/// What is said to fail: a check or suite by its name, else a build, a linter, a type check or a migration by what runs it.
fn broken(config: &Config, words: &[&str], bound: &mut Bound) -> Option<Trigger> {
    if let Some(trigger) = named(config, words, &[], bound) {
        return Some(trigger);
    }
    let run = |run: RunId| Trigger::Broken(Box::new(Check::Run(run)));
    let has = |stems: &[&str]| words.iter().any(|word| stems.iter().any(|stem| word.starts_with(stem)));
    let check = if has(&["build", "compil"]) {
        phrase::same_as(config, bound, "build", phrase::is_build)
    } else if has(&["lint"]) {
        phrase::same_as(config, bound, "lint", phrase::is_lint)
    } else if has(&["typecheck", "typescript"]) || words.iter().any(|word| matches!(*word, "type" | "types"))
    {
        phrase::same_as(config, bound, "typecheck", phrase::is_type_check)
    } else if has(&["migrat"]) {
        let by_name = config.checks.keys().find(|name| name.contains("migrat"));
        return by_name
            .and_then(|name| command::run_by_name(config, name, bound))
            .map(run)
            .or_else(|| Some(watched("no check of `milepost.toml` migrates: add `[checks.migration]`")));
    } else {
        return None;
    };
    Some(match check {
        Check::Unbound { reason, .. } => Trigger::Watched(reason),
        check => Trigger::Broken(Box::new(check)),
    })
}

/// The check or suite whose name stands among the words and has all `parts` in it; the longest, where there are several.
fn named(config: &Config, words: &[&str], parts: &[&str], bound: &mut Bound) -> Option<Trigger> {
    let sentence = spaced(&words.join(" "));
    let is_meant = |name: &&String| {
        let name = spaced(name);
        sentence.contains(&name)
            && parts.iter().all(|part| name.contains(&spaced(part)))
            && !name.split_whitespace().all(|word| is_of(COMMON_NAMES, word))
    };
    let name =
        config.checks.keys().chain(config.suites.keys()).filter(is_meant).max_by_key(|name| name.len())?;
    command::run_by_name(config, name, bound).map(|run| Trigger::Broken(Box::new(Check::Run(run))))
}

/// The first time of the words, and where it stands: `4 hours`, `1.5 h`, `2d`, `one day`.
fn time_of(words: &[&str]) -> Option<(Range<usize>, Duration)> {
    const NUMBERS: [&str; 10] =
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    words.iter().enumerate().find_map(|(at, word)| {
        let is_digit = |c: char| c.is_ascii_digit() || c == '.';
        let spelled = NUMBERS.iter().position(|number| number == word);
        let (number, unit) = if let Some(number) = spelled {
            (number as f64 + 1.0, "")
        } else {
            let (number, unit) = word.split_at(word.len() - word.trim_start_matches(is_digit).len());
            (number.parse().ok()?, unit)
        };
        let end = match words.get(at + 1) {
            _ if !unit.is_empty() => at,
            Some(&"working") => at + 2,
            _ => at + 1,
        };
        let unit = if unit.is_empty() { *words.get(end)? } else { unit };
        let seconds = match unit {
            "m" | "min" | "mins" | "minute" | "minutes" => 60.0,
            "h" | "hr" | "hrs" | "hour" | "hours" => 3600.0,
            "d" | "day" | "days" => 86_400.0,
            "w" | "week" | "weeks" => 604_800.0,
            _ => return None,
        };
        Some((at..end + 1, Duration::try_from_secs_f64(number * seconds).ok()?))
    })
}

/// Small letters and single spaces, with one before and behind.
fn spaced(text: &str) -> String {
    let plain = |c: char| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { ' ' };
    let text: String = text.chars().map(plain).collect();
    format!(" {} ", text.split_whitespace().collect::<Vec<_>>().join(" "))
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
        assert_eq!(kind("Test failures that can't be resolved quickly"), Trigger::Failures(QUICKLY));
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
            Trigger::Failures(limit) => limit.as_secs(),
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
