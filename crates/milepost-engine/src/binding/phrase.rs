//! Items whose words the vocabulary or `milepost.toml` knows.

use std::cell::OnceCell;

use milepost_document::{
    Document,
    vocabulary::{PhraseRule, SectionKind, classify_phrase, plain_text},
};

use super::{
    Binding, Check, Class, Rehearsal, Rule, Run, RunId, SignOffKind, Subject,
    bind::{Bound, Surroundings, baseline_check},
    check::BaselineFact,
    command,
    related::related_documents,
};
use crate::config::Config;

/// What counts as a console warning when the item does not say.
const NOISE: &str = r"(?mi)^\s*(?:npm |pnpm )?(?:warn(?:ing)?|err(?:or)?)\b\s*[:!\[ ]|\bconsole\.(?:warn|error)\b|^stderr \| ";

/// Binds the item of `bound.bindings[at]` by its words.
pub(super) fn bind_phrase(
    document: &Document,
    around: Surroundings<'_>,
    related: &OnceCell<Vec<String>>,
    bound: &mut Bound,
    at: usize,
) -> Option<(Rule, Check, Class)> {
    let config = around.config;
    let text = bound.bindings[at].text.clone();
    let words = plain_text(&text);
    if let Some((phrase, name)) = config.phrases.iter().find(|(phrase, _)| plain_text(phrase) == words) {
        let check = match command::run_by_name(config, name, bound) {
            Some(run) if bound.run(run).metric.is_some() => Check::Metrics(vec![run]),
            Some(run) => Check::Run(run),
            None => unbound(
                format!("`[phrases]` binds it to `{name}`, which is no check, suite or metric"),
                "name a table of `[checks]`, `[suites]` or `[metrics]`",
            ),
        };
        return Some((Rule::Phrase(phrase.clone()), check, Class::Invariant));
    }
    bound.bindings[at].ticked?;
    let rule = classify_phrase(&text)?;
    let (check, class) = check_for(document, around, related, bound, rule);
    Some((Rule::Phrase(rule.name().to_owned()), check, class))
}

fn check_for(
    document: &Document,
    around: Surroundings<'_>,
    related: &OnceCell<Vec<String>>,
    bound: &mut Bound,
    rule: PhraseRule,
) -> (Check, Class) {
    use Class::{Change, Invariant};
    use PhraseRule as P;
    let config = around.config;
    let documents = || related.get_or_init(|| related_documents(document, around.path)).clone();
    match rule {
        P::NoRegression => (over_tests(config, bound, Check::NoRegression), Invariant),
        P::NewTests => (over_tests(config, bound, Check::NewTests), Change),
        P::AllTests => (over_tests(config, bound, Check::AllTests), Invariant),
        P::Metric => (Check::of_metrics(command::all_metrics(config, bound)), Invariant),
        P::Rehearsed => {
            let run = Run::rehearsal(config, Rehearsal::of(document, config, around.is_tracked));
            (Check::Rehearsal(bound.rehearsal(run)), Change)
        }
        P::DocumentationUpdated => (documentation(documents(), Check::Changed), Change),
        P::DocumentationComplete => (documentation(documents(), Check::DocumentationComplete), Change),
        P::ReviewSignOff => (sign_off("reviewer", SignOffKind::Review), Change),
        P::StakeholderSignOff => (sign_off("stakeholder", SignOffKind::Stakeholder), Change),
        P::AllObjectives => (derived(bound, SectionKind::Objectives), Change),
        P::AllDeliverables => (derived(bound, SectionKind::Deliverables), Change),
        P::SameAsBuild => (same_as(config, bound, "build", is_build), Invariant),
        P::SameAsLint => (same_as(config, bound, "lint", is_lint), Invariant),
        P::SameAsFormat => (same_as(config, bound, "format", is_format), Invariant),
        P::SameAsTypeCheck => (same_as(config, bound, "typecheck", is_type_check), Invariant),
        P::Quiet => (Check::Quiet { regex: NOISE.to_owned(), runs: Vec::new() }, Invariant),
        P::CreateBranch => (baseline_check(BaselineFact::Branch), Change),
        P::DocumentState => (baseline_check(BaselineFact::State), Change),
        P::BaselineTests => (baseline_check(BaselineFact::Tests), Change),
        P::BaselineMetrics => (baseline_check(BaselineFact::Metrics), Change),
    }
}

