//! Items that follow from others.

use super::{Judge, Outcome};
use crate::{
    Result,
    binding::{Binding, Subject},
    standing::{Judged, Proof},
};

/// How far the judging of one binding has come.
#[derive(Debug, Clone)]
pub(super) enum Judging {
    /// Nobody asked yet.
    Open,
    /// It is being judged: whoever asks now follows from itself.
    Begun,
    /// It is known.
    Done(Judged),
}

impl Judge<'_, '_> {
    /// What is known of the binding at a place. Each is judged once, however many others follow from it.
    pub(super) fn judge(&self, at: usize) -> Result<Judged> {
        let binding = &self.bound.bindings[at];
        let before = std::mem::replace(&mut self.judging.borrow_mut()[at], Judging::Begun);
        let judged = match before {
            Judging::Done(known) => known,
            Judging::Begun => {
                let reason = "it follows from itself".to_owned();
                return Ok(Judged::new(Proof::Missing, binding.ticked, Some(reason), Vec::new()));
            }
            Judging::Open => self.judged(binding)?,
        };
        self.judging.borrow_mut()[at] = Judging::Done(judged.clone());
        Ok(judged)
    }

    pub(super) fn derived(&self, subjects: &[Subject]) -> Result<Outcome> {
        let places: Vec<usize> = subjects
            .iter()
            .filter_map(|subject| self.places.get(subject).copied())
            .filter(|at| self.bound.bindings[*at].check.decides())
            .collect();
        if places.is_empty() {
            return Ok(Outcome::new(Proof::NothingRan, "there is no item from which it could follow"));
        }
        let mut evidence = Vec::new();
        let (mut open, mut failed, mut stale, mut weak) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for at in &places {
            let judged = self.judge(*at)?;
            evidence.extend(judged.evidence);
            let binding = &self.bound.bindings[*at];
            if judged.weak.is_some() && judged.proof == Proof::Passed {
                weak.push(binding);
            }
            match judged.proof {
                Proof::Passed | Proof::Waived => {}
                Proof::Failed | Proof::NothingRan => failed.push(binding),
                Proof::Stale => stale.push(binding),
                Proof::Missing | Proof::Inconclusive => open.push(binding),
            }
        }
        evidence.sort_unstable();
        evidence.dedup();
        let (proof, what, items) = if !failed.is_empty() {
            (Proof::Failed, "not proven", failed)
        } else if !open.is_empty() {
            (Proof::Missing, "still open", open)
        } else if !stale.is_empty() {
            (Proof::Stale, "stale", stale)
        } else {
            let words = format!("all {} items are proven", places.len());
            let of = (!weak.is_empty())
                .then(|| format!("{} of {} are weak: {}", weak.len(), places.len(), named(&weak)));
            return Ok(Outcome { weak: of, ..Outcome::passed(words).resting_on(evidence) });
        };
        let reason = format!("{} of {} {what}: {}", items.len(), places.len(), named(&items));
        Ok(Outcome::new(proof, reason).resting_on(evidence))
    }
}

/// The first three by their words.
fn named(items: &[&Binding]) -> String {
    let shown: Vec<_> = items.iter().take(3).map(|item| format!("“{}”", item.text)).collect();
    let more = if items.len() > 3 { format!(" and {} more", items.len() - 3) } else { String::new() };
    format!("{}{more}", shown.join(", "))
}
