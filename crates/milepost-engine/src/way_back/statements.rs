//! What takes the database back.

use std::path::PathBuf;

use milepost_database::Script;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

/// What takes the database back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Statements {
    /// In the order in which they run.
    pub(crate) scripts: Vec<Script>,
    /// The table in which the migration tool keeps its books, where it has one.
    pub(crate) books: Option<&'static str>,
    /// The migration that a rollback adds, where it goes back by one more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) migration: Option<NewMigration>,
    /// Whether they are of all migrations together.
    #[serde(skip)]
    pub(crate) is_whole: bool,
    /// What makes the tool forget the work, on a database that is made to be tried on: then it does the change once more.
    #[serde(skip)]
    pub(crate) forgets: Option<Script>,
}

/// A migration that takes others back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct NewMigration {
    /// Its name.
    pub(crate) name: String,
    /// Its file, from the root of the repository.
    pub(crate) path: PathBuf,
    /// What stands in it, to the last byte: the books hold a sum of that.
    pub(crate) sql: String,
}

impl Statements {
    /// Whether a rehearsal tried just these. One that tried none knows nothing of them.
    pub(crate) fn were_tried(&self, tried: Option<&str>) -> bool {
        tried == Some(self.digest().as_str())
    }

    /// The name of just these statements in just this order.
    pub(crate) fn digest(&self) -> String {
        let text = serde_json::to_string(self).expect("names and texts can be written");
        hexadecimal(&Sha256::digest(text.as_bytes()))
    }

    /// The scripts that take the other migrations back; none where they are not apart.
    pub(crate) fn without(&self, migration: &str) -> Vec<Script> {
        if self.is_whole {
            return Vec::new();
        }
        let books = Script::of_books(migration, String::new()).name;
        let other = |script: &&Script| script.name != migration && script.name != books;
        self.scripts.iter().filter(other).cloned().collect()
    }
}

/// Bytes as people write them down.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}"); // into a string: cannot fail
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn script(name: &str, sql: &str) -> Script {
        Script { name: name.into(), sql: sql.into() }
    }

    fn statements(scripts: &[(&str, &str)], books: Option<&'static str>) -> Statements {
        let scripts = scripts.iter().map(|(name, sql)| script(name, sql)).collect();
        Statements { scripts, books, ..Statements::default() }
    }

    #[test]
    fn any_other_statement_order_or_book_is_another_digest() {
        let (a, b) = (("a", "drop table a"), ("b", "drop table b"));
        let of = |scripts: &[(&str, &str)], books| statements(scripts, books).digest();
        let digest = of(&[a, b], None);
        assert_eq!(digest, of(&[a, b], None));
        let migration = NewMigration { name: "c".into(), path: "m/c.sql".into(), sql: String::new() };
        let one_more = Statements { migration: Some(migration), ..statements(&[a, b], None) };
        for other in [
            of(&[b, a], None),
            of(&[a], None),
            of(&[a, ("b", "drop table b;")], None),
            of(&[a, b], Some("schema_migrations")),
            one_more.digest(),
        ] {
            assert_ne!(digest, other);
        }
        let one = statements(&[a], None);
        assert!(one.were_tried(Some(&one.digest())));
        assert!(!one.were_tried(None) && !one.were_tried(Some(&digest)));
    }

    #[test]
    fn a_migration_is_left_out_with_its_books() {
        let scripts = vec![
            script("3", ""),
            Script::of_books("3", String::new()),
            script("2", ""),
            Script::of_books("2", String::new()),
        ];
        let all = Statements { scripts: scripts.clone(), ..Statements::default() };
        assert_eq!(all.without("3"), scripts[2..]);
        let last = Statements { scripts: scripts[..2].to_vec(), ..Statements::default() };
        assert!(last.without("3").is_empty());
        // What is of all together cannot be taken apart.
        assert!(Statements { is_whole: true, ..all }.without("3").is_empty());
    }
}
