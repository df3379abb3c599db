//! Efforts: hours, days, weeks and months as people write them.

use serde::{Deserialize, Serialize};

use super::plain::plain_text;

/// A unit of working time. A day is 8 hours, a week 40, a month 160.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TimeUnit {
    /// A sixtieth of an hour.
    Minute,
    /// One hour.
    Hour,
    /// Eight hours.
    Day,
    /// Five days.
    Week,
    /// Four weeks.
    Month,
}

impl TimeUnit {
    /// Hours of work in one unit.
    pub fn hours(self) -> f64 {
        match self {
            Self::Minute => 1.0 / 60.0,
            Self::Hour => 1.0,
            Self::Day => 8.0,
            Self::Week => 40.0,
            Self::Month => 160.0,
        }
    }
}

/// A range of hours; both ends equal for a single number.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct HourRange {
    /// The lower end, in hours.
    pub low: f64,
    /// The upper end, in hours.
    pub high: f64,
}

/// What kind of estimate was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EffortKind {
    /// A duration in this unit.
    Time(TimeUnit),
    /// A bare number without a unit.
    Number,
    /// A T-shirt size.
    Size,
    /// Story points.
    Points,
    /// A place in a calendar, such as `Week 3` or `Q2`: not an effort.
    Schedule,
}

/// A written effort.
#[derive(Debug, Clone, PartialEq)]
pub struct Effort {
    /// The duration; `None` unless the kind is [`EffortKind::Time`].
    pub hours: Option<HourRange>,
    /// What was written.
    pub kind: EffortKind,
    /// Marked as rough, by `~` or a word such as "about".
    pub approximate: bool,
    /// Open upwards, as in `20+ hours`.
    pub open_ended: bool,
    /// A second statement in another unit, as in `1.5 weeks (60–70 hours)`; the first one counts.
    pub second: Option<HourRange>,
    /// The text as written, trimmed.
    pub raw: String,
}

