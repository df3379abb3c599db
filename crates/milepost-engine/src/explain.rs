//! `explain`: for every item which rule bound it to what; `show` adds what is known of it.

use std::fmt::Write as _;

use milepost_document::{Problem, vocabulary::SectionKind};
use serde::Serialize;

use crate::{
    Workspace,
    binding::{
        BaselineFact, Binding, Bound, Check, Class, ComponentAsked, Gate, RecordKind, Rule, RunId,
        ScopeAsked, SignOffKind, Trigger,
    },
    coverage::CoverageFound,
    session::Assessment,
    standing::{Judged, Standing},
};

/// One document's items with their checks.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    /// The milestone's id.
    pub id: String,
    /// Its document.
    pub path: String,
    /// Its items in the order of the document.
    pub items: Vec<ExplainedItem>,
    /// The commands on which they rest.
    pub runs: Vec<ExplainedRun>,
    /// Fences that nothing runs: line and reason.
    pub not_run: Vec<(u32, String)>,
    /// Annotations that cannot be followed: line and message.
    pub problems: Vec<(u32, String)>,
}

/// One item.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ExplainedItem {
    /// Its id.
    pub id: String,
    /// Its line, from 1.
    pub line: u32,
    /// What its section means.
    pub section: Option<SectionKind>,
    /// Its words.
    pub text: String,
    /// Whether its box is ticked; `None` without a box.
    pub ticked: Option<bool>,
    /// Which transition it guards.
    pub gate: Gate,
    /// Which rule bound it.
    pub rule: Rule,
    /// What decides it, in words.
    pub check: String,
    /// The patches with which its check has to fail, by path from the project's root.
    pub must_fail_with: Vec<String>,
    /// Whether it decides anything.
    pub decides: bool,
    /// Whether it should pass before the work as well.
    pub class: Class,
    /// What is known of it; `None` where nothing was judged.
    pub standing: Option<Standing>,
    /// Why.
    pub reason: Option<String>,
    /// The next step.
    pub hint: Option<String>,
    /// Why its pass says little of the work; `None` where it does not, or where nothing was judged.
    pub weak: Option<String>,
    /// What was found of coverage, for an item that asks for it.
    pub coverage: Option<CoverageFound>,
}

/// One command.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ExplainedRun {
    /// How it is shown.
    pub label: String,
    /// Its place in the document.
    pub line: Option<u32>,
    /// What runs it.
    pub interpreter: String,
    /// All of it.
    pub script: String,
    /// The folder, from the project's root.
    pub cwd: String,
    /// Globs of its inputs; the whole tree when empty.
    pub inputs: Vec<String>,
    /// Globs of what it may change.
    pub writes: Vec<String>,
    /// Whether it runs tests.
    pub is_test: bool,
    /// Statements whose failure the shell would hide.
    pub unsafe_statements: Vec<String>,
}

/// Explains a document from its words alone: nothing is run, no evidence is read.
pub fn explain(workspace: &Workspace, index: usize) -> Explanation {
    explanation(workspace, index, &workspace.bind(index), None)
}

/// Explains a document with what is known of each item.
pub fn show(workspace: &Workspace, assessment: &Assessment) -> Explanation {
    explanation(workspace, assessment.index, &assessment.bound, Some(&assessment.judged))
}

fn explanation(workspace: &Workspace, index: usize, bound: &Bound, judged: Option<&[Judged]>) -> Explanation {
    let loaded = workspace.document(index);
    let document = loaded.document();
    let line = |offset: u32| document.position(offset).line;
    let items = bound
        .bindings
        .iter()
        .enumerate()
        .map(|(at, binding)| {
            let known = judged.map(|judged| &judged[at]).filter(|_| binding.check.decides());
            ExplainedItem {
                id: binding.id.clone(),
                line: line(binding.span.start),
                section: binding.kind,
                text: binding.text.clone(),
                ticked: binding.ticked,
                gate: binding.gate,
                rule: binding.rule.clone(),
                check: described(binding, bound),
                must_fail_with: patches(binding, bound).map(str::to_owned).collect(),
                decides: binding.check.decides(),
                class: binding.class,
                standing: known.map(|judged| judged.standing),
                reason: known.and_then(|judged| judged.reason.clone()),
                hint: known.and_then(|judged| judged.hint.clone()),
                weak: known.and_then(|judged| judged.weak.clone()),
                coverage: known.and_then(|judged| judged.coverage.as_deref().cloned()),
            }
        })
        .collect();
    let runs = bound
        .runs
        .iter()
        .map(|run| ExplainedRun {
            label: run.label.clone(),
            line: run.span.map(|span| line(span.start)),
            interpreter: run.interpreter.clone(),
            script: run.script.clone(),
            cwd: run.cwd.clone(),
            inputs: run.inputs.clone(),
            writes: run.writes.clone(),
            is_test: run.is_test,
            unsafe_statements: run.unsafe_statements.clone(),
        })
        .collect();
    let not_run = bound
        .not_run
        .iter()
        .map(|(fence, why)| (line(document.fence(*fence).span.start), why.clone()))
        .collect();
    let problem = |problem: &Problem| (line(problem.span.start), problem.message.clone());
    Explanation {
        id: workspace.document_id(index),
        path: loaded.path.clone(),
        items,
        runs,
        not_run,
        problems: bound.problems.iter().map(problem).collect(),
    }
}

