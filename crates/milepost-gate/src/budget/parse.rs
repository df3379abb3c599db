use std::ops::Range;

use super::budget::{Budget, Comparison, Limit, Percentile};
use super::cursor::Cursor;
use super::quantity::Quantity;
use super::unit::{Dimension, Unit};

/// A text that is no budget.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{problem}")]
pub struct BudgetError {
    /// What is wrong, and what would be right.
    pub problem: BudgetProblem,
    /// Where, in bytes of the text.
    pub span: Range<usize>,
}

/// What is wrong with a budget.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum BudgetProblem {
    /// It does not begin with a comparison.
    #[error("expected `<=`, `<`, `>=` or `>`, as in `<= +10%` or `<= 300 KiB`")]
    Comparison,
    /// No number follows.
    #[error("expected a number, as in `<= +10%` or `<= 300 KiB`")]
    Number,
    /// The number has an unknown unit.
    #[error("`{0}` is no unit: write `%`, `ms`, `s`, `KiB`, `MiB`, `/s` or none for a count")]
    Unit(String),
    /// No such percentile.
    #[error("`{0}` is no percentile: write one from `p1` to `p99.9`, or `median`")]
    Percentile(String),
    /// A percentile of a change.
    #[error(
        "a percentile needs a limit of its own, such as `<= 200 ms p95`: changes are judged at the centre of the runs"
    )]
    RelativePercentile,
    /// No value is a hundred percent below.
    #[error("a change of -100% or less is impossible")]
    Impossible,
    /// Something follows.
    #[error("expected the end behind the budget, found `{0}`")]
    Rest(String),
}

/// Reads `<= +10%`, `>= -5%`, `<= +20 ms`, `<= 300 KiB`, `<= 200 ms p95` or `p95 <= 200 ms`.
///
/// A sign makes it a change from the baseline. Without one it is a value of its own: `<= 1%` is a rate of one percent.
pub fn parse_budget(text: &str) -> Result<Budget, BudgetError> {
    let mut cursor = Cursor::new(text, 0);
    cursor.skip_space();
    let leading = percentile(&mut cursor)?;
    cursor.skip_space();
    let start = cursor.at;
    let comparison =
        comparison(&mut cursor).ok_or_else(|| error(BudgetProblem::Comparison, start..text.len()))?;
    cursor.skip_space();
    let start = cursor.at;
    let number = cursor.number().ok_or_else(|| error(BudgetProblem::Number, start..text.len()))?;
    let after_number = cursor;
    let unit = match cursor.unit() {
        Ok(unit) => unit,
        // A count may have a percentile behind it.
        Err((from, to)) if is_percentile_word(&text[from..to]) => {
            cursor = after_number;
            Unit::COUNT
        }
        Err((from, to)) => return Err(error(BudgetProblem::Unit(text[from..to].to_owned()), from..to)),
    };
    let limit = match (number.is_signed, unit.dimension()) {
        (true, Dimension::Percent) if number.value <= -100.0 => {
            return Err(error(BudgetProblem::Impossible, start..cursor.at));
        }
        (true, Dimension::Percent) => Limit::Relative(number.value),
        (true, _) => Limit::Change(Quantity::new(number.value, unit)),
        (false, _) => Limit::Absolute(Quantity::new(number.value, unit)),
    };
    cursor.skip_space();
    let start = cursor.at;
    let trailing = percentile(&mut cursor)?;
    let end = cursor.at;
    cursor.skip_space();
    if !cursor.rest().is_empty() || (leading.is_some() && trailing.is_some()) {
        let from = if leading.is_some() && trailing.is_some() { start } else { cursor.at };
        let rest = text[from..].trim_end();
        return Err(error(BudgetProblem::Rest(rest.to_owned()), from..from + rest.len()));
    }
    let percentile = leading.or(trailing);
    if percentile.is_some() && !matches!(limit, Limit::Absolute(_)) {
        return Err(error(
            BudgetProblem::RelativePercentile,
            if leading.is_some() { 0..text.len() } else { start..end },
        ));
    }
    Ok(Budget { comparison, limit, percentile })
}

/// The comparison that comes next.
pub(super) fn comparison(cursor: &mut Cursor<'_>) -> Option<Comparison> {
    let all = [
        ("<=", Comparison::AtMost),
        ("≤", Comparison::AtMost),
        ("<", Comparison::Below),
        (">=", Comparison::AtLeast),
        ("≥", Comparison::AtLeast),
        (">", Comparison::Above),
    ];
    all.into_iter().find(|(word, _)| cursor.take(word)).map(|(_, comparison)| comparison)
}

/// The percentile that comes next; `None` for another word, which stays.
pub(super) fn percentile(cursor: &mut Cursor<'_>) -> Result<Option<Percentile>, BudgetError> {
    let start = cursor.at;
    let mut ahead = *cursor;
    let word = ahead.take_while(|c| c.is_alphanumeric() || c == '.');
    if !is_percentile_word(word) {
        return Ok(None);
    }
    let written = if word == "median" { "50" } else { &word[1..] };
    let (whole, tenth) = written.split_once('.').unwrap_or((written, "0"));
    let tenths = (tenth.len() == 1).then(|| format!("{whole}{tenth}").parse().ok()).flatten();
    *cursor = ahead;
    match tenths.and_then(Percentile::tenths) {
        Some(percentile) => Ok(Some(percentile)),
        None => Err(error(BudgetProblem::Percentile(word.to_owned()), start..ahead.at)),
    }
}

