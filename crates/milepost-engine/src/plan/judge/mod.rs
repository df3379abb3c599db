//! From evidence to what is known of each item.

mod components;
mod configuration;
mod coverage;
mod derived;
mod evidence;
mod files;
mod metric;
mod must_fail;
mod rehearsal;
mod run;
mod scope;
mod signatures;
mod step;
mod tests;
mod weak;

use std::{
    cell::{OnceCell, RefCell},
    collections::HashMap,
};

use jiff::civil::Date;
use milepost_document::SectionId;
use milepost_gate::{Comparison, Verdict, no_regression};
use milepost_ledger::{Baseline, Digest, Ledger, Waiver};

use self::derived::Judging;
use super::{RunState, TreeNow, WorkspaceTree};
use crate::{
    Result, Workspace,
    baseline::ChangedPath,
    binding::{BaselineFact, Binding, Bound, Check, RunId, Subject, Trigger},
    coverage::CoverageFound,
    lifecycle::words,
    regressions::Known,
    signers::{Authors, Signers},
    standing::{Judged, Proof},
};

/// The baseline of a milestone and the record that holds it.
pub type Baselines = Option<(Digest, Baseline)>;

/// Everything that judging one document rests on.
pub struct Judge<'j, 'w> {
    /// The project.
    pub workspace: &'j Workspace,
    /// The document.
    pub index: usize,
    /// Its bindings.
    pub bound: &'j Bound,
    /// What the ledger knows of each run, in the order of `bound.runs`.
    pub states: &'j [RunState],
    /// The records.
    pub ledger: &'j Ledger,
    /// The check tree now.
    pub now: &'j TreeNow<'j>,
    /// For comparisons with other trees.
    pub trees: &'j WorkspaceTree<'w>,
    /// What `start` recorded.
    pub baseline: Baselines,
    /// Whose signatures count.
    pub signers: &'j Signers,
    /// The local civil date.
    pub today: Date,
    document: String,
    places: HashMap<Subject, usize>,
    judging: RefCell<Vec<Judging>>,
    authors: OnceCell<Authors>,
    waivers: OnceCell<HashMap<String, (Digest, Waiver)>>,
    acknowledged: OnceCell<Known>,
    comparison: RefCell<Vec<(Vec<RunId>, Comparison)>>,
    changed: OnceCell<Option<Vec<ChangedPath>>>,
}

/// What evidence says of one subject.
#[derive(Debug, Clone)]
struct Outcome {
    proof: Proof,
    /// Why, or what it rests on.
    reason: Option<String>,
    /// The next step.
    hint: Option<String>,
    /// The records.
    evidence: Vec<Digest>,
    /// Why its pass says little of the work.
    weak: Option<String>,
    /// What was found of coverage.
    coverage: Option<Box<CoverageFound>>,
}

impl<'j, 'w> Judge<'j, 'w> {
    /// Gathers what judging needs.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    #[expect(clippy::too_many_arguments, reason = "a context of references, made in one place")]
    pub fn new(
        workspace: &'j Workspace,
        index: usize,
        bound: &'j Bound,
        states: &'j [RunState],
        ledger: &'j Ledger,
        now: &'j TreeNow<'j>,
        trees: &'j WorkspaceTree<'w>,
        signers: &'j Signers,
    ) -> Result<Self> {
        let document = workspace.document_id(index);
        let baseline = signers.baseline(workspace, ledger, &document)?;
        let today = workspace.system.now().to_zoned(workspace.system.time_zone()).date();
        let places = bound.bindings.iter().enumerate().map(|(at, binding)| (binding.subject, at)).collect();
        Ok(Self {
            workspace,
            index,
            bound,
            states,
            ledger,
            now,
            trees,
            baseline,
            signers,
            today,
            document,
            places,
            judging: RefCell::new(vec![Judging::Open; bound.bindings.len()]),
            authors: OnceCell::new(),
            waivers: OnceCell::new(),
            acknowledged: OnceCell::new(),
            comparison: RefCell::default(),
            changed: OnceCell::new(),
        })
    }

    /// What is known of every binding, in their order.
    ///
    /// # Errors
    /// When the ledger or Git fails.
    pub fn all(&self) -> Result<Vec<Judged>> {
        (0..self.bound.bindings.len()).map(|at| self.judge(at)).collect()
    }

    /// The section of a binding's subject.
    pub fn section_of(&self, binding: &Binding) -> SectionId {
        let document = self.workspace.document(self.index).document();
        match binding.subject {
            Subject::Item(item) => document.item(item).section,
            Subject::Fence(fence) => document.fence(fence).section,
            Subject::Field(field) => document.field(field).section,
            Subject::Policy(_) => SectionId(0),
        }
    }

    /// What evidence says, and the waiver that stands in for it where it is no pass.
    fn judged(&self, binding: &Binding) -> Result<Judged> {
        let mut outcome = self.outcome(binding, &binding.check)?;
        if outcome.proof == Proof::Passed && !binding.must_fail.is_empty() {
            outcome = self.must_fail(binding, outcome);
        } else if outcome.proof == Proof::Passed && outcome.weak.is_none() {
            outcome.weak = self.weakness(binding)?;
        }
        if (outcome.proof != Proof::Passed || outcome.weak.is_some())
            && let Some((digest, waiver)) = self.waiver(binding)?
        {
            let words = format!("waived by {} until {}: {}", waiver.who, waiver.until, waiver.why);
            return Ok(Judged::new(Proof::Waived, binding.ticked, Some(words), vec![*digest]));
        }
        let Outcome { proof, reason, hint, evidence, weak, coverage } = outcome;
        let hint = hint.or_else(|| weak.as_ref().map(|_| weak::STRENGTHEN.to_owned()));
        let judged = Judged { weak, coverage, ..Judged::new(proof, binding.ticked, reason, evidence) };
        Ok(match hint {
            Some(hint) => judged.with_hint(hint),
            None => judged,
        })
    }

