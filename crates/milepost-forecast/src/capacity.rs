//! How many hours of work a day really gives.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{seed::Random, student::t5_quantile};

/// Measured hours of work per working day, and the part of them that goes into this milestone.
///
/// Only what was measured makes one: days of eight hours, or a share that somebody hopes for, give dates that are wrong by
/// a factor of three and more.
#[derive(Debug, Clone, PartialEq)]
pub struct Capacity {
    pace: Pace,
    share: f64,
    share_days: usize,
}

/// Where the hours of a day come from.
#[derive(Debug, Clone, PartialEq)]
enum Pace {
    /// Hours of the team on each of the last working days, oldest first.
    Measured(Vec<f64>),
    /// So many people at the usual pace.
    Usual(f64),
}

/// What a capacity rests on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CapacityBasis {
    /// Mean hours of the team per working day.
    pub hours_per_day: f64,
    /// Working days that this was measured on; zero: it is the pace that is usual elsewhere.
    pub days: usize,
    /// Part of the team's hours that went into this milestone.
    pub share: f64,
    /// Working days that the share was measured on.
    pub share_days: usize,
}

/// Why there is no capacity, and so no date.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Error)]
#[serde(rename_all = "kebab-case")]
pub enum CapacityError {
    /// The share cannot be measured yet.
    #[error(
        "hours of {found} working days were booked since the milestone started; a date needs {SHARE_DAYS}"
    )]
    TooFewDays {
        /// How many there are.
        found: usize,
    },
    /// Nobody booked anything on the milestone.
    #[error(
        "no hour was booked on this milestone since it started; a date needs to know how much time goes into it"
    )]
    NothingBooked,
    /// An entry is negative or not a number, or more went into the milestone than was worked.
    #[error(
        "a day has {hours} h; hours are zero or more, and those of a milestone at most those of all work"
    )]
    BadHours {
        /// The number.
        hours: f64,
    },
}

/// The last working days that are looked at, how many of them are needed, and how many for the share.
const PACE_DAYS: usize = 60;
const PACE_DAYS_NEEDED: usize = 20;
const SHARE_DAYS: usize = 5;
/// Working days that are drawn together, because good and bad days come in weeks.
const BLOCK: usize = 5;
/// Task hours of one person on a working day, where nothing is measured, and how much ln(hours) varies between weeks.
const USUAL_HOURS: f64 = 2.3;
const USUAL_SPREAD: f64 = 0.6;
/// Days beyond this are not counted any more: some fifteen years of work.
pub(crate) const HORIZON: u32 = 4_000;

impl Capacity {
    /// From the booked hours of each working day, oldest first and days without work included: of the whole team, and of
    /// the team on this milestone since it started. `people` stand for the team where it was measured too short.
    pub fn measured(team: &[f64], milestone: &[f64], people: u32) -> Result<Self, CapacityError> {
        if let Some(hours) = team.iter().chain(milestone).find(|hours| !hours.is_finite() || **hours < 0.0) {
            return Err(CapacityError::BadHours { hours: *hours });
        }
        if milestone.len().min(team.len()) < SHARE_DAYS {
            return Err(CapacityError::TooFewDays { found: milestone.len().min(team.len()) });
        }
        let days = milestone.len().min(team.len());
        let booked: f64 = milestone[milestone.len() - days..].iter().sum();
        let worked: f64 = team[team.len() - days..].iter().sum();
        if booked <= 0.0 {
            return Err(CapacityError::NothingBooked);
        }
        let with_time = team[team.len() - days..].iter().filter(|hours| **hours > 0.0).count();
        if with_time < SHARE_DAYS {
            return Err(CapacityError::TooFewDays { found: with_time });
        }
        if booked > worked * (1.0 + 1e-9) {
            return Err(CapacityError::BadHours { hours: booked });
        }
        // Before the first booking nobody kept time.
        let kept = team.iter().position(|hours| *hours > 0.0).unwrap_or(team.len());
        let recent = &team[kept.max(team.len().saturating_sub(PACE_DAYS))..];
        let pace = if recent.len() >= PACE_DAYS_NEEDED {
            Pace::Measured(recent.to_vec())
        } else {
            Pace::Usual(f64::from(people.max(1)))
        };
        Ok(Self { pace, share: (booked / worked).min(1.0), share_days: days })
    }

    /// The measured pace of each one where `after` tasks are worked on at a time instead of `before`: what a change of the
    /// team does to it, as long as nobody measured that. A usual pace is that of the people it was made for already.
    #[must_use]
    pub fn with_slots(mut self, before: u32, after: u32) -> Self {
        let factor = f64::from(after.max(1)) / f64::from(before.max(1));
        match &mut self.pace {
            Pace::Measured(series) => series.iter_mut().for_each(|hours| *hours *= factor),
            Pace::Usual(_) => {}
        }
        self
    }