fn unbound(reason: String, hint: &str) -> Check {
    Check::Unbound { reason, hint: hint.to_owned() }
}

fn sign_off(role: &str, kind: SignOffKind) -> Check {
    Check::SignOff { role: role.to_owned(), kind, inputs: Vec::new() }
}

/// A check over every suite that is bound; over those of the configuration when the document binds none.
fn over_tests(config: &Config, bound: &mut Bound, check: impl FnOnce(Vec<RunId>) -> Check) -> Check {
    let mut runs = bound.test_runs();
    if runs.is_empty() {
        for (name, suite) in &config.suites {
            bound.intern(Run::suite(config, name, suite));
        }
        runs = bound.test_runs();
    }
    if runs.is_empty() {
        return unbound(
            "no command that runs tests is bound".to_owned(),
            "put the test command into a `bash` fence under Testing Strategy, or add `[suites.NAME]` to `milepost.toml`",
        );
    }
    check(runs)
}

/// A check over the related documents.
fn documentation(related: Vec<String>, check: impl FnOnce(Vec<String>) -> Check) -> Check {
    if related.is_empty() {
        return unbound(
            "the document names no related document".to_owned(),
            "list them under Related Documentation or in `related-docs`",
        );
    }
    check(related)
}

fn derived(bound: &Bound, kind: SectionKind) -> Check {
    let of = |binding: &&Binding| binding.kind == Some(kind);
    Check::Derived(bound.bindings.iter().filter(of).map(|binding| binding.subject).collect::<Vec<Subject>>())
}

/// The command that another item already carries, or the check of that name.
pub(super) fn same_as(config: &Config, bound: &mut Bound, name: &str, is: fn(&str) -> bool) -> Check {
    let carried = bound.bindings.iter().find_map(|binding| match binding.check {
        Check::Run(run) if binding.ticked.is_some() && is(&bound.run(run).script) => Some(run),
        _ => None,
    });
    match carried.or_else(|| command::run_by_name(config, name, bound)) {
        Some(run) => Check::Run(run),
        None => unbound(
            format!("no item carries a {name} command"),
            &format!(
                "write the command into an item as a code span, or add `[checks.{name}]` to `milepost.toml`"
            ),
        ),
    }
}

pub(super) fn is_build(script: &str) -> bool {
    script.split(|c: char| !c.is_alphanumeric()).any(|word| word == "build" || word == "compile")
}

pub(super) fn is_lint(script: &str) -> bool {
    ["lint", "clippy", "ruff check", "flake8", "go vet"].iter().any(|word| script.contains(word))
}

fn is_format(script: &str) -> bool {
    ["--check", "fmt:check", "format:check", "fmt-check", "format-check"]
        .iter()
        .any(|word| script.contains(word))
        && ["fmt", "format", "prettier", "black"].iter().any(|word| script.contains(word))
}

pub(super) fn is_type_check(script: &str) -> bool {
    ["tsc", "typecheck", "type-check", "mypy", "pyright", "cargo check", "check-types"]
        .iter()
        .any(|word| script.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_is_a_warning_line_and_not_a_test_name() {
        let regex = regex::Regex::new(NOISE).unwrap();
        for noise in [
            "warning: unused",
            "  WARN  deprecated",
            "error: boom",
            "npm warn old",
            "stderr | a.test.ts",
            "x console.warn y",
        ] {
            assert!(regex.is_match(noise), "{noise}");
        }
        for quiet in ["0 errors", "✓ handles an error", "ok warnings are collected", "no warnings"] {
            assert!(!regex.is_match(quiet), "{quiet}");
        }
    }

    #[test]
    fn build_commands_are_known_by_their_words() {
        assert!(is_build("pnpm build") && is_build("cargo build --release") && !is_build("pnpm lint"));
        assert!(is_type_check("npx tsc --noEmit") && !is_type_check("pnpm build"));
    }
}
