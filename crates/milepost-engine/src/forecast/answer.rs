//! The answer to `milepost forecast`.

use std::{
    collections::{BTreeSet, HashSet},
    num::NonZeroUsize,
};

use milepost_forecast::{
    BurnUpDay, Comparison, Dates, Distribution, Plan, Quantiles, Seed, SelfCheck, Settings, compare, what_if,
};
use milepost_portfolio::initiatives;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::{
    change::{Known, change},
    check::{check, elapsed},
    outlook::{Model, Outlook, Scope, Simulated},
    sentences::sentences,
    team::{calendar, team},
    work::Work,
};
use crate::{EngineError, Result, Workspace, graph::meant, overview::title};

/// What somebody wants to know.
#[derive(Debug, Clone)]
pub struct Request {
    /// Milestones and initiatives, by place; all of the portfolio where there is none.
    pub selected: Vec<usize>,
    /// What could be otherwise: see [`CHANGES`](super::CHANGES).
    pub changes: Vec<String>,
    /// Where the random numbers come from; the scope and the day where nothing is said.
    pub seed: Option<String>,
    /// How many trials.
    pub trials: u32,
}

/// A forecast.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    /// What it is about.
    pub scope: Scope,
    /// The day on which it was made.
    pub today: jiff::civil::Date,
    /// What gives the same numbers again, with the same documents and records on the same day.
    pub seed: String,
    /// How many trials were made.
    pub trials: u32,
    /// What is left and when it ends.
    #[serde(flatten)]
    pub outlook: Outlook,
    /// The same for each part of it that is open, where it has several.
    pub parts: Vec<Row>,
    /// Why it is what it is, in five sentences.
    pub explanation: Vec<String>,
    /// What would be otherwise.
    pub what_if: Option<WhatIf>,
    /// Whether earlier forecasts would have kept what they said.
    pub self_check: Option<SelfCheck>,
    /// How often the hours came out where.
    pub distribution: Option<Distribution>,
    /// How much of what is left is done on which day.
    pub burn_up: Vec<BurnUpDay>,
}

/// The forecast of a part.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// `initiative` or `milestone`.
    pub kind: &'static str,
    /// The id of a milestone, the document of an initiative.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Open tasks.
    pub open: usize,
    /// Hours of work left.
    pub effort: Option<Quantiles>,
    /// When it ends.
    pub dates: Option<Dates>,
    /// Why something of it is not known.
    pub problem: Option<String>,
}

/// What changes would do.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WhatIf {
    /// The changes, as they were asked for.
    pub changes: Vec<String>,
    /// The tasks that are not done then.
    pub dropped: Vec<String>,
    /// Hours of work left then.
    pub effort: Quantiles,
    /// Working hours until the last task ends then.
    pub span: Option<Quantiles>,
    /// When it ends then.
    pub dates: Option<Dates>,
    /// How the hours compare, trial by trial.
    pub less_effort: Option<Comparison>,
    /// How the working hours until the end compare.
    pub less_span: Option<Comparison>,
}

/// So many draws are spent on the parts of an answer together.
const DRAWS_FOR_PARTS: usize = 20_000_000;

/// Fewer trials say nothing.
const FEWEST_TRIALS: u32 = 200;

/// Forecasts some milestones, or the portfolio.
///
/// # Errors
/// When nothing is open or estimated, a change fits no task, or the ledger cannot be read.
pub fn forecast(workspace: &Workspace, request: &Request) -> Result<Answer> {
    let work = Work::of(workspace)?;
    let scope = scope(workspace, &work, &request.selected)?;
    let today = workspace.system.now().to_zoned(workspace.system.time_zone()).date();
    let seed_text = request.seed.clone().unwrap_or_else(|| usual_seed(&scope, today));
    let threads = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let seed = Seed(Sha256::digest(seed_text.as_bytes()).into());
    let history = work.history(|_, _| true);
    let calendar = calendar(workspace)?;
    let mut model = Model {
        workspace,
        work: &work,
        history: &history,
        team: team(workspace, &work, today),
        earlier: elapsed(&work, &calendar),
        calendar,
        today,
        settings: Settings { trials: request.trials, seed, threads, block: None },
        compared: None,
    };
    let mut plan = model.plan(&scope);
    // Who works on it is not changed by a task that nobody does.
    plan.people = plan.workers();
    model.team.people.clone_from(&plan.people);
    let slots = plan.slots();
    let found = model.simulate(&scope, plan, slots)?;
    let what_if = changed(&mut model, &scope, &found, &request.changes, slots)?;
    let parts = parts(&mut model, &scope, slots);
    Ok(Answer {
        today,
        seed: seed_text,
        trials: request.trials,
        explanation: sentences(&found.why, found.outlook.no_date.as_deref()),
        what_if,
        self_check: check(&work, threads),
        distribution: found.distribution(),
        burn_up: found.burn_up(&model.calendar, seed),
        outlook: found.outlook,
        parts,
        scope,
    })
}

/// What the selected documents stand for.
fn scope(workspace: &Workspace, work: &Work, selected: &[usize]) -> Result<Scope> {
    let id = |index: &usize| workspace.document_id(*index);
    let mut own = Vec::new();
    for index in selected {
        own.extend(meant(workspace, *index)?);
    }
    own.sort_unstable();
    own.dedup();
    let mut paced = own.clone();
    let (kind, name, title) = match selected {
        [] => ("portfolio", None, "everything that is open".to_owned()),
        [only] if workspace.document(*only).is_milestone() => {
            ("milestone", Some(id(only)), title(workspace.document(*only)))
        }
        [only] => {
            let loaded = workspace.document(*only);
            ("initiative", Some(loaded.path.clone()), title(loaded))
        }
        _ => ("milestones", None, format!("{} milestones", own.len())),
    };
    // Of what is named by itself also what was put off counts.
    let open = work.open(workspace);
    match kind {
        "portfolio" => {
            paced = work.milestones.keys().copied().collect();
            own = open;
        }
        "initiative" => own.retain(|index| open.contains(index)),
        _ => {}
    }
    let mut scope = Scope {
        kind,
        id: name,
        title,
        milestones: own.iter().map(id).collect(),
        waits_for: Vec::new(),
        own,
        needed: Vec::new(),
        partly: Vec::new(),
        paced,
    };
    scope.find_before(workspace, work);
    Ok(scope)
}

