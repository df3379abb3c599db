//! The chain of work that decides when all is done.

use std::collections::BTreeMap;

use milepost_document::vocabulary::{HourRange, Status};

use crate::{Graph, Portfolio, Remaining, remaining};

/// The chain of unfinished milestones, each waiting for the one before, with most effort left.
#[derive(Debug, Clone, PartialEq)]
pub struct CriticalPath {
    /// The milestones, the first to be done first.
    pub milestones: Vec<usize>,
    /// The hours that are known to be left.
    pub hours: HourRange,
    /// Those whose effort nobody states: they count as nothing, so that the hours are the least.
    pub unknown: Vec<usize>,
}

/// The best chain that ends at a milestone.
#[derive(Debug, Clone, Copy)]
struct Chain {
    hours: f64,
    length: usize,
    before: Option<usize>,
}

/// Longest path in the graph without the waits that are part of a cycle, which is acyclic: in topological order
/// (Kahn, 1962), by the middle of the hours, then by the number of milestones, then by path. `None` where nothing is
/// left to do, or where neither a wait nor an effort is stated.
pub(crate) fn critical_path(graph: &Graph, portfolio: &Portfolio) -> Option<CriticalPath> {
    let left: BTreeMap<usize, Remaining> = graph
        .milestones
        .iter()
        .map(|index| (*index, &portfolio.documents[*index]))
        .filter(|(_, loaded)| !loaded.status().is_some_and(Status::is_final))
        .map(|(index, loaded)| (index, remaining(loaded)))
        .collect();
    let mut waiting: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut needs: BTreeMap<usize, usize> = left.keys().map(|index| (*index, 0)).collect();
    let mut any_wait = false;
    for wait in graph.waits.iter().filter(|wait| !graph.is_circular(wait)) {
        if left.contains_key(&wait.needed)
            && let Some(count) = needs.get_mut(&wait.waiting)
        {
            *count += 1;
            any_wait = true;
            waiting.entry(wait.needed).or_default().push(wait.waiting);
        }
    }
    if !any_wait && left.values().all(|left| *left == Remaining::Unknown) {
        return None;
    }
    let mut ready: Vec<usize> =
        needs.iter().filter(|(_, count)| **count == 0).map(|(index, _)| *index).rev().collect();
    let mut chains: BTreeMap<usize, Chain> = left
        .iter()
        .map(|(index, left)| (*index, Chain { hours: left.middle(), length: 1, before: None }))
        .collect();
    while let Some(index) = ready.pop() {
        let until = chains[&index];
        for next in waiting.get(&index).into_iter().flatten() {
            let longer = Chain {
                hours: until.hours + left[next].middle(),
                length: until.length + 1,
                before: Some(index),
            };
            if chains.get(next).is_some_and(|chain| is_longer(&longer, chain)) {
                chains.insert(*next, longer);
            }
            if let Some(count) = needs.get_mut(next) {
                *count -= 1;
                if *count == 0 {
                    ready.push(*next);
                }
            }
        }
    }
    let mut best: Option<(usize, &Chain)> = None;
    for (index, chain) in &chains {
        if best.is_none_or(|(_, other)| is_longer(chain, other)) {
            best = Some((*index, chain));
        }
    }
    let mut milestones = Vec::new();
    let mut at = best.map(|(index, _)| index);
    while let Some(index) = at {
        milestones.push(index);
        at = chains[&index].before;
    }
    milestones.reverse();
    (!milestones.is_empty()).then(|| measured(milestones, &left))
}

fn is_longer(one: &Chain, other: &Chain) -> bool {
    one.hours.total_cmp(&other.hours).then(one.length.cmp(&other.length)).is_gt()
}

fn measured(milestones: Vec<usize>, left: &BTreeMap<usize, Remaining>) -> CriticalPath {
    let mut hours = HourRange { low: 0.0, high: 0.0 };
    let mut unknown = Vec::new();
    for index in &milestones {
        match left[index] {
            Remaining::Hours(range) => {
                hours = HourRange { low: hours.low + range.low, high: hours.high + range.high };
            }
            Remaining::Unknown => unknown.push(*index),
        }
    }
    CriticalPath { milestones, hours, unknown }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portfolio_of;

    fn path(milestones: &[(u32, &str)]) -> Option<CriticalPath> {
        let files: Vec<(String, String)> = milestones
            .iter()
            .map(|(number, labels)| {
                let status = if labels.contains("Status") { "" } else { "**Status**: Planned\n" };
                (format!("p/milestone-{number}.md"), format!("# Milestone {number}: X\n\n{status}{labels}\n"))
            })
            .collect();
        let files: Vec<(&str, &str)> =
            files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let portfolio = portfolio_of(&files);
        Graph::of(&portfolio).critical_path(&portfolio)
    }

    #[test]
    fn effort_decides_and_not_the_number_of_steps() {
        let found = path(&[
            (1, "**Estimated Effort**: 1 hour"),
            (2, "**Estimated Effort**: 1 hour\n**Depends on**: M1"),
            (3, "**Estimated Effort**: 1 hour\n**Depends on**: M2"),
            (4, "**Estimated Effort**: 2 days\n**Depends on**: M1"),
        ])
        .unwrap();
        assert_eq!(found.milestones, [0, 3]);
        assert_eq!(found.hours, HourRange { low: 17.0, high: 17.0 });
        assert!(found.unknown.is_empty());
    }

    #[test]
    fn what_is_finished_takes_no_time_and_ends_the_waiting() {
        let found = path(&[
            (1, "**Status**: ✅ Completed\n**Estimated Effort**: 4 weeks"),
            (2, "**Estimated Effort**: 3 hours\n**Depends on**: M1"),
        ])
        .unwrap();
        assert_eq!((found.milestones, found.hours.high), (vec![1], 3.0));
    }

    #[test]
    fn what_nobody_estimated_is_named() {
        let found =
            path(&[(1, ""), (2, "**Estimated Effort**: 3–5 hours\n**Depends on**: M1"), (3, "")]).unwrap();
        assert_eq!(found.milestones, [0, 1]);
        assert_eq!(found.unknown, [0]);
        assert_eq!(found.hours, HourRange { low: 3.0, high: 5.0 });
        assert_eq!(path(&[(1, ""), (2, "")]), None);
    }

    #[test]
    fn a_cycle_neither_hangs_nor_counts() {
        let found = path(&[
            (1, "**Estimated Effort**: 1 hour\n**Depends on**: M2"),
            (2, "**Estimated Effort**: 2 hours\n**Depends on**: M1"),
            (3, "**Estimated Effort**: 4 hours\n**Depends on**: M2"),
        ])
        .unwrap();
        assert_eq!((found.milestones, found.hours.high), (vec![1, 2], 6.0));
    }
}
