//! What a task may take: hours that tasks like it took, weighted by how much alike they are.

use crate::{
    history::{History, Known},
    prior,
    quantile::quantile,
};

/// The distribution of one task's hours before the shared shock, ready to be drawn from.
#[derive(Debug, Clone)]
pub(crate) struct Bag {
    /// Hours, ascending.
    hours: Vec<f64>,
    /// For each of the hours the first random word that belongs to the next ones.
    ends: Vec<u64>,
    /// For each value of the top bits of a word the first of the hours that it can mean.
    guide: Vec<u16>,
}

/// Width of the kernel in ln(estimate), and up to where it is widened until enough tasks are near.
const WIDTH: f64 = 0.35;
const WIDEST: f64 = 1.6;
const WIDEN: f64 = 1.5;
const ENOUGH: f64 = 20.0;
/// A task of the same person counts as so many.
const SAME_PERSON: f64 = 3.0;

const GUIDE_BITS: u32 = 9;
const WORDS: f64 = 4_294_967_296.0;

impl Bag {
    /// Of a task with an estimate in hours.
    pub(crate) fn estimated(estimate: f64, person: Option<&str>, history: &History) -> Self {
        let ln_estimate = estimate.ln();
        let base = base_weights(person, history);
        let distances: Vec<f64> =
            history.tasks().iter().map(|task| (ln_estimate - task.ln_estimate).powi(2)).collect();
        let weights = |width: f64| -> Vec<f64> {
            let near = |(base, distance): (&f64, &f64)| base * (-distance / (2.0 * width * width)).exp();
            base.iter().zip(&distances).map(near).collect()
        };
        let mut width = WIDTH;
        let mut known = weights(width);
        while known.iter().sum::<f64>() < ENOUGH && width < WIDEST {
            width *= WIDEN;
            known = weights(width);
        }
        let seen = history.tasks().iter().zip(known).map(|(task, weight)| (task.ln_ratio, weight));
        let assumed = prior::ln_ratios(ln_estimate).into_iter().map(|ratio| (ratio, prior::EACH));
        Self::of(seen.chain(assumed).map(|(ratio, weight)| (estimate * ratio.exp(), weight)))
    }

    /// Of a task without an estimate: as large as any task that was finished, and, as far as the prior goes, as any of
    /// those whose estimates are known (`estimates`, ascending).
    pub(crate) fn unestimated(estimates: &[f64], person: Option<&str>, history: &History) -> Self {
        let base = base_weights(person, history);
        let seen = history.tasks().iter().zip(base).map(|(task, weight)| (task.actual, weight));
        let sizes = (0..9).map(|part| quantile(estimates, (f64::from(part) + 0.5) / 9.0));
        let assumed = sizes.flat_map(|estimate| {
            prior::ln_ratios(estimate.ln()).map(|ratio| (estimate * ratio.exp(), prior::EACH / 9.0))
        });
        Self::of(seen.chain(assumed))
    }

    /// The hours that a random word means.
    pub(crate) fn at(&self, word: u32) -> f64 {
        let mut place = usize::from(self.guide[(word >> (32 - GUIDE_BITS)) as usize]);
        while self.ends[place] <= u64::from(word) {
            place += 1;
        }
        self.hours[place]
    }

    /// The hours that a random word means for a task on which `spent` hours are booked, when the shared shock is
    /// `factor`: draws that are not above what is spent are drawn again, fifty times; then it is a quarter more than spent.
    ///
    /// That rule is computed, not played: the word decides first whether all fifty would fail, then where among the rest.
    pub(crate) fn above(&self, spent: f64, factor: f64, word: u32) -> f64 {
        let start = self.hours.partition_point(|hours| hours * factor <= spent);
        let below = if start == 0 { 0.0 } else { self.ends[start - 1] as f64 / WORDS };
        let all_fail = below.powi(50);
        let share = (f64::from(word) + 0.5) / WORDS;
        if share < all_fail || start == self.hours.len() {
            return spent * 1.25;
        }
        let place = below + (1.0 - below) * (share - all_fail) / (1.0 - all_fail);
        let word = (place * WORDS) as u32;
        (self.at(word) * factor).max(self.hours[start] * factor)
    }

