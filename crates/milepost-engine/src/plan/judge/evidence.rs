//! What the evidence of commands is worth.

use std::sync::Arc;

use milepost_ledger::{Digest, Record, signing::Level};

use super::{Judge, Outcome};
use crate::{Result, binding::RunId, plan::state::LOOK_BACK, standing::Proof};

impl Judge<'_, '_> {
    /// Whether the passes of runs are worth at least a level. What is asked for comes on top of the run that is fresh
    /// here: CI has other tools and another environment, and so its run of the same check on the same tree stands beside
    /// ours and never in its place.
    pub(super) fn worth(&self, wanted: Level, runs: &[RunId]) -> Result<Outcome> {
        if let Some(outcome) = self.not_passed(runs) {
            return Ok(outcome);
        }
        let (mut evidence, mut short) = (Vec::new(), Vec::new());
        for id in runs {
            let (level, digest) = self.best(*id)?;
            evidence.extend(digest);
            if level.is_none_or(|level| level < wanted) {
                let level = level.map_or("unknown", Level::name);
                short.push(format!("`{}` is of level {level}", self.bound.run(*id).label));
            }
        }
        let wanted_name = wanted.name();
        if short.is_empty() {
            let words = format!("{} commands passed with evidence of {wanted_name}", runs.len());
            return Ok(Outcome::passed(words).resting_on(evidence));
        }
        let shown = short.len().min(3);
        let more =
            if short.len() > shown { format!(" and {} more", short.len() - shown) } else { String::new() };
        let reason = format!("{}{more}, {wanted_name} is asked for", short[..shown].join(", "));
        let hint = if wanted == Level::L2 {
            "run `milepost verify` and `milepost ledger export --records FILE` in CI, then `milepost ledger import FILE` here"
        } else {
            "vouch for this machine with `milepost key certify`"
        };
        Ok(Outcome::new(Proof::Missing, reason).hinting(hint).resting_on(evidence))
    }

    /// The pass of a run that is worth most, and what it is worth.
    fn best(&self, id: RunId) -> Result<(Option<Level>, Option<Digest>)> {
        let state = &self.states[id.0];
        let Some((newest, _)) = &state.newest else { return Ok((None, None)) };
        let records = self.ledger.runs(&state.key.specification, LOOK_BACK)?;
        let tree = self.now.id()?.as_str();
        let same_tree =
            |record: &Arc<Record>| record.check_run().is_some_and(|run| run.passed() && run.key.tree == tree);
        let candidates: Vec<_> =
            records.iter().filter(|record| record.digest == *newest || same_tree(record)).collect();
        let trusts =
            self.ledger.trust_all(candidates.iter().map(|record| &***record), self.signers.policy()?)?;
        let mut best = (None, None);
        for (record, trust) in candidates.iter().zip(trusts) {
            // Another run than the fresh one had other tools or another environment: only CI may.
            let counts = record.digest == *newest || trust.level() == Some(Level::L2);
            if counts && trust.level() > best.0 {
                best = (trust.level(), Some(record.digest));
            }
        }
        Ok(best)
    }
}
