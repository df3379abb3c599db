//! `milepost hazards`.

use milepost_testkit::Project;

use crate::MILEPOST;

fn project() -> Project {
    let project = Project::new(MILEPOST);
    project.write("db/0001-users.up.sql", "CREATE TABLE users (id bigint, email varchar(40), fax text);\n");
    project.write("db/0001-users.down.sql", "DROP TABLE users;\n");
    project.write("db/0002-email.up.sql", "ALTER TABLE users ALTER COLUMN email TYPE varchar(80);\n");
    project.write("db/0003-fax.up.sql", "ALTER TABLE users DROP COLUMN fax;\nSELEKT 1;\n");
    project.write("db/0003-fax.down.sql", "SELECT 1;\n");
    project.write("db/0004-seed.ts", "export {}\n");
    project
}

#[test]
fn both_ways_are_looked_at_and_nothing_is_left_out() {
    let project = project();
    let run = project.milepost(&["hazards", "db", "--format", "concise"]);
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert_eq!(run.code, Some(1), "{}", run.text());
    let has = |path: &str, rule: &str| {
        lines.iter().any(|line| line.starts_with(path) && line.ends_with(&format!("[{rule}]")))
    };
    assert!(has("db/0002-email.up.sql:1", "missing-undo"), "{}", run.text());
    assert!(has("db/0003-fax.up.sql:1", "dropped-column"), "{}", run.text());
    assert!(has("db/0003-fax.up.sql:2", "unparsed"), "{}", run.text());
    assert!(has("db/0003-fax.down.sql:1", "empty-undo"), "{}", run.text());
    // The migration before says that the column was narrower.
    assert!(!run.stdout.contains("table-rewrite"), "{}", run.text());
    let run = project.milepost(&["hazards", "db"]);
    assert!(run.stdout.contains("`db/0004-seed.ts` is a program"), "{}", run.text());
    assert!(run.stdout.contains("read as PostgreSQL"), "{}", run.text());
}

#[test]
fn a_reason_allows_and_a_file_is_looked_at_by_itself() {
    let project = project();
    let allowed = "-- milepost-ignore dropped-column: nobody reads it\nALTER TABLE users DROP COLUMN fax;\n";
    project.write("db/0003-fax.up.sql", allowed);
    project.write("db/0003-fax.down.sql", "ALTER TABLE users ADD COLUMN fax text;\n");
    let run = project.milepost(&["hazards", "db/0003-fax.up.sql"]);
    assert_eq!(run.code, Some(0), "{}", run.text());
    let sarif = project.milepost(&["hazards", "db", "--format", "sarif"]);
    let log: serde_json::Value = serde_json::from_str(&sarif.stdout).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert!(results.iter().any(|one| one["ruleId"] == "missing-undo"), "{log:#}");
    let github = project.milepost(&["hazards", "db", "--format", "github", "--rule", "missing-undo"]);
    assert!(github.stdout.starts_with("::warning file=db/0002-email.up.sql,line=1"), "{}", github.text());
}

#[test]
fn the_sql_of_a_document_stands_where_it_is_written() {
    let project = Project::new(MILEPOST);
    let text = "# Milestone 1: Fax\n\n**Status**: Planned\n\n## Technical Implementation\n\n#### Database Changes\n\n```sql\nDROP TABLE users;\n```\n";
    let line = text.lines().position(|line| line.starts_with("DROP")).unwrap() + 1;
    project.write("plan/milestone-1-fax.md", text);
    let run = project.milepost(&["hazards", "1", "--format", "concise"]);
    assert_eq!(run.code, Some(1), "{}", run.text());
    assert!(run.stdout.contains(&format!("milestone-1-fax.md:{line}:1: error")), "{}", run.text());
    let page = project.milepost(&["explain", "dropped-table"]);
    assert!(page.stdout.contains("What it finds"), "{}", page.text());
}

#[test]
fn a_fence_that_names_its_dialect_is_read_as_that() {
    let project = Project::new(MILEPOST);
    let text = "# Milestone 1: Fax\n\n**Status**: Planned\n\n## Technical Implementation\n\n#### Database Changes\n\n```sql\nCREATE INDEX CONCURRENTLY i ON users (fax);\n```\n\n```mysql\nALTER TABLE `users` MODIFY `fax` text, ALGORITHM=INSTANT;\n```\n";
    project.write("plan/milestone-1-fax.md", text);
    let run = project.milepost(&["hazards", "1", "--format", "concise"]);
    assert!(!run.stdout.contains("[unparsed]"), "{}", run.text());
    // Who says what it is means all of it.
    let run = project.milepost(&["hazards", "1", "--format", "concise", "--engine", "postgresql"]);
    assert!(run.stdout.contains("[unparsed]"), "{}", run.text());
}

