//! What if: a plan with something else in it.

use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::plan::{OpenTask, Person, Plan};

/// One thing that could be otherwise.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// A task is not done. What waited for it waits for what it waited for.
    Drop {
        /// The task.
        task: String,
    },
    /// A task comes in.
    Add(OpenTask),
    /// A task is estimated anew.
    Estimate {
        /// The task.
        task: String,
        /// Hours.
        hours: f64,
    },
    /// A task is done by somebody else, or by anybody.
    Assign {
        /// The task.
        task: String,
        /// Who does it.
        person: Option<String>,
    },
    /// Somebody joins, or does more or fewer tasks at a time than now.
    Join {
        /// The name.
        person: String,
        /// So many tasks at a time.
        parallel: NonZeroU32,
    },
    /// Somebody leaves; anybody does their tasks.
    Leave {
        /// The name.
        person: String,
    },
}

/// Why a change fits no plan.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ScenarioError {
    /// No such task.
    #[error("`{task}` is not an open task of the plan")]
    UnknownTask {
        /// The name.
        task: String,
    },
    /// No such person.
    #[error("`{person}` does not work on the plan")]
    UnknownPerson {
        /// The name.
        person: String,
    },
    /// The last one cannot leave.
    #[error("`{person}` is the only one who works on the plan; let somebody join first")]
    NobodyLeft {
        /// The name.
        person: String,
    },
}

/// The plan after some changes, made one after the other.
///
/// Simulated with the same seed, it can be compared trial by trial: tasks of both plans have the same luck in both.
pub fn what_if(plan: &Plan, changes: &[Change]) -> Result<Plan, ScenarioError> {
    let mut plan = plan.clone();
    for change in changes {
        apply(&mut plan, change)?;
    }
    Ok(plan)
}

fn apply(plan: &mut Plan, change: &Change) -> Result<(), ScenarioError> {
    match change {
        Change::Drop { task } => {
            let dropped = plan.tasks.remove(place(plan, task)?);
            for other in &mut plan.tasks {
                if other.after.contains(task) {
                    other.after.retain(|id| id != task);
                    let new = dropped.after.iter().filter(|id| !other.after.contains(id));
                    let new: Vec<String> = new.cloned().collect();
                    other.after.extend(new);
                }
            }
        }
        Change::Add(task) => plan.tasks.push(task.clone()),
        Change::Estimate { task, hours } => {
            let place = place(plan, task)?;
            plan.tasks[place].estimate = Some(*hours);
        }
        Change::Assign { task, person } => {
            let place = place(plan, task)?;
            plan.people = plan.workers();
            plan.tasks[place].person.clone_from(person);
            if let Some(person) = person {
                join(plan, person, None);
            }
        }
        Change::Join { person, parallel } => {
            plan.people = plan.workers();
            join(plan, person, Some(*parallel));
        }
        Change::Leave { person } => {
            plan.people = plan.workers();
            let place = plan.people.iter().position(|one| one.name == *person);
            let place = place.ok_or_else(|| ScenarioError::UnknownPerson { person: person.clone() })?;
            if plan.people.len() == 1 {
                return Err(ScenarioError::NobodyLeft { person: person.clone() });
            }
            plan.people.remove(place);
        }
    }
    Ok(())
}

fn join(plan: &mut Plan, name: &str, parallel: Option<NonZeroU32>) {
    match plan.people.iter_mut().find(|person| person.name == name) {
        Some(person) => person.parallel = parallel.unwrap_or(person.parallel),
        None => {
            plan.people.push(Person { name: name.to_owned(), parallel: parallel.unwrap_or(NonZeroU32::MIN) });
        }
    }
}

fn place(plan: &Plan, task: &str) -> Result<usize, ScenarioError> {
    let place = plan.tasks.iter().position(|one| one.id == task);
    place.ok_or_else(|| ScenarioError::UnknownTask { task: task.to_owned() })
}

