//! What the forecast is compared with.

use std::collections::HashMap;

use milepost_forecast::HISTORY_LIMIT;

use super::rows::Row;

/// What finished tasks took over their estimates, by person and together: all that evidence-based scheduling knows.
pub(super) struct Velocities<'a> {
    persons: HashMap<&'a str, Vec<f64>>,
    all: Vec<f64>,
}

impl<'a> Velocities<'a> {
    /// Of finished tasks in the order of their completion. The newest ones count, as many as the forecast looks at; in a
    /// busy organisation that is the half year that the method asks for.
    pub(super) fn of(finished: &[&'a Row]) -> Self {
        let mut persons: HashMap<&str, Vec<f64>> = HashMap::new();
        let mut all = Vec::new();
        for row in finished.iter().rev().take(HISTORY_LIMIT) {
            let ratio = row.actual / row.estimate;
            persons.entry(&row.person).or_default().push(ratio);
            all.push(ratio);
        }
        Self { persons, all }
    }

    /// Totals of a group by evidence-based scheduling (Spolsky 2007): each task is its estimate times a ratio that the
    /// same person had before, whatever the size of the task was. Without any history it is the sum of the estimates.
    pub(super) fn totals(&self, group: &[Row], trials: usize, seed: u64) -> Vec<f64> {
        let mut state = seed;
        let ratios: Vec<&[f64]> = group
            .iter()
            .map(|row| self.persons.get(row.person.as_str()).map_or(self.all.as_slice(), Vec::as_slice))
            .collect();
        let mut total = || {
            let task = |(row, ratios): (&Row, &&[f64])| {
                let ratio = if ratios.is_empty() { 1.0 } else { ratios[below(&mut state, ratios.len())] };
                row.estimate * ratio
            };
            group.iter().zip(&ratios).map(task).sum()
        };
        (0..trials).map(|_| total()).collect()
    }
}

/// A number below `limit` (SplitMix64 of Steele, Lea and Flood 2014, and a multiplication in place of a remainder).
fn below(state: &mut u64, limit: usize) -> usize {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut bits = *state;
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^= bits >> 31;
    ((u128::from(bits) * limit as u128) >> 64) as usize
}
