//! Milestones that wait for each other.

use std::collections::BTreeSet;

use crate::{Dependency, Graph, Portfolio, graph::Wait};

/// Every group of milestones that wait for each other, each as one round trip: the dependencies along it, in order,
/// beginning at the milestone with the first path. Strongly connected components by Tarjan's algorithm (1972), without
/// recursion; the round trip is a shortest one through the first milestone that lies on one.
pub fn cycles(portfolio: &Portfolio) -> Vec<Vec<Dependency>> {
    Graph::of(portfolio).cycles
}

/// The round trips among waits between so many documents, and the groups to which they belong, in the same order.
pub(crate) fn round_trips(documents: usize, waits: &[Wait]) -> (Vec<Vec<Dependency>>, Vec<BTreeSet<usize>>) {
    let mut edges: Vec<Vec<(usize, &Dependency)>> = vec![Vec::new(); documents];
    for wait in waits {
        edges[wait.waiting].extend(wait.stated.first().map(|stated| (wait.needed, stated)));
    }
    let groups = components(&edges);
    let trips = groups.iter().filter_map(|group| round_trip(&edges, group)).collect();
    (trips, groups)
}

/// Components of more than one node, or with an edge to itself; members and components sorted.
fn components(edges: &[Vec<(usize, &Dependency)>]) -> Vec<BTreeSet<usize>> {
    const UNSEEN: usize = usize::MAX;
    let mut order = vec![UNSEEN; edges.len()];
    let mut low = vec![0; edges.len()];
    let mut open = vec![false; edges.len()];
    let (mut stack, mut found, mut next) = (Vec::new(), Vec::new(), 0);
    for root in 0..edges.len() {
        if order[root] != UNSEEN {
            continue;
        }
        let mut calls = vec![(root, 0)];
        while let Some((node, edge)) = calls.pop() {
            if edge == 0 {
                (order[node], low[node], open[node]) = (next, next, true);
                next += 1;
                stack.push(node);
            }
            if let Some((to, _)) = edges[node].get(edge) {
                calls.push((node, edge + 1));
                if order[*to] == UNSEEN {
                    calls.push((*to, 0));
                } else if open[*to] {
                    low[node] = low[node].min(order[*to]);
                }
                continue;
            }
            if let Some((parent, _)) = calls.last() {
                low[*parent] = low[*parent].min(low[node]);
            }
            if low[node] == order[node] {
                let mut component = BTreeSet::new();
                while let Some(member) = stack.pop() {
                    open[member] = false;
                    component.insert(member);
                    if member == node {
                        break;
                    }
                }
                if component.len() > 1 || edges[node].iter().any(|(to, _)| *to == node) {
                    found.push(component);
                }
            }
        }
    }
    found.sort();
    found
}

/// A shortest way from the component's first node back to itself, breadth first.
fn round_trip(edges: &[Vec<(usize, &Dependency)>], component: &BTreeSet<usize>) -> Option<Vec<Dependency>> {
    let start = *component.first()?;
    let mut came_from: Vec<(usize, usize, &Dependency)> = Vec::new();
    let mut queue = std::collections::VecDeque::from([(start, usize::MAX)]);
    let mut seen = BTreeSet::new();
    while let Some((node, step)) = queue.pop_front() {
        for (to, dependency) in edges[node].iter().filter(|(to, _)| component.contains(to)) {
            if *to == start {
                let mut way = vec![(*dependency).clone()];
                let mut at = step;
                while let Some((_, before, dependency)) = came_from.get(at) {
                    way.push((*dependency).clone());
                    at = *before;
                }
                way.reverse();
                return Some(way);
            }
            if seen.insert(*to) {
                came_from.push((*to, step, dependency));
                queue.push_back((*to, came_from.len() - 1));
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portfolio_of;

    fn trips(needs: &[(u32, &str)]) -> Vec<Vec<usize>> {
        let files: Vec<(String, String)> = needs
            .iter()
            .map(|(n, needs)| {
                (
                    format!("p/milestone-{n}.md"),
                    format!("# Milestone {n}: X\n\n**Status**: Planned\n**Depends on**: {needs}\n"),
                )
            })
            .collect();
        let files: Vec<(&str, &str)> =
            files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        cycles(&portfolio_of(&files))
            .iter()
            .map(|trip| trip.iter().map(|dependency| dependency.from).collect())
            .collect()
    }

    #[test]
    fn a_chain_has_none() {
        assert!(trips(&[(1, "None"), (2, "M1"), (3, "M1, M2")]).is_empty());
    }

    #[test]
    fn the_shortest_round_trip() {
        assert_eq!(trips(&[(1, "M2, M3"), (2, "M3"), (3, "M1"), (4, "M1")]), [[0, 2]]);
        assert_eq!(trips(&[(1, "M2"), (2, "M1"), (3, "M4"), (4, "M3")]), [[0, 1], [2, 3]]);
    }
}
