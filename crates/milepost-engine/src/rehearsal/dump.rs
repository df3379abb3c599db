//! Dumps that are of another version than the server on which they are read.

/// What the tools of the engines say to such a dump, in small letters.
const SIGNS: [&str; 6] = [
    // PostgreSQL: the format of its archive, a setting that is newer, a command of a newer psql.
    "unsupported version (",
    "unrecognized configuration parameter",
    "invalid command \\",
    // MariaDB: the first line of a newer dump, a collation of MySQL.
    "unknown command '\\-'",
    "unknown collation",
    // SQLite: a file of a newer format.
    "unsupported file format",
];

/// What is wrong with a seed, and what would be right, where its error is that of a dump of another version.
pub(super) fn of_other_version(said: &str) -> Option<&'static str> {
    let said = said.to_lowercase();
    SIGNS.iter().any(|sign| said.contains(sign)).then_some(
        "this looks like a dump of another version than the server here: make it with the tools of the server's own version, or let `scratch` name a server of the dump's",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dump_of_another_version_is_known_by_what_its_tools_say() {
        for said in [
            "pg_restore: error: unsupported version (1.16) in file header",
            "psql:dump.sql:12: ERROR:  unrecognized configuration parameter \"transaction_timeout\"",
            "psql:dump.sql:5: error: invalid command \\restrict",
            "ERROR at line 1: Unknown command '\\-'.",
            "ERROR 1273 (HY000) at line 9: Unknown collation: 'utf8mb4_0900_ai_ci'",
        ] {
            assert!(of_other_version(said).is_some(), "{said}");
        }
        assert_eq!(of_other_version("ERROR:  relation \"customers\" already exists"), None);
    }
}
