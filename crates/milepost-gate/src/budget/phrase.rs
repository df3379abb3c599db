use std::ops::Range;

use super::budget::{Budget, Comparison, Limit};
use super::cursor::Cursor;
use super::parse::{comparison, percentile};
use super::quantity::Quantity;
use super::unit::{Dimension, Unit};
use crate::performance::Better;

/// What a sentence is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// It says what has to hold: "response time under 200 ms".
    Promise,
    /// It says when to give up: "response time above 500 ms".
    Trigger,
}

/// A budget that a sentence holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Worded {
    /// What it asks for.
    pub wish: Wish,
    /// The comparison and the number, in bytes of the sentence.
    pub span: Range<usize>,
}

/// What a sentence asks for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Wish {
    /// The metric may get worse by at most so many percent; below zero it has to get better. Which direction is worse
    /// the sentence does not say.
    Worse(f64),
    /// The metric keeps a budget.
    Keeps(Budget),
}

impl Wish {
    /// The budget, for a metric with a direction.
    pub fn budget(self, better: Better) -> Budget {
        match self {
            Self::Worse(percent) => Budget::no_worse_than(percent, better),
            Self::Keeps(budget) => budget,
        }
    }
}

/// Words for a change for the worse. They begin a word of the sentence.
const HARM: [&str; 9] =
    ["degrad", "regress", "slowdown", "slow down", "slower", "worse", "drop", "overhead", "deteriorat"];
/// Words for a change for the better.
const GOOD: [&str; 7] = ["faster", "improve", "speedup", "speed up", "speed-up", "better", "gain"];
/// Words for harm that may be followed by the level that is left, and not by the change.
const FALLS: [&str; 5] = ["drop", "degrade", "degrading", "regresses", "deteriorates"];
/// Words that compare, longest first where one begins another.
const WORDS: [(&str, Comparison); 19] = [
    ("no more than", Comparison::AtMost),
    ("not more than", Comparison::AtMost),
    ("no less than", Comparison::AtLeast),
    ("not less than", Comparison::AtLeast),
    ("more than", Comparison::Above),
    ("greater than", Comparison::Above),
    ("higher than", Comparison::Above),
    ("less than", Comparison::Below),
    ("lower than", Comparison::Below),
    ("at most", Comparison::AtMost),
    ("at least", Comparison::AtLeast),
    ("up to", Comparison::AtMost),
    ("within", Comparison::AtMost),
    ("exceeds", Comparison::Above),
    ("exceeding", Comparison::Above),
    ("above", Comparison::Above),
    ("over", Comparison::Above),
    ("below", Comparison::Below),
    ("under", Comparison::Below),
];

/// A quantity of the sentence.
struct Mention {
    comparison: Option<Comparison>,
    quantity: Quantity,
    span: Range<usize>,
}

/// The budget that a sentence holds, such as "performance degradation > 10%", "within 10% of the baseline", "at least 20%
/// faster" or "p95 latency under 200 ms". `None` where there is none, or where the sentence can be read in two ways: then
/// nobody but its author can say.
pub fn budget_in(sentence: &str, purpose: Purpose) -> Option<Worded> {
    // Small letters of ASCII alone keep every byte in its place.
    let text = sentence.to_ascii_lowercase();
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mentions = mentions(sentence, &text);
    let compared = mentions.iter().filter(|mention| mention.comparison.is_some()).count();
    let mention = match mentions.as_slice() {
        [only] => only,
        all if compared == 1 => all.iter().find(|mention| mention.comparison.is_some())?,
        _ => return None,
    };
    let wish = if mention.quantity.unit().dimension() == Dimension::Percent {
        in_percent(mention, begins_any(&text, &HARM), begins_any(&text, &GOOD), &text)?
    } else {
        Wish::Keeps(absolute(mention, purpose, &text)?)
    };
    Some(Worded { wish, span: mention.span.clone() })
}

fn in_percent(mention: &Mention, is_harm: bool, is_good: bool, text: &str) -> Option<Wish> {
    let percent = mention.quantity.value();
    let is_limit = matches!(mention.comparison, Some(Comparison::AtMost | Comparison::Below));
    // "Degradation below 10%" allows ten percent less, "drops below 90%" allows ten percent to be left.
    let is_level = mention.comparison == Some(Comparison::Below) && begins_any(text, &FALLS);
    match (is_harm && !is_level, is_good) {
        // "Degradation above 10%" is what must not be, "degradation below 10%" is what must be: the same limit.
        (true, false) if percent >= 0.0 => Some(Wish::Worse(percent)),
        (false, true) if percent >= 0.0 && !is_limit => Some(Wish::Worse(-percent)),
        (false, false) if is_limit && percent >= 0.0 => {
            let grows = begins_word(text, "increase") || begins_word(text, "grow");
            let falls = begins_word(text, "decrease") || begins_word(text, "shrink");
            let change = |comparison, percent| Budget {
                comparison,
                limit: Limit::Relative(percent),
                percentile: None,
            };
            match (grows, falls) {
                (true, false) => Some(Wish::Keeps(change(Comparison::AtMost, percent))),
                (false, true) => Some(Wish::Keeps(change(Comparison::AtLeast, -percent))),
                (false, false) if begins_word(text, "within") => Some(Wish::Worse(percent)),
                _ => None,
            }
        }
        _ => None,
    }
}

