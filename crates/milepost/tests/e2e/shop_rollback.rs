//! Three plans for the way back of one migration of the example, rehearsed on 10,000 rows: the rehearsal tells apart the
//! one that is right, the one that forgets data and the one in the wrong order.

use std::path::Path;

use milepost_testkit::Project;
use serde_json::Value;

use crate::MILEPOST;

const ID: &str = "vouchers/1";
const DOCUMENT: &str = "docs/initiatives/vouchers/milestone-1-vouchers.md";
const UP: &str = "migrations/0004-vouchers.up.sql";
/// What the work adds.
const WORK: [&str; 4] =
    [UP, "migrations/0004-vouchers.down.sql", "src/pricing/vouchers.ts", "src/pricing/voucher-book.ts"];

const CONFIG: &str = r#"
[database]
engine = "sqlite"
env = { SHOP_DATABASE = "{path}" }
up = "bash migrate.sh"
seed = "sqlite3 -bail \"$SHOP_DATABASE\" < seed.sql"
migrations = "migrations"
"#;

const RIGHT: &str = r#"# Step 1: Revert the database, while the way back is still checked out
sqlite3 -bail "$SHOP_DATABASE" < migrations/0004-vouchers.down.sql
sqlite3 -bail "$SHOP_DATABASE" "PRAGMA user_version = 3"

# Step 2: Revert the code
git revert --no-edit main..HEAD
"#;

/// The table of carts is built anew, as SQLite asked for before it could drop a column, and the carts that nobody has
/// ordered yet are left behind.
const FORGETS: &str = r#"# Step 1: Revert the database
sqlite3 -bail "$SHOP_DATABASE" <<'SQL'
BEGIN;
ALTER TABLE order_lines DROP COLUMN discount_cents;
ALTER TABLE orders DROP COLUMN discount_cents;
CREATE TABLE carts_before (
  id TEXT PRIMARY KEY,
  created_at TEXT NOT NULL,
  ordered_at TEXT
) STRICT;
INSERT INTO carts_before SELECT id, created_at, ordered_at FROM carts WHERE ordered_at IS NOT NULL;
DROP TABLE carts;
ALTER TABLE carts_before RENAME TO carts;
DROP TABLE voucher_redemptions;
DROP TABLE vouchers;
PRAGMA user_version = 3;
COMMIT;
SQL

# Step 2: Revert the code
git revert --no-edit main..HEAD
"#;

/// With the code, the file of the way back is gone.
const WRONG_ORDER: &str = r#"# Step 1: Revert the code
git revert --no-edit main..HEAD

# Step 2: Revert the database
sqlite3 -bail "$SHOP_DATABASE" < migrations/0004-vouchers.down.sql
sqlite3 -bail "$SHOP_DATABASE" "PRAGMA user_version = 3"
"#;

#[test]
fn three_plans_for_one_migration_are_told_apart() {
    let project = shop();

    let right = shows(&project, 0);
    assert_eq!(right["verdict"], "reversible", "{right:#}");
    assert_eq!(right["rows"], 10_000);
    let words = right["words"].as_str().unwrap();
    assert!(words.contains("10000 rows of 7 tables are as before"), "{words}");
    let changed = right["changed"].to_string();
    for new in ["table vouchers", "table voucher_redemptions", "carts.voucher_code", "orders.discount_cents"]
    {
        assert!(changed.contains(new), "{new}: {changed}");
    }

    project.replace(DOCUMENT, RIGHT, FORGETS).commit("A plan that forgets data");
    let forgets = shows(&project, 1);
    assert_eq!(forgets["verdict"], "broken", "{forgets:#}");
    // Rows, and nothing else: the schema is as before.
    assert_eq!(forgets["words"], "`carts` lost 500 of 1500 rows");

    project.replace(DOCUMENT, FORGETS, WRONG_ORDER).commit("A plan in the wrong order");
    let wrong = shows(&project, 1);
    assert_eq!(wrong["verdict"], "broken", "{wrong:#}");
    let words = wrong["words"].as_str().unwrap();
    for named in ["“Step 2: Revert the database” fails", "0004-vouchers.down.sql: No such file or directory"]
    {
        assert!(words.contains(named), "{named}: {wrong:#}");
    }
}

/// The example as it was before vouchers, and the work that brings them.
fn shop() -> Project {
    let project = Project::new(MILEPOST);
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/shop");
    let copy = "cd \"$1\" && tar cf - --exclude=./node_modules --exclude=./dist --exclude=./reports --exclude=./coverage . | tar xf - -C \"$2\"";
    let (from, to) = (example.to_str().unwrap(), project.root());
    project.run("sh", &["-c", copy, "sh", from, to.to_str().unwrap()]).exits(0);
    let work = WORK.map(|path| (path, project.read(path)));
    for (path, _) in &work {
        project.remove(path);
    }
    let config = project.read("milepost.toml") + CONFIG;
    project.write("milepost.toml", config);
    project.write("migrate.sh", include_str!("shop_rollback/migrate.sh"));
    project.write("seed.sql", include_str!("shop_rollback/seed.sql"));
    let sql = &work.iter().find(|(path, _)| *path == UP).unwrap().1;
    let document = format!(
        "# Milestone 1: Vouchers\n\n## Overview\n\nA customer types a code and the cart becomes cheaper.\n\n\
         **Risk Level**: 🟢 Low\n**Status**: Planned\n\n\
         ## Technical Implementation\n\n#### Database Changes\n\n```sql\n{sql}```\n\n\
         ## Success Criteria\n\n- [ ] The migration is there: `test -f {UP}`\n\n\
         ## Rollback Plan\n\n### Rollback Procedure\n\n```bash\n{RIGHT}```\n"
    );
    project.write(DOCUMENT, document);
    project.write(".milepost/allowed_signers", project.allowed_signer()).commit("The shop without vouchers");
    let verify = project.digest(DOCUMENT);
    project.milepost(&["start", ID, "--allow-digest", &verify, "--commit"]).exits(0);
    for (path, text) in work {
        project.write(path, text);
    }
    project.commit("Vouchers");
    project
}

/// What a rehearsal shows.
#[track_caller]
fn shows(project: &Project, exit: i32) -> Value {
    let digest = project.milepost(&["trust", ID, "--class", "rollback", "--digest"]);
    let run = project.milepost(&["rehearse", ID, "--json", "--allow-digest", digest.stdout.trim()]);
    run.exits(exit);
    serde_json::from_str::<Value>(&run.stdout).unwrap()["rehearsal"].clone()
}
