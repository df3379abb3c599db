//! What to do now, best first, and why.

use std::{
    cmp::Reverse,
    collections::{BTreeSet, HashMap},
};

use milepost_document::{
    view,
    vocabulary::{Status, plain_text},
};
use milepost_portfolio::Graph;
use serde::Serialize;

use crate::{
    Result, Workspace,
    forecast::hours_left,
    overview::{MilestoneSummary, NextStep, Overview},
    worth::worth,
};

/// What there is to do.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Agenda {
    /// The steps, best first.
    pub steps: Vec<Step>,
    /// How many more there are.
    pub left_off: usize,
}

/// One milestone for which there is something to do.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// The milestone's id.
    pub id: String,
    /// Its document.
    pub path: String,
    /// Its name.
    pub title: String,
    /// Its status in our words.
    pub status: Option<&'static str>,
    /// What to do: a command and why.
    pub next: NextStep,
    /// Why it stands where it stands, in words.
    pub why: String,
    /// What it is worth, with all that it unblocks; `None` where nobody says so.
    pub value: Option<f64>,
    /// The median of the hours that are left; `None` where nothing is estimated.
    pub hours: Option<f64>,
    /// How many unfinished milestones wait for it, directly or over others.
    pub unblocks: usize,
    /// Its risk.
    pub risk: &'static str,
}

/// Beyond so many milestones the hours left are not forecast: the order of the first ones is what is asked for.
const FORECAST: usize = 300;

/// A value and an address are worth no more characters than this where they are many.
const LONGEST: usize = 160;

/// The milestones for which there is something to do. Work in progress comes before what is ready, that before what is
/// planned, and that before what waits for others. Among these a stated priority decides, then what is lost by waiting
/// over how long it takes (the value of it and of all that it unblocks, for each hour that is left: Reinertsen 2009),
/// then how many it unblocks, the higher risk, the nearer end and the fewer hours.
///
/// # Errors
/// When the ledger cannot be read.
pub fn next(workspace: &Workspace, overview: &Overview, limit: usize) -> Result<Agenda> {
    let mut candidates: Vec<Candidate<'_>> = candidates(workspace, overview);
    // What is worth most is forecast first.
    candidates.sort_by(|a, b| {
        let value = |one: &Candidate<'_>| one.value.unwrap_or(f64::NEG_INFINITY);
        (a.class, a.priority).cmp(&(b.class, b.priority)).then(value(b).total_cmp(&value(a)))
    });
    let places: Vec<usize> = candidates.iter().map(|one| one.index).take(FORECAST).collect();
    let hours = hours_left(workspace, &places)?;
    for (at, one) in candidates.iter_mut().enumerate() {
        one.is_forecast = at < FORECAST;
        one.hours = hours.get(&one.index).copied();
    }
    candidates.sort_by(|a, b| {
        // A value without hours comes behind those with hours, and before those without a value.
        let rate = |one: &Candidate<'_>| one.rate().unwrap_or(f64::NEG_INFINITY);
        let value = |one: &Candidate<'_>| one.value.filter(|_| one.hours.is_none()).unwrap_or_default();
        let rest =
            |one: &Candidate<'_>| (Reverse(one.unblocks.len()), Reverse(one.risk), missing(one.summary));
        let by_hours = |one: &Candidate<'_>| one.hours.unwrap_or(f64::MAX);
        (a.class, a.priority)
            .cmp(&(b.class, b.priority))
            .then(a.value.is_none().cmp(&b.value.is_none()))
            .then(rate(b).total_cmp(&rate(a)))
            .then(value(b).total_cmp(&value(a)))
            .then_with(|| rest(a).cmp(&rest(b)))
            .then(by_hours(a).total_cmp(&by_hours(b)))
    });
    let left_off = candidates.len().saturating_sub(limit);
    let steps = candidates.iter().take(limit).filter_map(|one| one.step(workspace)).collect();
    Ok(Agenda { steps, left_off })
}