    fn of(weighted: impl Iterator<Item = (f64, f64)>) -> Self {
        let mut all: Vec<(f64, f64)> = weighted.collect();
        all.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        let total: f64 = all.iter().map(|(_, weight)| weight).sum();
        let (mut hours, mut ends) = (Vec::new(), Vec::new());
        let (mut sum, mut end) = (0.0, 0);
        for (value, weight) in all {
            sum += weight;
            let next = (sum / total * WORDS).round() as u64;
            if next > end {
                end = next;
                hours.push(value);
                ends.push(end);
            }
        }
        // The weights were added in another order than for the total: the last value takes what rounding left.
        if let Some(last) = ends.last_mut() {
            *last = WORDS as u64;
        }
        let first = |top: u64| ends.partition_point(|end| *end <= top << (32 - GUIDE_BITS)) as u16;
        let guide = (0..1 << GUIDE_BITS).map(first).collect();
        Self { hours, ends, guide }
    }
}

fn base_weights(person: Option<&str>, history: &History) -> Vec<f64> {
    let same = |other: &Option<String>| person.is_some() && other.as_deref() == person;
    let weight = |task: &Known| task.recency * if same(&task.person) { SAME_PERSON } else { 1.0 };
    history.tasks().iter().map(weight).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::Finished;

    fn words() -> impl Iterator<Item = u32> {
        (0..100_000_u64).map(|i| (i * WORDS as u64 / 100_000 + 21_474) as u32)
    }

    fn mean(values: impl Iterator<Item = f64>) -> f64 {
        let all: Vec<f64> = values.collect();
        all.iter().sum::<f64>() / all.len() as f64
    }

    #[test]
    fn without_history_the_bag_is_the_prior() {
        let bag = Bag::estimated(2.0, None, &History::default());
        let right = mean(prior::ln_ratios(2.0_f64.ln()).into_iter().map(|ratio| 2.0 * ratio.exp()));
        assert!((mean(words().map(|word| bag.at(word))) - right).abs() < 1e-3);
        assert!((bag.at(0) - 2.0 * (0.7 * -1.4416_f64).exp()).abs() < 1e-9);
        assert!((bag.at(u32::MAX) - 2.0 * (0.7 * 1.4416_f64).exp()).abs() < 1e-9);
    }

    #[test]
    fn tasks_of_the_same_size_and_person_weigh_more() {
        let finished = |estimate: f64, actual: f64, person: &str, count: usize| {
            vec![Finished { estimate, actual, person: Some(person.to_owned()) }; count]
        };
        let tasks = [finished(1.0, 2.0, "ada", 60), finished(8.0, 8.0, "bob", 60)].concat();
        let history = History::new(tasks);
        let typical = |hours, person| {
            let bag = Bag::estimated(hours, person, &history);
            mean(words().map(|word| bag.at(word) / hours))
        };
        assert!(typical(1.0, None) > 1.6, "{}", typical(1.0, None));
        assert!(typical(8.0, None) < 1.2, "{}", typical(8.0, None));
        assert!(typical(3.0, Some("ada")) > typical(3.0, Some("bob")) + 0.2);
    }

    #[test]
    fn a_started_task_takes_more_than_is_spent_and_as_the_played_rule_says() {
        let bag = Bag::estimated(4.0, None, &History::default());
        for (spent, factor) in [(1.0, 1.0), (4.0, 0.8), (8.0, 1.3), (10.0, 1.0), (50.0, 1.0)] {
            let computed: Vec<f64> = words().map(|word| bag.above(spent, factor, word)).collect();
            assert!(computed.iter().all(|hours| *hours > spent), "{spent}");
            let kept: Vec<f64> =
                words().map(|word| bag.at(word) * factor).filter(|hours| *hours > spent).collect();
            let missed = (1.0 - kept.len() as f64 / 100_000.0).powi(50);
            let right = if kept.is_empty() {
                spent * 1.25
            } else {
                missed * spent * 1.25 + (1.0 - missed) * mean(kept.into_iter())
            };
            assert!((mean(computed.iter().copied()) / right - 1.0).abs() < 2e-3, "{spent} {right}");
        }
    }

    #[test]
    fn an_unestimated_task_is_as_large_as_those_that_are_known() {
        let bag = Bag::unestimated(&[4.0, 4.0, 4.0], None, &History::default());
        let same = Bag::estimated(4.0, None, &History::default());
        assert!(
            (mean(words().map(|word| bag.at(word))) - mean(words().map(|word| same.at(word)))).abs() < 1e-3
        );
        let history = History::new(vec![Finished { estimate: 1.0, actual: 30.0, person: None }; 100]);
        let bag = Bag::unestimated(&[4.0], None, &history);
        assert!(mean(words().map(|word| bag.at(word))) > 20.0);
    }
}
