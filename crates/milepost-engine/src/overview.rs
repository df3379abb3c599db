//! The truth about a repository in a few lines: `milepost` alone, `next`.

use std::collections::{BTreeMap, HashMap};

use milepost_document::{
    view,
    vocabulary::{Risk, Status},
};
use milepost_portfolio::{Graph, Wait};
use serde::Serialize;

use crate::{
    Result, Workspace,
    binding::Gate,
    drift::{Commits, Drift, Plans, drift},
    facts::Facts,
    lifecycle::waits::{needed_state, unfinished},
    notes::open_questions,
    plan_diff::Movement,
    session::{Assessment, Session},
    standing::{Proof, Standing},
    triggers::{Triggers, triggers},
};

/// What is known of one milestone.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MilestoneSummary {
    /// Its id.
    pub id: String,
    /// Its document.
    pub path: String,
    /// Its name.
    pub title: String,
    /// Its status in our words; `None` when it states none that we know.
    pub status: Option<&'static str>,
    /// Its status as written.
    pub status_text: Option<String>,
    /// Its risk; low is assumed when none is stated.
    pub risk: &'static str,
    /// Whether the risk is assumed.
    pub risk_assumed: bool,
    /// How many deciding items stand how.
    pub standing: BTreeMap<Standing, usize>,
    /// How many passes say little of the work.
    pub weak: usize,
    /// How many items guard `complete`, and how many of them are satisfied.
    pub gate: (usize, usize),
    /// What stands in the way of the next move, one line each.
    pub blockers: Vec<String>,
    /// How many findings of level error it has.
    pub errors: usize,
    /// What to do next: a command and why.
    pub next: Option<NextStep>,
    /// How far the plan and the project have moved apart.
    pub drift: Drift,
    /// When to roll back, and how that stands.
    #[serde(flatten)]
    pub triggers: Triggers,
}

/// A command and why to run it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NextStep {
    /// The command line.
    pub command: String,
    /// Why.
    pub reason: String,
}

/// What is known of a repository.
#[derive(Debug, Clone, Serialize)]
pub struct Overview {
    /// The milestones in the order of their paths.
    pub milestones: Vec<MilestoneSummary>,
    /// Files that could not be read, with the reason.
    pub unreadable: Vec<(String, String)>,
    /// A change that was interrupted, to be finished by the next writing command.
    pub interrupted: Option<String>,
    /// How milestones moved, where that was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub movement: Option<Movement>,
}

/// Looks at every milestone of a workspace. Nothing is run, nothing is written.
///
/// # Errors
/// When the ledger, Git or a file fails.
pub fn overview(workspace: &Workspace) -> Result<Overview> {
    let session = Session::read(workspace)?;
    let indices: Vec<usize> = workspace.portfolio.milestones().map(|(index, _)| index).collect();
    let facts = Facts::new(workspace);
    let graph = Graph::of(&workspace.portfolio);
    let (plans, mut commits) = (Plans::of(workspace), Commits::default());
    let mut milestones = Vec::with_capacity(indices.len());
    // What is known of the items of one milestone is much, and of all of them too much to keep.
    for index in &indices {
        let assessment = session.assess(*index, false, false)?;
        facts.know(&assessment);
        let waits = open_waits(&session, &graph, *index)?;
        let mut one = summary(workspace, &assessment, &waits);
        one.drift = drift(&session, &assessment, &graph, &plans, &mut commits)?;
        one.has_triggers(triggers(&session, &assessment, Some(&graph))?);
        milestones.push(one);
    }
    let mut errors: HashMap<String, usize> = HashMap::new();
    for finding in milepost_lint::errors(&workspace.portfolio, &indices, &facts) {
        *errors.entry(finding.path).or_default() += 1;
    }
    for milestone in &mut milestones {
        milestone.has_errors(errors.get(&milestone.path).copied().unwrap_or(0));
    }
    let unreadable =
        workspace.portfolio.unreadable.iter().map(|file| (file.path.clone(), file.error.clone())).collect();
    Ok(Overview { milestones, unreadable, interrupted: workspace.interrupted_change(), movement: None })
}

