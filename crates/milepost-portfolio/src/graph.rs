//! Which milestones wait for which.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    CriticalPath, Dependency, Portfolio, Relation, Target, critical_path::critical_path, cycles, dependencies,
};

/// One milestone that waits for another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wait {
    /// The one that waits.
    pub waiting: usize,
    /// The one that is needed.
    pub needed: usize,
    /// Every place that says so, in either document.
    pub stated: Vec<Dependency>,
}

/// Milestones and what they wait for.
#[derive(Debug, Clone, PartialEq)]
pub struct Graph {
    /// The milestones, by path.
    pub milestones: Vec<usize>,
    /// Who waits for whom, each pair once, by the one that waits and the one that is needed.
    pub waits: Vec<Wait>,
    /// Groups that wait for each other, each as one round trip: see [`crate::cycles`].
    pub cycles: Vec<Vec<Dependency>>,
    /// What is named and is not there.
    pub missing: Vec<Dependency>,
    /// Pairs (waiting, needed) of milestones that wait for each other, directly or over others.
    circular: BTreeSet<(usize, usize)>,
}

impl Graph {
    /// The graph of every milestone.
    pub fn of(portfolio: &Portfolio) -> Self {
        let milestones: Vec<usize> = portfolio.milestones().map(|(index, _)| index).collect();
        let mut pairs: BTreeMap<(usize, usize), Vec<Dependency>> = BTreeMap::new();
        let mut missing = Vec::new();
        for from in &milestones {
            for dependency in dependencies(portfolio, *from) {
                match (&dependency.target, dependency.relation) {
                    (Target::Missing(_), _) => missing.push(dependency),
                    (Target::Resolved(to), Relation::DependsOn) => {
                        pairs.entry((*from, *to)).or_default().push(dependency);
                    }
                    (Target::Resolved(to), Relation::Blocks) => {
                        pairs.entry((*to, *from)).or_default().push(dependency);
                    }
                }
            }
        }
        let waits =
            pairs.into_iter().map(|((waiting, needed), stated)| Wait { waiting, needed, stated }).collect();
        Self::built(portfolio.documents.len(), milestones, waits, missing)
    }

    fn built(documents: usize, milestones: Vec<usize>, waits: Vec<Wait>, missing: Vec<Dependency>) -> Self {
        let (cycles, groups) = cycles::round_trips(documents, &waits);
        let group_of: BTreeMap<usize, usize> = groups
            .iter()
            .enumerate()
            .flat_map(|(at, group)| group.iter().map(move |member| (*member, at)))
            .collect();
        let circular = waits
            .iter()
            .filter(|wait| {
                let group = group_of.get(&wait.waiting);
                group.is_some() && group == group_of.get(&wait.needed)
            })
            .map(|wait| (wait.waiting, wait.needed))
            .collect();
        Self { milestones, waits, cycles, missing, circular }
    }

    /// The part around some milestones: these, all that they wait for, and all that waits for them, directly or over
    /// others.
    #[must_use]
    pub fn around(&self, portfolio: &Portfolio, selected: &[usize]) -> Self {
        let mut kept: BTreeSet<usize> = selected.iter().copied().collect();
        kept.extend(self.reached(selected, |wait| (wait.waiting, wait.needed)));
        kept.extend(self.reached(selected, |wait| (wait.needed, wait.waiting)));
        let has = |index: &usize| kept.contains(index);
        let waits =
            self.waits.iter().filter(|wait| has(&wait.waiting) && has(&wait.needed)).cloned().collect();
        let missing = self.missing.iter().filter(|one| has(&one.from)).cloned().collect();
        let milestones = self.milestones.iter().copied().filter(has).collect();
        Self::built(portfolio.documents.len(), milestones, waits, missing)
    }

    /// What is reached from some milestones along one direction.
    fn reached(&self, from: &[usize], direction: impl Fn(&Wait) -> (usize, usize)) -> BTreeSet<usize> {
        let mut steps: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for wait in &self.waits {
            let (a, b) = direction(wait);
            steps.entry(a).or_default().push(b);
        }
        let mut open = from.to_vec();
        let mut seen = BTreeSet::new();
        while let Some(next) = open.pop() {
            for to in steps.get(&next).into_iter().flatten() {
                if seen.insert(*to) {
                    open.push(*to);
                }
            }
        }
        seen
    }

