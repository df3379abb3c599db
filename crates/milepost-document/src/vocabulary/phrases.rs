//! Phrases that bind a checklist item to a check without an annotation.

use serde::{Deserialize, Serialize};

use super::plain::plain_text;

/// The check that a phrase asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PhraseRule {
    /// "All existing tests still passing": no test of the baseline is lost or broken, by id.
    NoRegression,
    /// "All new tests passing": at least one id that the baseline lacks, all of them passing.
    NewTests,
    /// "All tests passing": every bound suite.
    AllTests,
    /// "No performance degradation", "performance metrics within targets": the metric gate.
    Metric,
    /// "Rollback tested": the rollback was rehearsed.
    Rehearsed,
    /// "Documentation updated": the related documents changed.
    DocumentationUpdated,
    /// "Documentation complete and accurate": links resolve and the related documents changed.
    DocumentationComplete,
    /// "Code review approved": a sign-off by someone other than the author.
    ReviewSignOff,
    /// "Stakeholder acceptance": a sign-off by a stakeholder.
    StakeholderSignOff,
    /// "All objectives achieved": derived from the objectives.
    AllObjectives,
    /// "All deliverables completed": derived from the deliverables.
    AllDeliverables,
    /// "Build successful with zero errors": the item that already carries the build command.
    SameAsBuild,
    /// "Lint passes": the item that already carries the linter.
    SameAsLint,
    /// "Formatting passes": the item that already carries the check of the code's form.
    SameAsFormat,
    /// "No TypeScript errors": the item that already carries the type check.
    SameAsTypeCheck,
    /// "No console warnings/errors": the output of the bound commands.
    Quiet,
    /// "Create feature branch".
    CreateBranch,
    /// "Document current state".
    DocumentState,
    /// "Run baseline tests".
    BaselineTests,
    /// "Record baseline metrics".
    BaselineMetrics,
}

impl PhraseRule {
    /// The name used by `explain` and in configuration, such as `no-regression`.
    pub fn name(self) -> &'static str {
        match self {
            Self::NoRegression => "no-regression",
            Self::NewTests => "new-tests",
            Self::AllTests => "all-tests",
            Self::Metric => "metric",
            Self::Rehearsed => "rehearsed",
            Self::DocumentationUpdated => "documentation-updated",
            Self::DocumentationComplete => "documentation-complete",
            Self::ReviewSignOff => "review-sign-off",
            Self::StakeholderSignOff => "stakeholder-sign-off",
            Self::AllObjectives => "all-objectives",
            Self::AllDeliverables => "all-deliverables",
            Self::SameAsBuild => "same-as-build",
            Self::SameAsLint => "same-as-lint",
            Self::SameAsFormat => "same-as-format",
            Self::SameAsTypeCheck => "same-as-type-check",
            Self::Quiet => "quiet",
            Self::CreateBranch => "create-branch",
            Self::DocumentState => "document-state",
            Self::BaselineTests => "baseline-tests",
            Self::BaselineMetrics => "baseline-metrics",
        }
    }
}

/// The rule whose phrase this item's text is. Only whole phrases match: a sentence that merely contains one is not
/// bound by it, because a wrong check is worse than a sign-off.
pub fn classify_phrase(text: &str) -> Option<PhraseRule> {
    let phrase = normalise_phrase(text);
    PHRASES.iter().find(|(_, phrases)| phrases.contains(&phrase.as_str())).map(|(rule, _)| *rule)
}

/// A phrase as it is compared: lower case, without emphasis, pictures, a comment in parentheses, end punctuation,
/// articles and fillers, with "passing", "passes" and "passed" made one word. Configured phrases go through it too.
pub fn normalise_phrase(text: &str) -> String {
    let plain = plain_text(text);
    let mut open = plain.as_str();
    if let (Some(at), true) = (open.rfind('('), open.trim_end_matches(['.', '!', ' ']).ends_with(')')) {
        open = &open[..at];
    }
    open.replace(['/', ',', '-'], " ")
        .split_whitespace()
        .map(|word| word.trim_matches(|c: char| matches!(c, '.' | '!' | ':' | ';' | '"' | '_')))
        .filter(|word| {
            !matches!(
                *word,
                "" | "the"
                    | "a"
                    | "an"
                    | "is"
                    | "are"
                    | "have"
                    | "has"
                    | "been"
                    | "still"
                    | "and"
                    | "or"
                    | "&"
                    | "+"
                    | "–"
                    | "our"
            )
        })
        .map(|word| match word {
            "passing" | "passes" | "passed" | "green" => "pass",
            "errors" => "error",
            "warnings" => "warning",
            "regressions" => "regression",
            "docs" => "documentation",
            "succeeds" | "successful" | "succeeded" | "successfully" => "success",
            "zero" => "no",
            word => word,
        })
        .collect::<Vec<_>>()
        .join(" ")
}