/// Equal for the same scope on the same day: looking twice changes nothing.
fn usual_seed(scope: &Scope, today: jiff::civil::Date) -> String {
    let name = scope.id.clone().unwrap_or_else(|| scope.milestones.join(" "));
    let digest = Sha256::digest(format!("{}\n{name}\n{today}", scope.kind).as_bytes());
    digest[..6].iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

fn changed(
    model: &mut Model<'_>,
    scope: &Scope,
    found: &Simulated,
    changes: &[String],
    slots: u32,
) -> Result<Option<WhatIf>> {
    if changes.is_empty() {
        return Ok(None);
    }
    let mut plan = found.whole.clone();
    let team = model.team.clone();
    let mut has_left = team.has_left;
    let ids = |plan: &Plan| plan.tasks.iter().map(|task| task.id.clone()).collect::<Vec<String>>();
    for text in changes {
        for one in change(&Known { workspace: model.workspace, work: model.work, scope, plan: &plan }, text)?
        {
            plan = what_if(&plan, &[one]).map_err(|error| EngineError::usage(error.to_string()))?;
            if has_left && plan.people.iter().any(|person| !person.name.is_empty()) {
                // Whoever stood for those who left.
                plan.people.retain(|person| !person.name.is_empty());
                has_left = false;
            }
        }
    }
    let left: HashSet<String> = ids(&plan).into_iter().collect();
    let dropped = ids(&found.whole).into_iter().filter(|id| !left.contains(id)).collect();
    model.team.people.clone_from(&plan.people);
    model.team.has_left = has_left;
    model.compared = Some((found.outlook.open, found.whole.tasks.len()));
    let other = model.simulate(scope, plan, slots);
    model.team = team;
    model.compared = None;
    let other = other?;
    let spans = || Some((found.outlook.span?, other.outlook.span?));
    Ok(Some(WhatIf {
        changes: changes.to_vec(),
        dropped,
        effort: other.outlook.effort,
        span: other.outlook.span,
        less_effort: compare(&found.own.effort, &other.own.effort),
        less_span: spans().and_then(|_| compare(found.ends(), other.ends())),
        dates: other.outlook.dates,
    }))
}

/// The initiatives and milestones of a scope of several, as far as they are open.
fn parts(model: &mut Model<'_>, scope: &Scope, slots: u32) -> Vec<Row> {
    if scope.own.len() < 2 {
        return Vec::new();
    }
    let workspace = model.workspace;
    let mut parts: Vec<Part> = Vec::new();
    let mut left: BTreeSet<usize> = scope.own.iter().copied().collect();
    for initiative in initiatives(&workspace.portfolio) {
        let paced = initiative.milestones;
        let own: Vec<usize> = paced.iter().copied().filter(|index| left.remove(index)).collect();
        if own.is_empty() {
            continue;
        }
        if own.len() < scope.own.len() || scope.kind == "portfolio" {
            parts.push(Part { kind: "initiative", index: initiative.readme, own: own.clone(), paced });
        }
        parts.extend(own.into_iter().map(Part::milestone));
    }
    parts.extend(left.into_iter().map(Part::milestone));
    let usual = model.settings.trials;
    let draws = DRAWS_FOR_PARTS / parts.len().max(1);
    let rows = parts.into_iter().map(|part| row(model, part, slots, (usual, draws))).collect();
    model.settings.trials = usual;
    rows
}

/// An initiative or a milestone of a scope.
struct Part {
    kind: &'static str,
    index: usize,
    own: Vec<usize>,
    paced: Vec<usize>,
}

impl Part {
    fn milestone(index: usize) -> Self {
        Self { kind: "milestone", index, own: vec![index], paced: vec![index] }
    }
}

/// A part, with at most the usual trials and about as many draws as it may cost.
fn row(model: &mut Model<'_>, part: Part, slots: u32, (usual, draws): (u32, usize)) -> Row {
    let Part { kind, index, own, paced } = part;
    let workspace = model.workspace;
    let loaded = workspace.document(index);
    let id = if kind == "milestone" { workspace.document_id(index) } else { loaded.path.clone() };
    let mut scope = Scope {
        kind,
        id: Some(id.clone()),
        title: title(loaded),
        milestones: Vec::new(),
        waits_for: Vec::new(),
        own,
        needed: Vec::new(),
        partly: Vec::new(),
        paced,
    };
    scope.find_before(workspace, model.work);
    let plan = model.plan(&scope);
    // It is simulated by itself, and with all that it waits for.
    let trials = u32::try_from(draws / (plan.tasks.len() * 2).max(1)).unwrap_or(usual);
    model.settings.trials = trials.clamp(FEWEST_TRIALS, usual.max(FEWEST_TRIALS));
    let found = model.simulate(&scope, plan, slots);
    let open = model.work.open_units(&scope.own).count();
    let (effort, dates, problem) = match found {
        Ok(found) => (Some(found.outlook.effort), found.outlook.dates, found.outlook.no_date),
        Err(error) => (None, None, Some(error.to_string())),
    };
    Row { kind, id, title: scope.title, open, effort, dates, problem }
}
