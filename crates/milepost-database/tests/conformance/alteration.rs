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
    /// Statements after which nothing differs any more, in meaning. Empty when there are none.
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

/// Reads a list of alterations, with an empty line between two:
///
/// ```sql
/// -- column: what has to be seen of it
/// -- unseen: why the dump does not see it
/// alter table …;
/// -- down
/// alter table …;
/// ```
pub(crate) fn read_list(text: &'static str) -> Vec<Alteration> {
    let blocks = text.trim().split("\n\n");
    blocks.map(|block| read(block).unwrap_or_else(|| panic!("not an alteration:\n{block}"))).collect()
}

fn read(block: &'static str) -> Option<Alteration> {
    let (head, rest) = block.strip_prefix("-- ")?.split_once('\n')?;
    let (kind, seen) = head.split_once(": ")?;
    let kind = serde_json::from_value(serde_json::Value::from(kind)).ok()?;
    let (dump, rest) = match rest.strip_prefix("-- unseen: ") {
        Some(rest) => rest.split_once('\n').map(|(reason, rest)| (Dump::Blind(reason), rest))?,
        None => (Dump::Sees, rest),
    };
    let (up, down) = rest.split_once("\n-- down")?;
    Some(Alteration { up, down: down.trim(), kind, seen, dump })
}