fn absolute(mention: &Mention, purpose: Purpose, text: &str) -> Option<Budget> {
    let comparison = match (mention.comparison?, purpose) {
        (comparison, Purpose::Promise) => comparison,
        (Comparison::Above, Purpose::Trigger) => Comparison::AtMost,
        (Comparison::AtLeast, Purpose::Trigger) => Comparison::Below,
        (Comparison::Below, Purpose::Trigger) => Comparison::AtLeast,
        (Comparison::AtMost, Purpose::Trigger) => Comparison::Above,
    };
    let mut percentiles = (0..text.len())
        .filter(|at| is_word_start(text, *at))
        .filter_map(|at| percentile(&mut Cursor::new(text, at)).ok().flatten());
    let percentile = percentiles.next();
    percentiles.next().is_none().then_some(Budget {
        comparison,
        limit: Limit::Absolute(mention.quantity),
        percentile,
    })
}

/// Every number with a unit, with the comparison in front of it.
fn mentions(sentence: &str, text: &str) -> Vec<Mention> {
    let mut mentions = Vec::new();
    let mut at = 0;
    while at < text.len() {
        // Nothing begins inside of a word: neither a number nor a word that compares.
        let is_inside = text.as_bytes()[at].is_ascii_lowercase() && !is_word_start(text, at);
        if is_inside || !text.is_char_boundary(at) {
            at += 1;
            continue;
        }
        let mut cursor = Cursor::new(text, at);
        let comparison = comparing(&mut cursor);
        cursor.skip_space();
        let _ = cursor.take("±");
        let start = if comparison.is_some() { at } else { cursor.at };
        let is_free = comparison.is_some() || is_word_start(text, cursor.at);
        let mut spelled = Cursor::new(sentence, cursor.at);
        match is_free.then(|| spelled.number()).flatten() {
            Some(number) => {
                let unit = spelled.unit().ok().filter(|unit| *unit != Unit::COUNT);
                at = spelled.at;
                mentions.extend(unit.map(|unit| Mention {
                    comparison,
                    quantity: Quantity::new(number.value, unit),
                    span: start..spelled.at,
                }));
            }
            None => at += 1,
        }
    }
    mentions
}

fn comparing(cursor: &mut Cursor<'_>) -> Option<Comparison> {
    if let Some(found) = comparison(cursor) {
        return Some(found);
    }
    let rest = cursor.rest();
    let before = cursor.at;
    let (word, found) = WORDS.into_iter().find(|(word, _)| rest.starts_with(word))?;
    cursor.at += word.len();
    is_word_start(cursor.text(), before).then_some(found)
}

/// Whether a word begins there: not inside of a word or a number.
fn is_word_start(text: &str, at: usize) -> bool {
    text.get(..at).is_some_and(|before| {
        !before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | ',' | '_' | '-' | '/'))
    })
}

fn begins_any(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| begins_word(text, word))
}

fn begins_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| is_word_start(text, at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lower(sentence: &str, purpose: Purpose) -> Option<String> {
        budget_in(sentence, purpose).map(|worded| worded.wish.budget(Better::Lower).to_string())
    }

    #[test]
    fn what_documents_say() {
        for (sentence, expected) in [
            ("Performance degradation > 10%", "<= +10%"),
            ("Performance degradation exceeds 10 percent", "<= +10%"),
            ("No performance regression of more than 5%", "<= +5%"),
            ("Build time within 10% of the baseline", "<= +10%"),
            ("within ±10%", "<= +10%"),
            ("Search is no more than 15% slower", "<= +15%"),
            ("At least 20% faster than before", "<= -20%"),
            ("Throughput drops by more than 5%", "<= +5%"),
            ("Memory may increase by at most 10%", "<= +10%"),
            ("Bundle size stays under 300 KiB", "< 300 KiB"),
            ("p95 latency below 200 ms at peak", "< 200 ms p95"),
            ("Throughput of at least 1,500 req/s", ">= 1500 /s"),
            ("Slowdown < 3% for 2 hours", "<= +3%"),
        ] {
            assert_eq!(lower(sentence, Purpose::Promise).as_deref(), Some(expected), "{sentence}");
        }
        let worse = budget_in("Performance degradation > 10%", Purpose::Trigger).unwrap();
        assert_eq!(worse.span, 24..29);
        assert_eq!(worse.wish.budget(Better::Higher).to_string(), ">= -10%");
    }

    #[test]
    fn a_trigger_is_the_other_side_of_a_promise() {
        assert_eq!(lower("Response time > 500 ms", Purpose::Trigger).as_deref(), Some("<= 500 ms"));
        assert_eq!(lower("Response time >= 500 ms", Purpose::Trigger).as_deref(), Some("< 500 ms"));
        assert_eq!(lower("Throughput below 100 req/s", Purpose::Trigger).as_deref(), Some(">= 100 /s"));
    }

    #[test]
    fn what_can_be_read_in_two_ways_is_not_read() {
        for sentence in [
            "Performance metrics within targets",
            "No performance degradation",
            "Coverage above 90%",
            "Error rate < 1%",
            "Faster or slower by 10%",
            "At most 10% faster",
            "Degradation > 10% or regression > 20%",
            "Release v2.10 by 2024-10-01",
            "Latency 200 ms",
            "p50 and p95 under 200 ms",
            "Increase throughput by 10%",
            "Coverage drops below 90%",
            "The hit rate degrades below 80%",
        ] {
            assert_eq!(lower(sentence, Purpose::Promise), None, "{sentence}");
        }
    }

    proptest! {
        #[test]
        fn any_sentence_gives_a_place_inside_of_it(sentence in "(degradation|within|slower|p95| |>|<=|10|%|ms|±|µs|é|,|\\.){0,12}") {
            for purpose in [Purpose::Promise, Purpose::Trigger] {
                if let Some(worded) = budget_in(&sentence, purpose) {
                    prop_assert!(sentence.get(worded.span.clone()).is_some_and(|part| !part.is_empty()));
                }
            }
        }
    }
}
