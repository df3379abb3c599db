//! Holding the reasons to roll back of a milestone against what is known.

use std::time::Duration;

use jiff::Timestamp;
use milepost_document::{
    view,
    vocabulary::{SectionKind, Status, plain_text},
};
use milepost_gate::{
    Change,
    performance::{Better, Margin},
};
use milepost_ledger::Digest;
use milepost_portfolio::Graph;

use super::{Decision, TriggerReport, TriggerState, Triggers, dependents::dependents};
use crate::{
    Result,
    binding::{Binding, Check, RunId, Trigger},
    explain::describe,
    regressions::failing_since,
    session::{Assessment, Session},
    standing::{Judged, Proof},
};

/// The part of what is allowed from which on a reason to roll back is at risk.
const CLOSE: f64 = 0.75;

/// What is known of one reason to roll back.
pub(super) struct Found {
    state: TriggerState,
    reason: String,
    hint: Option<String>,
    blocks: bool,
    evidence: Vec<Digest>,
}

impl Found {
    pub(super) fn new(state: TriggerState, reason: impl Into<String>) -> Self {
        Self {
            state,
            reason: reason.into(),
            hint: None,
            blocks: state == TriggerState::Hit,
            evidence: Vec::new(),
        }
    }

    pub(super) fn hinting(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// Of what a command could tell and did not.
    pub(super) fn blocking(self) -> Self {
        Self { blocks: true, ..self }
    }
}

/// Holds the reasons to roll back of a milestone whose work goes on against what is known. Nothing is run, nothing is
/// written. `graph` says which milestones need which, where that was asked already.
///
/// # Errors
/// When the ledger, Git or a file fails.
pub fn triggers(session: &Session<'_>, assessment: &Assessment, graph: Option<&Graph>) -> Result<Triggers> {
    let loaded = session.workspace.document(assessment.index);
    let goes_on = matches!(loaded.status(), Some(Status::InProgress | Status::Review | Status::Blocked));
    let mut found = Triggers::default();
    if !goes_on {
        return Ok(found);
    }
    for (binding, judged) in assessment.triggers() {
        let one = evaluate(session, assessment, graph, (binding, judged))?;
        found.triggers.push(TriggerReport {
            id: binding.id.clone(),
            line: loaded.document().position(binding.span.start).line,
            text: binding.text.clone(),
            check: describe(&binding.check, &assessment.bound),
            state: one.state,
            reason: one.reason,
            hint: one.hint,
            blocks: one.blocks,
            evidence: one.evidence.iter().map(Digest::short).collect(),
        });
    }
    if found.hits().next().is_some() {
        found.decision = Some(Decision::of(session, assessment)?);
    }
    Ok(found)
}

impl Assessment {
    /// The entries under When to Rollback, with what is known of each.
    pub fn triggers(&self) -> impl Iterator<Item = (&Binding, &Judged)> {
        let all = self.bound.bindings.iter().zip(&self.judged);
        all.filter(|(binding, _)| match binding.check {
            Check::Trigger(_) => true,
            _ => binding.kind == Some(SectionKind::WhenToRollback) && binding.check.decides(),
        })
    }
}

fn evaluate(
    session: &Session<'_>,
    assessment: &Assessment,
    graph: Option<&Graph>,
    (binding, judged): (&Binding, &Judged),
) -> Result<Found> {
    let reason = || judged.reason.clone().unwrap_or_default();
    if judged.proof == Proof::Waived {
        return Ok(Found::new(TriggerState::Waived, reason()));
    }
    Ok(match &binding.check {
        Check::Trigger(Trigger::Failures { limit, only_regressions }) => {
            failures(session, assessment, *limit, *only_regressions)?
        }
        Check::Trigger(Trigger::CriticalBugs) => critical_bugs(session, assessment),
        Check::Trigger(Trigger::Dependents) => match graph {
            Some(graph) => dependents(session, assessment, graph)?,
            None => dependents(session, assessment, &Graph::of(&session.workspace.portfolio))?,
        },
        Check::Trigger(Trigger::Watched(why)) => Found::new(TriggerState::NotMeasured, why.as_str())
            .hinting("bind it to what tells, such as `<!-- milepost: run \"…\" -->`, or watch it"),
        check => {
            let found = match judged.proof {
                Proof::Passed => match close(assessment, check.runs()) {
                    Some(words) => Found::new(TriggerState::AtRisk, format!("{}; {words}", reason())),
                    None => Found::new(TriggerState::Clear, reason()),
                },
                // What failed on other files than today's holds or not: nobody has looked since.
                Proof::Failed if is_outdated(assessment, check.runs()) => {
                    Found { blocks: true, ..Found::new(TriggerState::NotMeasured, reason()) }
                }
                // Other days are no measurement beside each other: enough to look closer, not to roll back.
                Proof::Failed if is_by_kept_runs(assessment, check.runs()) => {
                    Found { blocks: true, ..Found::new(TriggerState::AtRisk, reason()) }
                }
                Proof::Failed => Found::new(TriggerState::Hit, reason()),
                Proof::Inconclusive if is_undecided(assessment, check.runs()) => {
                    Found { blocks: true, ..Found::new(TriggerState::AtRisk, reason()) }
                }
                _ => Found { blocks: true, ..Found::new(TriggerState::NotMeasured, reason()) },
            };
            Found { hint: judged.hint.clone(), evidence: judged.evidence.clone(), ..found }
        }
    })
}

/// Tests that fail and did not at the baseline, by how long they do.
fn failures(
    session: &Session<'_>,
    assessment: &Assessment,
    limit: Duration,
    only_regressions: bool,
) -> Result<Found> {
    let unknown = |reason: String| Ok(Found::new(TriggerState::NotMeasured, reason));
    let comparison = match session.compare_tests(assessment)? {
        Ok(comparison) => comparison,
        // Where tests are bound that did not run on these files, a command could tell and did not.
        Err(reason) => {
            let mut runs = assessment.bound.runs.iter().zip(&assessment.states);
            let blocks = runs.any(|(run, state)| run.is_test && !state.is_fresh());
            return Ok(Found { blocks, ..Found::new(TriggerState::NotMeasured, reason) });
        }
    };
    let new = comparison.new_failing.iter().filter(|_| !only_regressions);
    let failing: Vec<&Change> = comparison.regressions.iter().chain(new).collect();
    let tests = assessment.bound.runs.iter().zip(&assessment.states).filter(|(run, _)| run.is_test);
    let evidence: Vec<Digest> =
        tests.filter_map(|(_, state)| state.newest.as_ref().map(|(digest, _)| *digest)).collect();
    let Some(first) = failing.first() else {
        let words = if only_regressions {
            "no test fails that passed at the baseline"
        } else {
            "no test fails that did not at the baseline"
        };
        return Ok(Found { evidence, ..Found::new(TriggerState::Clear, words) });
    };
    let ids: Vec<&str> = failing.iter().map(|change| change.id.as_str()).collect();
    let since = failing_since(session, assessment, &ids)?;
    let Some((id, began)) = since.and_then(|(id, since)| Some((id, since.parse::<Timestamp>().ok()?))) else {
        return unknown(format!("`{}` fails, and since when is not known", first.id.as_str()));
    };
    // A clock that was set back makes no failure younger than none.
    let age = Duration::try_from(session.workspace.system.now().duration_since(began)).unwrap_or_default();
    let words = format!("`{id}` fails since {}, {} is allowed", told(age), told(limit));
    let state = if age > limit { TriggerState::Hit } else { TriggerState::AtRisk };
    Ok(Found { evidence, ..Found::new(state, words) })
}

/// Open blockers that speak of a bug that is critical.
fn critical_bugs(session: &Session<'_>, assessment: &Assessment) -> Found {
    let document = session.workspace.document(assessment.index).document();
    if !document.sections.iter().any(|section| section.kind == Some(SectionKind::Blockers)) {
        return Found::new(
            TriggerState::NotMeasured,
            "the document has no list of blockers that could name one",
        )
        .hinting("list them under a heading `### Blockers`, with `None` while there is none");
    }
    let words =
        |item| document.text(document.item(item).text).split_whitespace().collect::<Vec<_>>().join(" ");
    let open = view::blockers(document).into_iter().filter(|blocker| blocker.is_open);
    let mut texts = open.map(|blocker| words(blocker.item));
    match texts.find(|text| is_critical_bug(text)) {
        Some(text) => Found::new(TriggerState::Hit, format!("an open blocker says so: {text}")),
        None => Found::new(TriggerState::Clear, "no open blocker speaks of one"),
    }
}

fn is_critical_bug(text: &str) -> bool {
    let text = plain_text(text);
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).collect();
    let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(word));
    let is_grave = has(&["critical", "severe", "serious", "major", "blocking", "blocker", "p0", "sev1"]);
    let is_bug =
        has(&["bug", "bugs", "defect", "defects", "crash", "crashes", "vulnerability", "regression"]);
    is_grave && is_bug || text.contains("data loss")
}

