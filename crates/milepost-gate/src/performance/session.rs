use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::scale::{median, spread};
use super::stored_refusal::StoredRefusal;

/// Runs of one state of the code, one after the other, as they were kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// When it began, in seconds since 1970.
    pub began: i64,
    /// What each run measured, in seconds, without warm-ups and in the order of the runs.
    pub values: Vec<f64>,
    /// How long a fixed piece of work took right before each run, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calibrators: Option<Vec<f64>>,
    /// What has to be equal for values to be comparable: processor, cores, kernel, governor, command, environment.
    #[serde(default)]
    pub environment: BTreeMap<String, String>,
}

/// Which time is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Clock {
    /// Of the processors, which other programs disturb little.
    Cpu,
    /// Of the world.
    Wall,
}

impl Clock {
    /// How much the centre of a session is expected to differ from session to session, as a standard deviation of
    /// logarithms; measured on shared machines, wall time relative to its calibrator.
    pub(super) fn between_sessions(self) -> f64 {
        match self {
            Self::Cpu => 0.05,
            Self::Wall => 0.15,
        }
    }
}

/// The centre of a session.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Center {
    /// The median of logarithms.
    pub(super) middle: f64,
    /// The variance of that median.
    pub(super) variance: f64,
}

impl Session {
    /// The fewest runs that make a session.
    pub const LEAST_RUNS: usize = 5;

    /// Its centre, or why it has none.
    pub(super) fn center(&self, clock: Clock) -> Result<Center, StoredRefusal> {
        if self.values.len() < Self::LEAST_RUNS {
            return Err(StoredRefusal::TooFewRuns { runs: self.values.len() });
        }
        let logarithms = match (clock, &self.calibrators) {
            (Clock::Cpu, _) => logarithms(&self.values)?,
            (Clock::Wall, None) => return Err(StoredRefusal::NoCalibrator),
            (Clock::Wall, Some(calibrators)) if calibrators.len() != self.values.len() => {
                return Err(StoredRefusal::NoCalibrator);
            }
            (Clock::Wall, Some(calibrators)) => {
                let calibrators = logarithms(calibrators)?;
                let values = logarithms(&self.values)?;
                values.iter().zip(calibrators).map(|(value, calibrator)| value - calibrator).collect()
            }
        };
        let nothing = StoredRefusal::TooFewRuns { runs: 0 };
        let (Some(middle), Some(spread)) = (median(&logarithms), spread(&logarithms)) else {
            return Err(nothing);
        };
        // A median is less exact than a mean by the root of pi/2.
        let variance = (1.2533 * spread).powi(2) / logarithms.len() as f64;
        Ok(Center { middle, variance })
    }
}

fn logarithms(values: &[f64]) -> Result<Vec<f64>, StoredRefusal> {
    let logarithm = |value: &f64| {
        if value.is_finite() && *value > 0.0 { Ok(value.ln()) } else { Err(StoredRefusal::Value(*value)) }
    };
    values.iter().map(logarithm).collect()
}
