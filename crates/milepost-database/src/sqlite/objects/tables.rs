//! Tables and virtual tables.

use crate::{
    Snapshot,
    snapshot::{Kind, Object},
    sqlite::{source::Source, text::canonical},
};

pub(super) fn read(source: &Source<'_>, into: &mut Snapshot) {
    for entry in source.entries.iter().filter(|entry| entry.is_table()) {
        let mut table = Object::new();
        if entry.is_virtual() {
            table = table.with("module", canonical(entry.after("USING")));
        } else if let Some(body) = &entry.body {
            table = table
                .with_some("options", Some(body.options.join(", ")).filter(|options| !options.is_empty()));
        } else {
            // Of no form that is known here: the text as a whole, so that nothing goes unseen.
            table = table.with("text", canonical(&entry.tokens));
        }
        into.add(Kind::Table, &entry.name, table);
        if let Some(body) = &entry.body {
            let order: Vec<&str> = body.columns.iter().map(|column| column.name.as_str()).collect();
            into.add(Kind::ColumnOrder, &entry.name, Object::of(&entry.name).with("order", order.join(", ")));
        }
    }
}