fn is_percentile_word(word: &str) -> bool {
    word == "median"
        || word == "p"
        || word.strip_prefix('p').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

fn error(problem: BudgetProblem, span: Range<usize>) -> BudgetError {
    BudgetError { problem, span }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::performance::{Better, Margin};
    use proptest::prelude::*;

    fn shown(text: &str) -> String {
        parse_budget(text)
            .map_or_else(|error| format!("{}: {:?}", error, error.span), |budget| budget.to_string())
    }

    #[test]
    fn budgets_are_read_and_written() {
        for (text, expected) in [
            ("<= +10%", "<= +10%"),
            ("<=+10 %", "<= +10%"),
            (">= -5%", ">= -5%"),
            ("≥ −5%", ">= -5%"),
            ("<= 300 KiB", "<= 300 KiB"),
            ("< 300kib", "< 300 KiB"),
            ("<= 200 ms p95", "<= 200 ms p95"),
            ("p99.9 <= 1.5 s", "<= 1.5 s p99.9"),
            ("<= 7 median", "<= 7 p50"),
            ("<= 7 p95", "<= 7 p95"),
            ("<= +20 ms", "<= +20 ms"),
            ("> 1,500 req/s", "> 1500 /s"),
            ("<= 1%", "<= 1%"),
            ("  <= 0  ", "<= 0"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn a_sign_is_a_change_and_none_is_a_value() {
        let of = |text: &str| parse_budget(text).unwrap();
        assert_eq!(of("<= +10%").margin(), Some(Margin::Ratio(0.1)));
        assert_eq!(of("<= +20 ms").margin(), Some(Margin::Difference(0.02)));
        assert_eq!(of("<= 10%").margin(), None);
        assert_eq!(of(">= -5%").better(), Better::Higher);
        assert!(of(">= -5%").rule().unwrap().is_ok() && of("<= +0%").rule().unwrap().is_err());
        assert!(of("<= 300 KiB").rule().is_none());
        assert_eq!(
            [307_200.0, 307_201.0].map(|bytes| of("<= 300 KiB").holds(bytes)),
            [Some(true), Some(false)]
        );
        assert_eq!(of("< 300 KiB").holds(307_200.0), Some(false));
        assert_eq!(of("<= 300 KiB").holds(f64::NAN), Some(false));
        assert_eq!(of("<= +10%").holds(1.0), None);
    }

    #[test]
    fn errors_name_their_place() {
        assert_eq!(shown("10%"), "expected `<=`, `<`, `>=` or `>`, as in `<= +10%` or `<= 300 KiB`: 0..3");
        assert_eq!(shown("<= x"), "expected a number, as in `<= +10%` or `<= 300 KiB`: 3..4");
        assert_eq!(
            shown("<= 300 K"),
            "`K` is no unit: write `%`, `ms`, `s`, `KiB`, `MiB`, `/s` or none for a count: 7..8"
        );
        assert_eq!(
            shown("<= 2 s p100"),
            "`p100` is no percentile: write one from `p1` to `p99.9`, or `median`: 7..11"
        );
        assert_eq!(shown("<= 2 s now"), "expected the end behind the budget, found `now`: 7..10");
        assert_eq!(shown("p50 <= 2 s p95"), "expected the end behind the budget, found `p95`: 11..14");
        assert_eq!(shown("<= -100%"), "a change of -100% or less is impossible: 3..8");
        assert!(shown("<= +10% p95").starts_with("a percentile needs a limit of its own"));
        assert!(shown("").contains("0..0"));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(
            comparison in prop_oneof![Just("<="), Just("<"), Just(">="), Just(">")],
            sign in prop_oneof![Just(""), Just("+"), Just("-")],
            number in 0u32..99_000, decimals in 0u32..1000,
            unit in prop_oneof![Just(""), Just("%"), Just("ms"), Just("KiB"), Just("/s"), Just("MB/s"), Just("h")],
        ) {
            if let Ok(budget) = parse_budget(&format!("{comparison} {sign}{number}.{decimals:03} {unit}")) {
                prop_assert_eq!(parse_budget(&budget.to_string()), Ok(budget), "{}", budget);
                prop_assert_eq!(serde_json::from_str::<Budget>(&serde_json::to_string(&budget).unwrap()).unwrap(), budget);
            } else {
                prop_assert!(sign == "-" && unit == "%" && number >= 100);
            }
        }

        #[test]
        fn any_text_is_read_or_refused_at_a_place_of_its_own(text in "[<>=≤+−0-9.,%a-zµ /-]{0,24}|\\PC{0,24}") {
            if let Err(error) = parse_budget(&text) {
                prop_assert!(text.get(error.span.clone()).is_some(), "{:?}", error);
            }
        }
    }
}
