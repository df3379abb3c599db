//! A forecast: quantiles of what is left, and what they rest on.

use serde::{Deserialize, Serialize};

use crate::{
    graph::PlanError,
    history::History,
    plan::Plan,
    quantile::{Quantiles, sorted},
    risk::{TaskRisk, shared_share},
    simulation::{Settings, Simulation, simulate},
};

/// How much work is left in a plan and how long it takes, with probabilities.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Forecast {
    /// Hours of work left.
    pub effort: Quantiles,
    /// Working hours until the last task ends, when everybody works on nothing else.
    pub span: Quantiles,
    /// Hours booked on the open tasks so far; not a part of `effort`.
    pub spent: f64,
    /// Sum of the estimates of the open tasks.
    pub estimated: f64,
    /// Open tasks without an estimate.
    pub unestimated: Vec<String>,
    /// Open tasks of people who are not among those of the plan; anybody does them.
    pub unassigned: Vec<String>,
    /// How many tasks are open.
    pub open: usize,
    /// How many tasks can be worked on at a time.
    pub slots: u32,
    /// What it was learned from.
    pub basis: Basis,
    /// What each task contributes, the largest share of the variance of the end first.
    pub tasks: Vec<TaskRisk>,
    /// Share of the variance of the effort that all tasks have in common.
    pub shared: f64,
    /// Standard deviation of ln(total) by what all tasks have in common.
    pub shock: f64,
    /// How many trials were made.
    pub trials: usize,
}

/// What a forecast was learned from.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Basis {
    /// Finished tasks that were used.
    pub finished: usize,
    /// Finished tasks without an estimate or without time.
    pub left_out: usize,
    /// What all finished tasks took over what was estimated.
    pub overrun: Option<f64>,
    /// The forecast rests more on what is usual elsewhere than on what happened here.
    pub prior_driven: bool,
}

/// Simulates a plan and sums it up. The simulation is given back for dates, charts and comparisons.
pub fn forecast(
    plan: &Plan,
    history: &History,
    settings: &Settings,
) -> Result<(Forecast, Simulation), PlanError> {
    let simulation = simulate(plan, history, settings)?;
    let workers = plan.workers();
    let left = |person: &String| workers.iter().all(|worker| worker.name != *person);
    let mut tasks = simulation.tasks.clone();
    tasks.sort_by(|a, b| b.of_span.total_cmp(&a.of_span));
    let forecast = Forecast {
        effort: Quantiles::of(&sorted(&simulation.effort)),
        span: Quantiles::of(&sorted(&simulation.span)),
        spent: plan.tasks.iter().map(|task| task.spent).sum(),
        estimated: plan.tasks.iter().filter_map(|task| task.estimate).sum(),
        unestimated: ids(plan, |task| task.usable_estimate().is_none()),
        unassigned: ids(plan, |task| task.person.as_ref().is_some_and(left)),
        open: plan.tasks.len(),
        slots: plan.slots(),
        basis: Basis {
            finished: history.len(),
            left_out: history.left_out(),
            overrun: history.overrun(),
            prior_driven: history.is_prior_driven(),
        },
        tasks,
        shared: shared_share(&simulation.effort, &simulation.shocks),
        shock: simulation.shock_size,
        trials: simulation.effort.len(),
    };
    Ok((forecast, simulation))
}

fn ids(plan: &Plan, wanted: impl Fn(&crate::plan::OpenTask) -> bool) -> Vec<String> {
    plan.tasks.iter().filter(|task| wanted(task)).map(|task| task.id.clone()).collect()
}

#[cfg(test)]
mod tests {
    use std::num::{NonZeroU32, NonZeroUsize};

    use super::*;
    use crate::{history::Finished, plan::OpenTask, seed::Seed};

    fn settings(trials: u32, threads: usize) -> Settings {
        Settings {
            trials,
            seed: Seed([42; 32]),
            threads: NonZeroUsize::new(threads).expect("above zero"),
            block: None,
        }
    }

    fn plan(estimates: &[f64]) -> Plan {
        let task = |(id, hours): (usize, &f64)| OpenTask::new(id.to_string(), *hours);
        Plan { tasks: estimates.iter().enumerate().map(task).collect(), people: Vec::new() }
    }

