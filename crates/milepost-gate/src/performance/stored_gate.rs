use std::collections::BTreeSet;

use serde::Serialize;
use statrs::distribution::{ContinuousCDF, StudentsT};

use super::decision::Decision;
use super::interval::Interval;
use super::report::show_percent;
use super::rule::{Margin, PairedRule};
use super::session::{Center, Clock, Session};
use super::stored_refusal::StoredRefusal;

/// The gate for a baseline that cannot be run again: kept sessions against new ones.
///
/// What differs between two sessions of the same code (the machine's state of the hour) is invisible inside each of
/// them. Its variance is estimated from the sessions and from what is usual, and widens the interval. One look, or a
/// number of looks that was declared before, is what the error rate holds for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StoredGate {
    rule: PairedRule,
    clock: Clock,
    looks: u32,
}

/// What a stored baseline says of a candidate.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StoredReport {
    /// The decision. With a refusal it is [`Decision::Undecided`].
    pub decision: Decision,
    /// Why nothing can be said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refusal: Option<String>,
    /// The change from baseline to candidate, `0.1` for ten percent more.
    pub change: Option<f64>,
    /// What the change may be.
    pub interval: Interval,
    /// Half of the interval, in logarithms: what is smaller cannot be seen.
    pub half_width: Option<f64>,
    /// Sessions of the baseline and new ones.
    pub sessions: (usize, usize),
    /// One or two sessions of a side: what differs between sessions is taken from other machines.
    pub is_weak: bool,
}

/// How many sessions of a side are enough to see what differs between them.
const ENOUGH: usize = 3;
/// How many observations the usual variance between sessions is worth.
const PRIOR: f64 = 4.0;

impl StoredGate {
    /// Sessions that begin within so many seconds are one.
    pub const APART: i64 = 600;

    /// A gate for a ratio. `looks`: how often it will be asked, declared before; at least one.
    pub fn new(rule: PairedRule, clock: Clock, looks: u32) -> Result<Self, StoredRefusal> {
        match rule.margin() {
            Margin::Ratio(_) => Ok(Self { rule, clock, looks: looks.max(1) }),
            Margin::Difference(_) => Err(StoredRefusal::NotARatio),
        }
    }

    /// What the sessions say.
    pub fn judge(&self, base: &[Session], new: &[Session]) -> StoredReport {
        let sessions = (base.len(), new.len());
        let mut report = StoredReport {
            decision: Decision::Undecided,
            refusal: None,
            change: None,
            interval: Interval::default(),
            half_width: None,
            sessions,
            is_weak: base.len() < ENOUGH || new.len() < ENOUGH,
        };
        match self.distance(base, new) {
            Err(refusal) => report.refusal = Some(refusal.to_string()),
            Ok((change, margin, upper)) => {
                let limit = self.rule.threshold();
                report.decision = if change - margin > limit {
                    Decision::Regressed
                } else if change + upper < limit {
                    Decision::Within
                } else {
                    Decision::Undecided
                };
                let turns = self.rule.change(1.0) < self.rule.change(-1.0);
                let interval = Interval { low: Some(change - margin), high: Some(change + upper) };
                report.change = Some(self.rule.change(change));
                report.interval = interval.map(|score| self.rule.change(score), turns);
                report.half_width = Some(upper.max(margin));
            }
        }
        report
    }

    /// Whether so many new sessions could show that an unchanged candidate is within the limit. `Err` says why not even
    /// the baseline serves; `Ok(Some(half_width))` that they could not.
    pub fn blind_at(&self, base: &[Session], new_sessions: usize) -> Result<Option<f64>, StoredRefusal> {
        let centers = self.centers(base)?;
        if centers.is_empty() || new_sessions == 0 {
            return Err(StoredRefusal::NoSession { base: centers.len(), new: new_sessions });
        }
        let half = self.half_width(&centers, None, new_sessions, self.rule.alpha_within());
        Ok((half >= self.rule.threshold()).then_some(half))
    }

