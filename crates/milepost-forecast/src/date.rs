//! From hours of work to days, and from days to dates.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    calendar::Calendar,
    capacity::{Capacity, CapacityBasis, HORIZON},
    quantile::{Quantiles, quantile, sorted},
    seed::{Random, Seed, Stream},
};

/// When the work ends, with probabilities.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Dates {
    /// As likely before as after it.
    pub p50: Option<Date>,
    /// Four of five trials end by then.
    pub p80: Option<Date>,
    /// Nineteen of twenty trials end by then. `None` lies beyond what can be counted in days.
    pub p95: Option<Date>,
    /// The same in working days.
    pub days: Quantiles,
    /// What the pace rests on.
    pub capacity: CapacityBasis,
    /// The dates are those of earlier milestones, because these took longer for their size than the pace says.
    pub by_earlier_milestones: bool,
}

/// A finished milestone, for how long milestones take in days whatever the hours say.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Elapsed {
    /// Sum of its estimates, in hours.
    pub estimated: f64,
    /// Working days from its start to its end.
    pub days: f64,
}

/// What is known of the milestone itself and of those before it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Course<'a> {
    /// Sum of the estimates of all its tasks, finished ones included, in hours.
    pub estimated: f64,
    /// Working days since it started that are over: the first day of the forecast is not among them.
    pub days: f64,
    /// Finished milestones.
    pub earlier: &'a [Elapsed],
}

/// From so many finished milestones on, their course is looked at too.
const EARLIER_NEEDED: usize = 8;

/// Burns the hours of each trial down at a measured capacity, from `today` on.
///
/// `work` are hours of the whole team for each trial: [`Simulation::effort`](crate::Simulation::effort), and more where
/// people wait for each other. Days are drawn in weeks as they were measured; with
/// eight and more finished milestones a quantile is not earlier than the one that their elapsed days give.
pub fn dates(
    work: &[f64],
    capacity: &Capacity,
    calendar: &Calendar,
    today: Date,
    course: Option<Course<'_>>,
    seed: Seed,
) -> Option<Dates> {
    if work.is_empty() {
        return None;
    }
    let days = sorted(&burn_down(work, capacity, seed));
    let ratios = course.and_then(|course| {
        let usable = |earlier: &&Elapsed| earlier.estimated > 0.0 && earlier.days >= 0.0;
        let ratios: Vec<f64> =
            course.earlier.iter().filter(usable).map(|it| it.days / it.estimated).collect();
        (ratios.len() >= EARLIER_NEEDED).then(|| (sorted(&ratios), course))
    });
    let by_course = |share: f64| {
        let (ratios, course) = ratios.as_ref()?;
        Some(quantile(ratios, share) * course.estimated - course.days)
    };
    let pace = Quantiles::of(&days);
    let mut by_earlier_milestones = false;
    let mut later = |share: f64, by_pace: f64| {
        let later = by_course(share).filter(|by_course| *by_course > by_pace);
        by_earlier_milestones |= later.is_some();
        later.map_or(by_pace, f64::ceil)
    };
    let of = Quantiles {
        p5: later(0.05, pace.p5),
        p50: later(0.50, pace.p50),
        p80: later(0.80, pace.p80),
        p95: later(0.95, pace.p95),
        mean: pace.mean,
    };
    let mean = ratios.as_ref().map_or(0.0, |(ratios, course)| {
        ratios.iter().sum::<f64>() / ratios.len() as f64 * course.estimated - course.days
    });
    let of = Quantiles { mean: of.mean.max(mean), ..of };
    let date = |days: f64| {
        let days = days.ceil();
        (days < f64::from(HORIZON)).then(|| calendar.working_day(today, days as u32)).flatten()
    };
    Some(Dates {
        p50: date(of.p50),
        p80: date(of.p80),
        p95: date(of.p95),
        days: of,
        capacity: capacity.basis(),
        by_earlier_milestones,
    })
}

/// Working days that each trial takes; [`HORIZON`] stands for that and more.
pub(crate) fn burn_down(work: &[f64], capacity: &Capacity, seed: Seed) -> Vec<f64> {
    let mut random = Random::new(seed);
    let trial = |(trial, work): (usize, &f64)| {
        let mut left = start(&mut random, trial) * work;
        let mut days = 0_u32;
        if left > 0.0 {
            capacity.days(&mut random, |hours| {
                left -= hours;
                days += 1;
                left > 0.0
            });
        }
        f64::from(days)
    };
    work.iter().enumerate().map(trial).collect()
}

/// Goes to the days of a trial, and draws its drag.
pub(crate) fn start(random: &mut Random, trial: usize) -> f64 {
    random.seek(Stream::new("days", ""), trial as u64 * 8192);
    Capacity::drag(random)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const SEED: Seed = Seed([5; 32]);

    fn capacity(hours: f64) -> Capacity {
        Capacity::measured(&[hours; 30], &[hours / 2.0; 30], 1).expect("measured")
    }

    #[test]
    fn work_is_done_at_the_measured_share_of_the_pace() {
        let work = vec![20.0; 4001];
        let dates =
            dates(&work, &capacity(4.0), &Calendar::default(), date(2026, 3, 2), None, SEED).expect("trials");
        assert!((dates.days.p50 - 10.0).abs() < 1.01, "20 h at 2 h a day: {:?}", dates.days);
        assert!(
            dates.p50.expect("soon") >= date(2026, 3, 13) && dates.p50 <= dates.p80 && dates.p80 <= dates.p95
        );
        let twice = burn_down(&vec![40.0; 4001], &capacity(8.0), SEED);
        assert_eq!(twice, burn_down(&work, &capacity(4.0), SEED), "twice the work at twice the pace");
        assert!(burn_down(&[0.0], &capacity(4.0), SEED)[0] < 0.5);
    }

    #[test]
    fn what_never_ends_has_no_date() {
        let dates = dates(&[1e9], &capacity(4.0), &Calendar::default(), date(2026, 3, 2), None, SEED)
            .expect("trials");
        assert_eq!((dates.p50, dates.p95), (None, None));
        assert_eq!(
            super::dates(&[], &capacity(4.0), &Calendar::default(), date(2026, 3, 2), None, SEED),
            None
        );
    }

    #[test]
    fn earlier_milestones_make_a_date_later_and_never_earlier() {
        let work = vec![20.0; 500];
        let with = |days, count| {
            let earlier = vec![Elapsed { estimated: 10.0, days }; count];
            let course = Course { estimated: 40.0, days: 5.0, earlier: &earlier };
            dates(&work, &capacity(4.0), &Calendar::default(), date(2026, 3, 2), Some(course), SEED)
                .expect("trials")
        };
        let by_pace = with(30.0, 7);
        assert!(!by_pace.by_earlier_milestones, "seven are too few");
        assert_eq!(with(1.0, 8).p80, by_pace.p80);
        let late = with(30.0, 8);
        assert!(late.by_earlier_milestones);
        assert_eq!(
            late.p50,
            Calendar::default().working_day(date(2026, 3, 2), 115),
            "3 days an hour, 40 h, 5 days gone"
        );
    }
}
