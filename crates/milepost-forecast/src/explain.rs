//! Why a forecast is what it is: five reasons as data, one for each sentence.

use serde::{Deserialize, Serialize};

use crate::{
    capacity::CapacityError,
    date::Dates,
    forecast::{Basis, Forecast},
    quantile::Quantiles,
};

/// The reasons of a forecast, in the order in which they are told.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    /// What is left to do.
    pub scope: Scope,
    /// What the past says of estimates.
    pub record: Basis,
    /// What all tasks have in common.
    pub shared: Shared,
    /// What the end waits for.
    pub path: Path,
    /// From hours to a date.
    pub date: When,
}

/// What is left to do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Scope {
    /// Open tasks.
    pub open: usize,
    /// Sum of their estimates, in hours.
    pub estimated: f64,
    /// Hours booked on them.
    pub spent: f64,
    /// Those without an estimate, which are drawn as large as others.
    pub unestimated: Vec<String>,
    /// Hours left.
    pub left: Quantiles,
}

/// What all tasks have in common.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Shared {
    /// Share of the variance of the effort that more tasks or smaller ones would not average out.
    pub share: f64,
    /// In two of three milestones the total is off by less than this factor for reasons that all tasks share.
    pub factor: f64,
}

/// What the end waits for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Path {
    /// How many tasks can be worked on at a time.
    pub slots: u32,
    /// Median of the hours until the last task ends.
    pub span: f64,
    /// Part of those slots that is used; the rest waits for other tasks. 1 for a single worker.
    pub used: f64,
    /// The task that the end waits for most often, and in which share of the trials.
    pub critical: (String, f64),
    /// The task through which most of the variance of the end runs, and which share of it.
    pub risk: (String, f64),
}

/// From hours to a date.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum When {
    /// Capacity was measured.
    Known(Dates),
    /// There is no date, because of this.
    Unknown(CapacityError),
}

/// The reasons of a forecast, and of its date or of why it has none.
pub fn explain(forecast: &Forecast, dates: Result<Dates, CapacityError>) -> Explanation {
    let by = |value: fn(&crate::TaskRisk) -> f64| {
        let first =
            forecast.tasks.iter().reduce(|best, task| if value(task) > value(best) { task } else { best });
        first.map_or_else(Default::default, |task| (task.id.clone(), value(task)))
    };
    let available = forecast.span.mean * f64::from(forecast.slots);
    Explanation {
        scope: Scope {
            open: forecast.open,
            estimated: forecast.estimated,
            spent: forecast.spent,
            unestimated: forecast.unestimated.clone(),
            left: forecast.effort,
        },
        record: forecast.basis,
        shared: Shared { share: forecast.shared, factor: forecast.shock.exp() },
        path: Path {
            slots: forecast.slots,
            span: forecast.span.p50,
            used: if available > 0.0 { (forecast.effort.mean / available).min(1.0) } else { 1.0 },
            critical: by(|task| task.criticality),
            risk: by(|task| task.of_span),
        },
        date: dates.map_or_else(When::Unknown, When::Known),
    }
}

#[cfg(test)]
mod tests {
    use std::num::{NonZeroU32, NonZeroUsize};

    use super::*;
    use crate::{History, OpenTask, Plan, Seed, Settings, forecast};

    #[test]
    fn the_reasons_name_what_decides() {
        let mut tasks: Vec<OpenTask> = (0..6).map(|id| OpenTask::new(id.to_string(), 2.0)).collect();
        tasks.push(OpenTask::new("large", 40.0));
        let plan = Plan::for_workers(tasks, NonZeroU32::new(3).expect("above zero"));
        let settings =
            Settings { trials: 2000, seed: Seed([1; 32]), threads: NonZeroUsize::MIN, block: None };
        let (forecast, _) = forecast(&plan, &History::default(), &settings).expect("a plan");
        let why = explain(&forecast, Err(CapacityError::NothingBooked));
        assert_eq!((why.path.critical.0.as_str(), why.path.risk.0.as_str()), ("large", "large"));
        assert!(why.path.critical.1 > 0.8 && why.path.risk.1 > 0.8, "{:?}", why.path);
        assert!(why.path.used < 0.6, "two of three wait for the large one: {}", why.path.used);
        assert!(why.record.prior_driven && why.shared.factor > 1.3);
        assert_eq!(why.date, When::Unknown(CapacityError::NothingBooked));
    }
}
