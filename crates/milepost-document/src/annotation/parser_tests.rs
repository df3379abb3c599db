use proptest::prelude::*;

use super::super::table_query::{TableColumn, TableOf, TableQuery};
use super::*;

fn one(text: &str) -> Form {
    let mut annotations = parse_annotation(text, 0).unwrap_or_else(|error| panic!("`{text}`: {error}"));
    assert_eq!(annotations.len(), 1, "{text}");
    annotations.remove(0).form
}

fn coverage(percent: f64, what: CoverageWhat, of: CoverageOf) -> Form {
    Form::Coverage { percent, what, of }
}

#[test]
fn every_form() {
    let text = str::to_owned;
    for (source, form) in [
        ("run \"pnpm test -- --run\"", Form::RunCommand(text("pnpm test -- --run"))),
        ("run \"echo \\\"a; b\\\"\"", Form::RunCommand(text("echo \"a; b\""))),
        ("run typecheck", Form::RunNamed(text("typecheck"))),
        ("tests unit", Form::Tests { suite: text("unit"), no_regression: false, min: None }),
        (
            "tests unit no-regression min 12",
            Form::Tests { suite: text("unit"), no_regression: true, min: Some(12) },
        ),
        ("coverage >= 90%", coverage(90.0, CoverageWhat::Lines, CoverageOf::All)),
        ("coverage >=90.5% branches", coverage(90.5, CoverageWhat::Branches, CoverageOf::All)),
        ("coverage >= 80% each-file", coverage(80.0, CoverageWhat::Lines, CoverageOf::EachFile)),
        (
            "coverage >= 80% functions each-file",
            coverage(80.0, CoverageWhat::Functions, CoverageOf::EachFile),
        ),
        ("coverage >= 95% changed-lines", coverage(95.0, CoverageWhat::Lines, CoverageOf::ChangedLines)),
        (
            "coverage >= 95% lines changed-lines",
            coverage(95.0, CoverageWhat::Lines, CoverageOf::ChangedLines),
        ),
        (
            "metric startup <= +10%",
            Form::Metric {
                name: text("startup"),
                relation: Relation::AtMost,
                bound: MetricBound::Relative(10.0),
            },
        ),
        (
            "metric bundle <= 300 KiB",
            Form::Metric {
                name: text("bundle"),
                relation: Relation::AtMost,
                bound: MetricBound::Absolute { value: 300.0, unit: Some(MetricUnit::Kibibytes) },
            },
        ),
        (
            "metric p95 < 200ms",
            Form::Metric {
                name: text("p95"),
                relation: Relation::Below,
                bound: MetricBound::Absolute { value: 200.0, unit: Some(MetricUnit::Milliseconds) },
            },
        ),
        (
            "metric score >= 5",
            Form::Metric {
                name: text("score"),
                relation: Relation::AtLeast,
                bound: MetricBound::Absolute { value: 5.0, unit: None },
            },
        ),
        (
            "quiet \"(?i)warning\" in build",
            Form::Quiet { regex: text("(?i)warning"), name: Some(text("build")) },
        ),
        ("quiet \"warn\"", Form::Quiet { regex: text("warn"), name: None }),
        ("exists docs/api.md", Form::Exists(text("docs/api.md"))),
        ("exists \"docs/a b.md\"", Form::Exists(text("docs/a b.md"))),
        ("changed docs/**", Form::Changed(text("docs/**"))),
        ("branch milestone/*", Form::Branch(text("milestone/*"))),
        ("signed-off by stakeholder", Form::SignedOffBy(text("stakeholder"))),
        ("all deliverables", Form::All(text("deliverables"))),
        ("all success criteria", Form::All(text("success criteria"))),
        ("manual", Form::Manual),
        ("id unit-coverage", Form::Id(text("unit-coverage"))),
        ("test cart::** in unit", Form::Test { glob: text("cart::**"), suite: Some(text("unit")) }),
        ("inputs src/** package.json", Form::Inputs(vec![text("src/**"), text("package.json")])),
        ("must-fail-with tests/break.patch", Form::MustFailWith(text("tests/break.patch"))),
        (
            "allow or-true because \"the folder may be absent\"",
            Form::Allow { rule: text("or-true"), because: text("the folder may be absent") },
        ),
        (
            "table milestones columns id",
            Form::Table(TableQuery {
                of: TableOf::Milestones,
                conditions: Vec::new(),
                columns: vec![TableColumn::Id],
            }),
        ),
        ("objective 2", Form::Objective(2)),
        ("invariant", Form::Invariant),
        ("change", Form::Change),
    ] {
        assert_eq!(one(source), form, "{source}");
        assert!(source.starts_with(form.keyword()));
        assert!(FORMS.contains(&form.keyword()));
    }
}

