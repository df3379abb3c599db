//! What is asked of a coverage report.

use milepost_document::annotation::{CoverageOf, CoverageWhat};
use milepost_gate::{CoverageKind, Exclusion, Percent};

use super::{Bound, Check, Run};
use crate::config::{Config, CoverageConfig};

/// What is asked of a coverage report. Nothing of it changes what the command does, so that it is no part of its key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CoverageAsked {
    /// How much of everything is covered, and not less than at the baseline.
    pub all: Option<(Percent, CoverageKind)>,
    /// How much of each file is covered.
    pub each_file: Option<(Percent, CoverageKind)>,
    /// How much of the lines that the work changed is covered.
    pub changed_lines: Option<Percent>,
    /// Whether an item asks for nothing but the changed lines: then there have to be some.
    pub only_changed: bool,
    /// What it is not asked of.
    pub exclusions: Vec<Exclusion>,
}

impl CoverageAsked {
    /// In words.
    pub fn words(&self) -> String {
        let mut words = Vec::new();
        if let Some((percent, kind)) = &self.all {
            words.push(format!("coverage of at least {percent} of {kind}, not below the baseline"));
        }
        if let Some((percent, kind)) = &self.each_file {
            words.push(format!("at least {percent} of {kind} of each file covered"));
        }
        if let Some(percent) = &self.changed_lines {
            words.push(format!("at least {percent} of the changed lines covered"));
        }
        if !self.exclusions.is_empty() {
            let globs: Vec<String> = self.exclusions.iter().map(|one| format!("`{}`", one.glob)).collect();
            words.push(format!("without {}", globs.join(", ")));
        }
        words.join(", ")
    }
}

/// The check of a coverage target: what it asks of everything, and what the project asks of each file and of changed lines.
pub(super) fn target(config: &Config, percent: f64, bound: &mut Bound) -> Check {
    of(config, percent, CoverageWhat::Lines, CoverageOf::All, bound)
}

/// The check of `coverage >= N% …`.
pub(super) fn of(
    config: &Config,
    percent: f64,
    what: CoverageWhat,
    of: CoverageOf,
    bound: &mut Bound,
) -> Check {
    let Some(coverage) = &config.coverage else {
        return Check::Unbound {
            reason: "no command measures coverage".to_owned(),
            hint: "add `[coverage] run = \"…\", report = { format = \"lcov\", path = \"…\" }` to `milepost.toml`"
                .to_owned(),
        };
    };
    let Ok(percent) = format!("{percent}").parse::<Percent>() else {
        return Check::Unbound {
            reason: format!("`{percent}%` is more exact than coverage is compared"),
            hint: "write a number from 0 to 100 with at most two decimals".to_owned(),
        };
    };
    let kind = match what {
        CoverageWhat::Lines => CoverageKind::Lines,
        CoverageWhat::Branches => CoverageKind::Branches,
        CoverageWhat::Functions => CoverageKind::Functions,
    };
    let exclusions = exclusions(coverage);
    let asked = match of {
        CoverageOf::All => CoverageAsked {
            all: Some((percent, kind)),
            each_file: coverage.each_file.map(|percent| (percent, CoverageKind::Lines)),
            changed_lines: coverage.changed_lines,
            exclusions,
            only_changed: false,
        },
        CoverageOf::EachFile => {
            CoverageAsked { each_file: Some((percent, kind)), exclusions, ..CoverageAsked::default() }
        }
        CoverageOf::ChangedLines => CoverageAsked {
            changed_lines: Some(percent),
            only_changed: true,
            exclusions,
            ..CoverageAsked::default()
        },
    };
    Check::Coverage { run: bound.intern(Run::coverage(config, coverage)), asked: Box::new(asked) }
}

/// The files that a project declares as excluded.
pub(crate) fn exclusions(coverage: &CoverageConfig) -> Vec<Exclusion> {
    let exclusion =
        |(glob, reason): (&String, &String)| Exclusion { glob: glob.clone(), reason: reason.clone() };
    coverage.exclude.iter().map(|one| exclusion((&one.files, &one.because))).collect()
}
