//! What charts are drawn from.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    calendar::Calendar,
    capacity::{Capacity, HORIZON},
    date::{burn_down, start},
    quantile::{quantile, sorted},
    seed::{Random, Seed},
};

/// How often trials came out where, in bins of one width.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Distribution {
    /// Where the first bin begins.
    pub from: f64,
    /// How wide a bin is.
    pub width: f64,
    /// Trials in each bin; its lower edge belongs to it.
    pub counts: Vec<u32>,
    /// Trials beyond the last bin: the last percent, which would stretch the picture.
    pub beyond: u32,
}

/// Counts trials into `bins` bins from the least one to the 99 % quantile; `None` without trials or bins.
pub fn distribution(trials: &[f64], bins: usize) -> Option<Distribution> {
    if trials.is_empty() || bins == 0 {
        return None;
    }
    let trials = sorted(trials);
    let (from, to) = (trials[0], quantile(&trials, 0.99));
    let width = if to > from { (to - from) / bins as f64 } else { 1.0 };
    let mut distribution = Distribution { from, width, counts: vec![0; bins], beyond: 0 };
    for trial in trials {
        let bin = ((trial - from) / width) as usize;
        match distribution.counts.get_mut(bin) {
            Some(count) => *count += 1,
            None => distribution.beyond += 1,
        }
    }
    Some(distribution)
}

/// How much of the open work is done at the end of a working day, with probabilities.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct BurnUpDay {
    /// The day.
    pub date: Date,
    /// Share of the work left today that is done in all but five of a hundred trials.
    pub p5: f64,
    /// In four of five trials.
    pub p20: f64,
    /// In half of the trials.
    pub p50: f64,
    /// In one of five trials.
    pub p80: f64,
    /// In five of a hundred trials.
    pub p95: f64,
}

/// So many trials are enough for bands.
const TRIALS: usize = 1_000;
/// So many days fit a picture.
const DAYS: usize = 500;

/// The course of the same trials that [`dates`](crate::dates) counts, day by day until 95 % of them are done.
pub fn burn_up(
    work: &[f64],
    capacity: &Capacity,
    calendar: &Calendar,
    today: Date,
    seed: Seed,
) -> Vec<BurnUpDay> {
    let work = &work[..work.len().min(TRIALS)];
    if work.is_empty() {
        return Vec::new();
    }
    let last = quantile(&sorted(&burn_down(work, capacity, seed)), 0.95).ceil().min(f64::from(HORIZON));
    let count = (last as usize).clamp(1, DAYS);
    let mut random = Random::new(seed);
    let mut shares = vec![Vec::with_capacity(work.len()); count];
    for (trial, work) in work.iter().enumerate() {
        let whole = start(&mut random, trial) * work;
        let (mut done, mut day) = (0.0, 0);
        capacity.days(&mut random, |hours| {
            done += hours;
            shares[day].push(if whole > 0.0 { (done / whole).min(1.0) } else { 1.0 });
            day += 1;
            day < count
        });
    }
    let band = |(number, shares): (usize, &Vec<f64>)| {
        let shares = sorted(shares);
        let at = |share| quantile(&shares, share);
        let date = calendar.working_day(today, number as u32 + 1)?;
        Some(BurnUpDay { date, p5: at(0.05), p20: at(0.20), p50: at(0.50), p80: at(0.80), p95: at(0.95) })
    };
    shares.iter().enumerate().map_while(band).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn every_trial_is_counted_once() {
        let trials: Vec<f64> = (0..1000).map(|i| f64::from(i * i % 997)).collect();
        let chart = distribution(&trials, 20).expect("trials");
        assert_eq!(chart.counts.iter().sum::<u32>() + chart.beyond, 1000);
        assert!(chart.beyond <= 11, "{}", chart.beyond);
        let one = distribution(&[3.0; 5], 4).expect("trials");
        assert_eq!((one.counts[0], one.beyond), (5, 0));
        assert_eq!((distribution(&[], 4), distribution(&trials, 0)), (None, None));
    }

    #[test]
    fn bands_rise_from_little_to_all() {
        let team: Vec<f64> = (0..60).map(|day| f64::from(day % 7)).collect();
        let capacity = Capacity::measured(&team, &team[40..], 2).expect("measured");
        let work: Vec<f64> = (0..400).map(|trial| 20.0 + f64::from(trial % 40)).collect();
        let days = burn_up(&work, &capacity, &Calendar::default(), date(2026, 3, 2), Seed([1; 32]));
        assert!(days.len() > 5);
        assert_eq!(days[0].date, date(2026, 3, 2));
        for two in days.windows(2) {
            assert!(two[0].date < two[1].date && two[0].p50 <= two[1].p50 && two[0].p5 <= two[1].p5);
        }
        for day in &days {
            assert!(day.p5 <= day.p20 && day.p20 <= day.p50 && day.p50 <= day.p80 && day.p80 <= day.p95);
        }
        let last = days.last().expect("days");
        assert!(last.p5 > 0.9 && last.p20 >= 1.0 && days[0].p50 < 0.5, "{last:?}");
    }
}