/// How much of what is allowed the metric that is nearest to its limit has used up, where that is much.
fn close(assessment: &Assessment, runs: &[RunId]) -> Option<String> {
    let used = |id: &RunId| {
        let run = assessment.bound.run(*id);
        let budget = run.metric.as_ref()?.budget();
        let (Margin::Ratio(limit) | Margin::Difference(limit)) = budget.margin()?;
        // A budget that asks for something better has no part that could be used up.
        if (limit > 0.0) != (budget.better() == Better::Lower) {
            return None;
        }
        let (_, newest) = assessment.states[id.0].newest.as_ref()?;
        let used = newest.result.measurement.as_ref()?.change? / limit;
        (used.is_finite() && used >= CLOSE).then(|| (used, run.label.clone()))
    };
    let nearest = runs.iter().filter_map(used).max_by(|a, b| a.0.total_cmp(&b.0));
    nearest.map(|(used, label)| format!("`{label}` used up {:.0}% of what is allowed", used * 100.0))
}

/// Whether one of some metrics was measured and is neither within its budget nor beyond it.
fn is_undecided(assessment: &Assessment, runs: &[RunId]) -> bool {
    runs.iter().any(|id| {
        let state = &assessment.states[id.0];
        let newest = state.newest.as_ref().filter(|_| state.is_fresh());
        let measured = newest.and_then(|(_, run)| run.result.measurement.as_ref());
        measured.is_some_and(|measurement| measurement.decision == "undecided")
    })
}

