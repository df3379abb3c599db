//! What the ledger knows of a run, for the report.

use milepost_ledger::Verdict;

use super::report::{RanMeasurement, RanRun, RanSandbox};
use crate::{binding::Bound, plan::RunState};

/// What the ledger knows of a run.
pub(super) fn known_run(bound: &Bound, states: &[RunState], at: usize, planned: bool) -> RanRun {
    let state = &states[at];
    let newest = state.newest.as_ref().filter(|_| !planned);
    let tests = newest.and_then(|(_, run)| run.result.tests.as_ref());
    let beside_nothing =
        bound.runs[at].metric.as_ref().is_some_and(|metric| metric.needs_baseline() && metric.base.is_none());
    let waits_for = bound.runs[at].must_fail.as_ref().map(|must_fail| must_fail.of);
    let waits_for = waits_for.filter(|of| !planned && !states[of.0].is_fresh_pass());
    let because = if let Some(of) = waits_for {
        vec![format!("`{}` does not pass yet", bound.run(of).label)]
    } else if beside_nothing {
        vec!["there is no baseline beside which it could be measured".to_owned()]
    } else if state.newest.is_none() && state.differences.is_empty() {
        vec!["there is no evidence yet".to_owned()]
    } else {
        state.differences.iter().map(crate::plan::Difference::words).collect()
    };
    RanRun {
        label: bound.runs[at].label.clone(),
        must_fail_with: bound.runs[at].must_fail.as_ref().map(|must_fail| must_fail.patch.clone()),
        ran: false,
        verdict: newest.map_or("planned", |(_, run)| run.result.verdict.name()).to_owned(),
        reason: newest.filter(|(_, run)| run.result.verdict != Verdict::Pass).and_then(|(_, run)| {
            run.result.expectations.iter().find_map(|expectation| expectation.detail.clone())
        }),
        duration_ms: newest.map_or(0, |(_, run)| run.result.duration_ms),
        tests: tests.filter(|tests| !tests.unknown).map(|tests| (tests.ran, tests.passed)),
        tests_unknown: bound.runs[at].is_test && tests.is_some_and(|tests| tests.unknown),
        failed: newest.and(state.tests.as_ref()).map(failed).unwrap_or_default(),
        because,
        tail: None,
        record: newest.map(|(digest, _)| digest.short()),
        sandbox: newest.map(|(_, run)| RanSandbox::of(&run.environment)),
        measurement: newest.and_then(|(_, run)| run.result.measurement.as_deref()).map(RanMeasurement::of),
    }
}

/// The ids of the tests that failed.
fn failed(tests: &milepost_gate::TestRun) -> Vec<String> {
    let failed = tests.cases.iter().filter(|case| case.status == milepost_gate::TestStatus::Failed);
    failed.map(|case| case.id.as_str().to_owned()).collect()
}
