//! Errors of MariaDB that are of the surroundings.

/// Codes of the server: files and room, memory, too many connections, it goes down, a connection was ended, somebody else holds
/// what is needed.
const CODES: [u16; 19] = [
    1004, 1021, 1023, 1024, 1026, 1030, 1037, 1038, 1040, 1041, 1042, 1053, 1114, 1152, 1159, 1161, 1205,
    1213, 1927,
];

/// Whether the code of an error says that the statement is not to blame. An error without one came from the connection.
pub(crate) fn is_of_surroundings(code: Option<&str>) -> bool {
    code.is_none_or(|code| code.parse().is_ok_and(|code: u16| CODES.contains(&code)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_is_to_blame_for_what_it_says_and_not_for_the_server() {
        for code in [None, Some("1021"), Some("1053"), Some("1205"), Some("1927")] {
            assert!(is_of_surroundings(code), "{code:?}");
        }
        for code in ["1064", "1054", "1146", "1451", "1091"] {
            assert!(!is_of_surroundings(Some(code)), "{code}");
        }
    }
}
