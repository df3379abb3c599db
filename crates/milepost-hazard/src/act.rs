//! What a statement does to a schema or to rows, in words that all engines share.

use crate::{Column, Constraint, Kind};

/// One thing that a statement does. Names are as the engine keeps them: folded where they are not quoted, and without the
/// schema that everybody has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// A new table.
    CreateTable {
        /// Its name.
        table: String,
        /// Whether it is no error when there is one already.
        if_not_exists: bool,
        /// Its columns; none where it is made of a query.
        columns: Vec<Column>,
        /// What it refers to.
        references: Vec<String>,
    },
    /// A table goes, with its rows.
    DropTable {
        /// Its name.
        table: String,
        /// Whether it is no error when there is none.
        if_exists: bool,
        /// Whether what rests on it goes too.
        cascade: bool,
    },
    /// A table gets another name.
    RenameTable {
        /// The old name.
        table: String,
        /// The new one.
        to: String,
    },
    /// A column more.
    AddColumn {
        /// Its table.
        table: String,
        /// The column.
        column: Column,
        /// Whether it is no error when there is one already.
        if_not_exists: bool,
    },
    /// A column goes, with its values.
    DropColumn {
        /// Its table.
        table: String,
        /// Its name.
        column: String,
        /// Whether it is no error when there is none.
        if_exists: bool,
        /// Whether what rests on it goes too.
        cascade: bool,
    },
    /// A column gets another name.
    RenameColumn {
        /// Its table.
        table: String,
        /// The old name.
        column: String,
        /// The new one.
        to: String,
    },
    /// A column gets another type.
    ChangeType {
        /// Its table.
        table: String,
        /// Its name.
        column: String,
        /// The new type, in small letters.
        to: String,
        /// Whether an expression makes the new values.
        using: bool,
    },
    /// Nothing may be missing in a column any more.
    SetNotNull {
        /// Its table.
        table: String,
        /// Its name.
        column: String,
    },
    /// Values may be missing again.
    DropNotNull {
        /// Its table.
        table: String,
        /// Its name.
        column: String,
    },
    /// Another default for new rows.
    SetDefault {
        /// Its table.
        table: String,
        /// Its name.
        column: String,
    },
    /// No default for new rows any more.
    DropDefault {
        /// Its table.
        table: String,
        /// Its name.
        column: String,
    },
    /// A constraint more.
    AddConstraint {
        /// Its table.
        table: String,
        /// The constraint.
        constraint: Constraint,
    },
    /// A constraint goes.
    DropConstraint {
        /// Its table.
        table: String,
        /// Its name; empty for the primary key of an engine that has but one name for it.
        name: String,
        /// Whether it is no error when there is none.
        if_exists: bool,
        /// Whether what rests on it goes too.
        cascade: bool,
    },
    /// The rows that are there are held against a constraint.
    Validate {
        /// Its table.
        table: String,
        /// Its name.
        name: String,
    },
    /// An index more.
    CreateIndex {
        /// Its name, where it has one.
        name: Option<String>,
        /// Its table.
        table: String,
        /// Whether no value may be there twice.
        unique: bool,
        /// Whether writers go on meanwhile.
        concurrently: bool,
        /// Whether it is no error when there is one already.
        if_not_exists: bool,
    },
    /// An index goes.
    DropIndex {
        /// Its name.
        name: String,
        /// Whether readers and writers go on meanwhile.
        concurrently: bool,
        /// Whether it is no error when there is none.
        if_exists: bool,
        /// Whether what rests on it goes too.
        cascade: bool,
    },
    /// Indexes are built anew.
    Reindex {
        /// Of what.
        name: String,
        /// Whether readers and writers go on meanwhile.
        concurrently: bool,
    },
    /// A table is written anew as a whole.
    Rewrite {
        /// The table.
        table: String,
        /// By which words.
        by: String,
    },
    /// A table loses all rows.
    Truncate {
        /// The table.
        table: String,
        /// Whether tables that refer to it lose theirs.
        cascade: bool,
    },
    /// Rows go.
    Delete {
        /// Their table.
        table: String,
        /// Whether only some of them.
        filtered: bool,
    },
    /// Values change where they stand.
    Update {
        /// Their table.
        table: String,
        /// Their columns.
        columns: Vec<String>,
        /// Whether only in some rows.
        filtered: bool,
    },
    /// Rows more.
    Insert {
        /// Their table.
        table: String,
        /// Whether they take the place of rows with the same key.
        replaces: bool,
    },
    /// A label more for an enumerated type.
    AddEnumValue {
        /// The type.
        name: String,
        /// The label.
        value: String,
        /// Whether it is no error when there is one already.
        if_not_exists: bool,
    },
    /// Another object is made.
    Create {
        /// Its kind.
        kind: Kind,
        /// Its name.
        name: String,
        /// Whether it takes the place of one with that name.
        or_replace: bool,
        /// Whether it is no error when there is one already.
        if_not_exists: bool,
    },
    /// Another object goes.
    Drop {
        /// Its kind.
        kind: Kind,
        /// Its name.
        name: String,
        /// Whether it is no error when there is none.
        if_exists: bool,
        /// Whether what rests on it goes too.
        cascade: bool,
    },
    /// A view that holds rows is made anew.
    Refresh {
        /// Its name.
        view: String,
        /// Whether readers go on meanwhile.
        concurrently: bool,
    },
    /// A part of a table becomes a table of its own.
    Detach {
        /// The table.
        table: String,
        /// The part.
        part: String,
        /// Whether readers and writers go on meanwhile.
        concurrently: bool,
    },
    /// A table becomes a part of another one.
    Attach {
        /// The table.
        table: String,
        /// The part.
        part: String,
    },
    /// A table is locked by its name.
    Lock {
        /// The table.
        table: String,
    },
    /// A sequence goes on from elsewhere.
    SetSequence {
        /// Its name, as far as it is known.
        name: String,
    },
    /// A transaction begins.
    Begin,
    /// A transaction ends.
    End,
    /// A setting of the connection.
    Setting {
        /// Its name.
        name: String,
        /// Whether it switches something off or sets it to 0.
        off: bool,
    },
    /// Something that runs in no transaction, and is nothing of the above.
    Untransactional {
        /// Its first words.
        what: String,
    },
    /// A program, of which nobody can say from its text what it does.
    Opaque {
        /// Its first words.
        what: String,
    },
    /// Somebody may do something, or becomes one of a role.
    Grant(Right),
    /// They may no more.
    Revoke(Right),
    /// An object belongs to somebody else.
    Owner {
        /// Its name.
        name: String,
        /// To whom.
        to: String,
        /// The table that it locks, where it is one.
        table: Option<String>,
    },
    /// Something else about an object that is there: comment, storage.
    Other {
        /// Its first words.
        what: String,
        /// The table that it locks, where it is one.
        table: Option<String>,
    },
    /// Reading.
    Read,
}