/// What decides an item, and with what its check has to fail.
fn described(binding: &Binding, bound: &Bound) -> String {
    let mut words = describe(&binding.check, bound);
    for patch in patches(binding, bound) {
        let _ = write!(words, "; has to fail with `{patch}`");
    }
    words
}

fn patches<'b>(binding: &Binding, bound: &'b Bound) -> impl Iterator<Item = &'b str> {
    let runs = binding.must_fail.iter().filter_map(|id| bound.run(*id).must_fail.as_ref());
    runs.map(|must_fail| must_fail.patch.as_str())
}

/// What decides an item, in words.
pub fn describe(check: &Check, bound: &Bound) -> String {
    let names = |runs: &[RunId]| {
        let names: Vec<_> = runs.iter().map(|id| format!("`{}`", bound.run(*id).label)).collect();
        names.join(", ")
    };
    match check {
        Check::Run(run) if bound.run(*run).is_test => format!("run {}, at least one test", names(&[*run])),
        Check::Run(run) => format!("run {}", names(&[*run])),
        Check::Runs(runs) => format!("run {}", names(runs)),
        Check::AllTests(runs) => format!("every test of {} passes", names(runs)),
        Check::NoRegression(runs) => {
            format!("no test of {} is lost or worse than at the baseline", names(runs))
        }
        Check::NewTests(runs) => {
            format!("a test of {} that the baseline lacks, all of these passing", names(runs))
        }
        Check::MinTests(runs, min) => format!("at least {min} tests of {} run and pass", names(runs)),
        Check::Test { glob, runs } => format!("tests `{glob}` of {} pass", names(runs)),
        Check::Coverage { asked, .. } => asked.words(),
        Check::Metrics(runs) => {
            let words = |id: &RunId| {
                let run = bound.run(*id);
                let budget =
                    run.metric.as_ref().map_or_else(String::new, |metric| format!(" `{}`", metric.budget));
                let beside = run.metric.as_ref().is_some_and(|metric| metric.needs_baseline());
                format!("`{}`{budget}{}", run.label, if beside { " beside the baseline" } else { "" })
            };
            format!("measured: {}", runs.iter().map(words).collect::<Vec<_>>().join(", "))
        }
        Check::Step(runs) => format!("`milepost run` runs {}", names(runs)),
        Check::Rehearsal(_) => "the rollback is rehearsed by `milepost rehearse`".to_owned(),
        Check::Quiet { runs, .. } if runs.is_empty() => {
            "no warning in the output of any bound command".to_owned()
        }
        Check::Quiet { regex, runs } => format!("no match of `{regex}` in the output of {}", names(runs)),
        Check::Exists(path) => format!("`{path}` exists"),
        Check::Changed(globs) => format!("a change since the baseline in {}", quoted(globs)),
        Check::DocumentationComplete(globs) => {
            format!("all links resolve, and a change since the baseline in {}", quoted(globs))
        }
        Check::Branch(glob) => format!("the branch matches `{glob}`"),
        Check::Derived(subjects) => match subjects.len() {
            0 => "follows from items, of which there are none".to_owned(),
            1 => "follows from one item".to_owned(),
            count => format!("follows from {count} items"),
        },
        Check::Evidence { level, runs } if runs.is_empty() => {
            format!("evidence of level {}, of no command", level.name())
        }
        Check::Evidence { level, runs } => {
            format!("the evidence of {} is at least of level {}", names(runs), level.name())
        }
        Check::Scope(asked) => scope_words(asked),
        Check::Configured(names) => {
            format!("{} stand where the project keeps its settings", quoted(names))
        }
        Check::Components(asked) => {
            let words = |one: &ComponentAsked| {
                let runs = (!one.runs.is_empty()).then(|| format!("run {}", names(&one.runs)));
                let changed = one
                    .updated
                    .as_ref()
                    .map(|globs| format!("a change since the baseline in {}", quoted(globs)));
                let mut words: Vec<String> = runs.into_iter().chain(changed).collect();
                if words.is_empty() {
                    words.push("it has no checks".to_owned());
                }
                format!("`{}`: {}", one.name, words.join(", "))
            };
            let unknown = asked
                .misspelt
                .iter()
                .map(|(entry, near)| format!("`{entry}`: no component, perhaps `{near}`"));
            asked.named.iter().map(words).chain(unknown).collect::<Vec<_>>().join("; ")
        }
        Check::Milestone(path) => format!("the milestone `{path}` is completed"),
        Check::Baseline(fact) => match fact {
            BaselineFact::Branch => "`start` puts the work on a branch",
            BaselineFact::State => "`start` records commit and tree",
            BaselineFact::Tests => "`start` records the tests by id",
            BaselineFact::Metrics => "`start` records durations, memory and coverage",
        }
        .to_owned(),
        Check::SignOff { role, kind, .. } => match kind {
            SignOffKind::Review => "signature of a reviewer who is not an author".to_owned(),
            SignOffKind::Stakeholder => "signature of a stakeholder".to_owned(),
            SignOffKind::Manual => "signature of whoever tested it".to_owned(),
            SignOffKind::Statement if role == "anyone" => "signature".to_owned(),
            SignOffKind::Statement => format!("signature of a {role}"),
        },
        Check::Trigger(trigger) => match trigger {
            Trigger::Failures { limit, only_regressions } => format!(
                "a reason to roll back: a test that {} at the baseline fails for more than {} minutes",
                if *only_regressions { "passed" } else { "did not fail" },
                limit.as_secs() / 60
            ),
            Trigger::Broken(check) => format!("a reason to roll back unless: {}", describe(check, bound)),
            Trigger::Uncovered { run, percent, kind } => format!(
                "a reason to roll back: `{}` covers less than {percent}% of {kind}",
                bound.run(*run).label
            ),
            Trigger::CriticalBugs => "a reason to roll back: an open blocker that speaks of a bug".to_owned(),
            Trigger::Dependents => {
                "a reason to roll back: a milestone that needs this one fails on these files".to_owned()
            }
            Trigger::Watched(why) => format!("a reason to roll back that is not measured: {why}"),
        },
        Check::Record(kind) => match kind {
            RecordKind::Scope => "read as scope",
            RecordKind::File => "read as a file of the plan",
            RecordKind::Step => "read as a step of the work",
            RecordKind::Blocker => "read as a blocker: an open one refuses `complete`",
            RecordKind::Impact => "read as what else is concerned",
            RecordKind::Trigger => "read as a reason to roll back",
            RecordKind::PostRollback => "opened by a rollback",
            RecordKind::Note => "read as a note",
            RecordKind::Link => "read as a link",
        }
        .to_owned(),
        Check::Unbound { reason, .. } => format!("cannot be decided: {reason}"),
    }
}

fn scope_words(asked: &ScopeAsked) -> String {
    let part =
        |words: &str, paths: &[String]| (!paths.is_empty()).then(|| format!("{words} {}", quoted(paths)));
    let parts = [
        part("untouched", &asked.out_of_scope),
        part("created", &asked.create),
        part("modified", &asked.modify).filter(|_| asked.strict),
        asked.strict.then(|| "nothing else is touched".to_owned()),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    match parts.as_slice() {
        [] => "the files that changed since the baseline, beside those of the plan".to_owned(),
        parts => format!("the plan is kept: {}", parts.join("; ")),
    }
}

fn quoted(globs: &[String]) -> String {
    globs.iter().map(|glob| format!("`{glob}`")).collect::<Vec<_>>().join(", ")
}

impl ExplainedItem {
    /// The rule in a word or two.
    pub fn rule_words(&self) -> String {
        match &self.rule {
            Rule::Annotation => "annotation".to_owned(),
            Rule::Command => "command".to_owned(),
            Rule::Path => "path".to_owned(),
            Rule::Phrase(name) => format!("phrase {name}"),
            Rule::Place(name) => format!("place {name}"),
            Rule::SignOff => "sign-off".to_owned(),
        }
    }
}
