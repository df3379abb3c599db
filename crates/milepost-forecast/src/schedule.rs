//! Who does what when: list scheduling of one trial.

use crate::{graph::Graph, plan::Plan};

/// Schedules a plan again and again with other durations; after the first time nothing is allocated.
///
/// List scheduling (Graham 1969): whoever is free takes the first task of a fixed list that is ready and that they may
/// do. The list is sorted by the longest remaining path of estimates, started tasks first, ties in the order of the plan.
#[derive(Debug, Clone)]
pub(crate) struct Schedule<'a> {
    graph: &'a Graph,
    /// The task at each place of the list, and the place of each task.
    list: Vec<u32>,
    places: Vec<u32>,
    /// Who has to do a task; [`ANYBODY`] for anybody.
    assigned: Vec<u32>,
    /// How many tasks each person does at a time.
    parallel: Vec<u32>,
    /// Places of ready tasks: a set for each person, and last the one for anybody.
    ready: Vec<Places>,
    free: Vec<u32>,
    waits_for: Vec<u32>,
    /// Tasks that wait for nothing.
    first: Vec<u32>,
    /// Running tasks with their end, the next one to end last; of those that end together the first of the plan.
    running: Vec<(f64, u32)>,
    /// Who does each running task.
    doers: Vec<u32>,
    /// The task whose end let a task start; [`START`] for those that started at once.
    causes: Vec<u32>,
    last: u32,
}

const ANYBODY: u32 = u32::MAX;
const START: u32 = u32::MAX;

impl<'a> Schedule<'a> {
    /// `estimates` are the remaining hours that the order of work is decided by.
    pub(crate) fn new(plan: &Plan, graph: &'a Graph, estimates: &[f64]) -> Self {
        let people = plan.workers();
        let tasks = graph.len();
        let paths = graph.longest_paths(estimates);
        let mut list: Vec<u32> = (0..tasks as u32).collect();
        list.sort_by(|a, b| {
            let rank = |task: u32| (plan.tasks[task as usize].spent > 0.0, paths[task as usize]);
            let ((a_started, a_path), (b_started, b_path)) = (rank(*a), rank(*b));
            b_started.cmp(&a_started).then(b_path.total_cmp(&a_path))
        });
        let mut places = vec![0; tasks];
        for (place, task) in list.iter().enumerate() {
            places[*task as usize] = place as u32;
        }
        let number = |name: &String| people.iter().position(|person| person.name == *name);
        let assigned =
            |person: &Option<String>| person.as_ref().and_then(number).map_or(ANYBODY, |n| n as u32);
        Self {
            graph,
            list,
            places,
            assigned: plan.tasks.iter().map(|task| assigned(&task.person)).collect(),
            parallel: people.iter().map(|person| person.parallel.get()).collect(),
            ready: vec![Places::new(tasks); people.len() + 1],
            free: vec![0; people.len()],
            waits_for: vec![0; tasks],
            first: (0..tasks as u32).filter(|task| graph.waits_for[*task as usize] == 0).collect(),
            running: Vec::with_capacity(tasks),
            doers: vec![0; tasks],
            causes: vec![START; tasks],
            last: 0,
        }
    }

    /// Schedules all tasks, which take these hours, and answers with the hours until the last one ends.
    pub(crate) fn run(&mut self, durations: &[f64]) -> f64 {
        self.free.copy_from_slice(&self.parallel);
        self.waits_for.copy_from_slice(&self.graph.waits_for);
        for place in 0..self.first.len() {
            self.make_ready(self.first[place] as usize);
        }
        let mut now = 0.0;
        let everybody = 0..self.parallel.len();
        everybody.for_each(|person| self.start(person, now, START, durations));
        while let Some((end, task)) = self.running.pop() {
            now = end;
            self.last = task;
            let doer = self.doers[task as usize] as usize;
            self.free[doer] += 1;
            let graph = self.graph;
            let unblocked = graph.next(task as usize);
            let mut anew = false;
            for next in unblocked.iter().map(|next| *next as usize) {
                self.waits_for[next] -= 1;
                if self.waits_for[next] == 0 {
                    self.make_ready(next);
                    anew = true;
                }
            }
            // Without a new task only the one who became free can start something.
            if anew && self.parallel.len() > 1 {
                for person in 0..self.parallel.len() {
                    self.start(person, now, task, durations);
                }
            } else {
                self.start(doer, now, task, durations);
            }
        }
        now
    }

    /// The tasks that decided the end of the last run, from the last one back to the start: each started when the next
    /// one ended, so that their durations add up to the whole.
    pub(crate) fn critical(&self) -> impl Iterator<Item = usize> {
        let cause = |task: &u32| Some(self.causes[*task as usize]).filter(|cause| *cause != START);
        std::iter::successors(Some(self.last), cause).map(|task| task as usize)
    }

    fn make_ready(&mut self, task: usize) {
        let anybody = self.ready.len() - 1;
        let set = if self.assigned[task] == ANYBODY { anybody } else { self.assigned[task] as usize };
        self.ready[set].insert(self.places[task]);
    }

    fn start(&mut self, person: usize, now: f64, cause: u32, durations: &[f64]) {
        let anybody = self.ready.len() - 1;
        while self.free[person] > 0 {
            let (own, shared) = (self.ready[person].first(), self.ready[anybody].first());
            let place = own.min(shared);
            if place == Places::NONE {
                return;
            }
            self.ready[if own < shared { person } else { anybody }].remove(place);
            let task = self.list[place as usize];
            self.free[person] -= 1;
            self.doers[task as usize] = person as u32;
            self.causes[task as usize] = cause;
            let end = now + durations[task as usize];
            let later = |(other, number): &(f64, u32)| *other > end || (*other >= end && *number > task);
            let place = self.running.partition_point(later);
            self.running.insert(place, (end, task));
        }
    }
}

