//! What a change does to one table while it runs.

/// How a table is locked, the weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LockMode {
    /// Of whoever reads.
    AccessShare,
    /// Of `SELECT … FOR UPDATE`.
    RowShare,
    /// Of whoever writes.
    RowExclusive,
    /// Of `VACUUM` and the like.
    ShareUpdateExclusive,
    /// Of `CREATE INDEX`.
    Share,
    /// Of a new trigger or foreign key.
    ShareRowExclusive,
    /// Of `REFRESH … CONCURRENTLY`.
    Exclusive,
    /// Of most changes of a table.
    AccessExclusive,
}

impl LockMode {
    const ALL: [Self; 8] = [
        Self::AccessShare,
        Self::RowShare,
        Self::RowExclusive,
        Self::ShareUpdateExclusive,
        Self::Share,
        Self::ShareRowExclusive,
        Self::Exclusive,
        Self::AccessExclusive,
    ];

    /// The mode that `pg_locks` calls so.
    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.name() == name)
    }

    /// As `pg_locks` calls it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AccessShare => "AccessShareLock",
            Self::RowShare => "RowShareLock",
            Self::RowExclusive => "RowExclusiveLock",
            Self::ShareUpdateExclusive => "ShareUpdateExclusiveLock",
            Self::Share => "ShareLock",
            Self::ShareRowExclusive => "ShareRowExclusiveLock",
            Self::Exclusive => "ExclusiveLock",
            Self::AccessExclusive => "AccessExclusiveLock",
        }
    }

    /// Whom it keeps waiting: nobody who only reads and writes rows where it is none.
    pub const fn keeps_out(self) -> Option<&'static str> {
        match self {
            Self::AccessShare | Self::RowShare | Self::RowExclusive | Self::ShareUpdateExclusive => None,
            Self::Share | Self::ShareRowExclusive | Self::Exclusive => Some("writers"),
            Self::AccessExclusive => Some("readers and writers"),
        }
    }
}

/// What a change does to one table of before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableLock {
    /// Its name, with its schema unless that is `public`.
    pub table: String,
    /// The strongest lock on it, where it was locked for more than to be read.
    pub mode: Option<LockMode>,
    /// For how long, in milliseconds: to the end of the transaction, or as long as it was seen.
    pub held_ms: u64,
    /// Whether it was written anew as a whole.
    pub rewritten: bool,
    /// Whether it is empty after that.
    pub emptied: bool,
    /// Whether it was read as a whole. Not known of what is seen from beside.
    pub read_whole: bool,
    /// How many rows were written anew.
    pub rows: Option<u64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_are_ordered_and_known_by_their_names() {
        assert!(LockMode::ALL.is_sorted());
        for mode in LockMode::ALL {
            assert_eq!(LockMode::named(mode.name()), Some(mode));
        }
        assert_eq!(LockMode::named("SIReadLock"), None);
        assert!(
            LockMode::ShareUpdateExclusive.keeps_out().is_none() && LockMode::Share.keeps_out().is_some()
        );
    }
}
