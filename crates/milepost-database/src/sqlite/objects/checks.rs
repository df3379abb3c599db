//! Check constraints.

use super::keys::constraints;
use crate::{
    Snapshot,
    snapshot::{Kind, Object},
    sqlite::{source::Source, text::Clause},
};

pub(super) fn read(source: &Source<'_>, into: &mut Snapshot) {
    for (entry, named) in constraints(source) {
        if let Clause::Check { expression } = &named.clause {
            let name = named.name.clone().unwrap_or_else(|| format!("check ({expression})"));
            let object = Object::of(&entry.name).with("expression", expression);
            into.add(Kind::Check, format!("{}.{name}", entry.name), object);
        }
    }
}