    /// What one milestone waits for itself.
    pub fn waits_of(&self, index: usize) -> &[Wait] {
        let start = self.waits.partition_point(|wait| wait.waiting < index);
        let end = self.waits.partition_point(|wait| wait.waiting <= index);
        &self.waits[start..end]
    }

    /// Whether the two ends of a wait wait for each other.
    pub fn is_circular(&self, wait: &Wait) -> bool {
        self.circular.contains(&(wait.waiting, wait.needed))
    }

    /// Whether a milestone waits for itself, directly or over others.
    pub fn waits_for_itself(&self, index: usize) -> bool {
        self.waits_of(index).iter().any(|wait| self.is_circular(wait))
    }

    /// Whether one milestone waits for another, directly or over others.
    pub fn depends(&self, waiting: usize, needed: usize) -> bool {
        let mut open = vec![waiting];
        let mut seen = BTreeSet::new();
        while let Some(next) = open.pop() {
            for wait in self.waits_of(next) {
                if wait.needed == needed {
                    return true;
                }
                if seen.insert(wait.needed) {
                    open.push(wait.needed);
                }
            }
        }
        false
    }

    /// The chain of unfinished work with most effort left. Waits within a cycle do not count.
    pub fn critical_path(&self, portfolio: &Portfolio) -> Option<CriticalPath> {
        critical_path(self, portfolio)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portfolio_of;

    fn portfolio(milestones: &[(u32, &str)]) -> Portfolio {
        let files: Vec<(String, String)> = milestones
            .iter()
            .map(|(number, labels)| {
                (
                    format!("p/milestone-{number}.md"),
                    format!("# Milestone {number}: X\n\n**Status**: Planned\n{labels}\n"),
                )
            })
            .collect();
        let files: Vec<(&str, &str)> =
            files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        portfolio_of(&files)
    }

    fn pairs(graph: &Graph) -> Vec<(usize, usize)> {
        graph.waits.iter().map(|wait| (wait.waiting, wait.needed)).collect()
    }

    #[test]
    fn both_sides_of_a_wait_are_one() {
        let portfolio = portfolio(&[(1, "**Blocks**: M2"), (2, "**Depends on**: M1")]);
        let graph = Graph::of(&portfolio);
        assert_eq!(pairs(&graph), [(1, 0)]);
        let stated: Vec<usize> = graph.waits[0].stated.iter().map(|one| one.from).collect();
        assert_eq!(stated, [0, 1]);
    }

    #[test]
    fn the_part_around_a_milestone_goes_both_ways_and_not_sideways() {
        let portfolio = portfolio(&[
            (1, ""),
            (2, "**Depends on**: M1"),
            (3, "**Depends on**: M2"),
            (4, "**Depends on**: M1"),
            (5, ""),
        ]);
        let graph = Graph::of(&portfolio);
        let around = graph.around(&portfolio, &[1]);
        assert_eq!(around.milestones, [0, 1, 2]);
        assert_eq!(pairs(&around), [(1, 0), (2, 1)]);
        assert!(graph.depends(2, 0) && !graph.depends(0, 2) && !graph.depends(3, 1));
    }

    #[test]
    fn a_cycle_is_known_and_what_hangs_on_it_is_not_in_it() {
        let portfolio =
            portfolio(&[(1, "**Depends on**: M2"), (2, "**Depends on**: M1"), (3, "**Depends on**: M2")]);
        let graph = Graph::of(&portfolio);
        assert_eq!(graph.cycles.len(), 1);
        assert!(graph.waits_for_itself(0) && graph.waits_for_itself(1) && !graph.waits_for_itself(2));
        assert!(!graph.is_circular(&graph.waits_of(2)[0]));
    }

    #[test]
    fn what_is_not_there_is_kept_with_its_place() {
        let portfolio = portfolio(&[(1, ""), (2, "**Depends on**: M9")]);
        let graph = Graph::of(&portfolio);
        assert_eq!(graph.missing.len(), 1);
        assert_eq!(graph.missing[0].from, 1);
    }
}
