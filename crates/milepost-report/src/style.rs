//! The one stylesheet: colours by role. Nothing is told by colour alone; each role has a word or a glyph beside it.

use anstyle::{AnsiColor, Style};
use milepost_engine::{document::Severity, standing::Standing};

/// What a piece of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Something is as it should be.
    Good,
    /// Something is wrong.
    Bad,
    /// Something wants attention.
    Attention,
    /// Worth knowing.
    Note,
    /// Less important than its surroundings.
    Faint,
    /// A heading, or the name of the thing that is spoken of.
    Strong,
    /// A command to type.
    Command,
}

impl Role {
    /// Its look.
    pub const fn style(self) -> Style {
        match self {
            Self::Good => AnsiColor::Green.on_default(),
            Self::Bad => AnsiColor::Red.on_default().bold(),
            Self::Attention => AnsiColor::Yellow.on_default(),
            Self::Note => AnsiColor::Blue.on_default(),
            Self::Faint => Style::new().dimmed(),
            Self::Strong => Style::new().bold(),
            Self::Command => AnsiColor::Cyan.on_default(),
        }
    }

    /// A text in its look. Streams that are no terminals strip it again.
    pub fn paint(self, text: impl std::fmt::Display) -> String {
        let style = self.style();
        format!("{style}{text}{style:#}")
    }

    /// The role of a standing.
    pub(crate) const fn of_standing(standing: Standing) -> Self {
        match standing {
            Standing::Open => Self::Faint,
            Standing::Claimed | Standing::Stale => Self::Attention,
            Standing::Proven => Self::Good,
            Standing::Refuted => Self::Bad,
            Standing::Waived => Self::Note,
        }
    }

    /// The role of a severity.
    pub(crate) const fn of_severity(severity: Severity) -> Self {
        match severity {
            Severity::Info => Self::Note,
            Severity::Warning => Self::Attention,
            Severity::Error => Self::Bad,
        }
    }

    /// The role of a run's verdict.
    pub(crate) fn of_verdict(verdict: &str) -> Self {
        match verdict {
            "pass" => Self::Good,
            "fail" | "timeout" => Self::Bad,
            "planned" => Self::Note,
            _ => Self::Attention,
        }
    }
}

/// The glyph of a standing.
pub(crate) const fn standing_glyph(standing: Standing) -> &'static str {
    match standing {
        Standing::Open => "○",
        Standing::Claimed => "?",
        Standing::Proven => "✔",
        Standing::Stale => "~",
        Standing::Refuted => "✖",
        Standing::Waived => "!",
    }
}

/// The glyph of a verdict.
pub(crate) fn verdict_glyph(verdict: &str) -> &'static str {
    match verdict {
        "pass" => "✔",
        "fail" | "timeout" => "✖",
        "planned" => "·",
        _ => "?",
    }
}

/// The word of a severity.
pub(crate) const fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}
