//! Errors of SQLite that are of the surroundings.

use rusqlite::ErrorCode;

use crate::error::Cause;

/// Whether an error says that the statement is not to blame: no room, a file that cannot be read or written, somebody else
/// who writes.
pub(crate) fn is_of_surroundings(cause: &Cause) -> bool {
    let error = cause.downcast_ref::<rusqlite::Error>();
    matches!(
        error.and_then(rusqlite::Error::sqlite_error_code),
        Some(
            ErrorCode::DiskFull
                | ErrorCode::SystemIoFailure
                | ErrorCode::CannotOpen
                | ErrorCode::DatabaseBusy
                | ErrorCode::DatabaseCorrupt
                | ErrorCode::FileLockingProtocolFailed
                | ErrorCode::NotADatabase
                | ErrorCode::OutOfMemory
                | ErrorCode::PermissionDenied
                | ErrorCode::ReadOnly
        )
    )
}
