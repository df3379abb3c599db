//! Names and types as `sqlparser` gives them.

use milepost_database::Engine;
use sqlparser::ast::{DataType, Ident, ObjectName};

/// A name: SQLite and MariaDB find columns and indexes whatever their case, so names are compared in small letters.
pub(super) fn ident(name: &Ident) -> String {
    name.value.to_lowercase()
}

/// A qualified name, without the schema that everybody has.
pub(super) fn object(_engine: Engine, name: &ObjectName) -> String {
    let parts: Vec<String> = name.0.iter().filter_map(|part| part.as_ident().map(ident)).collect();
    let whole = parts.join(".");
    whole.strip_prefix("main.").map(str::to_owned).unwrap_or(whole)
}

/// A type in small letters.
pub(super) fn ty(ty: &DataType) -> String {
    ty.to_string().to_lowercase()
}
