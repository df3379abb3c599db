//! The words around a reference: what turns it, takes it back or widens it. All in lower case.

/// Words that stand for no reference at all, as the first word of a value.
pub const NO_REFERENCE: &[&str] =
    &["none", "n/a", "na", "nothing", "no", "keine", "ninguna", "ninguno", "nada", "aucune", "aucun"];

/// Whole values that stand for no reference at all.
pub const NO_REFERENCE_SIGNS: &[&str] = &["", "-", "–", "—", "[]", "null", "~"];

/// What follows one of these in the same clause is only mentioned.
pub const MENTIONS: &[&str] = &[
    "independent of",
    "independently of",
    "without",
    "before",
    "unlike",
    "instead of",
    "not required",
    "no dependency on",
    "not depend",
    "in parallel with",
    "prior to",
    "ahead of",
    "independiente de",
    "sin depender de",
];

/// What these say begins later.
pub const LATER: &[&str] =
    &["can begin", "can start", "can proceed", "may start", "may begin", "puede empezar"];

/// The first words of headings below which later work stands.
pub const LATER_HEADINGS: &[&str] = &[
    "after",
    "next",
    "enables",
    "unlocks",
    "blocks",
    "downstream",
    "later",
    "future",
    "required by",
    "habilita",
    "desbloquea",
    "bloquea",
];

/// What stands behind one of these waits for this document.
pub const WAITS_FOR_THIS: &[&str] = &[
    "enables",
    "unlocks",
    "unblocks",
    "blocks",
    "required by",
    "required for",
    "prerequisite for",
    "downstream",
    "needed by",
    "needed for",
    "used by",
    "foundation for",
    "habilita",
    "desbloquea",
    "bloquea",
];

/// What stands behind one of these comes before this document.
pub const COMES_BEFORE: &[&str] =
    &["depends on", "blocked by", "requires", "depende de", "bloqueado por", "requiere"];

/// Words that mean every sibling, as the first word of a value.
pub const EVERY: &[&str] = &["all", "every", "todos", "todas"];

/// Words that keep of every sibling the ones with a lower number.
pub const EARLIER: &[&str] = &["previous", "prior", "earlier", "preceding", "above", "anteriores"];

/// What the siblings are called.
pub const SIBLINGS: &[&str] =
    &["milestone", "milestones", "phase", "phases", "epic", "epics", "sprint", "sprints", "hitos", "fases"];

/// Words between the references of a list.
pub const LIST_WORDS: &[&str] = &["and", "or", "y", "o", "to", "through", "plus"];

/// Words that say how a reference has to stand.
pub const CONDITIONS: &[&str] = &[
    "complete",
    "completed",
    "done",
    "finished",
    "merged",
    "closed",
    "shipped",
    "must",
    "be",
    "is",
    "completo",
    "completado",
];