impl Agenda {
    /// The first steps that fit into so many bytes of JSON, at least one; what is too long is cut.
    #[must_use]
    pub fn within(mut self, bytes: usize) -> Self {
        for step in &mut self.steps {
            for text in [&mut step.title, &mut step.why, &mut step.next.reason] {
                if text.chars().count() > LONGEST {
                    *text = text.chars().take(LONGEST - 1).chain(['…']).collect();
                }
            }
        }
        let size = |agenda: &Self| serde_json::to_string_pretty(agenda).map_or(0, |text| text.len());
        // From the front: what fits is a screen, and what there is can be thousands.
        let all = std::mem::take(&mut self.steps);
        self.left_off += all.len();
        for step in all {
            self.steps.push(step);
            self.left_off -= 1;
            if self.steps.len() > 1 && size(&self) > bytes {
                self.steps.pop();
                self.left_off += 1;
                break;
            }
        }
        self
    }
}

struct Candidate<'a> {
    summary: &'a MilestoneSummary,
    index: usize,
    class: Class,
    /// 0 is the highest; most where nobody says so.
    priority: u8,
    priority_text: Option<String>,
    /// What it is worth by itself.
    own: Option<f64>,
    /// The same with all that it unblocks.
    value: Option<f64>,
    unblocks: Vec<usize>,
    risk: u8,
    hours: Option<f64>,
    /// Whether its hours were asked for.
    is_forecast: bool,
}

/// What can be done with a milestone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    InProgress,
    Blocked,
    Ready,
    Planned,
    Waiting,
    Other,
}

fn candidates<'a>(workspace: &Workspace, overview: &'a Overview) -> Vec<Candidate<'a>> {
    let graph = Graph::of(&workspace.portfolio);
    let open = |index: usize| !workspace.document(index).status().is_some_and(Status::is_final);
    let mut waiting: HashMap<usize, Vec<usize>> = HashMap::new();
    let mut waits: BTreeSet<usize> = BTreeSet::new();
    for wait in graph.waits.iter().filter(|wait| open(wait.waiting) && open(wait.needed)) {
        waiting.entry(wait.needed).or_default().push(wait.waiting);
        waits.insert(wait.waiting);
    }
    let worths: HashMap<usize, f64> = workspace
        .portfolio
        .milestones()
        .filter_map(|(index, loaded)| {
            let document = loaded.document();
            Some((index, worth(document.text(view::overview(document).worth?))?))
        })
        .collect();
    let steps = overview.milestones.iter().filter(|one| one.next.is_some());
    steps
        .filter_map(|summary| {
            let index = workspace.portfolio.find(&summary.path)?;
            let unblocks = reached(&waiting, index);
            let own = worths.get(&index).copied();
            let others: Vec<f64> = unblocks.iter().filter_map(|other| worths.get(other).copied()).collect();
            let value = (own.is_some() || !others.is_empty())
                .then(|| own.unwrap_or(0.0) + others.iter().sum::<f64>());
            let document = workspace.document(index).document();
            let priority_text = view::overview(document).priority.map(|span| document.text(span).to_owned());
            Some(Candidate {
                summary,
                index,
                class: class(summary.status, waits.contains(&index)),
                priority: priority_text.as_deref().and_then(priority).unwrap_or(u8::MAX),
                priority_text,
                own,
                value,
                unblocks,
                risk: risk(summary),
                hours: None,
                is_forecast: false,
            })
        })
        .collect()
}

/// All that waits for a milestone, directly or over others, without itself.
fn reached(waiting: &HashMap<usize, Vec<usize>>, index: usize) -> Vec<usize> {
    let mut found = BTreeSet::new();
    let mut open = vec![index];
    while let Some(at) = open.pop() {
        for next in waiting.get(&at).into_iter().flatten() {
            if *next != index && found.insert(*next) {
                open.push(*next);
            }
        }
    }
    found.into_iter().collect()
}

fn class(status: Option<&str>, waits: bool) -> Class {
    match status {
        Some("in-progress" | "review") => Class::InProgress,
        Some("blocked") => Class::Blocked,
        Some("ready" | "planned") if waits => Class::Waiting,
        Some("ready") => Class::Ready,
        Some("planned") => Class::Planned,
        _ => Class::Other,
    }
}

fn risk(summary: &MilestoneSummary) -> u8 {
    match summary.risk.to_lowercase().as_str() {
        "critical" => 3,
        "high" => 2,
        "medium" => 1,
        _ => 0,
    }
}

