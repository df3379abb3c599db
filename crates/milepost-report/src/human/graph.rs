//! `graph`: what waits for what, in the order of the work.

use std::collections::{BTreeMap, BTreeSet};

use milepost_engine::graph::{DependencyGraph, GraphMilestone, StatedAt};

use crate::{
    Page, Role,
    layout::cut,
    put::put,
    words::{hours, plural, spaced},
};

/// Milestones in an order in which they can be done, each below what it waits for, then what is wrong.
pub fn graph(graph: &DependencyGraph, page: Page) -> String {
    let mut out = String::new();
    if graph.milestones.is_empty() {
        return "there is no milestone document here\n".to_owned();
    }
    let needs = needs(graph);
    for milestone in order(graph, &needs) {
        out.push_str(&one(milestone, needs.get(milestone.id.as_str()), page));
    }
    if let Some(chain) = &graph.critical_path {
        let least = if chain.unknown.is_empty() { "" } else { "at least " };
        put!(
            out,
            "\n{} {}: {least}{} left\n",
            Role::Attention.paint("★"),
            Role::Strong.paint("critical path"),
            hours(chain.hours)
        );
        out.push_str(&page.wrapped(&chain.milestones.join(" → "), 2));
        if !chain.unknown.is_empty() {
            out.push_str(&page.wrapped(&format!("no effort is stated of {}", chain.unknown.join(", ")), 2));
        }
    }
    for trip in &graph.cycles {
        put!(out, "\n{} {}\n", Role::Bad.paint("✖"), Role::Bad.paint("these wait for each other"));
        for step in trip {
            let line = format!("{} waits for {}", step.waiting, step.needed);
            put!(out, "  {}  {}\n", cut(&line, page.cells()), Role::Faint.paint(at(&step.at)));
        }
    }
    for missing in &graph.missing {
        let line = format!("{} waits for `{}`, which is not there", missing.milestone, missing.name);
        put!(out, "\n{} {}\n", Role::Bad.paint("✖"), cut(&line, page.cells()));
        put!(out, "  {}  {}\n", at(&missing.at), Role::Faint.paint("named here"));
        if let Some(near) = &missing.nearest {
            let words = format!("did you mean {}?", near.id);
            put!(out, "  {}  {}\n", at(&near.at), Role::Faint.paint(words));
        } else {
            let folder = if missing.folder.is_empty() { "." } else { &missing.folder };
            put!(out, "  {folder}/  {}\n", Role::Faint.paint("looked for here and around"));
        }
    }
    put!(out, "\n{}\n", Role::Faint.paint(totals(graph)));
    out
}

type Needs<'g> = BTreeMap<&'g str, Vec<(&'g str, bool)>>;

/// What each one waits for, and whether that is part of a cycle.
fn needs(graph: &DependencyGraph) -> Needs<'_> {
    let mut needs: Needs<'_> = BTreeMap::new();
    for wait in &graph.waits {
        needs.entry(&wait.waiting).or_default().push((&wait.needed, wait.circular));
    }
    needs
}

/// What can be done first comes first; among equals the order of paths stays. Waits within a cycle do not count.
fn order<'g>(graph: &'g DependencyGraph, needs: &Needs<'g>) -> Vec<&'g GraphMilestone> {
    let at: BTreeMap<&str, usize> =
        graph.milestones.iter().enumerate().map(|(at, one)| (one.id.as_str(), at)).collect();
    let mut left: Vec<usize> = vec![0; graph.milestones.len()];
    let mut then: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (waiting, needed) in needs {
        let Some(waiting) = at.get(waiting) else { continue };
        for (needed, circular) in needed {
            if let (Some(needed), false) = (at.get(needed), circular) {
                left[*waiting] += 1;
                then.entry(*needed).or_default().push(*waiting);
            }
        }
    }
    let mut open: BTreeSet<usize> = (0..left.len()).filter(|index| left[*index] == 0).collect();
    let mut ordered = Vec::with_capacity(left.len());
    while let Some(next) = open.pop_first() {
        ordered.push(&graph.milestones[next]);
        for waiting in then.get(&next).into_iter().flatten() {
            left[*waiting] -= 1;
            if left[*waiting] == 0 {
                open.insert(*waiting);
            }
        }
    }
    ordered
}

fn one(milestone: &GraphMilestone, needs: Option<&Vec<(&str, bool)>>, page: Page) -> String {
    let state = milestone.status.map_or_else(|| "no status".to_owned(), spaced);
    let role = match milestone.status {
        Some("completed" | "archived") => Role::Good,
        Some("in-progress" | "review") => Role::Note,
        Some("blocked" | "rolling-back") | None => Role::Attention,
        _ => Role::Faint,
    };
    let left = match milestone.remaining {
        Some(left) if left.high > 0.0 => format!(", {}", hours(left)),
        None => ", no effort stated".to_owned(),
        _ => String::new(),
    };
    let mark = if milestone.circular {
        Role::Bad.paint("✖")
    } else if milestone.critical {
        Role::Attention.paint("★")
    } else {
        " ".to_owned()
    };
    let title = cut(&milestone.title, page.cells() / 2);
    let mut out = format!(
        "{mark} {}  {title}  {}\n",
        Role::Strong.paint(&milestone.id),
        role.paint(format!("({state}{left})"))
    );
    if let Some(needs) = needs {
        let names: Vec<&str> = needs.iter().map(|(needed, _)| *needed).collect();
        out.push_str(&page.hanging("    ← ", 6, &names.join(", ")));
    }
    out
}

fn at(place: &StatedAt) -> String {
    format!("{}:{}:{}", place.path, place.line, place.column)
}

fn totals(graph: &DependencyGraph) -> String {
    let mut text = format!(
        "{}, {}",
        plural(graph.milestones.len(), "milestone"),
        plural(graph.waits.len(), "dependency")
    );
    if !graph.cycles.is_empty() {
        put!(text, ", {}", plural(graph.cycles.len(), "cycle"));
    }
    if !graph.missing.is_empty() {
        put!(text, ", {} missing", graph.missing.len());
    }
    text
}
