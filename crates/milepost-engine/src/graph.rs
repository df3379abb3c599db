//! Which milestones wait for which, as plain data.

use milepost_document::{Span, vocabulary::HourRange};
use milepost_portfolio::{Dependency, Graph, Relation, Remaining, Target, nearest, path, remaining};
use serde::Serialize;

use crate::{EngineError, Result, Workspace, overview::title};

/// The graph of a project, or the part around some of its milestones.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DependencyGraph {
    /// The milestones, by path.
    pub milestones: Vec<GraphMilestone>,
    /// Who waits for whom, each pair once.
    pub waits: Vec<GraphWait>,
    /// The chain of unfinished work with most effort left.
    pub critical_path: Option<CriticalChain>,
    /// Milestones that wait for each other: each as one round trip.
    pub cycles: Vec<Vec<CycleStep>>,
    /// What is named and is not there.
    pub missing: Vec<MissingTarget>,
}

/// One milestone of a graph.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GraphMilestone {
    /// Its id.
    pub id: String,
    /// Its document.
    pub path: String,
    /// Its name.
    pub title: String,
    /// Its status in our words.
    pub status: Option<&'static str>,
    /// The hours that are left; `None` where nothing says how much.
    pub remaining: Option<Hours>,
    /// Whether it lies on the critical path.
    pub critical: bool,
    /// Whether it waits for itself, directly or over others.
    pub circular: bool,
}

/// One milestone that waits for another.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GraphWait {
    /// The one that waits, by id.
    pub waiting: String,
    /// The one that is needed, by id.
    pub needed: String,
    /// Whether it lies on the critical path.
    pub critical: bool,
    /// Whether it is part of a cycle.
    pub circular: bool,
    /// Every place that says so.
    pub stated: Vec<StatedAt>,
}

/// A place and its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StatedAt {
    /// The document.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
    /// What stands there.
    pub text: String,
}

/// A range of hours of work.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Hours {
    /// The least.
    pub low: f64,
    /// The most.
    pub high: f64,
}

/// A chain of work, each milestone waiting for the one before.
#[derive(Debug, Clone, Serialize)]
pub struct CriticalChain {
    /// The milestones by id, the first to be done first.
    pub milestones: Vec<String>,
    /// The hours that are known to be left.
    pub hours: Hours,
    /// Those of which nobody says how much work is left: the hours are at least what they say.
    pub unknown: Vec<String>,
}

/// One step of a round trip.
#[derive(Debug, Clone, Serialize)]
pub struct CycleStep {
    /// The one that waits, by id.
    pub waiting: String,
    /// The one that is needed, by id.
    pub needed: String,
    /// Where that is said.
    pub at: StatedAt,
}

/// A dependency on what is not there.
#[derive(Debug, Clone, Serialize)]
pub struct MissingTarget {
    /// The milestone that names it, by id.
    pub milestone: String,
    /// What it names.
    pub name: String,
    /// Where.
    pub at: StatedAt,
    /// The folder whose milestones it could be.
    pub folder: String,
    /// The milestone that was most likely meant, and its title's place.
    pub nearest: Option<NearTarget>,
}

/// A milestone whose name is like one that is missing.
#[derive(Debug, Clone, Serialize)]
pub struct NearTarget {
    /// Its id.
    pub id: String,
    /// Its title.
    pub at: StatedAt,
}

/// The graph around some documents, or of all milestones when there are none. An initiative's document stands for the
/// milestones in its folder and below.
///
/// # Errors
/// When a document is neither a milestone nor the owner of some.
pub fn graph(workspace: &Workspace, selected: &[usize]) -> Result<DependencyGraph> {
    let portfolio = &workspace.portfolio;
    let mut graph = Graph::of(portfolio);
    if !selected.is_empty() {
        let mut milestones = Vec::new();
        for index in selected {
            milestones.extend(meant(workspace, *index)?);
        }
        graph = graph.around(portfolio, &milestones);
    }
    Ok(plain(workspace, &graph))
}

/// The milestones that a document stands for: itself, or those in an owner's folder and below.
pub(crate) fn meant(workspace: &Workspace, index: usize) -> Result<Vec<usize>> {
    let loaded = workspace.document(index);
    if loaded.is_milestone() {
        return Ok(vec![index]);
    }
    let folder = loaded.folder();
    let below =
        |path: &str| folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
    let found: Vec<usize> = workspace
        .portfolio
        .milestones()
        .filter(|(_, milestone)| loaded.is_owner() && below(&milestone.path))
        .map(|(index, _)| index)
        .collect();
    if found.is_empty() {
        return Err(EngineError::usage(format!("`{}` is no milestone and owns none", loaded.path))
            .hint("`milepost` lists the milestones with their ids"));
    }
    Ok(found)
}