/// How a changed plan compares with the first, trial by trial.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// Share of the trials in which the changed plan has less.
    pub less: f64,
    /// Share of the trials in which it has more.
    pub more: f64,
    /// Median of what it has more, in hours; below zero it saves.
    pub median: f64,
}

/// Compares the outcomes of two plans that were simulated with the same seed and number of trials. `None` when the
/// numbers of trials differ or there is none.
pub fn compare(before: &[f64], after: &[f64]) -> Option<Comparison> {
    if before.len() != after.len() {
        return None;
    }
    let changes: Vec<f64> = before.iter().zip(after).map(|(before, after)| after - before).collect();
    let median = crate::quantile::median(&changes)?;
    let share =
        |wanted: fn(&&f64) -> bool| changes.iter().filter(wanted).count() as f64 / changes.len() as f64;
    Some(Comparison { less: share(|change| **change < -1e-9), more: share(|change| **change > 1e-9), median })
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroUsize;

    use super::*;
    use crate::{History, Seed, Settings, simulate};

    fn chain() -> Plan {
        let task = |(id, after): (&str, &[&str])| OpenTask {
            after: after.iter().map(ToString::to_string).collect(),
            ..OpenTask::new(id, 4.0)
        };
        let tasks: [(&str, &[&str]); 4] = [("a", &[]), ("b", &["a"]), ("c", &["b"]), ("d", &["a", "b"])];
        Plan { tasks: tasks.into_iter().map(task).collect(), people: Vec::new() }
    }

    fn simulated(plan: &Plan) -> crate::Simulation {
        let settings =
            Settings { trials: 2000, seed: Seed([9; 32]), threads: NonZeroUsize::MIN, block: None };
        simulate(plan, &History::default(), &settings).expect("a plan")
    }

    #[test]
    fn a_dropped_task_leaves_the_order_of_the_others() {
        let plan = what_if(&chain(), &[Change::Drop { task: "b".to_owned() }]).expect("a change");
        let after: Vec<&[String]> = plan.tasks.iter().map(|task| task.after.as_slice()).collect();
        assert_eq!(after, [&[] as &[String], &["a".to_owned()], &["a".to_owned()]]);
        let comparison = compare(&simulated(&chain()).effort, &simulated(&plan).effort).expect("trials");
        assert!((comparison.less - 1.0).abs() < 1e-12, "less work in every single trial: {comparison:?}");
    }

    #[test]
    fn one_more_person_takes_no_more_work_and_less_time() {
        let join = Change::Join { person: "ada".to_owned(), parallel: NonZeroU32::MIN };
        let plan = what_if(&chain(), &[join]).expect("a change");
        let (before, after) = (simulated(&chain()), simulated(&plan));
        assert_eq!(before.effort, after.effort);
        let comparison = compare(&before.span, &after.span).expect("trials");
        assert!((comparison.less - 1.0).abs() < 1e-12 && comparison.median < 0.0, "{comparison:?}");
        assert_eq!(compare(&before.span, &after.span[1..]), None);
    }

    #[test]
    fn what_fits_no_plan_is_said() {
        let error = |change| what_if(&chain(), &[change]).expect_err("no such thing").to_string();
        assert_eq!(error(Change::Drop { task: "x".to_owned() }), "`x` is not an open task of the plan");
        assert_eq!(error(Change::Leave { person: "x".to_owned() }), "`x` does not work on the plan");
        let assign = Change::Assign { task: "a".to_owned(), person: Some("ada".to_owned()) };
        let plan = what_if(&chain(), &[assign, Change::Leave { person: String::new() }]).expect("ada stays");
        assert_eq!(plan.workers().len(), 1);
        let error =
            what_if(&plan, &[Change::Leave { person: "ada".to_owned() }]).expect_err("nobody is left");
        assert!(matches!(error, ScenarioError::NobodyLeft { .. }));
    }
}
