mod changed_lines;
mod exclusion;
mod file_ratchet;
mod line_ranges;
mod lines_exist;
mod per_file;
mod test_file;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::verdict::Verdict;

pub use changed_lines::{ChangeCoverage, ChangedLines, LineHits, changed_lines, file_ending};
pub use exclusion::Exclusion;
pub use file_ratchet::file_ratchet;
pub use line_ranges::line_ranges;
pub use lines_exist::lines_exist;
pub use per_file::per_file;
use test_file::is_test_file;

/// What of the code was reached by tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CoverageKind {
    /// Lines.
    Lines,
    /// Branches.
    Branches,
    /// Functions.
    Functions,
}

impl fmt::Display for CoverageKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Lines => "lines",
            Self::Branches => "branches",
            Self::Functions => "functions",
        })
    }
}

/// A part of a whole, kept as two whole numbers so that comparing never rounds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ratio {
    /// How many were reached.
    pub hit: u64,
    /// How many there are.
    pub total: u64,
}

impl Ratio {
    /// `hit` of `total`.
    pub fn new(hit: u64, total: u64) -> Self {
        Self { hit, total }
    }

    /// Whether it is at least `percent`; `None` when the whole is empty.
    pub fn reaches(self, percent: Percent) -> Option<bool> {
        (self.total > 0)
            .then(|| u128::from(self.hit) * 10_000 >= u128::from(self.total) * u128::from(percent.hundredths))
    }

    /// Whether it is at least `other`; `None` when either whole is empty.
    pub fn at_least(self, other: Self) -> Option<bool> {
        let (mine, theirs) =
            (u128::from(self.hit) * u128::from(other.total), u128::from(other.hit) * u128::from(self.total));
        (self.total > 0 && other.total > 0).then_some(mine >= theirs)
    }

    /// This and another part of a larger whole together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self { hit: self.hit.saturating_add(other.hit), total: self.total.saturating_add(other.total) }
    }
}

/// `89.99% (8999/9000)`: two decimals, rounded down, so that what misses 90% never reads as 90%.
impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.total == 0 {
            return write!(f, "0 of 0");
        }
        let hundredths = u128::from(self.hit) * 10_000 / u128::from(self.total);
        write!(f, "{}.{:02}% ({}/{})", hundredths / 100, hundredths % 100, self.hit, self.total)
    }
}

/// A percentage from 0 to 100 with at most two decimals, kept exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Percent {
    hundredths: u32,
}

/// A text that is not a percentage.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is not a percentage from 0 to 100 with at most two decimals, such as `90` or `92.5`")]
pub struct ParsePercentError {
    /// The text.
    pub found: String,
}

impl Percent {
    /// A whole percentage; more than 100 reads as 100.
    pub fn whole(percent: u32) -> Self {
        Self { hundredths: percent.min(100) * 100 }
    }
}

impl FromStr for Percent {
    type Err = ParsePercentError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || ParsePercentError { found: text.to_owned() };
        let number = text.trim();
        let number = number.strip_suffix('%').unwrap_or(number).trim_end();
        let (whole, decimals) = number.split_once('.').unwrap_or((number, "0"));
        let digits = |part: &str, most: usize| {
            (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
        };
        if !digits(whole, 3) || !digits(decimals, 2) {
            return Err(error());
        }
        let whole: u32 = whole.parse().map_err(|_| error())?;
        let decimals: u32 = format!("{decimals:0<2}").parse().map_err(|_| error())?;
        let hundredths = whole * 100 + decimals;
        if hundredths > 10_000 { Err(error()) } else { Ok(Self { hundredths }) }
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.hundredths / 100, self.hundredths % 100) {
            (whole, 0) => write!(f, "{whole}%"),
            (whole, part) if part % 10 == 0 => write!(f, "{whole}.{}%", part / 10),
            (whole, part) => write!(f, "{whole}.{part:02}%"),
        }
    }
}

impl TryFrom<String> for Percent {
    type Error = ParsePercentError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Percent> for String {
    fn from(percent: Percent) -> Self {
        percent.to_string()
    }
}

/// The coverage of one file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileCoverage {
    /// The file, as the report names it.
    pub path: String,
    /// Lines.
    pub lines: Ratio,
    /// Branches; `None`: the report has none for this file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branches: Option<Ratio>,
    /// Functions; `None`: the report has none for this file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub functions: Option<Ratio>,
    /// Whether each line that can be reached was, the first line being 1; empty where the report only has sums.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub hits: BTreeMap<u32, bool>,
}