fn plain(workspace: &Workspace, graph: &Graph) -> DependencyGraph {
    let chain = graph.critical_path(&workspace.portfolio);
    let steps: Vec<usize> = chain.as_ref().map(|chain| chain.milestones.clone()).unwrap_or_default();
    let id = |index: usize| workspace.document_id(index);
    let milestones = graph.milestones.iter().map(|index| {
        let loaded = workspace.document(*index);
        GraphMilestone {
            id: id(*index),
            path: loaded.path.clone(),
            title: title(loaded),
            status: loaded.status().map(milepost_document::vocabulary::Status::key),
            remaining: match remaining(loaded) {
                Remaining::Hours(range) => Some(range.into()),
                Remaining::Unknown => None,
            },
            critical: steps.contains(index),
            circular: graph.waits_for_itself(*index),
        }
    });
    let waits = graph.waits.iter().map(|wait| GraphWait {
        waiting: id(wait.waiting),
        needed: id(wait.needed),
        critical: steps.windows(2).any(|pair| pair == [wait.needed, wait.waiting]),
        circular: graph.is_circular(wait),
        stated: wait.stated.iter().map(|one| stated_at(workspace, one)).collect(),
    });
    let cycles = graph.cycles.iter().map(|trip| {
        let step = |one: &Dependency| {
            let (waiting, needed) = ends(one)?;
            Some(CycleStep { waiting: id(waiting), needed: id(needed), at: stated_at(workspace, one) })
        };
        trip.iter().filter_map(step).collect()
    });
    DependencyGraph {
        milestones: milestones.collect(),
        waits: waits.collect(),
        critical_path: chain.as_ref().map(|chain| CriticalChain {
            milestones: chain.milestones.iter().copied().map(id).collect(),
            hours: chain.hours.into(),
            unknown: chain.unknown.iter().copied().map(id).collect(),
        }),
        cycles: cycles.collect(),
        missing: graph.missing.iter().filter_map(|one| missing(workspace, one)).collect(),
    }
}

/// Who waits, and for whom.
fn ends(dependency: &Dependency) -> Option<(usize, usize)> {
    match (&dependency.target, dependency.relation) {
        (Target::Resolved(to), Relation::DependsOn) => Some((dependency.from, *to)),
        (Target::Resolved(to), Relation::Blocks) => Some((*to, dependency.from)),
        (Target::Missing(_), _) => None,
    }
}

/// Where a dependency is stated.
pub(crate) fn stated_at(workspace: &Workspace, dependency: &Dependency) -> StatedAt {
    place(workspace, dependency.from, dependency.span)
}

fn place(workspace: &Workspace, index: usize, span: Span) -> StatedAt {
    let loaded = workspace.document(index);
    let document = loaded.document();
    let position = document.position(span.start);
    StatedAt {
        path: loaded.path.clone(),
        line: position.line,
        column: position.column,
        text: document.text(span).split_whitespace().collect::<Vec<_>>().join(" "),
    }
}

fn missing(workspace: &Workspace, dependency: &Dependency) -> Option<MissingTarget> {
    let Target::Missing(name) = &dependency.target else { return None };
    let loaded = workspace.document(dependency.from);
    let siblings: Vec<(usize, &str)> = workspace
        .portfolio
        .milestones()
        .filter(|(index, other)| *index != dependency.from && other.folder() == loaded.folder())
        .map(|(index, other)| (index, path::stem(&other.path)))
        .collect();
    let near = nearest(name, siblings.iter().map(|(_, stem)| *stem));
    let near = near.and_then(|near| siblings.iter().find(|(_, stem)| *stem == near));
    Some(MissingTarget {
        milestone: workspace.document_id(dependency.from),
        name: name.clone(),
        at: stated_at(workspace, dependency),
        folder: loaded.folder().to_owned(),
        nearest: near.map(|(index, _)| NearTarget {
            id: workspace.document_id(*index),
            at: place(workspace, *index, title_span(workspace, *index)),
        }),
    })
}

fn title_span(workspace: &Workspace, index: usize) -> Span {
    workspace.document(index).document().title.as_ref().map_or(Span::at(0), |title| title.span)
}

impl From<HourRange> for Hours {
    fn from(range: HourRange) -> Self {
        Self { low: range.low, high: range.high }
    }
}
