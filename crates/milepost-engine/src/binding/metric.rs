//! What of a command is measured, and what the measurement is held against.

use milepost_gate::{
    budget::{Budget, Dimension, Unit},
    performance::Clock,
};
use serde::Serialize;

use crate::config::{Compression, Measure, MetricConfig};

/// Seconds that all pairs of one go may take unless something else is said.
const MAX_TIME: u64 = 600;

/// All that decides what a measurement says, besides the command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Metric {
    /// Its name.
    pub name: String,
    /// What makes a copy ready.
    pub prepare: Option<String>,
    /// What is measured.
    pub measure: Measure,
    /// Of what is printed: where the number stands.
    pub pattern: Option<String>,
    /// Of JSON that is printed: where the number stands.
    pub pointer: Option<String>,
    /// The unit of a printed number.
    pub unit: Option<String>,
    /// Globs of the files whose size it is.
    pub files: Vec<String>,
    /// How they are packed.
    pub compression: Compression,
    /// Which time it is, for a baseline that was kept; `None` for what is no time.
    pub clock: Option<Clock>,
    /// What is allowed, as it is written.
    pub budget: String,
    /// Runs of each side that are not counted.
    pub warmup: u32,
    /// The most pairs in one go; `None`: as many as are usual.
    pub cap: Option<u32>,
    /// Seconds that they may take.
    pub max_time: u64,
    /// The commit of the baseline, where it is compared with one.
    pub base: Option<String>,
    /// How many metrics are judged together: with each the chance of a false alarm would grow.
    pub together: u32,
}

impl Metric {
    pub(crate) fn new(name: &str, config: &MetricConfig, budget: Budget) -> Self {
        let clock = match config.measure {
            Measure::Cpu => Some(Clock::Cpu),
            Measure::Wall => Some(Clock::Wall),
            Measure::Stdout => Some(config.clock.unwrap_or(Clock::Wall)),
            Measure::PeakMemory | Measure::FileSize => None,
        };
        Self {
            name: name.to_owned(),
            prepare: config.prepare.clone(),
            measure: config.measure,
            pattern: config.pattern.clone(),
            pointer: config.pointer.clone(),
            unit: config.unit.clone(),
            files: config.files.clone(),
            compression: config.compression,
            clock,
            budget: budget.to_string(),
            warmup: config.warmup.unwrap_or(1),
            cap: config.cap,
            max_time: config.max_time.map_or(MAX_TIME, |time| time.0.as_secs()),
            base: None,
            together: 1,
        }
    }

    /// What is allowed.
    ///
    /// # Panics
    /// Never: it was written by a budget.
    pub fn budget(&self) -> Budget {
        self.budget.parse().expect("a budget is read as it is written")
    }

    /// Whether it is compared with a baseline.
    pub fn needs_baseline(&self) -> bool {
        self.budget().margin().is_some()
    }

    /// The unit in which a printed number counts; the base of their dimension for all else.
    pub fn unit(&self) -> Unit {
        self.unit.as_deref().and_then(Unit::from_spelling).unwrap_or(Unit::COUNT)
    }

    /// What its values are: times are in seconds, sizes in bytes.
    pub fn dimension(&self) -> Dimension {
        match self.measure {
            Measure::Cpu | Measure::Wall => Dimension::Time,
            Measure::PeakMemory | Measure::FileSize => Dimension::Bytes,
            Measure::Stdout => self.unit().dimension(),
        }
    }
}
