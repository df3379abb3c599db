//! What is left to do, and by whom.

use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

use crate::history::MEANT;

/// Open tasks and the people who can do them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// What is not finished, in the order of the document; the order breaks ties.
    pub tasks: Vec<OpenTask>,
    /// Who works on it. Empty: everybody who is named by a task, or one person when no task names any.
    pub people: Vec<Person>,
}

/// A task that is not finished.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OpenTask {
    /// Unique in the plan. The luck of a task follows its id through all changes of a plan.
    pub id: String,
    /// The newest estimate, in hours. `None` and zero are no estimate: the task is drawn like any other of unknown size.
    pub estimate: Option<f64>,
    /// Hours booked on it so far.
    pub spent: f64,
    /// Who will do it; `None`, and one who is not among the people of the plan, is anybody.
    pub person: Option<String>,
    /// Ids of open tasks that have to be finished first.
    pub after: Vec<String>,
}

/// Somebody who works on the plan, or a team of equals without names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The name that tasks use.
    pub name: String,
    /// So many tasks at a time, each at full speed: one for a person, the number of people for a team.
    pub parallel: NonZeroU32,
}

impl OpenTask {
    /// A task that nobody started and that waits for nothing.
    pub fn new(id: impl Into<String>, estimate: f64) -> Self {
        Self { id: id.into(), estimate: Some(estimate), spent: 0.0, person: None, after: Vec::new() }
    }

    /// The estimate, where there is one that says something.
    pub fn usable_estimate(&self) -> Option<f64> {
        self.estimate.filter(|hours| MEANT.contains(hours))
    }
}

impl Plan {
    /// A plan for a team of `workers` equals who take whatever is next.
    pub fn for_workers(tasks: Vec<OpenTask>, workers: NonZeroU32) -> Self {
        Self { tasks, people: vec![Person { name: String::new(), parallel: workers }] }
    }

    /// Who works on it, as the simulation sees it: never empty.
    pub fn workers(&self) -> Vec<Person> {
        let mut people: Vec<Person> = Vec::new();
        let named = self.tasks.iter().filter_map(|task| task.person.as_ref());
        let implied = named.map(|name| Person { name: name.clone(), parallel: NonZeroU32::MIN });
        let nobody_declared = self.people.is_empty();
        for person in self.people.iter().cloned().chain(implied.filter(|_| nobody_declared)) {
            match people.iter_mut().find(|known| known.name == person.name) {
                Some(known) => known.parallel = known.parallel.max(person.parallel),
                None => people.push(person),
            }
        }
        if people.is_empty() {
            people.push(Person { name: String::new(), parallel: NonZeroU32::MIN });
        }
        people
    }

    /// How many tasks can be worked on at a time.
    pub fn slots(&self) -> u32 {
        self.workers().iter().fold(0, |sum: u32, person| sum.saturating_add(person.parallel.get()))
    }
}
