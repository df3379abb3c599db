//! Hits, misses and false alarms.

/// How often something was found and was there, was there and not found, and was found and not there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Score {
    hits: usize,
    misses: usize,
    alarms: usize,
}

impl Score {
    /// Counts one.
    pub(super) fn count(&mut self, is_there: bool, is_found: bool) {
        match (is_there, is_found) {
            (true, true) => self.hits += 1,
            (true, false) => self.misses += 1,
            (false, true) => self.alarms += 1,
            (false, false) => {}
        }
    }

    /// Precision and recall with the numbers behind them; a dash where there is nothing to divide by.
    pub(super) fn shown(self) -> String {
        let part = |of: usize| {
            if of == 0 {
                "    –".to_owned()
            } else {
                format!("{:5.1}", 100.0 * self.hits as f64 / of as f64)
            }
        };
        format!(
            "{} {} ({} of {}, {} false)",
            part(self.hits + self.alarms),
            part(self.hits + self.misses),
            self.hits,
            self.hits + self.misses,
            self.alarms
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn precision_and_recall_are_of_what_was_counted() {
        let mut score = Score::default();
        assert!(score.shown().starts_with("    –     –"));
        for (there, found) in [(true, true), (true, false), (false, true), (false, false), (true, true)] {
            score.count(there, found);
        }
        assert_eq!(score.shown(), " 66.7  66.7 (2 of 3, 1 false)");
    }
}
