//! Statuses: how they are read from the many spellings of real documents, and how they are written back.

use serde::{Deserialize, Serialize};

use super::plain::{is_pictograph, plain_text};
use super::status_words::{exact, from_emoji};

/// Where a milestone stands in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Written down, not yet fit to start.
    Planned,
    /// Fit to start.
    Ready,
    /// Being worked on.
    InProgress,
    /// Stopped by something outside.
    Blocked,
    /// Waiting for review, merge or acceptance.
    Review,
    /// Finished.
    Completed,
    /// Put off without a date.
    Deferred,
    /// Given up.
    Cancelled,
    /// Being taken back.
    RollingBack,
    /// Taken back.
    RolledBack,
    /// Put away, after any end.
    Archived,
}

impl Status {
    /// Every status, in the order of a milestone's life.
    pub const ALL: [Self; 11] = [
        Self::Planned,
        Self::Ready,
        Self::InProgress,
        Self::Blocked,
        Self::Review,
        Self::Completed,
        Self::Deferred,
        Self::Cancelled,
        Self::RollingBack,
        Self::RolledBack,
        Self::Archived,
    ];

    /// The spelling in front matter, such as `in-progress`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Ready => "ready",
            Self::InProgress => "in-progress",
            Self::Blocked => "blocked",
            Self::Review => "review",
            Self::Completed => "completed",
            Self::Deferred => "deferred",
            Self::Cancelled => "cancelled",
            Self::RollingBack => "rolling-back",
            Self::RolledBack => "rolled-back",
            Self::Archived => "archived",
        }
    }

    /// The words without a picture, such as `In Progress`.
    pub fn words(self) -> &'static str {
        match self {
            Self::Planned => "Planned",
            Self::Ready => "Ready",
            Self::InProgress => "In Progress",
            Self::Blocked => "Blocked",
            Self::Review => "Review",
            Self::Completed => "Completed",
            Self::Deferred => "Deferred",
            Self::Cancelled => "Cancelled",
            Self::RollingBack => "Rolling Back",
            Self::RolledBack => "Rolled Back",
            Self::Archived => "Archived",
        }
    }

    /// The picture that stands before the words.
    pub fn emoji(self) -> &'static str {
        match self {
            Self::Planned => "⏳",
            Self::Ready => "📋",
            Self::InProgress => "🚧",
            Self::Blocked => "⛔",
            Self::Review => "👀",
            Self::Completed => "✅",
            Self::Deferred => "💤",
            Self::Cancelled => "❌",
            Self::RollingBack => "⏪",
            Self::RolledBack => "🔙",
            Self::Archived => "📦",
        }
    }

    /// Picture and words, such as `🚧 In Progress`.
    pub fn label(self) -> String {
        format!("{} {}", self.emoji(), self.words())
    }

    /// Whether no work is left in this status: completed, cancelled, rolled back or archived.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Completed | Self::Cancelled | Self::RolledBack | Self::Archived)
    }
}

impl std::fmt::Display for Status {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.key())
    }
}

/// What a written status says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusReading {
    /// The status. A completion that is restricted (`Planning complete`, `Complete (pending merge)`) never reads as
    /// [`Status::Completed`].
    pub status: Status,
    /// Whether the words restrict the status to a part.
    pub qualified: bool,
    /// A percentage written beside it, 0–100.
    pub percent: Option<u8>,
    /// The text as written, trimmed.
    pub raw: String,
}

/// Reads a status value. `None` when nothing in it names one: a placeholder, a list of choices, or prose.
///
/// Pictures, emphasis and case do not count; the words before ` – `, `(`, `;`, `,` or `|` decide; a picture decides
/// only when no word does.
pub fn parse_status(text: &str) -> Option<StatusReading> {
    let raw = text.trim();
    if raw.is_empty() || raw.starts_with(['{', '<', '[']) || is_choice(raw) {
        return None;
    }
    let plain = plain_text(raw.rsplit("~~").find(|part| !part.trim().is_empty()).unwrap_or(raw));
    let (head, rest) = split_head(&plain);
    let percent = percent(&plain);
    let behind = rest.strip_prefix(['–', ':']).map(str::trim).filter(|text| !text.is_empty());
    let part = || match from_words(split_head(behind?).0, "", percent)? {
        (Status::Completed, _) => Some((Status::InProgress, true)),
        (status, _) => Some((status, true)),
    };
    let (status, qualified) = from_words(head, rest, percent).or_else(part).or_else(|| {
        let status = raw.chars().find_map(from_emoji)?;
        let bare = head.chars().all(|c| !c.is_alphabetic());
        match (status, bare) {
            (Status::Completed, true) if percent.is_some_and(|p| p < 100) => Some((Status::InProgress, true)),
            (Status::Completed, false) => Some((Status::InProgress, true)),
            _ => Some((status, false)),
        }
    })?;
    Some(StatusReading { status, qualified, percent, raw: raw.to_owned() })
}

