//! Risk levels.

use serde::{Deserialize, Serialize};

use super::plain::plain_text;

/// How much can go wrong; decides which gates a transition asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Risk {
    /// Easily taken back.
    Low,
    /// Needs a rollback plan.
    Medium,
    /// Needs a rehearsed rollback and a review.
    High,
}

impl Risk {
    /// The word, such as `Medium`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Low => "Low",
            Self::Medium => "Medium",
            Self::High => "High",
        }
    }

    /// Picture and word, such as `🟡 Medium`.
    pub fn label(self) -> String {
        let emoji = match self {
            Self::Low => "🟢",
            Self::Medium => "🟡",
            Self::High => "🔴",
        };
        format!("{emoji} {}", self.word())
    }
}

impl std::fmt::Display for Risk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.word())
    }
}

/// What a written risk says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RiskReading {
    /// The level; of a span such as `Low–Medium` the higher one.
    pub risk: Risk,
    /// The text as written, trimmed.
    pub raw: String,
}

/// Reads a risk level. `None` for prose and for an unreduced `Low / Medium / High`.
pub fn parse_risk(text: &str) -> Option<RiskReading> {
    let raw = text.trim();
    let plain = plain_text(raw);
    let head = [" – ", " - ", "(", ";", ",", ".", ":"]
        .iter()
        .filter_map(|sign| plain.find(sign))
        .min()
        .map_or(plain.as_str(), |at| &plain[..at]);
    let words: Vec<_> = head
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty() && !matches!(*w, "to" | "risk" | "level" | "very" | "overall"))
        .collect();
    let mut levels: Vec<_> = words.iter().map_while(|w| level(w)).collect();
    if levels.len() != words.len() {
        return None;
    }
    if words.is_empty() && plain.is_empty() {
        levels = raw.chars().filter_map(colour).collect();
    }
    levels.sort_unstable();
    levels.dedup();
    let choice = levels.len() > 2 || levels.len() == 2 && head.contains(['/', '|']);
    let risk = *levels.last().filter(|_| !choice)?;
    Some(RiskReading { risk, raw: raw.to_owned() })
}

fn level(word: &str) -> Option<Risk> {
    Some(match word {
        "low" | "minimal" | "minor" | "negligible" | "none" | "bajo" | "baja" | "niedrig" | "gering"
        | "faible" => Risk::Low,
        "medium" | "moderate" | "med" | "mid" | "medio" | "media" | "mittel" | "moyen" => Risk::Medium,
        "high" | "critical" | "severe" | "extreme" | "alto" | "alta" | "hoch" | "élevé" => Risk::High,
        _ => return None,
    })
}

fn colour(c: char) -> Option<Risk> {
    Some(match c {
        '🟢' => Risk::Low,
        '🟡' | '🟠' => Risk::Medium,
        '🔴' => Risk::High,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_and_what_is_none() {
        for (text, risk) in [
            ("🟢 Low", Some(Risk::Low)),
            ("🟡 Medium", Some(Risk::Medium)),
            ("🔴 High", Some(Risk::High)),
            ("🔴", Some(Risk::High)),
            ("**HIGH**", Some(Risk::High)),
            ("medium risk", Some(Risk::Medium)),
            ("Low–Medium", Some(Risk::Medium)),
            ("Medium to High", Some(Risk::High)),
            ("Low (additive changes only)", Some(Risk::Low)),
            ("Low - additive", Some(Risk::Low)),
            ("Critical", Some(Risk::High)),
            ("🟢 Low / 🟡 Medium / 🔴 High", None),
            ("Low / High", None),
            ("The schema may change", None),
            ("lower than before", None),
            ("", None),
        ] {
            assert_eq!(parse_risk(text).map(|r| r.risk), risk, "{text}");
        }
        for risk in [Risk::Low, Risk::Medium, Risk::High] {
            assert_eq!(parse_risk(&risk.label()).map(|r| r.risk), Some(risk));
        }
    }
}
