//! Whether the components that a document names work still, and were updated where they have to be.

use super::{Judge, Outcome};
use crate::{
    Result,
    binding::{ComponentAsked, ComponentsAsked},
    standing::Proof,
};

impl Judge<'_, '_> {
    /// Each component in turn. A failure of one says more than that nobody has asked another.
    pub(super) fn components(&self, asked: &ComponentsAsked) -> Result<Outcome> {
        let mut evidence = Vec::new();
        let mut proven: Vec<String> = Vec::new();
        let mut open: Option<Outcome> = asked.misspelt.first().map(|(entry, near)| {
            Outcome::missing(
                format!("`{entry}` is no component of `milepost.toml`; did you mean `{near}`?"),
                "write the component's name, or say it in other words",
            )
        });
        for component in &asked.named {
            let outcome = self.component(component)?;
            let name = &component.name;
            if outcome.proof == Proof::Passed {
                proven.push(format!("`{name}`: {}", outcome.reason.as_deref().unwrap_or_default()));
            } else if outcome.proof == Proof::Failed || open.is_none() {
                let is_failed = open.as_ref().is_some_and(|open| open.proof == Proof::Failed);
                if !is_failed {
                    let reason = outcome.reason.as_deref().unwrap_or("nothing tells");
                    let reason = Some(format!("the component `{name}`: {reason}"));
                    open = Some(Outcome { reason, evidence: Vec::new(), ..outcome });
                    continue;
                }
            }
            evidence.extend(outcome.evidence);
        }
        evidence.dedup();
        Ok(open.unwrap_or_else(|| Outcome::passed(proven.join("; "))).resting_on(evidence))
    }

    fn component(&self, asked: &ComponentAsked) -> Result<Outcome> {
        let name = &asked.name;
        if asked.runs.is_empty() && asked.updated.is_none() {
            return Ok(Outcome::missing(
                "it has no checks, so nothing tells whether it works still",
                format!("name checks in `[components.{name}]` of `milepost.toml`"),
            ));
        }
        let works = (!asked.runs.is_empty()).then(|| self.of_passed(&asked.runs, Self::each_passed));
        let Some(globs) = &asked.updated else { return Ok(works.unwrap_or_else(|| Outcome::passed(""))) };
        if let Some(works) = &works
            && works.proof != Proof::Passed
        {
            return Ok(works.clone());
        }
        if globs.is_empty() {
            return Ok(Outcome::missing(
                "it has no paths, so nothing tells whether it was updated",
                format!("name its files in `[components.{name}]` of `milepost.toml`"),
            ));
        }
        let updated = self.changed(globs)?;
        if updated.proof != Proof::Passed {
            return Ok(updated);
        }
        let Some(works) = works else { return Ok(updated) };
        let words = [works.reason, updated.reason].into_iter().flatten().collect::<Vec<_>>().join(", ");
        let evidence = [works.evidence, updated.evidence].concat();
        Ok(Outcome::passed(words).resting_on(evidence))
    }
}