/// The words of `new` in the dress of `old`: picture before or after or none, capitals, hyphen or underscore or space,
/// bold or code marks around it. Reading the result gives `new`.
pub fn spell_like(old: &str, new: Status) -> String {
    let trimmed = old.trim();
    let mark = ["**", "__", "`", "*"]
        .into_iter()
        .find(|m| trimmed.len() > 2 * m.len() && trimmed.starts_with(m) && trimmed.ends_with(m))
        .unwrap_or("");
    let inner = &trimmed[mark.len()..trimmed.len() - mark.len()];
    let (head, _) = split_head(inner);
    let letters: String = head.chars().filter(|c| c.is_alphabetic()).collect();
    // Also a picture that we do not know, such as a coloured dot: ours takes its place.
    let pictured = |c: char| {
        is_pictograph(c)
            && !matches!(c, '\u{200d}' | '\u{fe0e}' | '\u{fe0f}' | '\u{fffd}' | '\u{2190}'..='\u{21ff}')
    };
    let before = inner.chars().find(|c| c.is_alphanumeric() || pictured(*c)).is_some_and(pictured);
    let after = !before && inner.chars().any(pictured);
    let lower = !letters.is_empty() && letters.chars().all(char::is_lowercase);
    let upper = letters.chars().count() > 1 && letters.chars().all(char::is_uppercase);
    let mut words = match (upper, lower) {
        (true, _) => new.words().to_uppercase(),
        (_, true) => new.words().to_lowercase(),
        _ => new.words().to_owned(),
    };
    let joined = head.trim().trim_matches(|c: char| !c.is_alphanumeric());
    if joined.contains('_') {
        words = words.replace(' ', "_");
    } else if joined.contains('-') && !joined.contains(' ')
        || lower && !joined.contains(' ') && !before && !after
    {
        words = words.replace(' ', "-");
    }
    if before {
        words = format!("{} {words}", new.emoji());
    } else if after {
        words = format!("{words} {}", new.emoji());
    }
    format!("{mark}{words}{mark}")
}

/// Text before the first comment sign, and the rest.
fn split_head(plain: &str) -> (&str, &str) {
    // Most statuses are bare words.
    if plain.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b' ') {
        return (plain.trim(), "");
    }
    let at = [" – ", " — ", " - ", "(", ";", ",", "|", " · ", ". ", ": ", " *(", "[", " –", " / "]
        .iter()
        .filter_map(|sign| plain.find(sign).filter(|at| !plain[..*at].trim().is_empty()))
        .min()
        .unwrap_or(plain.len());
    (plain[..at].trim(), plain[at..].trim())
}

fn percent(plain: &str) -> Option<u8> {
    let (before, _) = plain.split_once('%')?;
    let before = before.trim_end();
    let digits = before.len() - before.bytes().rev().take_while(u8::is_ascii_digit).count();
    before[digits..].parse().ok().filter(|p| *p <= 100)
}

/// Whether the text offers several statuses to choose from, as a template does.
fn is_choice(raw: &str) -> bool {
    [" | ", " / ", "|", "/"].iter().filter(|sign| raw.contains(**sign)).any(|sign| {
        let found: Vec<_> = raw.split(sign).filter_map(|part| exact(&words_of(&plain_text(part)))).collect();
        found.iter().any(|status| *status != found[0])
    })
}

/// Words joined by one space, hyphens and underscores opened, dates and versions at the end dropped.
fn words_of(head: &str) -> String {
    let opened = head.replace(['_', '-', '/'], " ").replace("100%", " ");
    let mut words: Vec<_> = opened
        .split_whitespace()
        .map(|w| w.trim_matches(|c: char| matches!(c, '.' | '!' | '"' | '\'' | ':')))
        .collect();
    words.retain(|w| !w.is_empty());
    while words.len() > 1 && words.last().is_some_and(|w| is_date_word(w)) {
        words.pop();
    }
    words.join(" ")
}

fn is_date_word(word: &str) -> bool {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    word.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ':' | '%' | '–' | '#'))
        || matches!(word, "on" | "at" | "in" | "since" | "utc")
        || word.get(..3).is_some_and(|m| MONTHS.contains(&m)) && word.len() <= 9 && word != "market"
}

const PENDING: [&str; 22] = [
    "pending",
    "outstanding",
    "remaining",
    "partial",
    "partially",
    "except",
    "awaiting",
    "todo",
    "needs",
    "need",
    "follow-up",
    "postponed",
    "deferred",
    "but",
    "not",
    "without",
    "still",
    "in progress",
    "waiting",
    "skipped",
    "incomplete",
    "blocked",
];