/// How much something matters, 0 the most: `P1`, `High`, `3 - low`.
fn priority(text: &str) -> Option<u8> {
    let words = plain_text(text);
    let mut words = words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.find_map(|word| match word {
        "critical" | "urgent" | "highest" | "blocker" => Some(0),
        "high" | "must" => Some(1),
        "medium" | "normal" | "should" => Some(2),
        "low" | "could" => Some(3),
        "lowest" => Some(4),
        _ => word.strip_prefix('p').unwrap_or(word).parse::<u8>().ok().filter(|level| *level < 10),
    })
}

impl Candidate<'_> {
    /// What waiting costs for each hour that it takes.
    fn rate(&self) -> Option<f64> {
        Some(self.value? / self.hours?.max(0.25))
    }

    fn step(&self, workspace: &Workspace) -> Option<Step> {
        Some(Step {
            id: self.summary.id.clone(),
            path: self.summary.path.clone(),
            title: self.summary.title.clone(),
            status: self.summary.status,
            next: self.summary.next.clone()?,
            why: self.why(workspace),
            value: self.value,
            hours: self.hours.map(|hours| (hours * 10.0).round() / 10.0),
            unblocks: self.unblocks.len(),
            risk: self.summary.risk,
        })
    }

    /// The reasons of its place, those that decide most first.
    fn why(&self, workspace: &Workspace) -> String {
        let class = match self.class {
            Class::InProgress => "it was begun",
            Class::Blocked => "it was begun and is blocked",
            Class::Ready => "it can begin",
            Class::Planned => "it waits for nothing",
            Class::Waiting => "it waits for others",
            Class::Other => "its status says little",
        };
        let mut reasons = vec![class.to_owned()];
        if let Some(text) = self.priority_text.as_ref().filter(|_| self.priority < u8::MAX) {
            reasons.push(format!("priority {text}"));
        }
        let hours = self.hours.map(|hours| format!("{hours:.1} h left"));
        match (self.value, self.rate(), &hours) {
            (Some(value), Some(rate), Some(hours)) => {
                let with = if self.own == Some(value) { "" } else { " with what it unblocks" };
                reasons.push(format!("worth {value}{with} over {hours}, {rate:.1} an hour"));
            }
            (Some(value), ..) if self.is_forecast => {
                reasons.push(format!("worth {value}, and nothing is estimated"));
            }
            (Some(value), ..) => {
                reasons.push(format!(
                    "worth {value}; more than {FORECAST} come first, so its hours are not forecast"
                ));
            }
            (None, _, Some(hours)) => reasons.push(hours.clone()),
            (None, ..) => {}
        }
        if !self.unblocks.is_empty() {
            let named: Vec<String> =
                self.unblocks.iter().take(3).map(|index| workspace.document_id(*index)).collect();
            let more = self.unblocks.len() - named.len();
            let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
            reasons.push(format!("unblocks {}{rest}", named.join(", ")));
        }
        if self.risk >= 2 {
            reasons.push(format!("{} risk, better known early", self.summary.risk.to_lowercase()));
        }
        let (guarding, satisfied) = self.summary.gate;
        if satisfied > 0 && self.class == Class::InProgress {
            reasons.push(format!("{satisfied} of {guarding} criteria proven"));
        }
        reasons.join("; ")
    }
}

/// How many thousandths of the gate are missing.
fn missing(one: &MilestoneSummary) -> usize {
    let (guarding, satisfied) = one.gate;
    let lacking = guarding.saturating_sub(satisfied);
    (lacking * 1000).checked_div(guarding).unwrap_or(1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn priorities_are_read() {
        for (text, right) in [
            ("P0", Some(0)),
            ("🔴 High", Some(1)),
            ("Medium", Some(2)),
            ("3 - low", Some(3)),
            ("p1 (critical)", Some(1)),
            ("as you like", None),
            ("2026", None),
        ] {
            assert_eq!(priority(text), right, "{text}");
        }
    }

    #[test]
    fn what_waits_over_others_waits_too_and_a_circle_ends() {
        let waiting = HashMap::from([(1, vec![2, 3]), (2, vec![4]), (4, vec![1])]);
        assert_eq!(reached(&waiting, 1), [2, 3, 4]);
        assert_eq!(reached(&waiting, 3), [] as [usize; 0]);
    }
}