/// Whether all that shows a failure of some metrics is by runs of the baseline that were kept.
fn is_by_kept_runs(assessment: &Assessment, runs: &[RunId]) -> bool {
    let measured = |id: &RunId| assessment.states[id.0].newest.as_ref()?.1.result.measurement.as_deref();
    let mut regressed = runs.iter().filter_map(measured).filter(|one| one.decision == "regressed").peekable();
    regressed.peek().is_some() && regressed.all(|one| one.method == "stored")
}

/// Whether evidence of one of some runs is of other files than today's, so that it has to be asked again.
fn is_outdated(assessment: &Assessment, runs: &[RunId]) -> bool {
    runs.iter().any(|id| {
        let state = &assessment.states[id.0];
        state.newest.is_some() && !state.is_fresh()
    })
}

/// A time in words.
fn told(duration: Duration) -> String {
    let seconds = duration.as_secs();
    match seconds {
        0..3600 => format!("{} min", seconds / 60),
        3600..172_800 => format!("{} h", seconds / 3600),
        _ => format!("{} days", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_critical_bug_is_said_to_be_one() {
        assert!(is_critical_bug("Critical bug: totals are lost") && is_critical_bug("Data loss on restart"));
        assert!(
            !is_critical_bug("The debug build is missing") && !is_critical_bug("Security review pending")
        );
    }

    #[test]
    fn times_are_told_in_the_unit_of_people() {
        let words = [59, 3599, 3600, 86_400, 172_800].map(|seconds| told(Duration::from_secs(seconds)));
        assert_eq!(words, ["0 min", "59 min", "1 h", "24 h", "2 days"]);
    }
}