const PHRASES: &[(PhraseRule, &[&str])] = {
    use PhraseRule as R;
    &[
        (
            R::Rehearsed,
            &[
                "rollback tested",
                "rollback rehearsed",
                "rollback plan tested",
                "rollback plan rehearsed",
                "rollback procedure tested",
                "rollback procedure rehearsed",
                "rollback verified",
                "migration rollback tested",
                "database rollback tested",
                "tested rollback",
                "tested rollback plan",
                "tested rollback procedure",
                "rollback test pass",
                "rollback tests pass",
            ],
        ),
        (
            R::NoRegression,
            &[
                "all existing tests pass",
                "existing tests pass",
                "no test regression",
                "no regression",
                "no regression in existing tests",
                "all existing tests continue to pass",
                "existing tests continue to pass",
                "all previous tests pass",
                "no existing tests broken",
                "all existing unit tests pass",
                "no regression in existing functionality",
                "regression tests pass",
                "no regression introduced",
            ],
        ),
        (
            R::NewTests,
            &[
                "all new tests pass",
                "new tests pass",
                "new tests added pass",
                "new tests written pass",
                "all added tests pass",
            ],
        ),
        (
            R::AllTests,
            &[
                "all tests pass",
                "tests pass",
                "full test suite pass",
                "test suite pass",
                "all unit integration tests pass",
                "unit integration tests pass",
                "all unit tests integration tests pass",
                "entire test suite pass",
                "all test suites pass",
            ],
        ),
        (
            R::Metric,
            &[
                "no performance degradation",
                "performance metrics within targets",
                "no performance regression",
                "performance within targets",
                "performance targets met",
                "performance metrics met",
                "performance metrics within target",
                "no degradation in performance",
                "performance benchmarks met",
                "performance not degraded",
            ],
        ),
        (
            R::DocumentationUpdated,
            &[
                "documentation updated",
                "all documentation updated",
                "update documentation",
                "relevant documentation updated",
                "documentation up to date",
                "related documentation updated",
            ],
        ),
        (
            R::DocumentationComplete,
            &[
                "documentation complete accurate",
                "documentation complete",
                "documentation completed",
                "all documentation complete",
                "documentation accurate complete",
            ],
        ),
        (
            R::ReviewSignOff,
            &[
                "code review approved",
                "code review completed",
                "code review complete",
                "code reviewed",
                "code reviewed approved",
                "pr approved",
                "pull request approved",
                "code review done",
                "peer review approved",
                "peer review completed",
                "review approved",
                "code review pass",
            ],
        ),
        (
            R::StakeholderSignOff,
            &[
                "stakeholder acceptance",
                "stakeholder approval",
                "stakeholder sign off",
                "stakeholder signoff",
                "stakeholders approve",
                "accepted by stakeholders",
                "stakeholder accepted",
                "stakeholder approved",
                "product owner acceptance",
                "stakeholder acceptance obtained",
            ],
        ),
        (
            R::AllObjectives,
            &[
                "all objectives achieved",
                "all objectives met",
                "objectives achieved",
                "objectives met",
                "all goals achieved",
                "all goals met",
                "all objectives completed",
                "all objectives complete",
            ],
        ),
        (
            R::AllDeliverables,
            &[
                "all deliverables completed",
                "all deliverables complete",
                "deliverables completed",
                "deliverables complete",
                "all deliverables done",
                "all deliverables delivered",
            ],
        ),
        (
            R::SameAsBuild,
            &[
                "build success with no error",
                "build success",
                "build pass",
                "build success without error",
                "build completes without error",
                "project builds without error",
                "clean build",
                "no build error",
                "build with no error",
                "build completes success",
            ],
        ),
        (
            R::SameAsTypeCheck,
            &[
                "no typescript error",
                "no type error",
                "type check pass",
                "typecheck pass",
                "type checking pass",
                "typescript compiles without error",
                "no typescript compilation error",
                "no ts error",
            ],
        ),
        (
            R::SameAsLint,
            &[
                "lint pass",
                "linting pass",
                "linter pass",
                "no lint error",
                "no linting error",
                "no lint warning",
                "no lint warning error",
                "no lint error warning",
                "lint pass with no error",
                "linting pass with no error",
                "lint check pass",
                "lint clean",
                "eslint pass",
                "no eslint error",
                "clippy pass",
                "clippy clean",
                "no clippy warning",
            ],
        ),
        (
            R::SameAsFormat,
            &[
                "formatting pass",
                "format check pass",
                "formatting check pass",
                "code formatted",
                "all code formatted",
                "code format check pass",
            ],
        ),
        (
            R::Quiet,
            &[
                "no console warning error",
                "no console error",
                "no console error warning",
                "no console warning",
                "no warning error in console",
                "no error in console",
                "console free of warning error",
                "no warning error",
            ],
        ),
        (
            R::CreateBranch,
            &[
                "create feature branch",
                "feature branch created",
                "create branch",
                "branch created",
                "create new branch",
            ],
        ),
        (
            R::DocumentState,
            &[
                "document current state",
                "current state documented",
                "document existing state",
                "record current state",
            ],
        ),
        (
            R::BaselineTests,
            &[
                "run baseline tests",
                "baseline tests run",
                "run existing tests",
                "baseline tests pass",
                "record baseline tests",
                "baseline tests recorded",
            ],
        ),
        (
            R::BaselineMetrics,
            &[
                "record baseline metrics",
                "baseline metrics recorded",
                "capture baseline metrics",
                "measure baseline metrics",
                "baseline metrics captured",
                "record baseline performance",
            ],
        ),
    ]
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_of_the_template() {
        use PhraseRule as R;
        for (text, rule) in [
            ("Create feature branch", R::CreateBranch),
            ("Document current state", R::DocumentState),
            ("Run baseline tests", R::BaselineTests),
            ("Record baseline metrics", R::BaselineMetrics),
            ("All new tests passing", R::NewTests),
            ("All existing tests still passing", R::NoRegression),
            ("No console warnings/errors", R::Quiet),
            ("Performance metrics within targets", R::Metric),
            ("Documentation updated", R::DocumentationUpdated),
            ("All objectives achieved", R::AllObjectives),
            ("All deliverables completed", R::AllDeliverables),
            ("All tests passing (unit + integration)", R::AllTests),
            ("Build successful with zero errors", R::SameAsBuild),
            ("No TypeScript errors", R::SameAsTypeCheck),
            ("Lint passes", R::SameAsLint),
            ("No ESLint errors", R::SameAsLint),
            ("Code is formatted", R::SameAsFormat),
            ("No performance degradation", R::Metric),
            ("Documentation complete and accurate", R::DocumentationComplete),
            ("Code review approved", R::ReviewSignOff),
            ("Stakeholder acceptance", R::StakeholderSignOff),
            ("**All existing tests pass.** ✅", R::NoRegression),
            ("The docs are updated", R::DocumentationUpdated),
            ("No regressions", R::NoRegression),
        ] {
            assert_eq!(classify_phrase(text), Some(rule), "{text}");
        }
    }

    #[test]
    fn a_phrase_inside_a_sentence_does_not_bind() {
        for text in [
            "",
            "All tests passing on Windows only",
            "Not all tests passing",
            "Documentation updated for the payments module",
            "No TypeScript errors in the legacy package",
            "Some existing tests still passing",
            "Code review approved by Ann and Bob",
        ] {
            assert_eq!(classify_phrase(text), None, "{text}");
        }
    }

    #[test]
    fn every_phrase_is_in_normal_form_and_belongs_to_one_rule() {
        let mut seen = std::collections::BTreeSet::new();
        for (_, phrases) in PHRASES {
            for phrase in *phrases {
                assert_eq!(normalise_phrase(phrase), **phrase);
                assert!(seen.insert(*phrase), "{phrase} stands twice");
            }
        }
    }
}
