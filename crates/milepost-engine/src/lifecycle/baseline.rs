//! What `start` and `adopt` measure before the work goes on.

use milepost_ledger::{
    Baseline, CheckRun, CriterionBaseline, Digest, DocumentReference, MetricBaseline, SuiteBaseline, Verdict,
};

use super::{BaselineSummary, Transition, TransitionOptions, TransitionReport, branch, guards, transition};
use crate::{
    EngineError, Result, Workspace,
    baseline::outcomes,
    binding::Binding,
    coverage::of_baseline,
    explain::describe,
    plan::command_digest,
    session::{Assessment, Session},
    standing::{Judged, Proof},
    verify::{Only, VerifyEvent, verify},
};

/// Runs the tests and the coverage of a milestone on the tree as it is, and gathers what they say. Failing tests do
/// not keep work from starting: that they failed before is what the baseline is for.
///
/// # Errors
/// When the commands are not trusted, or Git or the ledger fails.
pub(super) fn measure(
    session: &Session<'_>,
    index: usize,
    kind: Transition,
    options: &TransitionOptions,
    events: &mut dyn FnMut(VerifyEvent<'_>),
    report: &mut TransitionReport,
) -> Result<Baseline> {
    let workspace = session.workspace;
    if !options.dry_run && !options.no_run {
        let mut verify_options = options.verifying(false);
        // Of work in flight nobody can say any more what passed before it.
        verify_options.only = Some(if kind == Transition::Adopt { Only::Measured } else { Only::BeforeWork });
        report.verified = Some(transition::recorded(verify(workspace, &[index], &verify_options, events)?)?);
    }
    let fresh = if options.dry_run { Session::read(workspace)? } else { Session::write(workspace)? };
    let mut assessment = fresh.assess(index, false, true)?;
    let adopted = kind == Transition::Adopt;
    let (commit, tree) = state(workspace, &fresh, adopted, options)?;
    let branch = match workspace.git() {
        Some(git) if adopted => git.branch()?,
        Some(git) => match branch::wanted(workspace, &git, index, &options.branch)? {
            Some(name) => Some(name),
            None => {
                git.branch()?.filter(|current| git.default_branch().ok().flatten().as_ref() != Some(current))
            }
        },
        None => None,
    };
    let mut baseline = Baseline {
        document: DocumentReference { id: report.id.clone(), path: report.path.clone() },
        commit,
        tree,
        branch,
        suites: Vec::new(),
        coverage: Vec::new(),
        metrics: Vec::new(),
        tools: Vec::new(),
        criteria: if adopted { Vec::new() } else { criteria(&assessment) },
        adopted,
    };
    gather(&assessment, &mut baseline);
    if adopted {
        report
            .warnings
            .push("the tests are recorded as they are now, not as they were before the work".to_owned());
    }
    if baseline.suites.is_empty() {
        report.warnings.push("no tests are recorded by id: a regression cannot be seen".to_owned());
    }
    fresh.judge_with(&mut assessment, Some((Digest::of(""), baseline.clone())))?;
    report.weak = assessment.weak().map(guards::weak).collect();
    report.baseline = Some(BaselineSummary::of(&baseline));
    Ok(baseline)
}

/// The commit and the tree before the work.
fn state(
    workspace: &Workspace,
    session: &Session<'_>,
    adopted: bool,
    options: &TransitionOptions,
) -> Result<(String, String)> {
    let now = session.now.id()?.as_str().to_owned();
    let Some(git) = workspace.git() else { return Ok((String::new(), now)) };
    let Some(head) = git.head()? else { return Ok((String::new(), now)) };
    if !adopted {
        return Ok((head, now));
    }
    let commit = match &options.baseline {
        Some(revision) => git.rev_parse(&format!("{revision}^{{commit}}"))?.ok_or_else(|| {
            EngineError::usage(format!("`{revision}` is no commit")).hint("name a commit, a tag or a branch")
        })?,
        None => match git.default_branch()? {
            Some(default) => git.merge_base(&default, "HEAD")?.unwrap_or(head),
            None => head,
        },
    };
    let tree = git.rev_parse(&format!("{commit}^{{tree}}"))?.unwrap_or(now);
    Ok((commit, tree))
}

/// What the criteria that the work is to change say before it, as far as they say anything.
fn criteria(assessment: &Assessment) -> Vec<CriterionBaseline> {
    let told = |(binding, judged): (&Binding, &Judged)| {
        let runs = binding.check.runs().iter();
        // What could not run at all, or ran no test, has found no fault.
        let found_fault = || {
            let mut newest = runs.clone().filter_map(|id| assessment.states[id.0].newest.as_ref());
            runs.len() == 0 || newest.any(|(_, run)| run.result.has_found_fault())
        };
        let passes = || runs.clone().all(|id| assessment.states[id.0].is_fresh_pass());
        let passed = match judged.proof {
            Proof::Passed => true,
            // Whether it can fail is not tried before the work.
            _ if !binding.must_fail.is_empty() && passes() => true,
            Proof::Failed if found_fault() => false,
            _ => return None,
        };
        Some(CriterionBaseline {
            item: binding.id.clone(),
            expectation: describe(&binding.check, &assessment.bound),
            commands: runs.clone().map(|id| command_digest(assessment.bound.run(*id))).collect(),
            checks: runs.map(|id| assessment.states[id.0].key.specification).collect(),
            passed,
        })
    };
    assessment.deciding().filter(|(binding, _)| binding.must_fail_first()).filter_map(told).collect()
}

fn gather(assessment: &Assessment, baseline: &mut Baseline) {
    for (run, state) in assessment.bound.runs.iter().zip(&assessment.states) {
        // A run that did not come to its end measured nothing.
        let ended =
            |run: &CheckRun| matches!(run.result.verdict, Verdict::Pass | Verdict::Fail | Verdict::Flaky);
        let fresh = state.newest.as_ref().filter(|(_, run)| state.is_fresh() && ended(run));
        let Some((_, evidence)) = fresh.filter(|_| run.must_fail.is_none() && run.step.is_none()) else {
            continue;
        };
        let (name, check) = (run.label.clone(), state.key.specification);
        let tally = evidence.result.tests.as_ref();
        if run.is_test || state.tests.is_some() {
            let tests = state.tests.as_ref().map(outcomes).unwrap_or_default();
            let unlisted = tests.is_empty() && tally.is_none_or(|tally| tally.unknown || tally.ran > 0);
            baseline.suites.push(SuiteBaseline { name: name.clone(), check, tests, unlisted });
        }
        // A run that failed may have stopped half-way: what it covered then would be too low a mark.
        let came_through = evidence.result.verdict != Verdict::Fail;
        if let Some(coverage) = evidence.result.coverage.as_ref().filter(|_| came_through) {
            let files = state.covered.as_deref().unwrap_or_default();
            baseline.coverage.push(of_baseline(name.clone(), check, coverage, files));
        }
        baseline.metrics.push(MetricBaseline {
            name,
            check,
            duration_ms: evidence.result.duration_ms,
            cpu_ms: evidence.result.user_ms + evidence.result.system_ms,
            max_rss_kib: evidence.result.max_rss_kib,
        });
        for tool in &state.key.tools {
            if !baseline.tools.contains(tool) {
                baseline.tools.push(tool.clone());
            }
        }
    }
}
