//! How tests ended in the runs that the ledger holds, and which of them are flaky.

use std::collections::{BTreeMap, HashSet};

use milepost_ledger::{Digest, Trust};
use serde::Serialize;

use crate::{
    Result,
    session::{Assessment, Session},
};

/// How many runs of each command are looked at.
const RUNS: usize = 200;

/// How one test ended in one run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TestMoment {
    /// `passed`, `failed`, `flaky` or `skipped`; `None` where the run does not name it.
    pub status: Option<String>,
    /// The record, in short.
    pub record: String,
    /// When it began, by the machine's clock.
    pub started: String,
    /// The tree on which it ran.
    pub tree: String,
    /// The command.
    pub command: String,
}

/// A test that failed and passed on the same input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FlakyTest {
    /// Its id.
    pub id: String,
    /// On how many inputs it did both.
    pub flakes: usize,
    /// In how many runs it was executed.
    pub runs: usize,
    /// When it last failed and passed on one input, by the machine's clock.
    pub last: String,
}

/// One run with its tests.
struct Listed {
    key: Digest,
    moment: TestMoment,
    tests: BTreeMap<String, String>,
}

/// The tests of a milestone that failed and passed on the same files, environment and tools; the most flaky first.
///
/// # Errors
/// When the ledger cannot be read.
pub fn flaky_tests(session: &Session<'_>, assessment: &Assessment) -> Result<Vec<FlakyTest>> {
    let runs = listed(session, assessment)?;
    let mut ids: BTreeMap<&str, FlakyTest> = BTreeMap::new();
    let mut seen: BTreeMap<(Digest, &str), HashSet<&str>> = BTreeMap::new();
    for run in &runs {
        for (id, status) in run.tests.iter().filter(|(_, status)| *status != "skipped") {
            let one = ids.entry(id).or_insert_with(|| FlakyTest {
                id: id.clone(),
                flakes: 0,
                runs: 0,
                last: String::new(),
            });
            one.runs += 1;
            let statuses = seen.entry((run.key, id)).or_default();
            let before = is_flaky(statuses);
            statuses.insert(status);
            if is_flaky(statuses) {
                one.flakes += usize::from(!before);
                one.last.clone_from(&run.moment.started);
            }
        }
    }
    let mut found: Vec<FlakyTest> = ids.into_values().filter(|one| one.flakes > 0).collect();
    found.sort_by(|a, b| b.flakes.cmp(&a.flakes).then_with(|| a.id.cmp(&b.id)));
    Ok(found)
}

fn is_flaky(statuses: &HashSet<&str>) -> bool {
    statuses.contains("flaky") || (statuses.contains("passed") && statuses.contains("failed"))
}

/// How one test ended in the runs of a milestone that name any, oldest first.
///
/// # Errors
/// When the ledger cannot be read.
pub fn test_history(session: &Session<'_>, assessment: &Assessment, id: &str) -> Result<Vec<TestMoment>> {
    let runs = listed(session, assessment)?;
    if !runs.iter().any(|run| run.tests.contains_key(id)) {
        return Ok(Vec::new());
    }
    let moments = runs.into_iter().map(|run| TestMoment { status: run.tests.get(id).cloned(), ..run.moment });
    Ok(moments.collect())
}

/// Of tests that fail now, the one that does so for longest, with when the first run without a pass since began, by the
/// machine's clock; `None` where no run names one as failed.
///
/// # Errors
/// When the ledger cannot be read.
pub(crate) fn failing_since(
    session: &Session<'_>,
    assessment: &Assessment,
    ids: &[&str],
) -> Result<Option<(String, String)>> {
    let runs = listed(session, assessment)?;
    let since = |id: &&str| {
        let ended = runs.iter().rev().filter_map(|run| Some((run.tests.get(*id)?, &run.moment.started)));
        // A run that skipped it says nothing of it: no failure is younger for that.
        let told = ended.filter(|(status, _)| *status != "skipped");
        let (_, started) = told.take_while(|(status, _)| *status == "failed").last()?;
        Some((started.clone(), (*id).to_owned()))
    };
    Ok(ids.iter().filter_map(since).min().map(|(started, id)| (id, started)))
}

/// The believed runs of a milestone's commands that list their tests, oldest first.
fn listed(session: &Session<'_>, assessment: &Assessment) -> Result<Vec<Listed>> {
    let mut found = Vec::new();
    for (run, state) in assessment.bound.runs.iter().zip(&assessment.states) {
        let records = session.ledger.runs(&state.key.specification, RUNS)?;
        let trusts =
            session.ledger.trust_all(records.iter().map(|record| &**record), session.signers.policy()?)?;
        for (record, trust) in records.iter().zip(trusts) {
            let Some(check) = record.check_run().filter(|_| !matches!(trust, Trust::Refused(_))) else {
                continue;
            };
            let Some(tests) = session.ledger.tests(record)? else { continue };
            let moment = TestMoment {
                status: None,
                record: record.digest.short(),
                started: check.result.started.clone(),
                tree: check.key.tree.clone(),
                command: run.label.clone(),
            };
            let tests = tests.into_iter().map(|test| (test.id, test.status)).collect();
            found.push((record.link.height, Listed { key: check.key.digest(), moment, tests }));
        }
    }
    found.sort_by(|a, b| (a.0, &a.1.moment.record).cmp(&(b.0, &b.1.moment.record)));
    Ok(found.into_iter().map(|(_, listed)| listed).collect())
}
