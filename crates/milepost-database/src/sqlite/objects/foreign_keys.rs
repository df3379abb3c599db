//! Foreign keys.

use super::keys::constraints;
use crate::{
    Snapshot,
    snapshot::{Kind, Object},
    sqlite::{source::Source, text::Clause},
};

pub(super) fn read(source: &Source<'_>, into: &mut Snapshot) {
    for (entry, named) in constraints(source) {
        if let Clause::Foreign { columns, references, facts } = &named.clause {
            let name = named.name.clone().unwrap_or_else(|| format!("foreign key ({columns})"));
            let object = Object::of(&entry.name).with("columns", columns).with("references", references);
            let object = facts.iter().fold(object, |object, (fact, value)| object.with(fact, value));
            into.add(Kind::ForeignKey, format!("{}.{name}", entry.name), object);
        }
    }
}
