//! What takes the database back.

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
}

impl Statements {
    /// Whether a rehearsal tried just these. One that tried none knows nothing of them.
    pub(crate) fn were_tried(&self, tried: Option<&str>) -> bool {
        tried == Some(self.digest().as_str())
    }

    /// The name of just these statements in just this order.
    pub(crate) fn digest(&self) -> String {
        use std::fmt::Write as _;
        let text = serde_json::to_string(self).expect("names and texts can be written");
        Sha256::digest(text.as_bytes()).iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}"); // into a string: cannot fail
            text
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(scripts: &[(&str, &str)], books: Option<&'static str>) -> String {
        let script = |(name, sql): &(&str, &str)| Script { name: (*name).into(), sql: (*sql).into() };
        Statements { scripts: scripts.iter().map(script).collect(), books }.digest()
    }

    #[test]
    fn any_other_statement_order_or_book_is_another_digest() {
        let (a, b) = (("a", "drop table a"), ("b", "drop table b"));
        let digest = of(&[a, b], None);
        assert_eq!(digest, of(&[a, b], None));
        for other in [
            of(&[b, a], None),
            of(&[a], None),
            of(&[a, ("b", "drop table b;")], None),
            of(&[a, b], Some("schema_migrations")),
        ] {
            assert_ne!(digest, other);
        }
        let one = Statements {
            scripts: vec![Script { name: "a".into(), sql: "drop table a".into() }],
            books: None,
        };
        assert!(one.were_tried(Some(&one.digest())));
        assert!(!one.were_tried(None) && !one.were_tried(Some(&digest)));
    }
}
