//! The words of table headers, in lower case.

/// Above what states how something stands.
pub const STATUS_HEADERS: &[&str] = &["status", "state", "estado", "current status", "statut"];

/// Above how far something is, in any spelling.
pub const PROGRESS_HEADERS: &[&str] =
    &["progress", "overall progress", "completion", "% complete", "%", "% done", "progreso", "complete"];

/// Above how many of something are done, where the cell is a count such as `2/3`.
pub const COUNT_HEADERS: &[&str] = &[
    "milestones",
    "milestones complete",
    "milestones completed",
    "completed milestones",
    "phases",
    "phases complete",
    "plans",
    "plans complete",
    "criteria",
    "boxes",
    "tasks",
    "tasks complete",
    "done",
    "completed",
];

/// Above an estimate.
pub const EFFORT_HEADERS: &[&str] = &[
    "effort",
    "estimated effort",
    "est. effort",
    "effort estimate",
    "estimate",
    "estimated",
    "estimated hours",
    "est. hours",
    "esfuerzo",
    "esfuerzo estimado",
];

/// Above bare numbers of milestones.
pub const NUMBER_HEADERS: &[&str] = &["#", "milestone", "phase", "no", "no.", "number", "id"];

/// Parts of headers above what links other milestones than the row's own.
pub const HEADERS_ABOUT_OTHERS: &[&str] =
    &["depend", "block", "require", "prereq", "note", "related", "next"];