impl FileCoverage {
    /// Takes in what another report says of the same file: a line that either of them reached is reached. Of branches and
    /// functions only sums are known; the larger counts.
    pub fn merge(&mut self, other: Self) {
        let larger = |a: Ratio, b: Ratio| Ratio::new(a.hit.max(b.hit), a.total.max(b.total));
        let either = |a: Option<Ratio>, b: Option<Ratio>| match (a, b) {
            (Some(a), Some(b)) => Some(larger(a, b)),
            (a, b) => a.or(b),
        };
        let has_lines = !self.hits.is_empty() && !other.hits.is_empty();
        for (line, is_hit) in other.hits {
            *self.hits.entry(line).or_default() |= is_hit;
        }
        self.lines = if has_lines {
            Ratio::new(self.hits.values().filter(|is_hit| **is_hit).count() as u64, self.hits.len() as u64)
        } else {
            larger(self.lines, other.lines)
        };
        self.branches = either(self.branches, other.branches);
        self.functions = either(self.functions, other.functions);
    }

    /// The ratio of one kind; `None` when the report has none of it.
    pub fn get(&self, kind: CoverageKind) -> Option<Ratio> {
        match kind {
            CoverageKind::Lines => Some(self.lines),
            CoverageKind::Branches => self.branches,
            CoverageKind::Functions => self.functions,
        }
    }
}

/// The coverage that a report states.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// Lines of all files.
    pub lines: Ratio,
    /// Branches of all files; `None`: the report has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branches: Option<Ratio>,
    /// Functions of all files; `None`: the report has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub functions: Option<Ratio>,
    /// Each file, by path.
    pub files: Vec<FileCoverage>,
    /// The folders from which the report names its files, where it says so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roots: Vec<String>,
    /// What the reader had to overlook or to guess.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

impl Coverage {
    /// The sums over `files`, sorted by path; a file that stands there more than once is one.
    pub fn of(files: Vec<FileCoverage>, notes: Vec<String>) -> Self {
        let mut by_path: BTreeMap<String, FileCoverage> = BTreeMap::new();
        for file in files {
            match by_path.get_mut(&file.path) {
                Some(known) => known.merge(file),
                None => {
                    by_path.insert(file.path.clone(), file);
                }
            }
        }
        let files: Vec<FileCoverage> = by_path.into_values().collect();
        let lines = files.iter().fold(Ratio::default(), |sum, file| sum.plus(file.lines));
        let sum =
            |part: fn(&FileCoverage) -> Option<Ratio>| files.iter().filter_map(part).reduce(Ratio::plus);
        let (branches, functions) = (sum(|file| file.branches), sum(|file| file.functions));
        Self { lines, branches, functions, files, roots: Vec::new(), notes }
    }

    /// The lines of all files; empty where the report only has sums.
    pub fn line_hits(&self) -> LineHits {
        if self.files.iter().all(|file| file.hits.is_empty()) {
            return LineHits::default();
        }
        LineHits { files: self.files.iter().map(|file| (file.path.clone(), file.hits.clone())).collect() }
    }

    /// The ratio of one kind; `None` when the report has none of it or nothing to count.
    pub fn get(&self, kind: CoverageKind) -> Option<Ratio> {
        let ratio = match kind {
            CoverageKind::Lines => Some(self.lines),
            CoverageKind::Branches => self.branches,
            CoverageKind::Functions => self.functions,
        };
        ratio.filter(|ratio| ratio.total > 0)
    }
}

/// Whether the coverage of `kind` is at least `percent`. A missing report, or one without any of that kind, fails.
pub fn target(coverage: Option<&Coverage>, kind: CoverageKind, percent: Percent) -> Verdict {
    let Some(coverage) = coverage else {
        return Verdict::fail(format!(
            "there is no coverage report, {kind} of at least {percent} were expected"
        ));
    };
    let Some(ratio) = coverage.get(kind) else {
        return Verdict::fail(format!(
            "the coverage report holds no {kind}, at least {percent} were expected"
        ));
    };
    if ratio.reaches(percent) == Some(true) {
        Verdict::Pass
    } else {
        Verdict::fail(format!("coverage of {kind} is {ratio}, at least {percent} was expected"))
    }
}

/// Whether no kind of coverage is below the baseline. A missing report fails; so does a kind that the baseline has and
/// the report lacks. Without a baseline, or with an empty one, it cannot be told.
pub fn ratchet(baseline: Option<&Coverage>, now: Option<&Coverage>) -> Verdict {
    let Some(now) = now else {
        return Verdict::fail("there is no coverage report to compare with the baseline");
    };
    let kinds = [CoverageKind::Lines, CoverageKind::Branches, CoverageKind::Functions];
    let before: Vec<(CoverageKind, Ratio)> =
        kinds.into_iter().filter_map(|kind| Some((kind, baseline?.get(kind)?))).collect();
    if before.is_empty() {
        return Verdict::inconclusive("the baseline holds no coverage, so it cannot be told whether it fell");
    }
    Verdict::all(before.into_iter().map(|(kind, before)| match now.get(kind) {
        Some(after) if after.at_least(before) == Some(true) => Verdict::Pass,
        Some(after) => Verdict::fail(format!("coverage of {kind} fell from {before} to {after}")),
        None => Verdict::fail(format!("the coverage report holds no {kind}, the baseline has {before}")),
    }))
}