/// What is known of one milestone, from its assessment.
///
/// # Errors
/// When the ledger cannot be read.
pub fn milestone(session: &Session<'_>, assessment: &Assessment) -> Result<MilestoneSummary> {
    let workspace = session.workspace;
    let facts = Facts::new(workspace);
    facts.know(assessment);
    let errors = milepost_lint::errors(&workspace.portfolio, &[assessment.index], &facts);
    let path = &workspace.document(assessment.index).path;
    let errors = errors.iter().filter(|one| one.path == *path).count();
    let graph = Graph::of(&workspace.portfolio);
    let waits = open_waits(session, &graph, assessment.index)?;
    let mut one = summary(workspace, assessment, &waits);
    one.has_errors(errors);
    one.drift = drift(session, assessment, &graph, &Plans::of(workspace), &mut Commits::default())?;
    one.has_triggers(triggers(session, assessment, Some(&graph))?);
    Ok(one)
}

/// The milestones that one waits for, in words.
fn open_waits(session: &Session<'_>, graph: &Graph, index: usize) -> Result<Vec<String>> {
    let workspace = session.workspace;
    let open = unfinished(workspace, &session.ledger, &session.signers, graph, index)?;
    let words = |wait: &Wait| {
        let state = needed_state(workspace, &session.ledger, &session.signers, wait)?;
        Ok(format!("waits for `{}`, which is {state}", workspace.document_id(wait.needed)))
    };
    open.into_iter().map(words).collect()
}

impl MilestoneSummary {
    /// Takes over the number of its findings of level error: they come before the next move of a plan.
    fn has_errors(&mut self, errors: usize) {
        self.errors = errors;
        let is_plan = [Status::Planned, Status::Ready].iter().any(|status| self.status == Some(status.key()));
        if let (Some(next), true, 1..) = (&mut self.next, is_plan, errors) {
            *next = NextStep {
                command: format!("milepost lint {}", self.id),
                reason: "findings stand in the way of `start`".to_owned(),
            };
        }
    }
}

impl MilestoneSummary {
    /// Takes over its reasons to roll back: one that holds comes before all else.
    fn has_triggers(&mut self, triggers: Triggers) {
        let hits = triggers.hits().map(|hit| format!("reason to roll back: {}: {}", hit.text, hit.reason));
        self.blockers.splice(0..0, hits);
        if triggers.decision.is_some() {
            self.next = Some(NextStep {
                command: format!("milepost show {}", self.id),
                reason: "a reason to roll back holds: decide".to_owned(),
            });
        }
        self.triggers = triggers;
    }
}

/// One milestone's line, before its findings are known; `waits` are the milestones for which it waits.
fn summary(workspace: &Workspace, assessment: &Assessment, waits: &[String]) -> MilestoneSummary {
    let loaded = workspace.document(assessment.index);
    let document = loaded.document();
    let mut standing = BTreeMap::new();
    for (_, judged) in assessment.deciding() {
        *standing.entry(judged.standing).or_insert(0) += 1;
    }
    let guarding: Vec<_> = assessment.guarding(Gate::Complete).collect();
    let satisfied = guarding.iter().filter(|(_, judged)| judged.standing.satisfies()).count();
    let status = loaded.status();
    let risk = view::overview(document).risk.and_then(|stated| stated.risk);
    let id = workspace.document_id(assessment.index);
    let mut blockers = blockers(assessment, document, status);
    if status.is_some_and(|status| !status.is_final() && status != Status::Deferred) {
        blockers.splice(0..0, waits.iter().cloned());
    }
    let mut next = match status {
        // It cannot start, and what it waits for has a step of its own.
        Some(Status::Ready) if !waits.is_empty() => None,
        _ => next_step(&id, assessment, status),
    };
    if status.is_some_and(|status| !status.is_final()) {
        for question in open_questions(document).iter().filter(|one| !one.blocks.is_empty()) {
            blockers.push(question.reason());
            let Some(next) = &mut next else { continue };
            let open =
                format!("question {} is open and blocks {}", question.number, question.blocks.join(", "));
            if next.command.starts_with("milepost complete") {
                // It would be refused.
                let reason = format!("{open}: `milepost answer {}` answers it", question.number);
                *next = NextStep { command: format!("milepost show {id}"), reason };
            } else {
                next.reason = format!("{}; {open}", next.reason);
            }
        }
    }
    MilestoneSummary {
        path: loaded.path.clone(),
        title: title(loaded),
        status: status.map(Status::key),
        status_text: loaded.status_place().map(|place| document.text(place.value).to_owned()),
        risk: risk.unwrap_or(Risk::Low).word(),
        risk_assumed: risk.is_none(),
        standing,
        weak: assessment.weak().count(),
        gate: (guarding.len(), satisfied),
        blockers,
        errors: 0,
        next,
        drift: Drift::default(),
        triggers: Triggers::default(),
        id,
    }
}

