//! Kinds of objects that a statement makes or takes away, besides tables, columns, constraints and indexes.

/// Kinds of objects that a statement makes or takes away, besides tables, columns, constraints and indexes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A database.
    Database,
    /// A namespace.
    Schema,
    /// An extension of the server.
    Extension,
    /// A type.
    Type,
    /// A domain.
    Domain,
    /// A sequence.
    Sequence,
    /// A view.
    View,
    /// A view that holds rows.
    MaterializedView,
    /// A function, a procedure or an aggregate.
    Function,
    /// A trigger.
    Trigger,
    /// A policy of row security.
    Policy,
    /// A role or user.
    Role,
    /// Anything else.
    Object,
}

impl Kind {
    /// The words for people.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Database => "database",
            Self::Schema => "schema",
            Self::Extension => "extension",
            Self::Type => "type",
            Self::Domain => "domain",
            Self::Sequence => "sequence",
            Self::View => "view",
            Self::MaterializedView => "materialized view",
            Self::Function => "function",
            Self::Trigger => "trigger",
            Self::Policy => "policy",
            Self::Role => "role",
            Self::Object => "object",
        }
    }
}
