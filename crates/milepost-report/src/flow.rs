//! How pictures of graphs run, and the colours of states in them.

/// Into which direction a graph runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Flow {
    /// To the right.
    #[default]
    Right,
    /// Down.
    Down,
    /// To the left.
    Left,
    /// Up.
    Up,
}

impl Flow {
    /// Its word in Mermaid and in Graphviz.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Right => "LR",
            Self::Down => "TB",
            Self::Left => "RL",
            Self::Up => "BT",
        }
    }
}

/// One state of each colour.
pub(crate) const STATES: &[Option<&str>] = &[
    Some("planned"),
    Some("ready"),
    Some("in-progress"),
    Some("blocked"),
    Some("completed"),
    Some("cancelled"),
    None,
];

/// The states that look alike, under one name.
pub(crate) fn class(status: Option<&str>) -> &'static str {
    match status {
        Some("completed" | "archived") => "done",
        Some("in-progress" | "review") => "working",
        Some("ready") => "ready",
        Some("blocked" | "rolling-back") => "stopped",
        Some("planned") => "planned",
        Some(_) => "left",
        None => "unknown",
    }
}

/// The colours inside and around: dark text is readable on each.
pub(crate) fn colours(status: Option<&str>) -> (&'static str, &'static str) {
    match class(status) {
        "done" => ("#bbf7d0", "#15803d"),
        "working" => ("#bfdbfe", "#1d4ed8"),
        "ready" => ("#e0e7ff", "#4338ca"),
        "stopped" => ("#fecaca", "#b91c1c"),
        "planned" => ("#f3f4f6", "#6b7280"),
        "left" => ("#e5e7eb", "#9ca3af"),
        _ => ("#fef9c3", "#a16207"),
    }
}
