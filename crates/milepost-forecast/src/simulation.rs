//! Many trials of a plan.

use std::{num::NonZeroUsize, sync::Mutex};

use crate::{
    bag::Bag,
    graph::{Graph, MOST_TRIALS, PlanError},
    history::History,
    plan::Plan,
    quantile,
    risk::{Sums, TaskRisk, task_risks},
    schedule::Schedule,
    seed::{Random, Seed, Stream},
    shock::Shock,
};

/// How a plan is simulated.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// How many times; 10,000 put the error of a P80 at about half a percent of its probability.
    pub trials: u32,
    /// Where the random numbers come from.
    pub seed: Seed,
    /// Threads that share the work. The result is the same for any number.
    pub threads: NonZeroUsize,
    /// As many tasks as the plan has that this one is compared with; the plan's own where it is compared with none. Finished
    /// work is grouped by it, so that two plans have the same luck in common.
    pub block: Option<usize>,
}

/// What [`Settings::trials`] is when nobody asks for more.
pub const DEFAULT_TRIALS: u32 = 10_000;

/// The outcome of all trials. Times are what is *left*: what is booked on started tasks is not counted again.
#[derive(Debug, Clone, PartialEq)]
pub struct Simulation {
    /// Hours of work left in each trial, in the order of the trials.
    pub effort: Vec<f64>,
    /// Working hours from now until the last task ends, in each trial.
    pub span: Vec<f64>,
    /// The shared shock of each trial: its factor, and the score that it came from.
    pub(crate) shocks: Vec<(f64, f64)>,
    /// What each task contributes, in the order of the plan.
    pub tasks: Vec<TaskRisk>,
    /// The expected standard deviation of ln(total) by the shared shock alone.
    pub shock_size: f64,
}

/// Trials of one unit of work; and those that are drawn together, which is as many words as the generator makes at a time.
const CHUNK: usize = 1024;
const BLOCK: usize = 64;

/// Simulates a plan.
///
/// Draws are functions of the seed, the id of the task and the number of the trial: they depend neither on the number of
/// threads nor on other tasks.
pub fn simulate(plan: &Plan, history: &History, settings: &Settings) -> Result<Simulation, PlanError> {
    let graph = Graph::new(plan)?;
    if !(1..=MOST_TRIALS).contains(&settings.trials) {
        return Err(PlanError::Trials { trials: settings.trials });
    }
    let estimates = remaining_estimates(plan, history)?;
    let model = Model {
        bags: bags(plan, history),
        spent: plan.tasks.iter().map(|task| task.spent).collect(),
        shock: Shock::new(history, settings.block.unwrap_or(plan.tasks.len())),
        streams: plan.tasks.iter().map(|task| Stream::new("task", &task.id)).collect(),
        shared: Stream::new("shock", ""),
    };
    let trials = settings.trials as usize;
    let mut effort = vec![0.0; trials];
    let mut span = vec![0.0; trials];
    let mut shocks = vec![(0.0, 0.0); trials];
    let mut sums: Vec<Sums> = vec![Sums::default(); trials.div_ceil(CHUNK)];
    let chunks =
        effort.chunks_mut(CHUNK).zip(span.chunks_mut(CHUNK)).zip(shocks.chunks_mut(CHUNK)).zip(&mut sums);
    let queue = Mutex::new(chunks.enumerate());
    let schedule = Schedule::new(plan, &graph, &estimates);
    let work = || {
        let mut worker = Worker::new(&model, schedule.clone(), settings.seed);
        loop {
            let next = queue.lock().expect("no worker panics").next();
            let Some((number, (((effort, span), shocks), sums))) = next else { return };
            *sums = Sums::new(graph.len());
            worker.run((number * CHUNK) as u64, effort, span, shocks, sums);
        }
    };
    let threads = settings.threads.get().min(trials.div_ceil(CHUNK));
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(work);
        }
        work();
    });
    let tasks = task_risks(plan, &effort, &span, &shocks, &sums);
    Ok(Simulation { effort, span, shocks, tasks, shock_size: model.shock.size() })
}