/// What somebody may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Right {
    /// Which right, such as `select`; or the role of which they become one.
    pub what: String,
    /// On what; empty for a role.
    pub on: String,
    /// Who.
    pub who: String,
}

impl Act {
    /// The table that it is about.
    pub fn table(&self) -> Option<&str> {
        match self {
            Self::CreateTable { table, .. }
            | Self::DropTable { table, .. }
            | Self::RenameTable { table, .. }
            | Self::AddColumn { table, .. }
            | Self::DropColumn { table, .. }
            | Self::RenameColumn { table, .. }
            | Self::ChangeType { table, .. }
            | Self::SetNotNull { table, .. }
            | Self::DropNotNull { table, .. }
            | Self::SetDefault { table, .. }
            | Self::DropDefault { table, .. }
            | Self::AddConstraint { table, .. }
            | Self::DropConstraint { table, .. }
            | Self::Validate { table, .. }
            | Self::CreateIndex { table, .. }
            | Self::Rewrite { table, .. }
            | Self::Truncate { table, .. }
            | Self::Delete { table, .. }
            | Self::Update { table, .. }
            | Self::Insert { table, .. }
            | Self::Detach { table, .. }
            | Self::Attach { table, .. }
            | Self::Lock { table } => Some(table),
            Self::Other { table, .. } | Self::Owner { table, .. } => table.as_deref(),
            _ => None,
        }
    }

    /// Whether it changes the schema.
    pub fn is_ddl(&self) -> bool {
        !matches!(
            self,
            Self::Truncate { .. }
                | Self::Delete { .. }
                | Self::Update { .. }
                | Self::Insert { .. }
                | Self::Lock { .. }
                | Self::SetSequence { .. }
                | Self::Begin
                | Self::End
                | Self::Setting { .. }
                | Self::Untransactional { .. }
                | Self::Opaque { .. }
                | Self::Read
        )
    }

    /// Whether it changes rows of a table without changing the schema.
    pub fn is_dml(&self) -> bool {
        matches!(
            self,
            Self::Truncate { .. } | Self::Delete { .. } | Self::Update { .. } | Self::Insert { .. }
        )
    }
}