fn blockers(
    assessment: &Assessment,
    document: &milepost_document::Document,
    status: Option<Status>,
) -> Vec<String> {
    let mut found: Vec<String> = view::blockers(document)
        .into_iter()
        .filter(|blocker| blocker.is_open)
        .map(|blocker| format!("open blocker: {}", one_line(document.text(document.item(blocker.item).text))))
        .collect();
    let gate = match status {
        Some(Status::Planned | Status::Ready) => Gate::Start,
        Some(Status::InProgress | Status::Review | Status::Blocked) => Gate::Complete,
        _ => return found,
    };
    let bad = |proof| matches!(proof, Proof::Failed | Proof::NothingRan | Proof::Inconclusive);
    let failing = assessment.guarding(gate).filter(|(_, judged)| bad(judged.proof));
    found.extend(failing.map(|(binding, judged)| {
        let reason = judged.reason.as_deref().unwrap_or("failed");
        format!("{}: {reason}", binding.text)
    }));
    found
}

fn next_step(id: &str, assessment: &Assessment, status: Option<Status>) -> Option<NextStep> {
    let step = |command: String, reason: &str| Some(NextStep { command, reason: reason.to_owned() });
    match status? {
        Status::Planned => step(format!("milepost ready {id}"), "the plan has no error"),
        Status::Ready => step(format!("milepost start {id}"), "the plan is ready"),
        Status::Blocked => step(format!("milepost unblock {id}"), "when nothing is in the way any more"),
        Status::InProgress | Status::Review => {
            if assessment.baseline.is_none() {
                return step(format!("milepost adopt {id}"), "work goes on without a baseline");
            }
            let failing = |proof| matches!(proof, Proof::Failed | Proof::NothingRan);
            if assessment.guarding(Gate::Complete).any(|(_, judged)| failing(judged.proof)) {
                return step(format!("milepost verify {id}"), "something fails");
            }
            let open: Vec<_> = assessment
                .guarding(Gate::Complete)
                .filter(|(_, judged)| !judged.standing.satisfies())
                .collect();
            let signature = open
                .iter()
                .find(|(binding, _)| matches!(binding.check, crate::binding::Check::SignOff { .. }));
            let runs = open.iter().any(|(binding, judged)| {
                !binding.check.runs().is_empty() && matches!(judged.proof, Proof::Missing | Proof::Stale)
            });
            match (open.is_empty(), runs, signature) {
                (true, ..) => step(format!("milepost complete {id}"), "everything is proven"),
                (false, true, _) => step(format!("milepost verify {id}"), "checks are missing or stale"),
                (false, false, Some((binding, _))) => {
                    step(format!("milepost signoff {id}#{}", binding.id), "it waits for a signature")
                }
                (false, false, None) => {
                    step(format!("milepost show {id}"), "items are not proven, and no command proves them")
                }
            }
        }
        Status::Completed if assessment.frozen.is_none() => {
            step(format!("milepost reopen {id}"), "it says completed and no attestation proves it")
        }
        _ => None,
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a document is called.
pub fn title(loaded: &milepost_portfolio::LoadedDocument) -> String {
    if loaded.identity.dialect.is_some() && !loaded.identity.name.is_empty() {
        return loaded.identity.name.clone();
    }
    match &loaded.document().title {
        Some(title) if !title.reading.name.is_empty() => title.reading.name.clone(),
        _ => loaded.path.clone(),
    }
}
