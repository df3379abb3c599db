use super::decision::Decision;
use super::hodges_lehmann::hodges_lehmann;
use super::interval::{Interval, confidence_sequence};
use super::pair_error::{Measured, PairError};
use super::planning::planned_pairs;
use super::report::{PairedReport, Side};
use super::rule::PairedRule;
use super::scale::Scale;
use super::wealth::{Against, Wealth};

/// The paired sequential gate: is a candidate within its budget, judged by runs of baseline and candidate side by side?
///
/// Each pair is one run of both, in the order of a [`PairOrder`](super::PairOrder). The answer may be read after every
/// pair, the measurement may end on it, and it may go on later: at any time, the probability of a wrong `regressed` or
/// `within` is at most the error rate of the rule. This holds whatever the noise looks like, also for noise that drifts,
/// depends on itself or has no variance, as long as the coin of the order is fair: a candidate at its limit is then
/// another name for the baseline, and pairs are as likely as their mirror images (Efron 1969; Ramdas, Grünwald, Vovk and
/// Shafer 2023). A candidate whose values are shaped otherwise, say with rare slow runs, is judged by the centre of its
/// ratios.
///
/// A pair costs a few logarithms and a sorted insertion; a report costs some hundred passes over all pairs.
#[derive(Debug, Clone)]
pub struct PairedGate {
    rule: PairedRule,
    cap: usize,
    pairs: Vec<(f64, f64)>,
    scores: Vec<f64>,
    /// The scale of each score, known before it.
    scales: Vec<f64>,
    seen: Scale,
    above: Evidence,
    below: Evidence,
    trouble: Option<PairError>,
}

/// The bets against one hypothesis.
#[derive(Debug, Clone, Copy)]
struct Evidence {
    against: Against,
    bar: f64,
    wealth: Wealth,
    most: f64,
}

impl PairedGate {
    /// A gate that has seen nothing.
    pub fn new(rule: PairedRule) -> Self {
        Self {
            rule,
            cap: rule.cap(),
            pairs: Vec::new(),
            scores: Vec::new(),
            scales: Vec::new(),
            seen: Scale::default(),
            above: Evidence::new(Against::AtMost, rule.alpha_regressed()),
            below: Evidence::new(Against::AtLeast, rule.alpha_within()),
            trouble: None,
        }
    }

    /// A gate that has seen `pairs` of baseline and candidate, in their order: what was kept of an earlier measurement.
    pub fn resume(rule: PairedRule, pairs: impl IntoIterator<Item = (f64, f64)>) -> Result<Self, PairError> {
        let mut gate = Self::new(rule);
        for (base, candidate) in pairs {
            gate.push(base, candidate)?;
        }
        Ok(gate)
    }

    /// Takes one more pair into account. A pair that cannot be compared ends the gate as [`Decision::Unmeasured`]: to
    /// leave it out would hide exactly the runs that went wrong.
    pub fn push(&mut self, base: f64, candidate: f64) -> Result<Decision, PairError> {
        if let Some(trouble) = &self.trouble {
            return Err(trouble.clone());
        }
        let Some(score) = self.rule.score(base, candidate) else {
            let trouble = PairError::of(self.rule, base, candidate);
            self.trouble = Some(trouble.clone());
            return Err(trouble);
        };
        self.pairs.push((base, candidate));
        self.push_score(score);
        Ok(self.decision())
    }

    /// A run of one side failed, timed out or printed no value: the gate ends as [`Decision::Unmeasured`].
    pub fn fail(&mut self, side: Measured, reason: impl Into<String>) {
        self.trouble.get_or_insert(PairError::NoValue { side, reason: reason.into() });
    }

    fn push_score(&mut self, score: f64) {
        let (scale, distance) = (self.scale(), score - self.rule.threshold());
        self.above.bet(distance, scale);
        self.below.bet(distance, scale);
        self.scores.push(score);
        self.scales.push(scale);
        self.seen.insert(score);
    }

    /// The scale for the next score. It depends on earlier scores alone, or the bet on it would not be fair.
    fn scale(&self) -> f64 {
        let first = self.rule.first_scale();
        let count = self.scores.len() as f64;
        let spread = self.seen.spread().unwrap_or(first);
        ((first + count * spread) / (1.0 + count)).max(first / 10.0)
    }