    fn outcome(&self, binding: &Binding, check: &Check) -> Result<Outcome> {
        Ok(match check {
            Check::Trigger(Trigger::Broken(check)) => self.outcome(binding, check)?,
            Check::Trigger(Trigger::Uncovered { run, percent, kind }) => self.covered(*run, *percent, *kind),
            Check::Record(_) | Check::Trigger(_) => {
                Outcome { reason: None, ..Outcome::new(Proof::Missing, "") }
            }
            Check::Unbound { reason, hint } => Outcome::missing(reason, hint),
            Check::Run(run) => self.run(*run),
            Check::Runs(runs) => self.of_passed(runs, Self::each_passed),
            Check::AllTests(runs) => self.of_passed(runs, Self::all_tests),
            Check::MinTests(runs, min) => self.of_passed(runs, |judge, runs| judge.min_tests(runs, *min)),
            Check::Test { glob, runs } => self.of_reported(runs, |judge, runs| judge.named_tests(runs, glob)),
            Check::NoRegression(runs) => {
                self.tried_reported(runs, |judge, runs| judge.against_baseline(runs, no_regression))?
            }
            Check::NewTests(runs) => self.tried_reported(runs, Self::new_tests)?,
            Check::Coverage { run, asked } => self.coverage(*run, asked)?,
            Check::Metrics(runs) => self.metrics(runs),
            Check::Step(runs) => self.step(runs),
            Check::Rehearsal(run) => self.rehearsal(*run),
            Check::Quiet { regex, runs } => self.quiet(regex, runs)?,
            Check::Exists(path) => self.exists(path),
            Check::Changed(globs) => self.changed(globs)?,
            Check::DocumentationComplete(globs) => self.documentation(globs)?,
            Check::Branch(glob) => self.branch(glob)?,
            Check::Derived(subjects) => self.derived(subjects)?,
            Check::Evidence { level, runs } => self.worth(*level, runs)?,
            Check::Scope(asked) => self.scope(asked)?,
            Check::Configured(names) => self.configured(names),
            Check::Components(asked) => self.components(asked)?,
            Check::Milestone(path) => self.milestone(path)?,
            Check::Baseline(fact) => self.baseline_fact(*fact),
            Check::SignOff { role, kind, inputs } => self.sign_off(binding, role, *kind, inputs)?,
        })
    }

    fn milestone(&self, path: &str) -> Result<Outcome> {
        let unknown = || Outcome::missing(format!("`{path}` states no status"), "write its status");
        let Some(index) = self.workspace.portfolio.find(path) else { return Ok(unknown()) };
        Ok(match self.workspace.document(index).status() {
            Some(_) if self.signers.is_completed(self.workspace, self.ledger, index)? => {
                Outcome::passed(format!("`{path}` is completed"))
            }
            Some(status) => Outcome::failed(format!("`{path}` is {}", words(status))),
            None => unknown(),
        })
    }

    fn baseline_fact(&self, fact: BaselineFact) -> Outcome {
        let Some((digest, baseline)) = &self.baseline else {
            return Outcome::missing("no baseline is recorded", "`milepost start` records it");
        };
        let tests: usize = baseline.suites.iter().map(|suite| suite.tests.len()).sum();
        let found = match fact {
            BaselineFact::Branch => {
                baseline.branch.as_ref().map(|branch| format!("work goes on on `{branch}`"))
            }
            BaselineFact::State => Some(format!("commit {:.12} and its tree are recorded", baseline.commit)),
            BaselineFact::Tests => (tests > 0).then(|| format!("{tests} tests are recorded")),
            BaselineFact::Metrics => (!baseline.metrics.is_empty() || !baseline.coverage.is_empty())
                .then(|| format!("{} commands were measured", baseline.metrics.len())),
        };
        match found {
            Some(words) => Outcome::passed(words).resting_on(vec![*digest]),
            None => Outcome::missing(
                "the baseline does not hold it",
                "bind a command that runs tests, then record the baseline again",
            ),
        }
    }

    fn evidence(&self, runs: &[RunId]) -> Vec<Digest> {
        runs.iter().filter_map(|id| self.states[id.0].newest.as_ref().map(|(digest, _)| *digest)).collect()
    }

    fn verdict(&self, verdict: Verdict, runs: &[RunId], words: String) -> Outcome {
        let (proof, reason) = match verdict {
            Verdict::Pass => (Proof::Passed, words),
            Verdict::Fail { reason } => (Proof::Failed, reason),
            Verdict::Inconclusive { reason } => (Proof::Inconclusive, reason),
            Verdict::NothingRan { reason } => (Proof::NothingRan, reason),
        };
        Outcome::new(proof, reason).resting_on(self.evidence(runs))
    }
}

impl Outcome {
    fn new(proof: Proof, reason: impl Into<String>) -> Self {
        Self {
            proof,
            reason: Some(reason.into()),
            hint: None,
            evidence: Vec::new(),
            weak: None,
            coverage: None,
        }
    }

    fn passed(words: impl Into<String>) -> Self {
        Self::new(Proof::Passed, words)
    }

    fn failed(reason: impl Into<String>) -> Self {
        Self::new(Proof::Failed, reason)
    }

    fn missing(reason: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::new(Proof::Missing, reason).hinting(hint)
    }

    fn hinting(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    fn resting_on(mut self, evidence: Vec<Digest>) -> Self {
        self.evidence = evidence;
        self
    }
}
