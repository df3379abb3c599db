//! The order in which tasks can be done.

use std::collections::{HashMap, HashSet};

use thiserror::Error;

use crate::{
    history::MEANT,
    plan::{OpenTask, Plan},
};

/// Why a plan cannot be simulated.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum PlanError {
    /// Nothing is left to do.
    #[error("no task is open, so nothing is left to forecast")]
    NothingOpen,
    /// No task has an estimate, and none was ever finished.
    #[error("no task has an estimate and none was finished; estimate at least one task in hours")]
    NothingEstimated,
    /// An id that is used twice.
    #[error("`{task}` stands twice in the plan; give every task an id of its own")]
    DuplicateTask {
        /// The id.
        task: String,
    },
    /// A prerequisite that is not in the plan.
    #[error("`{task}` waits for `{prerequisite}`, which is not an open task of the plan")]
    UnknownPrerequisite {
        /// The task that waits.
        task: String,
        /// What it waits for.
        prerequisite: String,
    },
    /// Tasks that wait for each other.
    #[error("tasks wait for each other: {}; remove one of these dependencies", circle(tasks))]
    Cycle {
        /// Each waits for the next, and the last for the first.
        tasks: Vec<String>,
    },
    /// An estimate or a time that is negative, not a number or beyond all bounds.
    #[error("`{task}` has {hours} h {what}; hours are zero or more, and at most a million")]
    BadHours {
        /// The task.
        task: String,
        /// The number.
        hours: f64,
        /// `estimated` or `spent`.
        what: &'static str,
    },
    /// A forecast of no trials, or of more than fit into memory.
    #[error("{trials} trials are asked for; there have to be from one to {MOST_TRIALS}")]
    Trials {
        /// How many were asked for.
        trials: u32,
    },
}

/// So many trials are more than any quantile needs.
pub(crate) const MOST_TRIALS: u32 = 10_000_000;

fn circle(tasks: &[String]) -> String {
    let ring = tasks.iter().chain(tasks.first());
    ring.map(|task| format!("`{task}`")).collect::<Vec<_>>().join(" -> ")
}

/// Tasks as numbers, with what each unblocks.
#[derive(Debug, Clone)]
pub(crate) struct Graph {
    /// For each task the end of its part of `next`.
    ends: Vec<u32>,
    next: Vec<u32>,
    /// How many tasks each waits for.
    pub(crate) waits_for: Vec<u32>,
    /// A topological order.
    order: Vec<u32>,
}

impl Graph {
    /// Checks a plan and numbers its tasks.
    pub(crate) fn new(plan: &Plan) -> Result<Self, PlanError> {
        if plan.tasks.is_empty() {
            return Err(PlanError::NothingOpen);
        }
        let mut numbers = HashMap::with_capacity(plan.tasks.len());
        for (number, task) in plan.tasks.iter().enumerate() {
            check_hours(task)?;
            if numbers.insert(task.id.as_str(), number as u32).is_some() {
                return Err(PlanError::DuplicateTask { task: task.id.clone() });
            }
        }
        let mut waits_for = vec![0; plan.tasks.len()];
        let mut unblocks: Vec<Vec<u32>> = vec![Vec::new(); plan.tasks.len()];
        for (number, task) in plan.tasks.iter().enumerate() {
            for prerequisite in task.after.iter().collect::<HashSet<_>>() {
                let before =
                    numbers.get(prerequisite.as_str()).ok_or_else(|| PlanError::UnknownPrerequisite {
                        task: task.id.clone(),
                        prerequisite: prerequisite.clone(),
                    })?;
                waits_for[number] += 1;
                unblocks[*before as usize].push(number as u32);
            }
        }
        let mut graph = Self { ends: Vec::new(), next: Vec::new(), waits_for, order: Vec::new() };
        for mut part in unblocks {
            part.sort_unstable();
            graph.next.extend(part);
            graph.ends.push(graph.next.len() as u32);
        }
        graph.order = graph.topological().map_err(|open| cycle(plan, &numbers, &open))?;
        Ok(graph)
    }

    /// How many tasks there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// What the end of a task unblocks.
    pub(crate) fn next(&self, task: usize) -> &[u32] {
        let start = if task == 0 { 0 } else { self.ends[task - 1] };
        &self.next[start as usize..self.ends[task] as usize]
    }

    /// For each task the length of the longest path that starts with it.
    pub(crate) fn longest_paths(&self, lengths: &[f64]) -> Vec<f64> {
        let mut paths = lengths.to_vec();
        for task in self.order.iter().rev().map(|task| *task as usize) {
            let longest = self.next(task).iter().map(|next| paths[*next as usize]).fold(0.0, f64::max);
            paths[task] += longest;
        }
        paths
    }

