//! Errors of PostgreSQL: in its own words, and which of them are of the surroundings.

use crate::{
    Engine,
    error::{Cause, ReadError, RunError},
};

/// Classes of SQLSTATE: the connection, no room or memory, the server goes down or comes up, files, broken data.
const CLASSES: [&str; 5] = ["08", "53", "57P", "58", "XX"];
/// Codes: somebody else holds what is needed.
const LOCKED: [&str; 3] = ["55P03", "40P01", "40001"];

/// What a client reports, in the words of the server where it said something.
pub(super) fn cause(error: postgres::Error) -> Cause {
    match error.as_db_error() {
        Some(said) => said.clone().into(),
        None => error.into(),
    }
}

/// A batch of statements that was refused.
pub(super) fn refused(error: postgres::Error) -> RunError {
    let code = error.code().map(|code| code.code().to_owned());
    RunError { engine: Engine::Postgresql, code, source: cause(error) }
}

/// Something that could not be read.
pub(super) fn unread(what: impl Into<String>, error: postgres::Error) -> ReadError {
    ReadError::new(Engine::Postgresql, what, cause(error))
}

/// Whether the code of an error says that the statement is not to blame. An error without one came from the connection.
pub(crate) fn is_of_surroundings(code: Option<&str>) -> bool {
    code.is_none_or(|code| LOCKED.contains(&code) || CLASSES.iter().any(|class| code.starts_with(class)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_is_to_blame_for_what_it_says_and_not_for_the_server() {
        for code in
            [None, Some("08006"), Some("53100"), Some("57P01"), Some("58030"), Some("55P03"), Some("XX001")]
        {
            assert!(is_of_surroundings(code), "{code:?}");
        }
        for code in ["42P01", "23503", "22P02", "42501", "57014", "55006", "P0001"] {
            assert!(!is_of_surroundings(Some(code)), "{code}");
        }
    }
}