    /// What the pairs so far say.
    ///
    /// Once shown, a decision stays, but for one case: a candidate that looked within and is then shown to have
    /// regressed, by pairs that were added for another metric, has regressed. Both error rates hold with that.
    pub fn decision(&self) -> Decision {
        if self.trouble.is_some() {
            Decision::Unmeasured
        } else if self.above.has_crossed() {
            Decision::Regressed
        } else if self.below.has_crossed() {
            Decision::Within
        } else {
            Decision::Undecided
        }
    }

    /// Whether to stop: it is decided, or the cap of pairs is reached.
    pub fn is_over(&self) -> bool {
        self.decision().is_final() || self.scores.len() >= self.cap
    }

    /// Allows so many more pairs. What was seen stays and counts: starting again after `undecided` would give chance a
    /// second try.
    pub fn extend(&mut self, pairs: usize) {
        self.cap = self.cap.max(self.scores.len()).saturating_add(pairs);
    }

    /// The pairs so far, baseline first.
    pub fn pairs(&self) -> &[(f64, f64)] {
        &self.pairs
    }

    /// How many pairs there are.
    pub fn len(&self) -> usize {
        self.scores.len()
    }

    /// Whether there is no pair yet.
    pub fn is_empty(&self) -> bool {
        self.scores.is_empty()
    }

    /// Why it is [`Decision::Unmeasured`].
    pub fn trouble(&self) -> Option<&PairError> {
        self.trouble.as_ref()
    }

    /// The rule.
    pub fn rule(&self) -> PairedRule {
        self.rule
    }

    /// The logarithm of the e-value for `regressed` and of the one for `within`.
    pub fn ln_e_values(&self) -> (f64, f64) {
        (self.above.wealth.ln_e(), self.below.wealth.ln_e())
    }

    /// About how many pairs it takes in all, by those seen so far; to be told before a long measurement begins. `None`
    /// for fewer than three pairs, and where no number is enough.
    pub fn planned_pairs(&self) -> Option<usize> {
        if self.scores.len() < 3 {
            return None;
        }
        let center = hodges_lehmann(self.seen.sorted())?;
        planned_pairs(self.seen.spread()?, center - self.rule.threshold())
    }

    /// What the change may be, with an error rate for a change that is smaller and one for a change that is larger (in
    /// the direction that is worse). It holds at all times at once.
    pub fn interval(&self, alpha_low: f64, alpha_high: f64) -> Interval {
        let turns = self.rule.change(1.0) < self.rule.change(-1.0);
        confidence_sequence(&self.scores, &self.scales, alpha_low, alpha_high)
            .map(|score| self.rule.change(score), turns)
    }

    /// Everything that is known now.
    pub fn report(&self) -> PairedReport {
        let rule = self.rule;
        let (low, high) = (rule.alpha_regressed(), rule.alpha_within());
        PairedReport {
            decision: self.decision(),
            rule,
            pairs: self.scores.len(),
            cap: self.cap,
            change: hodges_lehmann(self.seen.sorted()).map(|score| rule.change(score)),
            interval: self.interval(low, high),
            confidence: 1.0 - low - high,
            p: (-self.above.most).exp(),
            ln_e_regressed: self.above.wealth.ln_e(),
            ln_e_within: self.below.wealth.ln_e(),
            spread: self.seen.spread(),
            planned: self.planned_pairs(),
            base: Side::of(self.pairs.iter().map(|pair| pair.0)),
            candidate: Side::of(self.pairs.iter().map(|pair| pair.1)),
            trouble: self.trouble.as_ref().map(ToString::to_string),
        }
    }
}

impl Evidence {
    fn new(against: Against, alpha: f64) -> Self {
        Self { against, bar: -alpha.ln(), wealth: Wealth::default(), most: 0.0 }
    }

    fn bet(&mut self, distance: f64, scale: f64) {
        self.wealth.bet(self.against, distance, scale);
        self.most = self.most.max(self.wealth.ln_e());
    }

    fn has_crossed(&self) -> bool {
        self.most >= self.bar
    }
}

#[cfg(test)]
mod tests;