fn from_words(head: &str, rest: &str, percent: Option<u8>) -> Option<(Status, bool)> {
    let words = words_of(head);
    let has = |text: &str, word: &str| {
        text.match_indices(word).any(|(at, _)| {
            let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
            edge(text[..at].chars().next_back()) && edge(text[at + word.len()..].chars().next())
        })
    };
    if let Some(status) = exact(&words) {
        if status != Status::Completed {
            return Some((status, false));
        }
        return Some(completion(&words, rest, percent, &has));
    }
    for (word, status) in [
        ("in progress", Status::InProgress),
        ("not started", Status::Planned),
        ("rolled back", Status::RolledBack),
        ("rolling back", Status::RollingBack),
        ("blocked", Status::Blocked),
        ("on hold", Status::Deferred),
        ("cancelled", Status::Cancelled),
    ] {
        if has(&words, word) && !has(&words, "not blocked") && !has(&words, "unblocked") {
            return Some((status, false));
        }
    }
    let first = words.split(' ').next().unwrap_or("");
    if matches!(first, "ready") {
        let waits = [
            "review",
            "merge",
            "wrap",
            "release",
            "approval",
            "testing",
            "qa",
            "acceptance",
            "deployment",
            "deploy",
        ];
        let status = if waits.iter().any(|w| has(&words, w)) {
            Status::Review
        } else if has(&words, "planning") || has(&words, "refinement") {
            Status::Planned
        } else {
            Status::Ready
        };
        return Some((status, false));
    }
    if matches!(first, "partially" | "partly" | "mostly" | "nearly" | "almost" | "incomplete") {
        return Some((Status::InProgress, true));
    }
    if first == "not" {
        return Some((Status::Planned, false));
    }
    let done = ["complete", "completed", "done", "finished", "implemented"].iter().any(|w| has(&words, w));
    if done {
        let early = [
            "planning",
            "requirements",
            "requirement",
            "design",
            "research",
            "specification",
            "spec",
            "analysis",
            "proposal",
            "blueprint",
            "plan",
            "draft",
        ];
        if early.iter().any(|w| has(&words, w)) {
            return Some((Status::Planned, true));
        }
        if matches!(first, "fully" | "all" | "completed" | "done" | "complete" | "finished")
            && !PENDING.iter().any(|w| has(&words, w))
        {
            let tail = words.split_once(' ').map_or("", |(_, tail)| tail);
            let plain_tail = matches!(
                tail,
                "successfully"
                    | "complete"
                    | "completed"
                    | "done"
                    | "and validated"
                    | "& validated"
                    | "& tested"
                    | "and tested"
                    | "and merged"
                    | "and verified"
                    | "& verified"
                    | "and shipped"
                    | "and archived"
            );
            if plain_tail {
                return Some(completion(&words, rest, percent, &has));
            }
        }
        let review = ["implementation", "code", "development"].iter().any(|w| has(&words, w));
        return Some((if review { Status::Review } else { Status::InProgress }, true));
    }
    let status = exact(first)?;
    match status {
        Status::Completed => Some((Status::InProgress, true)),
        status => Some((status, false)),
    }
}

/// Completed, or what is left of it when the comment behind takes something back.
fn completion(
    words: &str,
    rest: &str,
    percent: Option<u8>,
    has: &dyn Fn(&str, &str) -> bool,
) -> (Status, bool) {
    if percent.is_some_and(|p| p < 100) {
        return (Status::InProgress, true);
    }
    if rest.is_empty() && !PENDING.iter().any(|w| has(words, w)) {
        return (Status::Completed, false);
    }
    if PENDING.iter().any(|w| has(rest, w)) {
        let waits =
            ["commit", "merge", "review", "approval", "release", "wrap", "deploy", "deployment", "sign-off"];
        let status = if waits.iter().any(|w| has(rest, w)) { Status::Review } else { Status::InProgress };
        return (status, true);
    }
    let inner = rest.strip_prefix('(').map_or("", |r| r.split(')').next().unwrap_or(""));
    let harmless = [
        "merged",
        "shipped",
        "released",
        "tracked",
        "earlier",
        "pre-charter",
        "verified",
        "commit",
        "commits",
        "pr",
        "see",
        "in",
        "on",
        "by",
        "v",
        "all",
        "tests",
        "pass",
        "passing",
        "deployed",
        "archived",
        "was",
        "originally",
        "validated",
        "tested",
        "phases",
        "milestones",
        "updated",
        "verification",
    ];
    let scope = inner.split([' ', ',', '/', '#']).any(|w| {
        let w = w.trim_matches(|c: char| !c.is_alphanumeric() && c != '-');
        !w.is_empty() && !w.bytes().any(|b| b.is_ascii_digit()) && !is_date_word(w) && !harmless.contains(&w)
    });
    if scope { (Status::InProgress, true) } else { (Status::Completed, false) }
}

#[cfg(test)]
#[path = "status_tests.rs"]
mod tests;
