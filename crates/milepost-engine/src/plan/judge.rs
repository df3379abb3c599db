//! From evidence to what is known of each item.

use std::cell::{OnceCell, RefCell};

use jiff::civil::Date;
use milepost_document::SectionId;
use milepost_gate::{
    Comparison, Inventory, Percent, Verdict, all_passing, compare, new_tests, no_regression,
};
use milepost_ledger::{Baseline, Digest, Ledger, SignOff, SignOffKey, Verdict as RunVerdict, Waiver};

use super::{RunState, TreeNow, WorkspaceTree, inputs::glob_set};
use crate::{
    Result, Workspace,
    binding::{BaselineFact, Binding, Bound, Check, RunId, SignOffKind, Subject},
    signers::{Authors, Signed, Signers},
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
    pub now: &'j TreeNow,
    /// For comparisons with other trees.
    pub trees: &'j WorkspaceTree<'w>,
    /// What `start` recorded.
    pub baseline: Baselines,
    /// Whose signatures count.
    pub signers: &'j Signers,
    /// The local civil date.
    pub today: Date,
    authors: OnceCell<Authors>,
    comparison: RefCell<Vec<(Vec<RunId>, Comparison)>>,
    changed: OnceCell<Option<Vec<String>>>,
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
        now: &'j TreeNow,
        trees: &'j WorkspaceTree<'w>,
        signers: &'j Signers,
    ) -> Result<Self> {
        let found = ledger.baseline(&workspace.document_id(index))?;
        let baseline = found.map(|(record, baseline)| (record.digest, baseline));
        let today = workspace.system.now().to_zoned(workspace.system.time_zone()).date();
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
            authors: OnceCell::new(),
            comparison: RefCell::default(),
            changed: OnceCell::new(),
        })
    }

    /// What is known of every binding, in their order.
    ///
    /// # Errors
    /// When the ledger or Git fails.
    pub fn all(&self) -> Result<Vec<Judged>> {
        self.bound.bindings.iter().map(|binding| self.judge(binding, 0)).collect()
    }

    fn judge(&self, binding: &Binding, depth: usize) -> Result<Judged> {
        let (proof, reason, hint, evidence) = self.proof(binding, depth)?;
        if proof != Proof::Passed
            && let Some((digest, waiver)) = self.waiver(binding)?
        {
            let words = format!("waived by {} until {}: {}", waiver.who, waiver.until, waiver.why);
            return Ok(Judged::new(Proof::Waived, binding.ticked, Some(words), vec![digest]));
        }
        let judged = Judged::new(proof, binding.ticked, reason, evidence);
        Ok(match hint {
            Some(hint) => judged.with_hint(hint),
            None => judged,
        })
    }

    fn proof(&self, binding: &Binding, depth: usize) -> Result<Outcome> {
        Ok(match &binding.check {
            Check::Record(_) => missing(None),
            Check::Unbound { reason, hint } => {
                (Proof::Missing, Some(reason.clone()), Some(hint.clone()), Vec::new())
            }
            Check::Run(run) => self.run(*run),
            Check::AllTests(runs) => self.tests(runs, |judge, runs| judge.all_tests(runs)),
            Check::MinTests(runs, min) => self.tests(runs, |judge, runs| judge.min_tests(runs, *min)),
            Check::Test { glob, runs } => self.tests(runs, |judge, runs| judge.named_tests(runs, glob)),
            Check::NoRegression(runs) => {
                self.tests_reported(runs, |judge, runs| judge.against_baseline(runs, no_regression))
            }
            Check::NewTests(runs) => self.tests(runs, |judge, runs| judge.against_baseline(runs, new_tests)),
            Check::Coverage { run, percent, kind } => self.coverage(*run, *percent, *kind),
            Check::Quiet { regex, runs } => self.quiet(regex, runs)?,
            Check::Exists(path) => self.exists(path),
            Check::Changed(globs) => self.changed(globs)?,
            Check::DocumentationComplete(globs) => self.documentation(globs)?,
            Check::Branch(glob) => self.branch(glob)?,
            Check::Derived(subjects) => self.derived(subjects, depth)?,
            Check::Milestone(path) => self.milestone(path),
            Check::Baseline(fact) => self.baseline_fact(*fact),
            Check::SignOff { role, kind, inputs } => self.sign_off(binding, role, *kind, inputs)?,
        })
    }

    /// One run's own verdict.
    fn run(&self, id: RunId) -> Outcome {
        let state = &self.states[id.0];
        let label = &self.bound.run(id).label;
        let Some((digest, run)) = &state.newest else {
            let reason = if state.differences.is_empty() {
                format!("`{label}` was not run yet")
            } else {
                format!("`{label}`: {}", words(state))
            };
            return (Proof::Missing, Some(reason), Some("run `milepost verify`".to_owned()), Vec::new());
        };
        let evidence = vec![*digest];
        if !state.is_fresh() {
            let passed = run.result.verdict == RunVerdict::Pass;
            let proof = if passed { Proof::Stale } else { Proof::Failed };
            let what = if passed { "passed" } else { "failed" };
            let reason = format!("`{label}` {what} before, since then {}", words(state));
            return (proof, Some(reason), Some("run `milepost verify`".to_owned()), evidence);
        }
        match &run.result.verdict {
            RunVerdict::Pass => {
                let count = run.result.tests.as_ref().filter(|tests| !tests.unknown && tests.ran > 0);
                let tests = match (count, run.result.tests.as_ref().is_some_and(|tests| tests.unknown)) {
                    (Some(tests), _) => format!("{} tests passed", tests.passed),
                    (None, true) => "passed, number of tests unknown".to_owned(),
                    (None, false) => "passed".to_owned(),
                };
                (Proof::Passed, Some(format!("`{label}` {tests}")), None, evidence)
            }
            RunVerdict::Inconclusive { reason } => {
                (Proof::Inconclusive, Some(format!("`{label}` is inconclusive: {reason}")), None, evidence)
            }
            RunVerdict::Cancelled => {
                (Proof::Missing, Some(format!("`{label}` was cancelled")), None, evidence)
            }
            RunVerdict::Flaky => {
                (Proof::Failed, Some(format!("`{label}` is flaky: it failed, then passed")), None, evidence)
            }
            RunVerdict::Timeout => {
                (Proof::Failed, Some(format!("`{label}` ran out of time")), None, evidence)
            }
            RunVerdict::Fail => {
                let nothing = run.result.tests.as_ref().is_some_and(|tests| !tests.unknown && tests.ran == 0);
                let why = run.result.expectations.iter().find_map(|expectation| {
                    (expectation.verdict != RunVerdict::Pass).then(|| expectation.detail.clone()).flatten()
                });
                let why = why.unwrap_or_else(|| {
                    run.result
                        .exit
                        .map_or_else(|| "ended by a signal".to_owned(), |code| format!("exit {code}"))
                });
                let named = self.failed_tests(id);
                let reason = format!("`{label}` failed: {why}{named}");
                (if nothing { Proof::NothingRan } else { Proof::Failed }, Some(reason), None, evidence)
            }
        }
    }

    /// The tests that failed, for the reason's tail.
    fn failed_tests(&self, id: RunId) -> String {
        let Some(tests) = &self.states[id.0].tests else { return String::new() };
        let failed: Vec<_> = tests
            .cases
            .iter()
            .filter(|case| case.status == milepost_gate::TestStatus::Failed)
            .map(|case| format!("`{}`", case.id.as_str()))
            .collect();
        match failed.len() {
            0 => String::new(),
            1..=5 => format!(": {}", failed.join(", ")),
            count => format!(": {} and {} more", failed[..5].join(", "), count - 5),
        }
    }

    /// Runs must be fresh passes before their tests are looked at.
    fn tests(&self, runs: &[RunId], judge: impl Fn(&Self, &[RunId]) -> Outcome) -> Outcome {
        match self.not_passed(runs) {
            Some(outcome) => outcome,
            None => judge(self, runs),
        }
    }

    /// Runs must be fresh, and may have failed: a test that failed before may fail still.
    fn tests_reported(&self, runs: &[RunId], judge: impl Fn(&Self, &[RunId]) -> Outcome) -> Outcome {
        let reported = |id: &&RunId| self.states[id.0].is_fresh() && self.states[id.0].tests.is_some();
        if !runs.is_empty() && runs.iter().all(|id| reported(&id)) {
            return judge(self, runs);
        }
        self.tests(runs, judge)
    }

    fn not_passed(&self, runs: &[RunId]) -> Option<Outcome> {
        if runs.is_empty() {
            return Some((Proof::NothingRan, Some("no run is bound to it".to_owned()), None, Vec::new()));
        }
        let outcomes = runs.iter().map(|id| self.run(*id));
        outcomes.filter(|outcome| outcome.0 != Proof::Passed).min_by_key(|outcome| rank(outcome.0))
    }

    fn inventory(&self, runs: &[RunId]) -> Option<Inventory> {
        let tests: Option<Vec<_>> = runs.iter().map(|id| self.states[id.0].tests.as_ref()).collect();
        tests.map(Inventory::of)
    }

    fn evidence(&self, runs: &[RunId]) -> Vec<Digest> {
        runs.iter().filter_map(|id| self.states[id.0].newest.as_ref().map(|(digest, _)| *digest)).collect()
    }

    fn all_tests(&self, runs: &[RunId]) -> Outcome {
        match self.inventory(runs) {
            Some(inventory) => {
                let count = inventory.counts().ran;
                self.verdict(all_passing(&inventory), runs, format!("all {count} tests pass"))
            }
            None => (
                Proof::Passed,
                Some("every suite passed; not all of them report their tests".to_owned()),
                None,
                self.evidence(runs),
            ),
        }
    }

    fn min_tests(&self, runs: &[RunId], min: u64) -> Outcome {
        let counts = runs.iter().filter_map(|id| self.states[id.0].newest.as_ref()?.1.result.tests.as_ref());
        let ran: u64 = counts.filter(|tests| !tests.unknown).map(|tests| tests.ran).sum();
        let verdict = if ran >= min {
            Verdict::Pass
        } else if ran == 0 {
            Verdict::nothing_ran("no test ran that could be counted")
        } else {
            Verdict::fail(format!("{ran} tests ran, at least {min} are wanted"))
        };
        self.verdict(verdict, runs, format!("{ran} tests ran"))
    }

    fn named_tests(&self, runs: &[RunId], glob: &str) -> Outcome {
        let Some(inventory) = self.inventory(runs) else { return self.no_report(runs) };
        let found: Vec<_> =
            inventory.iter().filter(|(id, _)| milepost_gate::matches_glob(glob, id.as_str())).collect();
        let bad: Vec<_> = found
            .iter()
            .filter(|(_, test)| test.status != milepost_gate::TestStatus::Passed)
            .map(|(id, test)| format!("`{}` {}", id.as_str(), test.status.word()))
            .collect();
        let verdict = if found.is_empty() {
            Verdict::nothing_ran(format!("no test matches `{glob}`"))
        } else if bad.is_empty() {
            Verdict::Pass
        } else {
            Verdict::fail(bad.join(", "))
        };
        self.verdict(verdict, runs, format!("{} tests match `{glob}` and pass", found.len()))
    }

    fn against_baseline(&self, runs: &[RunId], rule: fn(&Comparison) -> Verdict) -> Outcome {
        let Some((digest, baseline)) = &self.baseline else {
            return (
                Proof::Missing,
                Some("there is no baseline to compare with".to_owned()),
                Some("`milepost start` records it; `milepost adopt` does so for work in flight".to_owned()),
                Vec::new(),
            );
        };
        let Some(now) = self.inventory(runs) else { return self.no_report(runs) };
        let known =
            self.comparison.borrow().iter().find(|(ids, _)| ids == runs).map(|(_, found)| found.clone());
        let comparison = known.unwrap_or_else(|| {
            let before = crate::baseline::inventory(baseline);
            let exists = |file: &str| self.workspace.system.exists(&self.workspace.root.join(file));
            let found = compare(&before, &now, exists);
            self.comparison.borrow_mut().push((runs.to_vec(), found.clone()));
            found
        });
        let words = format!(
            "{} tests pass as before, {} are new, none is lost",
            comparison.still_passing,
            comparison.new_passing.len()
        );
        let mut outcome = self.verdict(rule(&comparison), runs, words);
        outcome.3.push(*digest);
        outcome
    }

    fn no_report(&self, runs: &[RunId]) -> Outcome {
        let without = runs.iter().find(|id| self.states[id.0].tests.is_none());
        let label = without.map_or("", |id| self.bound.run(*id).label.as_str());
        (
            Proof::Inconclusive,
            Some(format!("`{label}` does not report its tests by id")),
            Some("add `[suites.NAME]` with a `report` to `milepost.toml`".to_owned()),
            self.evidence(runs),
        )
    }

    fn coverage(&self, run: RunId, percent: f64, kind: milepost_gate::CoverageKind) -> Outcome {
        if let Some(outcome) = self.not_passed(&[run]) {
            return outcome;
        }
        let recorded = self.states[run.0].newest.as_ref().and_then(|(_, run)| run.result.coverage.as_ref());
        let coverage = recorded.map(crate::baseline::gate_coverage);
        let wanted: Percent = match format!("{percent}").parse() {
            Ok(percent) => percent,
            Err(_) => {
                return (Proof::Missing, Some(format!("`{percent}` is no percentage")), None, Vec::new());
            }
        };
        let mut verdicts = vec![milepost_gate::target(coverage.as_ref(), kind, wanted)];
        let before = self.baseline.as_ref().and_then(|(_, baseline)| baseline.coverage.first());
        if let Some(before) = before {
            let before = crate::baseline::gate_coverage(&before.coverage);
            verdicts.push(milepost_gate::ratchet(Some(&before), coverage.as_ref()));
        }
        let words = coverage
            .as_ref()
            .and_then(|coverage| coverage.get(kind))
            .map_or_else(String::new, |ratio| format!("{ratio} of {kind} covered"));
        self.verdict(Verdict::all(verdicts), &[run], words)
    }

    fn quiet(&self, regex: &str, runs: &[RunId]) -> Result<Outcome> {
        let all: Vec<RunId>;
        let runs = if runs.is_empty() {
            all = (0..self.bound.runs.len()).map(RunId).collect();
            &all
        } else {
            runs
        };
        if let Some(outcome) = self.not_passed(runs) {
            return Ok(outcome);
        }
        let pattern = match regex::Regex::new(regex) {
            Ok(pattern) => pattern,
            Err(error) => {
                return Ok((
                    Proof::Missing,
                    Some(format!("`{regex}` is no regular expression: {error}")),
                    None,
                    Vec::new(),
                ));
            }
        };
        let mut noise = Vec::new();
        for id in runs {
            let Some((_, run)) = &self.states[id.0].newest else { continue };
            for output in [&run.result.stdout, &run.result.stderr] {
                let text = crate::output::whole(self.ledger, output)?;
                if let Some(found) = pattern.find(&text) {
                    let line = text[..found.start()].rfind('\n').map_or(0, |at| at + 1);
                    let line = text[line..].lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
                    noise.push(format!("`{}` printed `{}`", self.bound.run(*id).label, line.trim()));
                }
            }
        }
        let verdict = if noise.is_empty() { Verdict::Pass } else { Verdict::fail(noise.join("; ")) };
        Ok(self.verdict(verdict, runs, format!("no match in the output of {} commands", runs.len())))
    }

    fn exists(&self, path: &str) -> Outcome {
        if self.workspace.system.exists(&self.workspace.root.join(path)) {
            passed(format!("`{path}` is there"))
        } else {
            (Proof::Failed, Some(format!("`{path}` is not there")), None, Vec::new())
        }
    }

    /// Paths that differ from the baseline, from the project's root.
    fn changed_paths(&self) -> Result<Option<&Vec<String>>> {
        if self.changed.get().is_none() {
            let found = match &self.baseline {
                Some((_, baseline)) => {
                    crate::baseline::changed_paths(self.workspace, self.trees, self.now, baseline)?
                }
                None => None,
            };
            let _ = self.changed.set(found);
        }
        Ok(self.changed.get().and_then(Option::as_ref))
    }

    fn changed(&self, globs: &[String]) -> Result<Outcome> {
        let Some(changed) = self.changed_paths()? else {
            return Ok((
                Proof::Missing,
                Some("there is no baseline to compare with".to_owned()),
                Some("`milepost start` or `milepost adopt` records it".to_owned()),
                Vec::new(),
            ));
        };
        let set = glob_set(globs)?;
        Ok(match changed.iter().find(|path| set.is_match(path)) {
            Some(path) => passed(format!("`{path}` changed since the baseline")),
            None => (
                Proof::Failed,
                Some(format!("none of {} changed since the baseline", quoted(globs))),
                None,
                Vec::new(),
            ),
        })
    }

    fn documentation(&self, globs: &[String]) -> Result<Outcome> {
        let broken = milepost_portfolio::broken_links(&self.workspace.portfolio, self.index, &|path| {
            self.workspace.system.exists(&self.workspace.root.join(path))
        });
        if let Some(first) = broken.first() {
            let reason = format!("the link `{}` does not resolve", first.wanted);
            return Ok((
                Proof::Failed,
                Some(reason),
                Some("`milepost lint` lists all of them".to_owned()),
                Vec::new(),
            ));
        }
        self.changed(globs)
    }

    fn branch(&self, glob: &str) -> Result<Outcome> {
        let branch = match self.workspace.git() {
            Some(git) => git.branch()?,
            None => None,
        };
        let set = glob_set(&[glob.to_owned()])?;
        Ok(match branch {
            Some(branch) if set.is_match(&branch) => passed(format!("the branch is `{branch}`")),
            Some(branch) => {
                (Proof::Failed, Some(format!("the branch is `{branch}`, not `{glob}`")), None, Vec::new())
            }
            None => (Proof::Failed, Some("no branch is checked out".to_owned()), None, Vec::new()),
        })
    }

    fn derived(&self, subjects: &[Subject], depth: usize) -> Result<Outcome> {
        const DEEPEST: usize = 16;
        let bindings: Vec<&Binding> = subjects
            .iter()
            .filter_map(|subject| self.bound.of(*subject))
            .filter(|b| b.check.decides())
            .collect();
        if bindings.is_empty() {
            return Ok((
                Proof::NothingRan,
                Some("there is no item from which it could follow".to_owned()),
                None,
                Vec::new(),
            ));
        }
        if depth > DEEPEST {
            return Ok((Proof::Missing, Some("it follows from itself".to_owned()), None, Vec::new()));
        }
        let mut evidence = Vec::new();
        let (mut open, mut failed, mut stale) = (Vec::new(), Vec::new(), Vec::new());
        for binding in &bindings {
            let judged = self.judge(binding, depth + 1)?;
            evidence.extend(judged.evidence);
            match judged.proof {
                Proof::Passed | Proof::Waived => {}
                Proof::Failed | Proof::NothingRan => failed.push(binding.text.clone()),
                Proof::Stale => stale.push(binding.text.clone()),
                Proof::Missing | Proof::Inconclusive => open.push(binding.text.clone()),
            }
        }
        evidence.sort_unstable();
        evidence.dedup();
        let (proof, what, items) = if !failed.is_empty() {
            (Proof::Failed, "not proven", failed)
        } else if !open.is_empty() {
            (Proof::Missing, "still open", open)
        } else if !stale.is_empty() {
            (Proof::Stale, "stale", stale)
        } else {
            let words = format!("all {} items are proven", bindings.len());
            return Ok((Proof::Passed, Some(words), None, evidence));
        };
        let shown: Vec<_> = items.iter().take(3).map(|item| format!("“{item}”")).collect();
        let more = if items.len() > 3 { format!(" and {} more", items.len() - 3) } else { String::new() };
        let reason = format!("{} of {} {what}: {}{more}", items.len(), bindings.len(), shown.join(", "));
        Ok((proof, Some(reason), None, evidence))
    }

    fn milestone(&self, path: &str) -> Outcome {
        let found = self.workspace.portfolio.find(path).map(|index| self.workspace.document(index));
        match found.and_then(milepost_portfolio::LoadedDocument::status) {
            Some(status) if status == milepost_document::vocabulary::Status::Completed => {
                passed(format!("`{path}` is completed"))
            }
            Some(status) => {
                (Proof::Failed, Some(format!("`{path}` is {}", status.words())), None, Vec::new())
            }
            None => (Proof::Missing, Some(format!("`{path}` states no status")), None, Vec::new()),
        }
    }

    fn baseline_fact(&self, fact: BaselineFact) -> Outcome {
        let Some((digest, baseline)) = &self.baseline else {
            return missing(Some((
                "no baseline is recorded".to_owned(),
                "`milepost start` records it".to_owned(),
            )));
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
            Some(words) => (Proof::Passed, Some(words), None, vec![*digest]),
            None => missing(Some((
                "the baseline does not hold it".to_owned(),
                "bind a command that runs tests, then record the baseline again".to_owned(),
            ))),
        }
    }

    fn sign_off(
        &self,
        binding: &Binding,
        role: &str,
        kind: SignOffKind,
        globs: &[String],
    ) -> Result<Outcome> {
        let document = self.workspace.document_id(self.index);
        let text = super::snapshot::text_digest(&binding.text);
        let mut why = None;
        for (record, sign_off) in self.ledger.sign_offs(&document, &binding.id)? {
            let digest = record.digest;
            match self.holds(&record, &sign_off, role, kind, globs, text)? {
                Ok(()) => {
                    let note = sign_off.note.as_ref().map_or_else(String::new, |note| format!(": {note}"));
                    return Ok((
                        Proof::Passed,
                        Some(format!("signed by {}{note}", sign_off.signer)),
                        None,
                        vec![digest],
                    ));
                }
                Err((proof, reason)) => {
                    why.get_or_insert((proof, reason, digest));
                }
            }
        }
        let hint = format!("run `milepost signoff {document}#{}`", binding.id);
        Ok(match why {
            Some((proof, reason, digest)) => (proof, Some(reason), Some(hint), vec![digest]),
            None => {
                let who = match (kind, role) {
                    (SignOffKind::Review, _) => "a reviewer who is not an author of the change",
                    (SignOffKind::Stakeholder, _) => "a stakeholder",
                    (SignOffKind::Manual, _) => "whoever did the manual test",
                    (SignOffKind::Statement, "anyone") => "somebody",
                    (SignOffKind::Statement, role) => role,
                };
                (Proof::Missing, Some(format!("waits for the signature of {who}")), Some(hint), Vec::new())
            }
        })
    }

    /// Whether a sign-off counts for an item as it stands today.
    fn holds(
        &self,
        record: &milepost_ledger::Record,
        sign_off: &SignOff,
        role: &str,
        kind: SignOffKind,
        globs: &[String],
        text: Digest,
    ) -> Result<std::result::Result<(), (Proof, String)>> {
        let who = &sign_off.signer;
        match self.signers.check(self.ledger, record, who)? {
            Signed::Valid => {}
            Signed::Unsigned => {
                return Ok(Err((Proof::Missing, format!("the sign-off of {who} carries no signature"))));
            }
            Signed::Untrusted(why) => {
                return Ok(Err((Proof::Missing, format!("the sign-off of {who} does not count: {why}"))));
            }
        }
        if sign_off.text != text {
            return Ok(Err((Proof::Stale, format!("{who} signed other words"))));
        }
        if !self.signers.has_role(who, role) {
            return Ok(Err((Proof::Missing, format!("{who} does not have the role `{role}`"))));
        }
        if kind == SignOffKind::Review {
            let authors = match self.authors.get() {
                Some(authors) => authors,
                None => {
                    let found =
                        Authors::of(self.workspace, self.baseline.as_ref().map(|(_, baseline)| baseline))?;
                    self.authors.get_or_init(|| found)
                }
            };
            if authors.has(who) {
                return Ok(Err((
                    Proof::Missing,
                    format!("{who} wrote part of the change and cannot review it"),
                )));
            }
        }
        let same = match &sign_off.key {
            SignOffKey::Tree { tree } if kind == SignOffKind::Review || globs.is_empty() => {
                tree == self.now.id.as_str()
            }
            SignOffKey::Inputs { digest, .. } => {
                super::Inputs::new(self.workspace, self.now).digest(globs)? == Some(*digest)
            }
            SignOffKey::Commit { .. } => !matches!(kind, SignOffKind::Review | SignOffKind::Manual),
            SignOffKey::Tree { .. } => false,
        };
        Ok(if same {
            Ok(())
        } else {
            Err((Proof::Stale, format!("{who} signed for another state of the files")))
        })
    }

    fn waiver(&self, binding: &Binding) -> Result<Option<(Digest, Waiver)>> {
        let document = self.workspace.document_id(self.index);
        for (record, waiver) in self.ledger.waivers(&document)? {
            if waiver.item == binding.id
                && waiver.holds_on(self.today)
                && self.signers.check(self.ledger, &record, &waiver.who)? == Signed::Valid
            {
                return Ok(Some((record.digest, waiver)));
            }
        }
        Ok(None)
    }

    fn verdict(&self, verdict: Verdict, runs: &[RunId], words: String) -> Outcome {
        let evidence = self.evidence(runs);
        match verdict {
            Verdict::Pass => (Proof::Passed, Some(words), None, evidence),
            Verdict::Fail { reason } => (Proof::Failed, Some(reason), None, evidence),
            Verdict::Inconclusive { reason } => (Proof::Inconclusive, Some(reason), None, evidence),
            Verdict::NothingRan { reason } => (Proof::NothingRan, Some(reason), None, evidence),
        }
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
}

/// What evidence says, why, what to do next, and the records.
type Outcome = (Proof, Option<String>, Option<String>, Vec<Digest>);

fn passed(words: String) -> Outcome {
    (Proof::Passed, Some(words), None, Vec::new())
}

fn missing(why: Option<(String, String)>) -> Outcome {
    let (reason, hint) = why.unzip();
    (Proof::Missing, reason, hint, Vec::new())
}

/// What is told first when several runs are not passed.
fn rank(proof: Proof) -> u8 {
    match proof {
        Proof::NothingRan => 0,
        Proof::Failed => 1,
        Proof::Inconclusive => 2,
        Proof::Missing => 3,
        Proof::Stale => 4,
        Proof::Passed | Proof::Waived => 5,
    }
}

fn words(state: &RunState) -> String {
    let all: Vec<_> = state.differences.iter().map(super::Difference::words).collect();
    match all.len() {
        0..=3 => all.join(", "),
        count => format!("{} and {} more", all[..3].join(", "), count - 3),
    }
}

fn quoted(globs: &[String]) -> String {
    globs.iter().map(|glob| format!("`{glob}`")).collect::<Vec<_>>().join(", ")
}