    /// A topological order (Kahn 1962), or for each task how many tasks it waits for in vain.
    fn topological(&self) -> Result<Vec<u32>, Vec<u32>> {
        let mut open = self.waits_for.clone();
        let mut order: Vec<u32> = (0..self.len() as u32).filter(|task| open[*task as usize] == 0).collect();
        let mut done = 0;
        while let Some(task) = order.get(done).copied() {
            done += 1;
            for next in self.next(task as usize) {
                open[*next as usize] -= 1;
                if open[*next as usize] == 0 {
                    order.push(*next);
                }
            }
        }
        if order.len() == self.len() { Ok(order) } else { Err(open) }
    }
}

fn check_hours(task: &OpenTask) -> Result<(), PlanError> {
    for (hours, what) in [(task.estimate.unwrap_or(0.0), "estimated"), (task.spent, "spent")] {
        if !(0.0..=*MEANT.end()).contains(&hours) {
            return Err(PlanError::BadHours { task: task.id.clone(), hours, what });
        }
    }
    Ok(())
}

/// Walks from a task that waits in vain to one that it waits for in vain, until one comes again.
fn cycle(plan: &Plan, numbers: &HashMap<&str, u32>, open: &[u32]) -> PlanError {
    let mut walk: Vec<usize> = Vec::new();
    let mut task = open.iter().position(|waiting| *waiting > 0).expect("a task waits in vain");
    while !walk.contains(&task) {
        walk.push(task);
        let mut before = plan.tasks[task].after.iter().filter_map(|id| numbers.get(id.as_str()));
        task = *before.find(|before| open[**before as usize] > 0).expect("it waits for such a task") as usize;
    }
    let first = walk.iter().position(|seen| *seen == task).expect("the walk came back to it");
    PlanError::Cycle { tasks: walk[first..].iter().map(|task| plan.tasks[*task].id.clone()).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(tasks: &[(&str, &[&str])]) -> Plan {
        let task = |(id, after): &(&str, &[&str])| OpenTask {
            after: after.iter().map(ToString::to_string).collect(),
            ..OpenTask::new(*id, 1.0)
        };
        Plan { tasks: tasks.iter().map(task).collect(), people: Vec::new() }
    }

    #[test]
    fn a_cycle_is_named_in_its_order_and_without_those_that_only_wait_for_it() {
        let plan = plan(&[("z", &["b"]), ("a", &["c"]), ("b", &["a"]), ("c", &["b", "d"]), ("d", &[])]);
        let error = Graph::new(&plan).expect_err("a cycle");
        assert_eq!(
            error.to_string(),
            "tasks wait for each other: `b` -> `a` -> `c` -> `b`; remove one of these dependencies"
        );
        let error = Graph::new(&self::plan(&[("a", &["a"])])).expect_err("a cycle of one");
        assert_eq!(error, PlanError::Cycle { tasks: vec!["a".to_owned()] });
    }

    #[test]
    fn what_cannot_be_simulated_is_named() {
        assert_eq!(Graph::new(&Plan::default()).expect_err("nothing"), PlanError::NothingOpen);
        let error = Graph::new(&plan(&[("a", &["x"])])).expect_err("unknown");
        assert_eq!(error.to_string(), "`a` waits for `x`, which is not an open task of the plan");
        let error = Graph::new(&plan(&[("a", &[]), ("a", &[])])).expect_err("twice");
        assert!(matches!(error, PlanError::DuplicateTask { .. }), "{error}");
        for hours in [-1.0, f64::NAN, f64::INFINITY, 1e300] {
            let tasks = vec![OpenTask::new("a", hours)];
            let error = Graph::new(&Plan { tasks, people: Vec::new() }).expect_err("bad hours");
            assert!(matches!(error, PlanError::BadHours { what: "estimated", .. }), "{error}");
        }
    }

    #[test]
    fn the_longest_path_goes_over_the_longest_branch() {
        let graph = Graph::new(&plan(&[("d", &["b", "c", "c"]), ("a", &[]), ("b", &["a"]), ("c", &["a"])]))
            .expect("a graph");
        let paths = graph.longest_paths(&[1.0, 2.0, 4.0, 8.0]);
        assert!(
            paths.iter().zip([1.0, 11.0, 5.0, 9.0]).all(|(path, right)| (path - right).abs() < 1e-12),
            "{paths:?}"
        );
    }
}