/// Reads an effort. `None` for a placeholder (`X hours`, `- hours`, `TBD`) and for prose.
pub fn parse_effort(text: &str) -> Option<Effort> {
    let raw = text.trim();
    let plain = plain_text(raw);
    let tokens = tokens(&plain);
    let approximate = plain.starts_with(['~', '≈', '±'])
        || tokens.iter().take(1).any(|t| {
            matches!(
                t,
                Token::Word("about" | "around" | "approx" | "approximately" | "roughly" | "circa" | "ca")
            )
        });
    let effort = |hours, kind, open_ended, second| Effort {
        hours,
        kind,
        approximate,
        open_ended,
        second,
        raw: raw.to_owned(),
    };
    let start = tokens.iter().position(|t| {
        !matches!(
            t,
            Token::Sign(_)
                | Token::Word(
                    "about"
                        | "around"
                        | "approx"
                        | "approximately"
                        | "roughly"
                        | "circa"
                        | "ca"
                        | "an"
                        | "estimated"
                        | "total"
                        | "up"
                        | "to"
                        | "at"
                        | "least"
                )
        )
    })?;
    let tokens = &tokens[start..];
    match tokens {
        [Token::Word(word), Token::Number(_), ..]
            if unit(word).is_some_and(|u| u != TimeUnit::Hour)
                || matches!(*word, "sprint" | "sprints" | "q" | "phase" | "iteration") =>
        {
            return Some(effort(None, EffortKind::Schedule, false, None));
        }
        [
            Token::Word(
                "xs" | "s" | "m" | "l" | "xl" | "xxl" | "small" | "medium" | "large" | "tiny" | "huge",
            ),
            rest @ ..,
        ] if !matches!(rest.first(), Some(Token::Word(_))) => {
            return Some(effort(first_time(rest).map(|(r, ..)| r), EffortKind::Size, false, None));
        }
        [Token::Number(_), ..] => {}
        _ => return None,
    }
    let Some((mut range, kind, open_ended, used)) = first_time(tokens) else {
        let mut index = 1;
        while matches!(tokens.get(index), Some(Token::Dash | Token::Number(_))) {
            index += 1;
        }
        let kind = match tokens.get(index) {
            None => EffortKind::Number,
            Some(Token::Word("points" | "point" | "pts" | "pt" | "sp" | "story")) => EffortKind::Points,
            _ => return None,
        };
        return Some(effort(None, kind, false, None));
    };
    let mut used = used;
    while let [Token::Number(_), Token::Word(_), ..] = &tokens[used..] {
        let behind_hours = minutes(&tokens[used..]).filter(|_| kind == TimeUnit::Hour);
        let Some((more, _, _, further)) = behind_hours.or_else(|| first_time(&tokens[used..])) else { break };
        range = HourRange { low: range.low + more.low, high: range.high + more.high };
        used += further;
    }
    let second = (used..tokens.len())
        .find(|at| matches!(tokens[*at], Token::Number(_)))
        .and_then(|at| first_time(&tokens[at..]))
        .map(|(range, ..)| range);
    Some(effort(Some(range), EffortKind::Time(kind), open_ended, second))
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Token<'a> {
    Number(f64),
    Word(&'a str),
    Dash,
    Plus,
    Sign(char),
}

/// `NUMBER [+] [– NUMBER] [+] UNIT` at the start: hours, unit, whether open, tokens used.
fn first_time(tokens: &[Token<'_>]) -> Option<(HourRange, TimeUnit, bool, usize)> {
    let Some(&Token::Number(low)) = tokens.first() else { return None };
    let (mut high, mut index, mut open, mut low_unit) = (low, 1, false, None);
    let mut plus = |index: &mut usize| {
        if tokens.get(*index) == Some(&Token::Plus) {
            open = true;
            *index += 1;
        }
    };
    plus(&mut index);
    if let (Some(Token::Word(word)), Some(Token::Dash | Token::Word("to")), Some(Token::Number(_))) =
        (tokens.get(index), tokens.get(index + 1), tokens.get(index + 2))
    {
        low_unit = Some(unit(word)?);
        index += 1;
    }
    if let (Some(Token::Dash | Token::Word("to" | "or")), Some(&Token::Number(number))) =
        (tokens.get(index), tokens.get(index + 1))
    {
        high = number;
        index += 2;
    }
    plus(&mut index);
    if matches!(tokens.get(index), Some(Token::Dash)) {
        index += 1;
    }
    while matches!(
        tokens.get(index),
        Some(Token::Word(
            "person"
                | "dev"
                | "developer"
                | "working"
                | "business"
                | "man"
                | "engineer"
                | "calendar"
                | "focused"
                | "full"
        ))
    ) {
        index += 1;
        if matches!(tokens.get(index), Some(Token::Dash)) {
            index += 1;
        }
    }
    let Some(Token::Word(word)) = tokens.get(index) else { return None };
    let unit = unit(word)?;
    index += 1;
    plus(&mut index);
    let low = low * low_unit.unwrap_or(unit).hours();
    let high = high * unit.hours();
    let range = if low <= high { HourRange { low, high } } else { HourRange { low: high, high: low } };
    Some((range, unit, open, index))
}

/// `30m`: minutes where hours stand before it. By itself it could be months.
fn minutes(tokens: &[Token<'_>]) -> Option<(HourRange, TimeUnit, bool, usize)> {
    let [Token::Number(number), Token::Word("m"), ..] = tokens else { return None };
    let hours = number * TimeUnit::Minute.hours();
    Some((HourRange { low: hours, high: hours }, TimeUnit::Minute, false, 2))
}

fn unit(word: &str) -> Option<TimeUnit> {
    Some(match word {
        "min" | "mins" | "minute" | "minutes" | "minutos" => TimeUnit::Minute,
        "h" | "hr" | "hrs" | "hour" | "hours" | "hora" | "horas" | "stunde" | "stunden" | "heure"
        | "heures" => TimeUnit::Hour,
        "d" | "day" | "days" | "pd" | "día" | "días" | "dias" | "tag" | "tage" | "jour" | "jours" => {
            TimeUnit::Day
        }
        "w" | "wk" | "wks" | "week" | "weeks" | "semana" | "semanas" | "woche" | "wochen" | "semaine"
        | "semaines" => TimeUnit::Week,
        "mo" | "month" | "months" | "mes" | "meses" | "monat" | "monate" | "mois" => TimeUnit::Month,
        _ => return None,
    })
}

fn tokens(plain: &str) -> Vec<Token<'_>> {
    let mut out = Vec::new();
    let mut rest = plain;
    while let Some(c) = rest.chars().next() {
        let end_of = |test: &dyn Fn(char) -> bool| rest.find(|c| !test(c)).unwrap_or(rest.len());
        let mut used = c.len_utf8();
        if c.is_ascii_digit() {
            let mut end = end_of(&|c| c.is_ascii_digit() || c == '.');
            if rest[..end].ends_with('.') {
                end -= 1;
            }
            match rest[..end].parse::<f64>() {
                Ok(number) if number.is_finite() && number < 1e6 => out.push(Token::Number(number)),
                _ => out.push(Token::Sign('?')),
            }
            used = end;
        } else if c == '½' {
            out.push(Token::Number(0.5));
        } else if c.is_alphabetic() {
            used = end_of(&char::is_alphabetic);
            out.push(Token::Word(&rest[..used]));
        } else if matches!(c, '-' | '–') {
            out.push(Token::Dash);
        } else if c == '+' {
            out.push(Token::Plus);
        } else if !c.is_whitespace() {
            out.push(Token::Sign(c));
        }
        rest = &rest[used..];
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn durations() {
        for (text, low, high) in [
            ("8 hours", 8.0, 8.0),
            ("8h", 8.0, 8.0),
            ("6-8 hours", 6.0, 8.0),
            ("6–8 hours", 6.0, 8.0),
            ("6 to 8 hrs", 6.0, 8.0),
            ("2 days", 16.0, 16.0),
            ("2-3 days", 16.0, 24.0),
            ("1 day - 2 weeks", 8.0, 80.0),
            ("1.5 weeks (60–70 hours)", 60.0, 60.0),
            ("~2 weeks", 80.0, 80.0),
            ("about 3 person-days", 24.0, 24.0),
            ("1 month", 160.0, 160.0),
            ("30 minutes", 0.5, 0.5),
            ("1h 30m", 1.5, 1.5),
            ("1h 30min", 1.5, 1.5),
            ("1 week 2 days", 56.0, 56.0),
            ("20+ hours", 20.0, 20.0),
            ("3-week", 120.0, 120.0),
            ("2 semanas", 80.0, 80.0),
        ] {
            let effort = parse_effort(text).unwrap_or_else(|| panic!("`{text}` is not read"));
            assert_eq!(effort.hours, Some(HourRange { low, high }), "{text}");
        }
        assert!(parse_effort("~2 weeks").is_some_and(|e| e.approximate));
        assert!(parse_effort("20+ hours").is_some_and(|e| e.open_ended));
        assert_eq!(
            parse_effort("1.5 weeks (60–70 hours)").and_then(|e| e.second),
            Some(HourRange { low: 60.0, high: 70.0 })
        );
    }

    #[test]
    fn other_kinds() {
        for (text, kind) in [
            ("Week 3", EffortKind::Schedule),
            ("Weeks 5–8", EffortKind::Schedule),
            ("Sprint 2", EffortKind::Schedule),
            ("Q2 2026", EffortKind::Schedule),
            ("Day 1", EffortKind::Schedule),
            ("L", EffortKind::Size),
            ("Medium", EffortKind::Size),
            ("M (2 days)", EffortKind::Size),
            ("5 points", EffortKind::Points),
            ("5", EffortKind::Number),
            ("3-5", EffortKind::Number),
        ] {
            assert_eq!(parse_effort(text).map(|e| e.kind), Some(kind), "{text}");
        }
    }

    #[test]
    fn placeholders_and_prose_are_none() {
        for text in [
            "X hours",
            "- hours",
            "-",
            "TBD",
            "",
            "see below",
            "as long as it takes",
            "[X] hours",
            "3 of 4 tasks",
        ] {
            assert_eq!(parse_effort(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_reads_without_panic_and_low_is_not_above_high(text in ".{0,40}") {
            if let Some(hours) = parse_effort(&text).and_then(|e| e.hours) {
                prop_assert!(hours.low <= hours.high && hours.low >= 0.0);
            }
        }

        #[test]
        fn whole_ranges_read_back(low in 1u32..500, more in 0u32..500) {
            let text = format!("{low}–{} hours", low + more);
            let hours = parse_effort(&text).and_then(|e| e.hours).expect("hours");
            prop_assert_eq!((hours.low, hours.high), (f64::from(low), f64::from(low + more)));
        }
    }
}
