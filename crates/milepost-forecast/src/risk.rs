//! What drives the risk.

use serde::{Deserialize, Serialize};

use crate::plan::Plan;

/// What one task does to the forecast.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TaskRisk {
    /// The task.
    pub id: String,
    /// Share of the trials in which the end waited for this task: it lay on the chain of tasks and people that decided.
    pub criticality: f64,
    /// Share of the variance of the end that runs through this task. All tasks together make 1.
    pub of_span: f64,
    /// Share of the variance of the work left that is this task's. All tasks together make 1.
    pub of_effort: f64,
    /// Mean hours left.
    pub mean: f64,
}

/// Sums over trials from which the risk of each task is made, added up in the order of the trials.
///
/// With c the time that a task contributes to the whole Y (Y is the sum of all c), the shares are cov(c, Y) / var(Y).
/// The shared shock has no finite variance once it is exponentiated; the widest percent of its draws is left out here.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sums {
    critical: Vec<Critical>,
    work: Vec<f64>,
    work_by_effort: Vec<f64>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Critical {
    times: f64,
    hours: f64,
    hours_by_span: f64,
}

/// The 99.5 % quantile of Student's t with 5 degrees of freedom.
const WIDEST_SCORE: f64 = 4.032_142_983_6;

impl Sums {
    pub(crate) fn new(tasks: usize) -> Self {
        Self {
            critical: vec![Critical::default(); tasks],
            work: vec![0.0; tasks],
            work_by_effort: vec![0.0; tasks],
        }
    }

    /// Whether a trial with this score of the shared shock counts.
    pub(crate) fn counts(score: f64) -> bool {
        score.abs() <= WIDEST_SCORE
    }

    /// A task that was on the chain which decided the span of a trial.
    pub(crate) fn critical(&mut self, task: usize, duration: f64, span: f64) {
        let sums = &mut self.critical[task];
        sums.times += 1.0;
        sums.hours += duration;
        sums.hours_by_span += duration * span;
    }

    /// The durations of all tasks in a trial.
    pub(crate) fn work(&mut self, durations: &[f64], effort: f64) {
        let sums = self.work.iter_mut().zip(&mut self.work_by_effort);
        for ((work, by_effort), duration) in sums.zip(durations) {
            *work += duration;
            *by_effort += duration * effort;
        }
    }
}

/// The share of the variance of `values` that the shared shock explains.
///
/// Without started tasks every trial is its shock times an independent rest, so that the squared correlation with the
/// factor is just the variance of the conditional mean over the whole.
pub(crate) fn shared_share(values: &[f64], shocks: &[(f64, f64)]) -> f64 {
    let counted = || values.iter().zip(shocks).filter(|(_, (_, score))| Sums::counts(*score));
    let count = counted().count() as f64;
    let (value, factor) = counted().fold((0.0, 0.0), |(v, f), (value, (factor, _))| (v + value, f + factor));
    let (value_mean, factor_mean) = (value / count, factor / count);
    let (mut values_squared, mut factors_squared, mut product) = (0.0, 0.0, 0.0);
    for (value, (factor, _)) in counted() {
        let (value, factor) = (value - value_mean, factor - factor_mean);
        values_squared += value * value;
        factors_squared += factor * factor;
        product += value * factor;
    }
    if values_squared > 0.0 && factors_squared > 0.0 {
        product * product / (values_squared * factors_squared)
    } else {
        0.0
    }
}

/// The risk of each task of a plan.
pub(crate) fn task_risks(
    plan: &Plan,
    effort: &[f64],
    span: &[f64],
    shocks: &[(f64, f64)],
    chunks: &[Sums],
) -> Vec<TaskRisk> {
    let count = shocks.iter().filter(|(_, score)| Sums::counts(*score)).count() as f64;
    let moments = |values: &[f64]| {
        let counted = || values.iter().zip(shocks).filter(|(_, (_, score))| Sums::counts(*score));
        let mean = counted().map(|(value, _)| value).sum::<f64>() / count;
        let squares: f64 = counted().map(|(value, _)| (value - mean).powi(2)).sum();
        (mean, squares)
    };
    let ((effort_mean, effort_squares), (span_mean, span_squares)) = (moments(effort), moments(span));
    let share = |covered: f64, whole: f64| if whole > 0.0 { covered / whole } else { 0.0 };
    let risk = |(number, task): (usize, &crate::plan::OpenTask)| {
        let mut critical = Critical::default();
        let (mut work, mut work_by_effort) = (0.0, 0.0);
        for chunk in chunks {
            critical.times += chunk.critical[number].times;
            critical.hours += chunk.critical[number].hours;
            critical.hours_by_span += chunk.critical[number].hours_by_span;
            work += chunk.work[number];
            work_by_effort += chunk.work_by_effort[number];
        }
        TaskRisk {
            id: task.id.clone(),
            criticality: share(critical.times, count),
            of_span: share(critical.hours_by_span - critical.hours * span_mean, span_squares),
            of_effort: share(work_by_effort - work * effort_mean, effort_squares),
            mean: share(work, count),
        }
    };
    plan.tasks.iter().enumerate().map(risk).collect()
}
