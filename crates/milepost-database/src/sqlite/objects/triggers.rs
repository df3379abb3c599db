//! Triggers.

use crate::{
    Snapshot,
    snapshot::{Kind, Object},
    sqlite::{source::Source, text::canonical},
};

pub(super) fn read(source: &Source<'_>, into: &mut Snapshot) {
    for entry in source.entries.iter().filter(|entry| entry.kind == "trigger") {
        let tokens = entry.after("TRIGGER");
        // Past the name, which may be qualified.
        let name = tokens.iter().take(4).rposition(|token| token.is(".")).map_or(0, |dot| dot + 1);
        let definition = canonical(tokens.get(name + 1..).unwrap_or_default());
        into.add(
            Kind::Trigger,
            format!("{}.{}", entry.table, entry.name),
            Object::of(&entry.table).with("definition", definition),
        );
    }
}
