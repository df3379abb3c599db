//! What a schema is made of.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How much a difference matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Weight {
    /// The schema means something else than before.
    Hard,
    /// The schema means the same and is laid out in another way, as after dropping a column and adding it again.
    Physical,
}

/// Makes the list of kinds once: variant, words for people, weight, meaning.
macro_rules! kinds {
    ($($variant:ident $words:literal $weight:ident $meaning:literal),+ $(,)?) => {
        /// The kind of an object of a schema.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Kind {
            $(#[doc = $meaning] $variant,)+
        }

        impl Kind {
            /// All kinds.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The words for people.
            pub const fn words(self) -> &'static str {
                match self { $(Self::$variant => $words),+ }
            }

            /// How much a difference in such an object matters.
            pub const fn weight(self) -> Weight {
                match self { $(Self::$variant => Weight::$weight),+ }
            }
        }
    };
}

kinds! {
    Setting "setting" Hard "A setting that is kept in the database.",
    Layout "layout" Physical "A setting of the file that no statement sees.",
    Role "role" Hard "A role or user, its attributes and memberships. Never its password.",
    Schema "schema" Hard "A namespace.",
    Extension "extension" Hard "An extension of the server. What belongs to it is described by it alone.",
    Enum "enum" Hard "An enumerated type with its labels in order.",
    Domain "domain" Hard "A domain with its constraints.",
    CompositeType "composite type" Hard "A row type that is no table's.",
    RangeType "range type" Hard "A range type.",
    Collation "collation" Hard "A collation that was made here.",
    Sequence "sequence" Hard "A sequence and what owns it. Where it stands is data.",
    Table "table" Hard "A table: its options, and whether row security holds.",
    Column "column" Hard "A column of a table or view.",
    ColumnOrder "column order" Physical "The order of the columns of a table.",
    ColumnSlots "column slots" Physical "Columns that were dropped and still count against the limit.",
    Key "key" Hard "A primary key or a unique constraint.",
    Check "check" Hard "A check constraint.",
    ForeignKey "foreign key" Hard "A foreign key with its actions.",
    Exclusion "exclusion constraint" Hard "An exclusion or trigger constraint.",
    Index "index" Hard "An index that no constraint made, and whether it is valid.",
    Statistics "statistics" Hard "Extended statistics.",
    View "view" Hard "A view.",
    MaterializedView "materialized view" Hard "A materialized view, and whether it is populated.",
    Function "function" Hard "A function or procedure.",
    Aggregate "aggregate" Hard "An aggregate function.",
    Trigger "trigger" Hard "A trigger, and whether it is enabled.",
    EventTrigger "event trigger" Hard "A trigger on events of the database.",
    Event "event" Hard "A statement that the server runs by schedule.",
    Rule "rule" Hard "A rewrite rule.",
    Policy "policy" Hard "A policy of row security.",
    Operator "operator" Hard "An operator, operator class or family.",
    Cast "cast" Hard "A cast.",
    TextSearch "text search" Hard "A configuration, dictionary, parser or template of text search.",
    ForeignServer "foreign server" Hard "A foreign data wrapper, server or user mapping. Without values of options, which may be secrets.",
    Publication "publication" Hard "A publication.",
    Subscription "subscription" Hard "A subscription. Without its connection, which may hold a secret.",
    Grant "grant" Hard "What a role may do with an object.",
    DefaultGrant "default grant" Hard "What a role may do with objects to come.",
    Comment "comment" Hard "A comment on an object.",
    SecurityLabel "security label" Hard "A security label.",
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}
