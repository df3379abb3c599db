//! A change with which a check has to fail: `must-fail-with PATH`.

use milepost_document::{Document, Problem, Span};
use serde_json::{Value, json};

use super::{Bound, Check, Run, RunId, RunSandbox, annotation::must_fail_with};
use crate::config::Config;

/// A check that has to fail once a patch is applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MustFail {
    /// The patch, by path from the project's root.
    pub patch: String,
    /// Of the tests, those of which one has to fail; `None`: whatever the command runs.
    pub tests: Option<String>,
    /// The check, among the runs of its document.
    pub of: RunId,
    /// The check as it runs without the patch, where it has to pass.
    pub check: Run,
    /// What makes a copy of the project ready for it.
    pub prepare: Option<Run>,
}

impl MustFail {
    /// All that decides what it says besides the command, for the key.
    pub(crate) fn specification(&self) -> Value {
        let prepare = self.prepare.as_ref().map(|run| {
            json!({
                "script": run.script,
                "cwd": run.cwd,
                "sandbox": run.sandbox,
                "timeoutSeconds": run.timeout,
            })
        });
        json!({
            "patch": self.patch,
            // Without the patch, with it, and without it again.
            "times": 3,
            "tests": self.tests,
            "isTest": self.check.is_test,
            "minTests": self.check.min_tests,
            "testsReport": self.check.tests_report,
            "retries": self.check.retries,
            "prepare": prepare,
        })
    }
}

impl Run {
    /// A check with a patch after which it has to fail. It is no test run itself: nothing counts its tests.
    fn must_fail(config: &Config, of: RunId, check: &Self, patch: &str, tests: Option<&str>) -> Self {
        let mut inputs = check.inputs.clone();
        if !inputs.is_empty() {
            inputs.push(globset::escape(patch));
        }
        let must_fail = MustFail {
            patch: patch.to_owned(),
            tests: tests.map(str::to_owned),
            of,
            check: check.clone(),
            prepare: Self::of_copies(config),
        };
        Self {
            label: format!("{} must fail with {patch}", check.label),
            inputs,
            writes: Vec::new(),
            retries: 0,
            is_test: false,
            min_tests: 0,
            tests_report: None,
            coverage_report: None,
            must_fail: Some(Box::new(must_fail)),
            ..check.clone()
        }
    }

    /// `prepare` of `[copies]`.
    fn of_copies(config: &Config) -> Option<Self> {
        let copies = &config.copies;
        let run = Self::inline(config, copies.prepare.as_ref()?, Span::default());
        Some(Self {
            label: "copies: prepare".to_owned(),
            span: None,
            timeout: copies.timeout.unwrap_or(run.timeout),
            is_test: false,
            tests_report: None,
            sandbox: RunSandbox::usual(&config.sandbox).with(
                copies.sandbox,
                copies.network,
                &copies.read,
                &copies.caches,
            ),
            ..run
        })
    }
}

/// Binds the changes with which items and fences have to fail. An item of which nobody can tell whether it fails is decided
/// by nothing: it was to be more than a pass.
pub(super) fn bind_must_fail(document: &Document, config: &Config, bound: &mut Bound) {
    for at in 0..bound.bindings.len() {
        let binding = &bound.bindings[at];
        let patches: Vec<String> = must_fail_with(document, binding.subject).map(str::to_owned).collect();
        if patches.is_empty() || matches!(binding.check, Check::Unbound { .. }) {
            continue;
        }
        let Some((of, tests)) = single(&binding.check) else {
            let message = "`must-fail-with` needs one command that decides the item".to_owned();
            bound.problems.push(Problem::error("annotation-conflict", binding.span, message.clone()));
            if binding.check.decides() {
                let hint =
                    "name the command or the suite: `run \"COMMAND\"`, `tests NAME` or `test GLOB in SUITE`";
                bound.bindings[at].check = Check::Unbound { reason: message, hint: hint.to_owned() };
            }
            continue;
        };
        let runs =
            patches.iter().map(|patch| Run::must_fail(config, of, bound.run(of), patch, tests.as_deref()));
        let runs: Vec<Run> = runs.collect();
        bound.bindings[at].must_fail = runs.into_iter().map(|run| bound.intern(run)).collect();
    }
}

/// The one command whose failure is the item's, and which of its tests that asks for.
fn single(check: &Check) -> Option<(RunId, Option<String>)> {
    match check {
        Check::Run(run) => Some((*run, None)),
        Check::Runs(runs) | Check::AllTests(runs) | Check::MinTests(runs, _) => {
            if let [run] = runs[..] {
                Some((run, None))
            } else {
                None
            }
        }
        Check::Test { glob, runs } => {
            if let [run] = runs[..] {
                Some((run, Some(glob.clone())))
            } else {
                None
            }
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use milepost_document::parse;

    use super::*;
    use crate::binding::{Surroundings, bind};

    fn bound(items: &str, configuration: &str) -> Bound {
        let text = format!("# Milestone 1: X\n\n## Success Criteria\n\n{items}");
        let config = crate::config::parse(configuration.as_bytes()).unwrap();
        let around =
            Surroundings { config: &config, path: "docs/m.md", is_tracked: &|_| false, milestone: &|_| None };
        bind(&parse(&text).document, around)
    }

    #[test]
    fn each_patch_is_a_run_of_its_own_that_no_test_count_sees() {
        let items = "- [ ] a <!-- milepost: tests unit; must-fail-with a.patch; must-fail-with b[1].patch -->\n\
            - [ ] b <!-- milepost: tests unit; must-fail-with a.patch -->\n\
            - [ ] c <!-- milepost: test *limit* in unit; must-fail-with a.patch -->\n";
        let found = bound(items, "[suites.unit]\nrun = './all'\ninputs = ['src/**']\nretries = 2\n");
        assert_eq!(found.runs.len(), 4, "{:?}", found.runs);
        assert_eq!(found.bindings[0].must_fail.len(), 2);
        assert_eq!(found.bindings[0].must_fail[0], found.bindings[1].must_fail[0]);
        let run = found.run(found.bindings[0].must_fail[1]);
        assert_eq!(
            (run.is_test, run.inputs.as_slice()),
            (false, &["src/**".to_owned(), "b[[]1[]].patch".to_owned()][..])
        );
        assert!(run.must_fail.as_ref().unwrap().check.is_test);
        let named = found.run(found.bindings[2].must_fail[0]).must_fail.as_ref().unwrap();
        assert_eq!(named.tests.as_deref(), Some("*limit*"));
        assert_eq!(found.verified().count(), 1);
        assert_eq!(found.tried().count(), 4);
    }

    #[test]
    fn what_no_single_command_decides_is_not_decided() {
        let configuration = "[suites.unit]\nrun = './all'\n[suites.slow]\nrun = './slow'\n";
        for item in [
            "- [ ] a <!-- milepost: must-fail-with a.patch -->",
            "- [ ] a <!-- milepost: exists x; must-fail-with a.patch -->",
            "- [ ] a <!-- milepost: quiet \"warn\" in unit; must-fail-with a.patch -->",
            "- [ ] a <!-- milepost: test *x*; must-fail-with a.patch -->",
            "- [ ] Builds: `make one` and `make two` <!-- milepost: must-fail-with a.patch -->",
        ] {
            let found = bound(&format!("{item}\n"), configuration);
            assert!(matches!(found.bindings[0].check, Check::Unbound { .. }), "{item}: {found:?}");
            assert!(found.bindings[0].must_fail.is_empty() && !found.problems.is_empty(), "{item}");
        }
    }
}