    /// The values that the model has without any history, made once by an implementation of its own.
    #[test]
    fn without_history_it_says_what_is_usual() {
        let cases: [(&[f64], [f64; 3]); 6] = [
            (&[2.0], [1.004, 1.738, 3.00]),
            (&[8.0], [0.897, 1.547, 2.67]),
            (&[4.0; 10], [1.092, 1.441, 1.959]),
            (&[2.0; 20], [1.160, 1.497, 2.034]),
            (&[4.0; 50], [1.103, 1.394, 1.877]),
            (&[1.0, 2.0, 4.0, 8.0, 16.0], [0.982, 1.436, 2.082]),
        ];
        for (estimates, [p50, p80, p95]) in cases {
            let (forecast, _) =
                forecast(&plan(estimates), &History::default(), &settings(60_000, 2)).expect("a plan");
            let sum: f64 = estimates.iter().sum();
            let effort = forecast.effort;
            assert!((effort.p50 / sum - p50).abs() <= 0.02, "{estimates:?} P50 {}", effort.p50 / sum);
            assert!((effort.p80 / sum - p80).abs() <= 0.02, "{estimates:?} P80 {}", effort.p80 / sum);
            assert!((effort.p95 / sum - p95).abs() <= 0.05, "{estimates:?} P95 {}", effort.p95 / sum);
            assert!(forecast.basis.prior_driven);
        }
    }

    /// Five chains of four tasks of four hours, and one task that waits for all of them; five workers.
    #[test]
    fn the_shared_shock_matters_more_than_the_graph() {
        let mut tasks = Vec::new();
        for chain in 0..5 {
            for place in 0..4 {
                let after = (place > 0).then(|| format!("{chain}.{}", place - 1)).into_iter().collect();
                tasks.push(OpenTask { after, ..OpenTask::new(format!("{chain}.{place}"), 4.0) });
            }
        }
        let after = (0..5).map(|chain| format!("{chain}.3")).collect();
        tasks.push(OpenTask { after, ..OpenTask::new("join", 4.0) });
        let plan = Plan::for_workers(tasks, NonZeroU32::new(5).expect("above zero"));
        let (forecast, simulation) =
            forecast(&plan, &History::default(), &settings(60_000, 2)).expect("a plan");
        let span = forecast.span;
        assert!((span.p50 - 28.3).abs() < 0.5, "{}", span.p50);
        assert!((span.p80 - 37.2).abs() < 0.5, "{}", span.p80);
        assert!((span.p95 - 51.3).abs() < 1.3, "{}", span.p95);
        let join = simulation.tasks.last().expect("tasks");
        assert!((join.criticality - 1.0).abs() < 1e-12, "every end waits for the join");
        let chain: f64 = simulation.tasks[..20].iter().map(|task| task.criticality).sum();
        assert!((chain - 4.0).abs() < 1e-9, "and for the four tasks of one chain: {chain}");
    }

    #[test]
    fn shares_of_the_variance_add_up_to_all_of_it() {
        let (forecast, _) =
            forecast(&plan(&[1.0, 2.0, 30.0]), &History::default(), &settings(4000, 1)).expect("a plan");
        let sum = |share: fn(&TaskRisk) -> f64| forecast.tasks.iter().map(share).sum::<f64>();
        assert!((sum(|task| task.of_effort) - 1.0).abs() < 1e-6, "{}", sum(|task| task.of_effort));
        assert!((sum(|task| task.of_span) - 1.0).abs() < 1e-6, "{}", sum(|task| task.of_span));
        assert_eq!(forecast.tasks[0].id, "2", "the largest task drives it");
        assert!(forecast.shared > 0.1 && forecast.shared < 0.5, "{}", forecast.shared);
    }