    /// The distance of both sides in scores, and how far the truth may lie below and above it.
    fn distance(&self, base: &[Session], new: &[Session]) -> Result<(f64, f64, f64), StoredRefusal> {
        if base.is_empty() || new.is_empty() {
            return Err(StoredRefusal::NoSession { base: base.len(), new: new.len() });
        }
        same_environment(base.iter().chain(new))?;
        apart(base.iter().chain(new))?;
        let (base, new) = (self.centers(base)?, self.centers(new)?);
        let difference = mean(&new) - mean(&base);
        let score = if self.rule.change(1.0) > 0.0 { difference } else { -difference };
        let half = |alpha| self.half_width(&base, Some(&new), new.len(), alpha);
        Ok((score, half(self.rule.alpha_regressed()), half(self.rule.alpha_within())))
    }

    fn half_width(&self, base: &[Center], new: Option<&[Center]>, new_count: usize, alpha: f64) -> f64 {
        let all = || base.iter().chain(new.unwrap_or_default());
        let within = all().map(|center| center.variance).sum::<f64>() / all().count() as f64;
        let usual = self.clock.between_sessions().powi(2) + within;
        let (base_count, new_count) = (base.len() as f64, new_count as f64);
        let freedom = PRIOR + base_count + new_count - 2.0;
        let seen = squares(base) + new.map_or(0.0, squares);
        let variance = (PRIOR * usual + seen) / freedom;
        let error = (variance * (1.0 / base_count + 1.0 / new_count)).sqrt();
        let student = StudentsT::new(0.0, 1.0, freedom).expect("three degrees of freedom and more");
        student.inverse_cdf(1.0 - alpha / f64::from(self.looks)) * error
    }

    fn centers(&self, sessions: &[Session]) -> Result<Vec<Center>, StoredRefusal> {
        sessions.iter().map(|session| session.center(self.clock)).collect()
    }
}

impl StoredReport {
    /// What was found, which says that the baseline was not run again.
    pub fn words(&self) -> String {
        let weak = if self.is_weak { ", with too few sessions to see what differs between them" } else { "" };
        if let (Some(change), Some(low), Some(high)) = (self.change, self.interval.low, self.interval.high) {
            let [change, low, high] = [change, low, high].map(|change| show_percent(change, 1));
            format!("by a stored baseline{weak}: changed by {change} ({low} to {high})")
        } else {
            let refusal = self.refusal.as_deref().unwrap_or("nothing was measured");
            format!("by a stored baseline: {refusal}")
        }
    }
}

fn mean(centers: &[Center]) -> f64 {
    centers.iter().map(|center| center.middle).sum::<f64>() / centers.len() as f64
}

fn squares(centers: &[Center]) -> f64 {
    let mean = mean(centers);
    centers.iter().map(|center| (center.middle - mean).powi(2)).sum()
}

fn same_environment<'a>(sessions: impl Iterator<Item = &'a Session>) -> Result<(), StoredRefusal> {
    let mut sessions = sessions;
    let Some(first) = sessions.next() else { return Ok(()) };
    if first.environment.is_empty() {
        return Err(StoredRefusal::NoEnvironment);
    }
    let mut changed = BTreeSet::new();
    for session in sessions {
        if session.environment.is_empty() {
            return Err(StoredRefusal::NoEnvironment);
        }
        let keys = first.environment.keys().chain(session.environment.keys());
        changed
            .extend(keys.filter(|key| first.environment.get(*key) != session.environment.get(*key)).cloned());
    }
    if changed.is_empty() { Ok(()) } else { Err(StoredRefusal::Environment(changed.into_iter().collect())) }
}

fn apart<'a>(sessions: impl Iterator<Item = &'a Session>) -> Result<(), StoredRefusal> {
    let mut began: Vec<i64> = sessions.map(|session| session.began).collect();
    began.sort_unstable();
    let distances = began.windows(2).map(|two| two[1].saturating_sub(two[0]));
    match distances.min() {
        Some(seconds) if seconds < StoredGate::APART => {
            Err(StoredRefusal::TooClose { seconds, least: StoredGate::APART })
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