/// A set of places of the list, of which the first one is asked for.
#[derive(Debug, Clone)]
struct Places {
    words: Vec<u64>,
    /// No word before this one has a place.
    from: usize,
}

impl Places {
    const NONE: u32 = u32::MAX;

    fn new(count: usize) -> Self {
        Self { words: vec![0; count.div_ceil(64)], from: 0 }
    }

    fn insert(&mut self, place: u32) {
        let word = place as usize / 64;
        self.words[word] |= 1 << (place % 64);
        self.from = self.from.min(word);
    }

    fn remove(&mut self, place: u32) {
        self.words[place as usize / 64] &= !(1 << (place % 64));
    }

    fn first(&mut self) -> u32 {
        while let Some(word) = self.words.get(self.from) {
            if *word != 0 {
                return self.from as u32 * 64 + word.trailing_zeros();
            }
            self.from += 1;
        }
        Self::NONE
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use proptest::prelude::*;

    use super::*;
    use crate::plan::{OpenTask, Person};

    fn task(id: &str, hours: f64, person: Option<&str>, after: &[&str]) -> OpenTask {
        OpenTask {
            person: person.map(str::to_owned),
            after: after.iter().map(ToString::to_string).collect(),
            ..OpenTask::new(id, hours)
        }
    }

    fn person(name: &str, parallel: u32) -> Person {
        Person { name: name.to_owned(), parallel: NonZeroU32::new(parallel).expect("above zero") }
    }

    fn end(plan: &Plan) -> f64 {
        let hours: Vec<f64> = plan.tasks.iter().map(|task| task.estimate.expect("estimated")).collect();
        let graph = Graph::new(plan).expect("a graph");
        let mut schedule = Schedule::new(plan, &graph, &hours);
        let first = schedule.run(&hours);
        assert!((schedule.run(&hours) - first).abs() < 1e-12, "a second run is like the first");
        first
    }

    #[test]
    fn workers_share_tasks_and_the_longest_path_goes_first() {
        let tasks = vec![
            task("short", 2.0, None, &[]),
            task("other", 2.0, None, &[]),
            task("long", 3.0, None, &[]),
            task("end", 4.0, None, &["long"]),
        ];
        for (workers, right) in [(1, 11.0), (2, 7.0), (3, 7.0)] {
            let plan = Plan::for_workers(tasks.clone(), NonZeroU32::new(workers).expect("above zero"));
            assert!((end(&plan) - right).abs() < 1e-12, "{workers}: {}", end(&plan));
        }
    }

    #[test]
    fn everybody_does_their_own_and_as_much_at_a_time_as_they_may() {
        let tasks = vec![
            task("1", 4.0, Some("ada"), &[]),
            task("2", 4.0, Some("ada"), &[]),
            task("3", 1.0, Some("bob"), &[]),
            task("4", 1.0, Some("bob"), &["1"]),
            task("5", 1.0, Some("gone"), &[]),
        ];
        let plan = |people: Vec<Person>| Plan { tasks: tasks.clone(), people };
        assert!((end(&plan(vec![person("ada", 1), person("bob", 1)])) - 8.0).abs() < 1e-12);
        assert!((end(&plan(vec![person("ada", 2), person("bob", 1)])) - 5.0).abs() < 1e-12);
        assert!((end(&plan(Vec::new())) - 8.0).abs() < 1e-12, "who is named by a task works on the plan");
        assert!(
            (end(&plan(vec![person("eve", 1)])) - 11.0).abs() < 1e-12,
            "tasks of those who left are anybody's"
        );
    }

    proptest! {
        /// No schedule beats the longest path or the full use of all workers, and none is worse than twice that (Graham).
        /// The critical tasks explain all of the time.
        #[test]
        fn schedules_stay_between_the_bounds(
            hours in prop::collection::vec(0.0..9.0_f64, 1..40),
            edges in prop::collection::vec((0usize..40, 0usize..40), 0..60),
            workers in 1u32..6,
        ) {
            let mut tasks: Vec<OpenTask> =
                hours.iter().enumerate().map(|(id, hours)| OpenTask::new(id.to_string(), *hours)).collect();
            for (a, b) in edges {
                let (before, after) = (a.min(b) % hours.len(), a.max(b) % hours.len());
                if before < after {
                    tasks[after].after.push(before.to_string());
                }
            }
            let plan = Plan::for_workers(tasks, NonZeroU32::new(workers).expect("above zero"));
            let graph = Graph::new(&plan).expect("edges go forward");
            let mut schedule = Schedule::new(&plan, &graph, &hours);
            let end = schedule.run(&hours);
            let path = graph.longest_paths(&hours).into_iter().fold(0.0, f64::max);
            let share = hours.iter().sum::<f64>() / f64::from(workers);
            prop_assert!(end >= path.max(share) - 1e-9, "{end} {path} {share}");
            prop_assert!(end <= path + share + 1e-9, "{end} {path} {share}");
            let critical: f64 = schedule.critical().map(|task| hours[task]).sum();
            prop_assert!((critical - end).abs() < 1e-9, "{critical} {end}");
        }
    }
}