    #[test]
    fn neither_threads_nor_other_tasks_change_the_luck_of_a_task() {
        let history = History::new((1..90).map(|i| Finished {
            estimate: f64::from(i % 7 + 1),
            actual: f64::from(i % 11 + 1),
            person: None,
        }));
        let plan = plan(&[3.0; 40]);
        let once = simulate(&plan, &history, &settings(5000, 1)).expect("a plan");
        for threads in [2, 3, 16] {
            assert!(
                simulate(&plan, &history, &settings(5000, threads)).expect("a plan") == once,
                "{threads}"
            );
        }
        let mut more = plan.clone();
        more.tasks.insert(0, OpenTask::new("new", 2.0));
        let with = simulate(&more, &history, &settings(5000, 2)).expect("a plan");
        assert!(
            with.effort.iter().zip(&once.effort).all(|(with, without)| with > without),
            "work only grows"
        );
        let compared = Settings { block: Some(40), ..settings(5000, 2) };
        let mut less = plan.clone();
        less.tasks.truncate(10);
        let less = simulate(&less, &history, &compared).expect("a plan");
        assert!(less.shocks == once.shocks, "what all tasks have in common is that of the plan before");
        let part = simulate(&plan, &history, &settings(1500, 2)).expect("a plan");
        assert_eq!(part.effort[..], once.effort[..1500], "more trials go on where fewer stop");
    }

    #[test]
    fn one_worker_needs_as_long_as_there_is_work() {
        let simulation =
            simulate(&plan(&[1.0, 2.0, 3.0]), &History::default(), &settings(2000, 1)).expect("a plan");
        assert!(
            simulation.effort.iter().zip(&simulation.span).all(|(effort, span)| (effort - span).abs() < 1e-9)
        );
    }

    #[test]
    fn what_is_spent_is_not_left() {
        let mut plan = plan(&[4.0, 4.0]);
        plan.tasks[0].spent = 3.5;
        let (forecast, simulation) =
            forecast(&plan, &History::default(), &settings(4000, 1)).expect("a plan");
        assert!((forecast.spent - 3.5).abs() < 1e-12);
        assert!(simulation.effort.iter().all(|effort| *effort > 0.0));
        let fresh = self::forecast(&self::plan(&[4.0, 4.0]), &History::default(), &settings(4000, 1))
            .expect("a plan")
            .0;
        assert!(forecast.effort.p50 < fresh.effort.p50);
        assert!(forecast.effort.p50 + 3.5 > fresh.effort.p50, "a started task is not one of the quick ones");
    }

    #[test]
    fn absurd_numbers_stay_finite_or_are_refused() {
        let odd = [(1e-300, 1e300), (1e6, 0.001), (0.001, 1e6), (1e6, 1e6)];
        let history = History::new(odd.map(|(estimate, actual)| Finished { estimate, actual, person: None }));
        assert_eq!((history.len(), history.left_out()), (3, 1));
        let (forecast, _) =
            forecast(&plan(&[0.001, 1e6, 1e-9]), &history, &settings(4000, 1)).expect("a plan");
        assert!(forecast.effort.p95.is_finite() && forecast.effort.mean.is_finite(), "{:?}", forecast.effort);
        assert_eq!(forecast.unestimated, ["2"]);
        for trials in [0, u32::MAX] {
            let error = simulate(&plan(&[1.0]), &history, &settings(trials, 1)).expect_err("so many trials");
            assert_eq!(error, PlanError::Trials { trials });
        }
    }

    #[test]
    fn no_estimate_is_no_zero() {
        let mut plan = plan(&[4.0, 0.0, 4.0]);
        plan.tasks.push(OpenTask { estimate: None, ..OpenTask::new("?", 0.0) });
        plan.tasks[2].person = Some("gone".to_owned());
        plan.people = vec![crate::Person { name: "ada".to_owned(), parallel: NonZeroU32::MIN }];
        let (with, _) = forecast(&plan, &History::default(), &settings(4000, 1)).expect("a plan");
        assert_eq!(with.unestimated, ["1", "?"]);
        assert_eq!(with.unassigned, ["2"]);
        assert!(with.effort.p50 > 14.0, "{}", with.effort.p50);
        let none = Plan { tasks: vec![OpenTask::new("a", 0.0)], people: Vec::new() };
        let error = forecast(&none, &History::default(), &settings(10, 1)).expect_err("nothing to go by");
        assert_eq!(error, PlanError::NothingEstimated);
        let finished = Finished { estimate: 2.0, actual: 6.0, person: None };
        let (one, _) =
            forecast(&none, &History::new([finished]), &settings(4000, 1)).expect("history of one task");
        assert!(one.effort.p50 > 0.5 && one.effort.p95 < 60.0, "{:?}", one.effort);
    }
}
