//! The words by which an entry says that it does not count, or counts as a part. All in lower case.

/// The first words of an entry under Blockers that stands for none.
pub const NO_BLOCKER: &[&str] = &["none", "n/a", "nothing", "ninguno", "ninguna", "keine"];

/// How such an entry begins, in more than one word.
pub const NO_BLOCKER_PHRASES: &[&str] = &["no blockers", "no known", "no current", "sin bloqueos"];

/// Whole entries that stand for none.
pub const NO_BLOCKER_SIGNS: &[&str] = &["-", "–", "no"];

/// Marks of a blocker that blocks no more.
pub const RESOLVED: &[&str] = &["resolved", "fixed", "unblocked", "resuelto", "desbloqueado"];

/// What says of a file that it may be left out, or goes away.
pub const PASSING_FILE: &[&str] = &[
    "optional",
    "if needed",
    "if necessary",
    "delete",
    "remove",
    "rename",
    "move to",
    "deprecated",
    "maybe",
    "opcional",
    "si es necesario",
    "eliminar",
];

/// What the numbered parts of a document are called.
pub const PARTS: &[&str] = &["task", "phase", "step", "part", "stage", "tarea", "fase", "paso"];

/// The key of a label that names one file.
pub const FILE_LABELS: &[&str] = &["file", "archivo", "fichero"];
