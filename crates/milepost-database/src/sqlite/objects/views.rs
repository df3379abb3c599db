//! Views.

use super::columns::visible;
use crate::{
    Snapshot,
    snapshot::{Kind, Object},
    sqlite::{source::Source, text::canonical},
};

pub(super) fn read(source: &Source<'_>, into: &mut Snapshot) {
    for entry in source.entries.iter().filter(|entry| entry.kind == "view") {
        // SQLite keeps a view when what it reads is dropped, and fails when it is used.
        let broken = visible(source.connection, &entry.name).err().map(|error| error.to_string());
        let object = Object::new().with("query", canonical(entry.after("AS"))).with_some("broken", broken);
        into.add(Kind::View, &entry.name, object);
    }
}
