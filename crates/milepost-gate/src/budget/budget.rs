use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::parse::{BudgetError, parse_budget};
use super::quantity::Quantity;
use crate::performance::{Better, Margin, PairedRule, RuleError, is_kept};

/// What a metric may be: `<= +10%`, `>= -5%`, `<= 300 KiB`, `<= 200 ms p95`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Budget {
    /// To which side.
    pub comparison: Comparison,
    /// How much.
    pub limit: Limit,
    /// Of what; `None`: of the centre of the runs.
    pub percentile: Option<Percentile>,
}

/// To which side a value may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `<=`
    AtMost,
    /// `<`
    Below,
    /// `>=`
    AtLeast,
    /// `>`
    Above,
}

/// How far a value may go.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Limit {
    /// From the baseline, by a part of it: a percentage with a sign. `10.0` is ten percent.
    Relative(f64),
    /// From the baseline, by an amount: a quantity with a sign.
    Change(Quantity),
    /// To a value, whatever the baseline is: a quantity without a sign.
    Absolute(Quantity),
}

/// The value that so many tenths of a percent of the runs stay below: 950 is `p95`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Percentile(u16);

impl Percentile {
    /// From 1 to 999 tenths of a percent.
    pub fn tenths(tenths: u16) -> Option<Self> {
        (1..=999).contains(&tenths).then_some(Self(tenths))
    }

    /// The part of the runs, above 0 and below 1.
    pub fn part(self) -> f64 {
        f64::from(self.0) / 1000.0
    }
}

impl Budget {
    /// A change that is worse by at most so many percent, whichever direction is worse.
    pub fn no_worse_than(percent: f64, better: Better) -> Self {
        let (comparison, change) = match better {
            Better::Lower => (Comparison::AtMost, percent),
            Better::Higher => (Comparison::AtLeast, -percent),
        };
        Self { comparison, limit: Limit::Relative(change), percentile: None }
    }

    /// Which values it calls good.
    pub fn better(&self) -> Better {
        match self.comparison {
            Comparison::AtMost | Comparison::Below => Better::Lower,
            Comparison::AtLeast | Comparison::Above => Better::Higher,
        }
    }

    /// Whether the limit itself is too much.
    pub fn is_strict(&self) -> bool {
        matches!(self.comparison, Comparison::Below | Comparison::Above)
    }

    /// How it compares with a baseline, changes in the base of the unit; `None` where it needs none.
    pub fn margin(&self) -> Option<Margin> {
        match self.limit {
            Limit::Relative(percent) => Some(Margin::Ratio(percent / 100.0)),
            Limit::Change(quantity) => Some(Margin::Difference(quantity.base())),
            Limit::Absolute(_) => None,
        }
    }

    /// The rule by which pairs of runs decide it; `None` where it compares with no baseline.
    pub fn rule(&self) -> Option<Result<PairedRule, RuleError>> {
        Some(PairedRule::new(self.better(), self.margin()?))
    }

    /// Whether one value, in the base of its unit, keeps an absolute limit; `None` where the limit is not absolute.
    pub fn holds(&self, value: f64) -> Option<bool> {
        match self.limit {
            Limit::Absolute(limit) => {
                Some(value.is_finite() && is_kept(self.better(), self.is_strict(), value, limit.base()))
            }
            Limit::Relative(_) | Limit::Change(_) => None,
        }
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AtMost => "<=",
            Self::Below => "<",
            Self::AtLeast => ">=",
            Self::Above => ">",
        })
    }
}

impl fmt::Display for Percentile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "p{}", f64::from(self.0) / 10.0)
    }
}

impl fmt::Display for Budget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.comparison)?;
        match self.limit {
            Limit::Relative(percent) => write!(f, "{percent:+}%")?,
            Limit::Change(quantity) => write!(f, "{quantity:+}")?,
            Limit::Absolute(quantity) => write!(f, "{quantity}")?,
        }
        self.percentile.map_or(Ok(()), |percentile| write!(f, " {percentile}"))
    }
}

impl FromStr for Budget {
    type Err = BudgetError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse_budget(text)
    }
}

impl TryFrom<String> for Budget {
    type Error = BudgetError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        parse_budget(&text)
    }
}

impl From<Budget> for String {
    fn from(budget: Budget) -> Self {
        budget.to_string()
    }
}