#[test]
fn several_forms_with_their_places() {
    let annotations = parse_annotation(" id a ; coverage >= 80%;", 100).unwrap();
    let spans: Vec<_> = annotations.iter().map(|a| (a.span.start, a.span.end)).collect();
    assert_eq!(spans, [(101, 105), (108, 123)]);
}

#[test]
fn errors_say_where_and_what_next() {
    for (text, message, hint) in [
        ("", "an annotation without a form", Some("write one of")),
        ("covrage >= 90%", "unknown form `covrage`", Some("did you mean `coverage`?")),
        ("frobnicate", "unknown form `frobnicate`", Some("known are")),
        ("coverage >= 90% line", "unknown kind of coverage `line`", Some("did you mean `lines`?")),
        (
            "coverage >= 90% each-fil",
            "unknown kind of coverage `each-fil`",
            Some("did you mean `each-file`?"),
        ),
        ("coverage >= 90% branches changed-lines", "unexpected `changed-lines` after `coverage`", None),
        ("coverage >= 90% each-file lines", "unexpected `lines` after `coverage`", None),
        ("coverage >= 190%", "`190%` is not a percentage between 0% and 100%", None),
        ("coverage <= 90%", "`<=` where `>=` is expected", Some("coverage >= 90%")),
        ("run pnpm test", "a command without quotes", Some("run \"…\"")),
        ("run \"\"", "an empty command", None),
        ("run \"pnpm", "a string that is not closed", Some("closing")),
        ("tests unit no-regresion", "unknown option of `tests` `no-regresion`", Some("no-regression")),
        ("tests", "nothing where the name of a suite is expected", None),
        ("allow or-true", "nothing where `because` and a reason is expected", Some("needs its reason")),
        ("allow or-true because \"\"", "nothing where a reason is expected", None),
        ("manual please", "unexpected `please` after `manual`", Some("separate forms by `;`")),
        ("exists /etc/passwd", "an absolute path", None),
        ("exists ../secret", "a path that leaves the repository", None),
        ("metric x <= +10", "`+10` is not a bound", None),
        ("metric x <= 10 parsecs", "unknown unit `parsecs`", None),
        ("objective 0", "objective `0`", None),
        ("id a b", "unexpected `b` after `id`", None),
        ("signed-off stakeholder", "`stakeholder` where `by` is expected", None),
    ] {
        let error = parse_annotation(text, 7).expect_err(text);
        assert!(error.message.contains(message), "{text}: {}", error.message);
        if let Some(hint) = hint {
            assert!(error.hint.as_deref().is_some_and(|h| h.contains(hint)), "{text}: {:?}", error.hint);
        }
        assert!(
            error.span.start >= 7 && error.span.end as usize <= 7 + text.len(),
            "{text}: {:?}",
            error.span
        );
    }
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused_within_bounds(text in ".{0,60}") {
        match parse_annotation(&text, 3) {
            Ok(annotations) => for annotation in annotations {
                prop_assert!(annotation.span.end as usize <= 3 + text.len());
            },
            Err(error) => prop_assert!(error.span.end as usize <= 3 + text.len()),
        }
    }

    #[test]
    fn words_of_the_language_never_panic(words in prop::collection::vec(prop::sample::select(vec![
        "run", "tests", "coverage", ">=", "90%", "metric", "<=", "+10%", "quiet", "\"x\"", "in", "a", ";", "allow", "because", "\"", "id", "objective", "3", "all", "by", "signed-off",
    ]), 0..8)) {
        let _ = parse_annotation(&words.join(" "), 0);
    }
}
