//! What an annotation can say.

use serde::{Deserialize, Serialize};

use crate::Span;

/// One form of an annotation and where it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Annotation {
    /// What it says.
    pub form: Form,
    /// Its bytes, without the `;` around it.
    pub span: Span,
}

/// Every form of the language.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// `run "cmd"`: this command decides.
    RunCommand(String),
    /// `run NAME`: the configured check decides.
    RunNamed(String),
    /// `tests NAME [no-regression] [min N]`: a suite decides.
    Tests {
        /// The suite.
        suite: String,
        /// Whether no test of the baseline may be lost or broken.
        no_regression: bool,
        /// The least number of tests that must run.
        min: Option<u32>,
    },
    /// `coverage >= N% [lines|branches|functions] [each-file]` or `coverage >= N% changed-lines`.
    Coverage {
        /// The bound, 0–100.
        percent: f64,
        /// What is counted.
        what: CoverageWhat,
        /// Of which part of the code.
        of: CoverageOf,
    },
    /// `metric NAME <= +10%` or `metric NAME <= 300 KiB`.
    Metric {
        /// The metric.
        name: String,
        /// How the value relates to the bound.
        relation: Relation,
        /// The bound.
        bound: MetricBound,
    },
    /// `quiet "REGEX" [in NAME]`: the output holds no match.
    Quiet {
        /// The pattern that must not occur.
        regex: String,
        /// The check whose output is read; every bound command when absent.
        name: Option<String>,
    },
    /// `exists PATH`.
    Exists(String),
    /// `changed GLOB`: a matching file differs from the baseline.
    Changed(String),
    /// `branch GLOB`: the current branch matches.
    Branch(String),
    /// `signed-off by ROLE`.
    SignedOffBy(String),
    /// `all SECTION`: every item of the section is proven.
    All(String),
    /// `manual`: a person attests to it.
    Manual,
    /// `id NAME`: the item's own id.
    Id(String),
    /// `test ID-GLOB [in SUITE]`: these tests pass.
    Test {
        /// The pattern of test ids.
        glob: String,
        /// The suite; any when absent.
        suite: Option<String>,
    },
    /// `inputs GLOB…`: what the check depends on.
    Inputs(Vec<String>),
    /// `must-fail-with PATH`: the check has to fail with this patch applied.
    MustFailWith(String),
    /// `allow RULE because "…"`.
    Allow {
        /// The rule that is allowed here.
        rule: String,
        /// The reason.
        because: String,
    },
    /// `table QUERY`: this table is written by Milepost.
    Table(super::table_query::TableQuery),
    /// `objective N`: the item serves this objective, from 1.
    Objective(u32),
    /// `invariant`: passes before and after the work.
    Invariant,
    /// `change`: fails before and passes after the work.
    Change,
}

impl Form {
    /// The word that begins the form.
    pub fn keyword(&self) -> &'static str {
        match self {
            Self::RunCommand(_) | Self::RunNamed(_) => "run",
            Self::Tests { .. } => "tests",
            Self::Coverage { .. } => "coverage",
            Self::Metric { .. } => "metric",
            Self::Quiet { .. } => "quiet",
            Self::Exists(_) => "exists",
            Self::Changed(_) => "changed",
            Self::Branch(_) => "branch",
            Self::SignedOffBy(_) => "signed-off",
            Self::All(_) => "all",
            Self::Manual => "manual",
            Self::Id(_) => "id",
            Self::Test { .. } => "test",
            Self::Inputs(_) => "inputs",
            Self::MustFailWith(_) => "must-fail-with",
            Self::Allow { .. } => "allow",
            Self::Table(_) => "table",
            Self::Objective(_) => "objective",
            Self::Invariant => "invariant",
            Self::Change => "change",
        }
    }

    /// Whether the form by itself decides an item (others only add to what decides it).
    pub fn decides(&self) -> bool {
        !matches!(
            self,
            Self::Id(_)
                | Self::Inputs(_)
                | Self::MustFailWith(_)
                | Self::Allow { .. }
                | Self::Table(_)
                | Self::Objective(_)
                | Self::Invariant
                | Self::Change
        )
    }
}

/// What coverage counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CoverageWhat {
    /// Lines.
    #[default]
    Lines,
    /// Branches.
    Branches,
    /// Functions.
    Functions,
}

/// Of which part of the code coverage is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CoverageOf {
    /// Of all of it together.
    #[default]
    All,
    /// Of each file.
    EachFile,
    /// Of the lines that the work changed.
    ChangedLines,
}

/// How a measured value relates to its bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Relation {
    /// `<=`
    #[serde(rename = "<=")]
    AtMost,
    /// `<`
    #[serde(rename = "<")]
    Below,
    /// `>=`
    #[serde(rename = ">=")]
    AtLeast,
    /// `>`
    #[serde(rename = ">")]
    Above,
    /// `=`
    #[serde(rename = "=")]
    Equal,
}

/// The bound of a metric.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MetricBound {
    /// A change against the baseline in percent: `+10%`, `-5%`.
    Relative(f64),
    /// A value of its own.
    Absolute {
        /// The number as written.
        value: f64,
        /// Its unit; a bare number has none.
        unit: Option<MetricUnit>,
    },
}

/// Units of absolute bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each name is the unit")]
pub enum MetricUnit {
    Nanoseconds,
    Microseconds,
    Milliseconds,
    Seconds,
    Minutes,
    Hours,
    Bytes,
    Kilobytes,
    Megabytes,
    Gigabytes,
    Kibibytes,
    Mebibytes,
    Gibibytes,
    Percent,
}

impl MetricUnit {
    /// Reads a unit such as `KiB` or `ms`; case counts only where it must not be mistaken.
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "ns" => Self::Nanoseconds,
            "us" | "µs" | "μs" => Self::Microseconds,
            "ms" => Self::Milliseconds,
            "s" | "sec" | "seconds" => Self::Seconds,
            "min" | "minutes" => Self::Minutes,
            "h" | "hours" => Self::Hours,
            "B" | "bytes" => Self::Bytes,
            "kB" | "KB" => Self::Kilobytes,
            "MB" => Self::Megabytes,
            "GB" => Self::Gigabytes,
            "KiB" | "kib" | "kiB" => Self::Kibibytes,
            "MiB" | "mib" => Self::Mebibytes,
            "GiB" | "gib" => Self::Gibibytes,
            "%" => Self::Percent,
            _ => return None,
        })
    }

    /// How many base units (seconds, bytes, percent) one is.
    pub fn factor(self) -> f64 {
        match self {
            Self::Nanoseconds => 1e-9,
            Self::Microseconds => 1e-6,
            Self::Milliseconds => 1e-3,
            Self::Seconds | Self::Bytes | Self::Percent => 1.0,
            Self::Minutes => 60.0,
            Self::Hours => 3600.0,
            Self::Kilobytes => 1e3,
            Self::Megabytes => 1e6,
            Self::Gigabytes => 1e9,
            Self::Kibibytes => 1024.0,
            Self::Mebibytes => 1024.0 * 1024.0,
            Self::Gibibytes => 1024.0 * 1024.0 * 1024.0,
        }
    }
}
