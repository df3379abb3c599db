//! A constraint as a statement declares it.

/// A constraint as a statement declares it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Constraint {
    /// Its name, where it has one.
    pub name: Option<String>,
    /// What it demands.
    pub demands: Demand,
    /// Whether the rows that are there are left alone.
    pub not_valid: bool,
    /// Whether an index that is there already serves it.
    pub using_index: bool,
    /// Whether rows go with those that they refer to.
    pub cascades: bool,
    /// Its text in small letters, without comments.
    pub text: String,
}

/// What a constraint demands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Demand {
    /// No value twice.
    Unique,
    /// No value twice, and none missing.
    Primary,
    /// No two rows that overlap.
    Exclusion,
    /// A row in another table.
    Foreign(String),
    /// What an expression says.
    Check,
    /// A value in this column.
    NotNull(String),
}