/// What a trial draws from.
struct Model {
    bags: Vec<Bag>,
    spent: Vec<f64>,
    shock: Shock,
    streams: Vec<Stream>,
    shared: Stream,
}

struct Worker<'a> {
    model: &'a Model,
    schedule: Schedule<'a>,
    random: Random,
    /// Durations by trial, and in a trial by task: one trial is scheduled after the other.
    durations: Vec<f64>,
}

impl<'a> Worker<'a> {
    fn new(model: &'a Model, schedule: Schedule<'a>, seed: Seed) -> Self {
        let durations = vec![0.0; model.bags.len() * BLOCK];
        Self { model, schedule, random: Random::new(seed), durations }
    }

    fn run(
        &mut self,
        first: u64,
        effort: &mut [f64],
        span: &mut [f64],
        shocks: &mut [(f64, f64)],
        sums: &mut Sums,
    ) {
        let blocks = effort.chunks_mut(BLOCK).zip(span.chunks_mut(BLOCK)).zip(shocks.chunks_mut(BLOCK));
        for (number, ((effort, span), shocks)) in blocks.enumerate() {
            let first = first + (number * BLOCK) as u64;
            for (trial, shock) in shocks.iter_mut().enumerate() {
                let draw = self.model.shock.draw(&mut self.random, self.model.shared, first + trial as u64);
                *shock = (draw.factor, draw.score);
            }
            self.draw(first, shocks, effort);
            let trials = self.durations.chunks_exact(self.model.bags.len());
            for (((span, effort), (_, score)), durations) in
                span.iter_mut().zip(effort).zip(shocks).zip(trials)
            {
                *span = self.schedule.run(durations);
                if Sums::counts(*score) {
                    sums.work(durations, *effort);
                    for task in self.schedule.critical() {
                        sums.critical(task, durations[task], *span);
                    }
                }
            }
        }
    }

    /// Draws the durations of a block of trials, and adds them up to the effort of each.
    fn draw(&mut self, first: u64, shocks: &[(f64, f64)], effort: &mut [f64]) {
        effort.fill(0.0);
        let tasks = self.model.bags.len();
        for (task, bag) in self.model.bags.iter().enumerate() {
            self.random.seek(self.model.streams[task], first);
            let spent = self.model.spent[task];
            let durations = self.durations[task..].iter_mut().step_by(tasks);
            for ((duration, (factor, _)), effort) in durations.zip(shocks).zip(effort.iter_mut()) {
                let word = self.random.word();
                *duration =
                    if spent > 0.0 { bag.above(spent, *factor, word) - spent } else { bag.at(word) * factor };
                *effort += *duration;
            }
        }
    }
}

fn bags(plan: &Plan, history: &History) -> Vec<Bag> {
    let known = known_estimates(plan, history);
    let bag = |task: &crate::plan::OpenTask| match task.usable_estimate() {
        Some(estimate) => Bag::estimated(estimate, task.person.as_deref(), history),
        None => Bag::unestimated(&known, task.person.as_deref(), history),
    };
    plan.tasks.iter().map(bag).collect()
}

/// Estimates of the plan, or of the history when the plan has none, ascending.
fn known_estimates(plan: &Plan, history: &History) -> Vec<f64> {
    let known: Vec<f64> = plan.tasks.iter().filter_map(crate::plan::OpenTask::usable_estimate).collect();
    if known.is_empty() {
        quantile::sorted(&history.tasks().iter().map(|task| task.estimate).collect::<Vec<f64>>())
    } else {
        quantile::sorted(&known)
    }
}

/// Hours left of each task as far as estimates say; a task without one has the median of the others.
pub(crate) fn remaining_estimates(plan: &Plan, history: &History) -> Result<Vec<f64>, PlanError> {
    let typical = quantile::median(&known_estimates(plan, history)).ok_or(PlanError::NothingEstimated)?;
    let left =
        |task: &crate::plan::OpenTask| (task.usable_estimate().unwrap_or(typical) - task.spent).max(0.0);
    Ok(plan.tasks.iter().map(left).collect())
}
