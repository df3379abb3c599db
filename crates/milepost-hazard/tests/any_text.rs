//! Any text is looked at without a panic, on every engine, and every finding lies inside of it.

use milepost_database::Engine;
use milepost_hazard::{Down, Migration, Schema, Script, lint};
use proptest::prelude::*;

const PARTS: &[&str] = &[
    "ALTER TABLE users ADD COLUMN phone text NOT NULL DEFAULT gen_random_uuid()",
    "ALTER TABLE \"a.b\" ALTER COLUMN c TYPE varchar(3) USING c::text",
    "CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON ONLY public.users (lower(email))",
    "DROP TABLE IF EXISTS a, b CASCADE",
    "WITH d AS (DELETE FROM a RETURNING *) INSERT INTO b SELECT * FROM d",
    "DO $$ BEGIN EXECUTE 'x'; END $$",
    "CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE b SET c = CASE WHEN 1 THEN 2 END; END",
    "DELIMITER //\nCREATE PROCEDURE p() BEGIN IF a THEN SELECT 1; END IF; END//\nDELIMITER ;",
    "PRAGMA foreign_keys = OFF",
    "ALTER TYPE t ADD VALUE 'ü'",
    "BEGIN",
    "COMMIT",
    "-- milepost-ignore dropped-table: x\n",
    "/* milepost-ignore",
    "'",
    "\"",
    "`",
    "$x$",
    "(",
    ")",
    ";",
    "\n",
    " ",
    "é",
    "\u{2028}",
    "\\",
    "0",
    ",",
];

fn texts() -> impl Strategy<Value = String> {
    prop::collection::vec((0..PARTS.len(), 0_usize..80, 0_usize..80), 0..12).prop_map(|parts| {
        let mut text = String::new();
        for (part, skip, keep) in parts {
            // Mostly whole, sometimes a piece.
            let piece: String = if keep % 3 == 0 {
                PARTS[part].chars().skip(skip % 7).take(keep).collect()
            } else {
                PARTS[part].to_owned()
            };
            text.push_str(&piece);
            if skip % 2 == 0 {
                text.push(';');
            }
        }
        text
    })
}

fn check(up: &str, down: &str) {
    for engine in [Engine::Postgresql, Engine::Sqlite, Engine::Mariadb] {
        let read = |text: &str| Script::read(engine, "x.sql", text);
        let mut base = Schema::default();
        base.apply(&read(down));
        let migration = Migration { engine, up: read(up), down: Down::Script(read(down)), base };
        for finding in lint(&migration) {
            let text = &migration.script(finding.side).text;
            assert!(text.get(finding.span.range()).is_some(), "{engine}: {finding:?} in {text:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_looked_at(up in texts(), down in texts()) {
        check(&up, &down);
    }

    #[test]
    fn any_signs_are_looked_at(up in "\\PC{0,60}", down in "[-a-zA-Z0-9 '\"`$;()\\\\/*#\n]{0,60}") {
        check(&up, &down);
    }
}

#[test]
fn what_is_too_deep_is_told_and_does_not_end_the_program() {
    for text in [
        format!("SELECT {}1{}", "(".repeat(100_000), ")".repeat(100_000)),
        format!("SELECT {}1", "NOT ".repeat(100_000)),
        format!("SELECT {}1", "- ".repeat(100_000)),
        format!("SELECT 1{}", " + 1".repeat(400_000)),
        format!("SELECT {}1", "CASE WHEN ".repeat(50_000)),
        "BEGIN ".repeat(100_000),
        "/*".repeat(100_000),
        format!("CREATE TABLE a (b int{})", "[]".repeat(100_000)),
        format!("SELECT a{}", ".b".repeat(200_000)),
        format!("SELECT 1{}", "::int".repeat(100_000)),
        format!("SELECT 1 {}", "UNION SELECT 1 ".repeat(50_000)),
    ] {
        for engine in [Engine::Postgresql, Engine::Sqlite, Engine::Mariadb] {
            let script = Script::read(engine, "x.sql", text.clone());
            let migration = Migration { engine, up: script, down: Down::Unknown, base: Schema::default() };
            let found = lint(&migration);
            let start: String = text.chars().take(20).collect();
            let read = migration.up.statements.iter().all(|one| one.error.is_none());
            assert!(read || found.iter().any(|finding| finding.rule == "unparsed"), "{engine}: {start}");
        }
    }
}