#[test]
fn what_cannot_be_looked_at_is_told_with_what_would_be_right() {
    let project = project();
    project
        .write("plan/milestone-1-fax.md", "# Milestone 1: Fax\n\n**Status**: Planned\n")
        .write("empty/notes.txt", "");
    project.commit("one");
    for (words, said) in [
        (&["hazards"][..], "nothing says where migrations are"),
        (&["hazards", "empty"], "there is no migration in"),
        (&["hazards", "db/none.up.sql"], "none.up.sql"),
        (&["hazards", "empty/notes.txt"], "has no SQL, and no migration is known"),
        (&["hazards", "1"], "has no SQL, and no migration is known"),
        (&["hazards", "db", "--since", "nowhere"], "`nowhere` is no commit here"),
        (&["hazards", "db", "--engine", "oracle"], "oracle"),
        (&["hazards", "db", "--rule", "no-such-rule"], "no-such-rule"),
    ] {
        let run = project.milepost(words);
        assert!(matches!(run.code, Some(2)), "{words:?}: {:?} {}", run.code, run.text());
        assert!(
            run.text().split_whitespace().collect::<Vec<_>>().join(" ").contains(said),
            "{words:?}: {}",
            run.text()
        );
    }
}

#[test]
fn a_migration_that_takes_others_back_is_looked_at_as_their_way_back() {
    let project = Project::new(MILEPOST);
    let up = |name: &str, sql: &str| {
        project.write(&format!("db/{name}/migration.sql"), sql);
    };
    up("20260101000000_users", "CREATE TABLE users (id bigint, email text);\n");
    up(
        "20260201000000_phones",
        "CREATE TABLE phones (id bigint);\nALTER TABLE users ADD COLUMN phone text;\n",
    );
    let back =
        "-- Takes back `20260201000000_phones`.\nALTER TABLE users DROP COLUMN phone;\nDROP TABLE phones;\n";
    up("20260201000001_rollback_phones", back);
    let rules = |path: &str| -> Vec<String> {
        let run = project.milepost(&["hazards", path, "--json"]);
        let found: serde_json::Value =
            serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{}", run.text()));
        let findings = found["findings"].as_array().unwrap();
        findings
            .iter()
            .map(|one| format!("{} {}", one["rule"].as_str().unwrap(), one["way"].as_str().unwrap()))
            .collect()
    };
    let file = "db/20260201000001_rollback_phones/migration.sql";
    let found = rules(file);
    assert!(!found.is_empty() && found.iter().all(|one| one.ends_with(" down")), "{found:?}");
    assert!(!found.iter().any(|one| one.starts_with("dropped-")), "{found:?}");
    assert!(!found.iter().any(|one| one.starts_with("foreign-undo")), "{found:?}");
    // What no migration of the work made is told.
    up("20260201000001_rollback_phones", &back.replace("COLUMN phone", "COLUMN email"));
    let found = rules(file);
    assert!(found.contains(&"foreign-undo down".to_owned()), "{found:?}");
    // What it leaves of those that it names is told where it names them.
    up("20260201000001_rollback_phones", &back.replace("DROP TABLE phones;\n", ""));
    assert!(rules(file).contains(&"not-undone down".to_owned()), "{:?}", rules(file));
    let run = project.milepost(&["hazards", file]);
    run.says("the way back does not take `CREATE TABLE phones").says(&format!("{file}:1"));
    // What is not there yet, or is itself, cannot be taken back.
    for name in ["20260301000000_later", "20260201000001_rollback_phones"] {
        up("20260301000000_later", "CREATE TABLE later (id bigint);\n");
        up("20260201000001_rollback_phones", &format!("-- Takes back `{name}`.\nDROP TABLE phones;\n"));
        assert!(rules(file).contains(&"dropped-table up".to_owned()), "{name}: {:?}", rules(file));
    }
    // One that says nothing of others is a migration like all.
    up("20260201000001_rollback_phones", "DROP TABLE phones;\n");
    assert!(rules(file).contains(&"dropped-table up".to_owned()));
}
