//! One change of a schema, and what has to be seen of it.

use milepost_database::Kind;

/// What the engine's own dump tool makes of an alteration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dump {
    /// Its text changes.
    Sees,
    /// Its text stays the same, for this reason.
    Blind(&'static str),
}

/// One change of the base schema.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Alteration {
    /// The statements.
    pub(crate) up: &'static str,
    /// Statements after which nothing differs any more, in meaning.
    pub(crate) down: &'static str,
    /// The kind of the object in which it has to be seen.
    pub(crate) kind: Kind,
    /// A part of the line that tells of it.
    pub(crate) seen: &'static str,
    /// Whether the dump sees it too.
    pub(crate) dump: Dump,
}

/// An alteration that the dump sees too.
pub(crate) const fn alter(
    kind: Kind,
    up: &'static str,
    down: &'static str,
    seen: &'static str,
) -> Alteration {
    Alteration { up, down, kind, seen, dump: Dump::Sees }
}

/// An alteration that the dump does not see.
pub(crate) const fn unseen_by_dump(
    kind: Kind,
    up: &'static str,
    down: &'static str,
    seen: &'static str,
    reason: &'static str,
) -> Alteration {
    Alteration { up, down, kind, seen, dump: Dump::Blind(reason) }
}
