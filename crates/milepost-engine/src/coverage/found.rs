//! What was found of coverage, as plain data.

use milepost_gate::{ChangeCoverage, Coverage, CoverageKind, Exclusion, Percent, Ratio, matches_glob};
use serde::Serialize;

/// What was found of coverage, without the excluded files.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CoverageFound {
    /// Lines, those that were hit and all.
    pub lines: Option<Ratio>,
    /// Branches, where they are measured.
    pub branches: Option<Ratio>,
    /// Functions, where they are measured.
    pub functions: Option<Ratio>,
    /// Lines at the baseline.
    pub lines_before: Option<Ratio>,
    /// The files that miss what each file has to reach.
    pub short: Vec<FileShort>,
    /// Of the lines that the work changed; `None` where they were not asked for.
    pub changed: Option<LinesOfChange>,
    /// What is not counted, and why.
    pub excluded: Vec<ExcludedFiles>,
}

/// A file that misses what each file has to reach.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileShort {
    /// The file.
    pub path: String,
    /// What is covered of it.
    pub covered: Ratio,
}

/// How much of a change is covered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LinesOfChange {
    /// Of the changed lines that can be reached.
    pub lines: Ratio,
    /// Those that were not reached.
    pub missed: Vec<MissedLines>,
}

/// Changed lines of one file that no test reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MissedLines {
    /// The file.
    pub path: String,
    /// Its lines.
    pub lines: Vec<u32>,
    /// Whether the report names the file at all.
    pub loaded: bool,
}

/// Files that coverage is not asked of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExcludedFiles {
    /// Which, as a glob.
    pub files: String,
    /// Why.
    pub because: String,
    /// How many files of the report it names, and of those that the work changed and that the report lacks.
    pub count: usize,
}

/// Why changed files that are tests are left out.
const OF_TESTS: &str = "it is a test by its name: of the changed lines those of tests are not asked";
/// So many of them are named in words.
const TESTS_NAMED: usize = 8;

impl CoverageFound {
    /// Of a report and what stands beside it.
    pub(crate) fn of(coverage: &Coverage, before: Option<&Coverage>, exclusions: &[Exclusion]) -> Self {
        let kept = |coverage: &Coverage| Exclusion::without(exclusions, coverage);
        let now = kept(coverage);
        let excluded = exclusions.iter().map(|one| ExcludedFiles {
            files: one.glob.clone(),
            because: one.reason.clone(),
            count: coverage.files.iter().filter(|file| matches_glob(&one.glob, &file.path)).count(),
        });
        Self {
            lines: now.get(CoverageKind::Lines),
            branches: now.get(CoverageKind::Branches),
            functions: now.get(CoverageKind::Functions),
            lines_before: before.and_then(|before| kept(before).get(CoverageKind::Lines)),
            excluded: excluded.collect(),
            ..Self::default()
        }
    }

    /// With the files that miss `percent`.
    #[must_use]
    pub(crate) fn with_short(
        mut self,
        coverage: &Coverage,
        percent: Percent,
        kind: CoverageKind,
        exclusions: &[Exclusion],
    ) -> Self {
        let files = coverage.files.iter().filter(|file| !Exclusion::any(exclusions, &file.path));
        let ratios = files.filter_map(|file| Some((file, file.get(kind)?)));
        let short = ratios.filter(|(_, ratio)| ratio.reaches(percent) == Some(false));
        self.short = short.map(|(file, covered)| FileShort { path: file.path.clone(), covered }).collect();
        self
    }

    /// With what is covered of the changed lines.
    #[must_use]
    pub(crate) fn with_changed(mut self, changed: &ChangeCoverage) -> Self {
        let missed = changed.missed.iter().map(|(path, lines)| MissedLines {
            path: path.clone(),
            lines: lines.iter().copied().collect(),
            loaded: !changed.unknown.contains(path),
        });
        self.changed = Some(LinesOfChange { lines: changed.lines, missed: missed.collect() });
        self.excluded.extend(changed.tests.iter().map(|path| ExcludedFiles {
            files: path.clone(),
            because: OF_TESTS.to_owned(),
            count: 1,
        }));
        self
    }

    /// With changed files that the report does not name among those that are excluded.
    #[must_use]
    pub(crate) fn with_excluded<'p>(
        mut self,
        exclusions: &[Exclusion],
        unnamed: impl Iterator<Item = &'p str>,
    ) -> Self {
        for path in unnamed {
            for (one, excluded) in exclusions.iter().zip(&mut self.excluded) {
                excluded.count += usize::from(matches_glob(&one.glob, path));
            }
        }
        self
    }

    /// In words: `89.99% (8999/9000) of lines covered, 92.00% (23/25) of the changed lines, 3 files are excluded`.
    pub fn words(&self, kind: CoverageKind) -> String {
        let ratio = match kind {
            CoverageKind::Lines => self.lines,
            CoverageKind::Branches => self.branches,
            CoverageKind::Functions => self.functions,
        };
        let mut words: Vec<String> = ratio.iter().map(|ratio| format!("{ratio} of {kind} covered")).collect();
        match &self.changed {
            Some(changed) if changed.lines.total == 0 => {
                words.push("no changed line can be covered".to_owned());
            }
            Some(changed) => words.push(format!("{} of the changed lines", changed.lines)),
            None => {}
        }
        let (tests, others): (Vec<_>, Vec<_>) = self.excluded.iter().partition(|one| one.because == OF_TESTS);
        if !tests.is_empty() {
            let named: Vec<String> =
                tests.iter().take(TESTS_NAMED).map(|one| format!("`{}`", one.files)).collect();
            let more = tests.len() - named.len();
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            words.push(format!("left out as tests: {}{more}", named.join(", ")));
        }
        match others.iter().map(|one| one.count).sum() {
            0 => {}
            1 => words.push("1 file is excluded".to_owned()),
            count => words.push(format!("{count} files are excluded")),
        }
        for unused in self.excluded.iter().filter(|one| one.count == 0) {
            words.push(format!("the exclusion `{}` names no file", unused.files));
        }
        words.join(", ")
    }
}