    /// What it rests on.
    pub fn basis(&self) -> CapacityBasis {
        let (hours_per_day, days) = match &self.pace {
            Pace::Measured(series) => (series.iter().sum::<f64>() / series.len() as f64, series.len()),
            Pace::Usual(people) => (people * USUAL_HOURS, 0),
        };
        CapacityBasis { hours_per_day, days, share: self.share, share_days: self.share_days }
    }

    /// Calls `day` with the hours that go into the milestone on one working day after the other, until it answers `false`
    /// or the horizon is reached.
    pub(crate) fn days(&self, random: &mut Random, mut day: impl FnMut(f64) -> bool) {
        for _ in 0..HORIZON as usize / BLOCK {
            let more = match &self.pace {
                Pace::Measured(series) => {
                    let starts = series.len() - BLOCK + 1;
                    let start = (random.unit() * starts as f64) as usize;
                    series[start..start + BLOCK].iter().all(|hours| day(hours * self.share))
                }
                Pace::Usual(people) => {
                    let factor = (USUAL_SPREAD * normal(random)).exp();
                    (0..BLOCK).all(|_| day(people * USUAL_HOURS * factor * self.share))
                }
            };
            if !more {
                return;
            }
        }
    }

    /// By how much the rest of the work may be harder to get done than these days show, for one trial.
    pub(crate) fn drag(random: &mut Random) -> f64 {
        (DRAG_SPREAD * t5_quantile(random.unit()) * 0.6_f64.sqrt()).exp()
    }
}

/// Standard deviation of ln(work) that a measured pace does not know of.
const DRAG_SPREAD: f64 = 0.35;

/// A standard normal number (Box and Muller 1958).
fn normal(random: &mut Random) -> f64 {
    let radius = (-2.0 * random.unit().ln()).sqrt();
    radius * (std::f64::consts::TAU * random.unit()).cos()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_measured_gives_a_capacity() {
        let measured = |team: &[f64], milestone: &[f64]| Capacity::measured(team, milestone, 2);
        assert_eq!(measured(&[4.0; 60], &[1.0; 4]), Err(CapacityError::TooFewDays { found: 4 }));
        assert_eq!(measured(&[4.0; 60], &[0.0; 9]), Err(CapacityError::NothingBooked));
        assert_eq!(measured(&[], &[]), Err(CapacityError::TooFewDays { found: 0 }));
        assert!(matches!(measured(&[4.0; 60], &[5.0; 9]), Err(CapacityError::BadHours { .. })));
        assert!(matches!(measured(&[-4.0; 60], &[1.0; 9]), Err(CapacityError::BadHours { .. })));
        let basis = measured(&[4.0; 80], &[1.0; 10]).expect("measured").basis();
        assert_eq!((basis.days, basis.share_days), (60, 10));
        assert!((basis.hours_per_day - 4.0).abs() < 1e-12 && (basis.share - 0.25).abs() < 1e-12);
        let basis = measured(&[4.0; 10], &[4.0; 10]).expect("a share").basis();
        assert_eq!(basis.days, 0, "ten days of the team are too few");
        assert!((basis.hours_per_day - 4.6).abs() < 1e-12);
        let one_more = measured(&[4.0; 80], &[1.0; 10]).expect("measured").with_slots(2, 3).basis();
        assert!((one_more.hours_per_day - 6.0).abs() < 1e-12);
    }

    #[test]
    fn days_without_booked_time_measure_nothing() {
        let mut team = vec![0.0; 30];
        team.extend([4.0; 4]);
        assert_eq!(Capacity::measured(&team, &team, 1), Err(CapacityError::TooFewDays { found: 4 }));
        // Before the first booking nobody kept time: it is no part of the pace.
        team.extend([4.0; 20]);
        let basis = Capacity::measured(&team, &team[40..], 1).expect("measured").basis();
        assert_eq!(basis.days, 24);
        assert!((basis.hours_per_day - 4.0).abs() < 1e-12);
        let usual = Capacity::measured(&[4.0; 10], &[4.0; 10], 2).expect("a share");
        let hours = usual.basis().hours_per_day;
        assert!(
            (usual.with_slots(1, 2).basis().hours_per_day - hours).abs() < 1e-12,
            "two people are counted once"
        );
    }

    #[test]
    fn the_days_are_those_that_were_measured() {
        let team: Vec<f64> = (0..40).map(f64::from).collect();
        let capacity = Capacity::measured(&team, &team[20..], 1).expect("measured");
        let mut seen = Vec::new();
        capacity.days(&mut Random::new(crate::Seed([1; 32])), |hours| {
            seen.push(hours);
            seen.len() < 1000
        });
        assert_eq!(seen.len(), 1000);
        assert!(
            seen.chunks(BLOCK).all(|block| block.windows(2).all(|two| (two[1] - two[0] - 1.0).abs() < 1e-12))
        );
        let mean = seen.iter().sum::<f64>() / 1000.0;
        assert!((mean - 19.5).abs() < 3.0, "{mean}");
    }
}
