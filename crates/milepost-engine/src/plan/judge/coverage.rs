//! What a coverage report says: of everything, of each file, and of the lines that the work changed.

use std::collections::BTreeSet;

use milepost_gate::{
    ChangeCoverage, ChangedLines, Coverage, CoverageKind, Exclusion, Percent, Verdict, changed_lines,
    file_ending, file_ratchet, per_file, target,
};

use super::{Judge, Outcome};
use crate::{
    Result,
    binding::{CoverageAsked, RunId},
    coverage::{self, CoverageFound, gate_coverage},
    standing::Proof,
};

impl Judge<'_, '_> {
    /// Whether a coverage report keeps all that is asked of it.
    pub(super) fn coverage(&self, run: RunId, asked: &CoverageAsked) -> Result<Outcome> {
        if let Some(outcome) = self.not_passed(&[run]) {
            return Ok(outcome);
        }
        let Some(now) = self.report(run) else {
            return Ok(Outcome::failed("there is no coverage report").hinting(
                "let the command of `[coverage]` write the report that `report` names, each time it runs",
            ));
        };
        let needs_files = asked.each_file.is_some() || !asked.exclusions.is_empty();
        if needs_files && now.files.is_empty() {
            return Ok(Outcome::new(Proof::Inconclusive, "the coverage report names no file")
                .resting_on(self.evidence(&[run])));
        }
        let before = self.coverage_before();
        let kept = Exclusion::without(&asked.exclusions, &now);
        let mut found = CoverageFound::of(&now, before.as_ref(), &asked.exclusions);
        let mut verdicts = Vec::new();
        if let Some((percent, kind)) = asked.all {
            verdicts.push(target(Some(&kept), kind, percent));
            if let Some(before) = &before {
                let exists = |path: &str| self.workspace.system.is_file(&self.workspace.root.join(path));
                verdicts.push(file_ratchet(Some(before), Some(&now), &asked.exclusions, exists));
            }
        }
        if let Some((percent, kind)) = asked.each_file {
            verdicts.push(per_file(Some(&now), kind, percent, &asked.exclusions));
            found = found.with_short(&now, percent, kind, &asked.exclusions);
        }
        if let Some(percent) = asked.changed_lines {
            let changed = match self.lines_of_the_work(&now)? {
                Ok(changed) => changed,
                Err(outcome) => return Ok(outcome),
            };
            let hits = now.line_hits();
            let unnamed = changed.files.keys().filter(|path| !hits.files.contains_key(*path));
            found = found
                .with_changed(&ChangeCoverage::of(&hits, &changed, &asked.exclusions))
                .with_excluded(&asked.exclusions, unnamed.map(String::as_str));
            let verdict = changed_lines(Some(&now), &changed, percent, &asked.exclusions);
            // Beside a target, a change without code has nothing that could be uncovered.
            let is_empty = matches!(verdict, Verdict::NothingRan { .. }) && !asked.only_changed;
            verdicts.extend((!is_empty).then_some(verdict));
        }
        let kind = asked.all.or(asked.each_file).map_or(CoverageKind::Lines, |(_, kind)| kind);
        let mut words = found.words(kind);
        words.extend(self.about_baseline(asked, before.is_some()).map(|about| format!(", {about}")));
        let mut outcome = self.verdict(Verdict::all(verdicts), &[run], words);
        if outcome.proof == Proof::Failed {
            outcome.hint =
                Some("cover what is named, or exclude it in `[coverage]` with a reason".to_owned());
        }
        outcome.evidence.extend(self.baseline.iter().map(|(digest, _)| *digest));
        outcome.coverage = Some(Box::new(found));
        Ok(outcome)
    }

    /// What is to be known of the baseline with which coverage is compared.
    fn about_baseline(&self, asked: &CoverageAsked, has_coverage: bool) -> Option<&'static str> {
        let (_, baseline) = self.baseline.as_ref()?;
        if asked.all.is_some() && !has_coverage {
            return Some("the baseline holds no coverage with which it could be compared");
        }
        let compares = asked.all.is_some() || asked.changed_lines.is_some();
        (compares && baseline.adopted).then_some("compared with a baseline that was recorded amid the work")
    }

    /// Whether everything together reaches a number, whatever was covered before.
    pub(super) fn covered(&self, run: RunId, percent: f64, kind: CoverageKind) -> Outcome {
        if let Some(outcome) = self.not_passed(&[run]) {
            // That the command fails says nothing of how much is covered.
            let says_nothing = outcome.proof == Proof::Failed;
            return if says_nothing { Outcome { proof: Proof::Inconclusive, ..outcome } } else { outcome };
        }
        let Ok(wanted) = format!("{percent}").parse::<Percent>() else {
            return Outcome::missing(format!("`{percent}` is no percentage"), "write a number from 0 to 100");
        };
        let exclusions =
            self.workspace.config.coverage.as_ref().map(crate::binding::exclusions).unwrap_or_default();
        let now = self.report(run);
        let found = now.as_ref().map(|now| CoverageFound::of(now, None, &exclusions));
        let words = found.as_ref().map(|found| found.words(kind)).unwrap_or_default();
        let kept = now.map(|now| Exclusion::without(&exclusions, &now));
        let mut outcome = self.verdict(target(kept.as_ref(), kind, wanted), &[run], words);
        outcome.coverage = found.map(Box::new);
        outcome
    }

    fn report(&self, run: RunId) -> Option<Coverage> {
        let state = &self.states[run.0];
        let recorded = state.newest.as_ref()?.1.result.coverage.as_ref()?;
        Some(gate_coverage(recorded, state.covered.as_deref().unwrap_or_default()))
    }

    /// What was covered before the work.
    fn coverage_before(&self) -> Option<Coverage> {
        let (_, baseline) = self.baseline.as_ref()?;
        let before = baseline.coverage.first()?;
        Some(gate_coverage(&before.coverage, &before.files))
    }

    /// The lines that the work wrote, of files that the report could know.
    fn lines_of_the_work(&self, now: &Coverage) -> Result<std::result::Result<ChangedLines, Outcome>> {
        let Some((_, baseline)) = &self.baseline else {
            return Ok(Err(Outcome::missing(
                "there is no baseline, so that nobody knows which lines are changed",
                "`milepost start` records it; `milepost adopt` does so for work in flight",
            )));
        };
        let unknown = || {
            Outcome::missing(
                "the commit of the baseline is not known here, so that nobody knows which lines are changed",
                "fetch the whole history, or record the baseline again with `milepost adopt`",
            )
        };
        let Some(changes) = self.changed_paths()? else { return Ok(Err(unknown())) };
        let has_commit = match self.workspace.git() {
            Some(git) => git.rev_parse(&format!("{}^{{commit}}", baseline.commit))?.is_some(),
            None => false,
        };
        if !has_commit {
            return Ok(Err(unknown()));
        }
        let endings: BTreeSet<&str> = now.files.iter().filter_map(|file| file_ending(&file.path)).collect();
        let named: BTreeSet<&str> = now.files.iter().map(|file| file.path.as_str()).collect();
        let wanted =
            |path: &str| file_ending(path).is_some_and(|end| endings.contains(end)) || named.contains(path);
        let changed = coverage::changed_lines(self.workspace, &baseline.commit, changes, wanted)?;
        Ok(changed.ok_or_else(unknown))
    }
}
