//! Prisma itself: what it thinks of a database and a folder of migrations after a rollback. Its schema engine, a download of its own, is
//! stood in for by the WebAssembly build of it, over a driver for PostgreSQL (`tests/prisma`).

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

use milepost_database::{Engine, PrivateOptions, Scratch};
use milepost_system::OsSystem;
use milepost_testkit::Project;
use serde_json::Value;

use crate::{MILEPOST, rehearse::has_postgresql};

const PHONES: &str = "prisma/migrations/20260201000000_phones/migration.sql";
const BACK: &str = "prisma/migrations/20260201000001_rollback_phones/migration.sql";

const SCHEMA: &str = r#"datasource db {
  provider = "postgresql"
}

model Customer {
  id   Int    @id @default(autoincrement())
  name String
}
"#;

const CUSTOMERS: &str = r#"CREATE TABLE "Customer" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "Customer_pkey" PRIMARY KEY ("id")
);
"#;

const WITH_PHONES: &str = r#"CREATE TABLE "Voucher" (
    "code" TEXT NOT NULL,
    "customerId" INTEGER NOT NULL,

    CONSTRAINT "Voucher_pkey" PRIMARY KEY ("code")
);
ALTER TABLE "Customer" ADD COLUMN "phone" TEXT;
CREATE UNIQUE INDEX "Customer_phone_key" ON "Customer"("phone");
ALTER TABLE "Voucher" ADD CONSTRAINT "Voucher_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "Customer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
"#;

const PROCEDURE: &str = r#"# Step 1: Revert the database
mkdir prisma/migrations/20260301000000_back
echo 'DROP TABLE "Voucher"; ALTER TABLE "Customer" DROP COLUMN "phone";' > prisma/migrations/20260301000000_back/migration.sql
npx --no-install prisma migrate deploy

# Step 2: Revert the code
git revert --no-edit main..HEAD
"#;

/// A project of Prisma with work that nobody wrote a way back for.
struct Case {
    project: Project,
    engine: PathBuf,
}

impl Case {
    fn new(packages: &Path) -> Self {
        let project = Project::new(MILEPOST);
        // The engine finds its packages beside itself.
        let folder = project.outside("engine");
        std::fs::create_dir(&folder).unwrap();
        std::os::unix::fs::symlink(packages, folder.join("node_modules")).unwrap();
        let engine = folder.join("schema-engine.mjs");
        std::fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/prisma/schema-engine.mjs"), &engine)
            .unwrap();
        let document = format!(
            "# Milestone 1: Phones\n\n## Overview\n\nCustomers have phones.\n\n**Risk Level**: 🟢 Low\n**Status**: Planned\n\n\
             ## Success Criteria\n\n- [ ] The schema is there: `test -f prisma/schema.prisma`\n\n\
             ## Rollback Plan\n\n### Rollback Procedure\n\n```bash\n{PROCEDURE}```\n"
        );
        let config = format!(
            "[database]\nengine = 'postgresql'\nprepare = 'ln -sfn {packages} node_modules'\nup = 'npx --no-install prisma migrate deploy'\n\
             seed = '''psql -X -q -v ON_ERROR_STOP=1 \"$DATABASE_URL\" -c \"insert into \\\"Customer\\\" (name) values ('Ada'), ('Grace')\"'''\n\
             migrations = 'prisma/migrations'\nbookkeeping = ['_prisma_migrations']\nrollback = 'LIVE_DB'\nread = ['{packages}', '{folder}']\n\
             [database.env]\nDATABASE_URL = '{{url}}'\nPRISMA_SCHEMA_ENGINE_BINARY = '{engine}'\nCHECKPOINT_DISABLE = '1'\nPRISMA_HIDE_UPDATE_MESSAGE = '1'\nJITI_FS_CACHE = 'false'\n",
            packages = packages.display(),
            folder = folder.display(),
            engine = engine.display(),
        );
        project.write("plan/milestone-1-phones.md", document).write("milepost.toml", config);
        project.write("package.json", "{ \"private\": true }\n").write(".gitignore", "node_modules\n");
        project.write(
            "prisma.config.ts",
            "export default { schema: 'prisma/schema.prisma', migrations: { path: 'prisma/migrations' }, datasource: { url: process.env.DATABASE_URL } }\n",
        );
        project.write("prisma/schema.prisma", SCHEMA);
        project.write("prisma/migrations/migration_lock.toml", "provider = \"postgresql\"\n");
        project.write("prisma/migrations/20260101000000_customers/migration.sql", CUSTOMERS);
        project.write(".milepost/allowed_signers", project.allowed_signer()).commit("Before");
        let verify = project.digest("1");
        project.milepost(&["start", "1", "--allow-digest", &verify, "--commit"]).exits(0);
        project.write(PHONES, WITH_PHONES);
        let vouchers = "model Voucher {\n  code       String   @id\n  customerId Int\n  customer   Customer @relation(fields: [customerId], references: [id])\n}\n";
        let schema =
            SCHEMA.replace("name String\n", "name String\n  phone String? @unique\n  vouchers Voucher[]\n");
        project.write("prisma/schema.prisma", format!("{schema}\n{vouchers}")).commit("Phones");
        std::os::unix::fs::symlink(packages, project.path("node_modules")).unwrap();
        Self { project, engine }
    }

    /// Runs Prisma on a database, in the project itself.
    fn prisma(&self, url: &str, arguments: &[&str]) -> Output {
        Command::new("node_modules/.bin/prisma")
            .args(arguments)
            .current_dir(self.project.root())
            .env("DATABASE_URL", url)
            .env("PRISMA_SCHEMA_ENGINE_BINARY", &self.engine)
            .env("CHECKPOINT_DISABLE", "1")
            .env("PRISMA_HIDE_UPDATE_MESSAGE", "1")
            .env("JITI_FS_CACHE", "false")
            .output()
            .unwrap()
    }

    #[track_caller]
    fn says(&self, url: &str, arguments: &[&str], words: &str) {
        let output = self.prisma(url, arguments);
        let said =
            format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success() && said.contains(words), "{arguments:?}: {} {said}", output.status);
    }
}

#[test]
fn prisma_agrees_with_what_is_left() {
    let Some(packages) = packages() else { return };
    if !has_postgresql() {
        return;
    }
    let case = Case::new(&packages);
    let project = &case.project;
    let digest = project.milepost(&["trust", "1", "--class", "rollback", "--digest"]);
    let allow = ["--allow-digest", digest.stdout.trim()];
    let shown = project.milepost(&[&["rehearse", "1", "--json"][..], &allow].concat());
    let report: Value = serde_json::from_str(&shown.exits(0).stdout).unwrap();
    let shown = &report["rehearsal"];
    assert_eq!(
        (shown["proven"].as_bool(), shown["level"].as_str()),
        (Some(true), Some("forward")),
        "{shown:#}"
    );
    let made = shown["made"].as_str().unwrap();
    assert!(made.contains("DROP TABLE \"Voucher\"") && made.contains("DROP COLUMN \"phone\""), "{made}");

    let system = OsSystem::new();
    let options = PrivateOptions { cache: None, account: None, superuser: true };
    let live = Scratch::private(&system, Engine::Postgresql, &options).unwrap();
    let url = live.words()["url"].clone();
    case.says(&url, &["migrate", "deploy"], "All migrations have been successfully applied");
    let mut open = live.open().unwrap();
    open.run("insert into \"Customer\" (name, phone) values ('Ada', '0123'), ('Lin', null)").unwrap();
    let run = |arguments: &[&str]| {
        let all = [&["rollback", "1", "--accept-loss"], arguments, &allow].concat();
        project.milepost_with(&[("LIVE_DB", &url)], &all)
    };
    let plan: Value = serde_json::from_str(&run(&["--dry-run", "--json"]).exits(0).stdout).unwrap();
    assert_eq!(
        (plan["level"].as_str(), plan["migration"].as_str()),
        (Some("forward"), Some(BACK)),
        "{plan:#}"
    );
    run(&["--reason", "wrong", "--plan", plan["token"].as_str().unwrap()]).exits(0).says("finished");

    assert_eq!(project.read("prisma/schema.prisma"), SCHEMA);
    assert!(project.has(PHONES) && project.read(BACK).contains(made.trim()));
    assert_eq!(project.git(&["status", "--porcelain"]), "");
    case.says(&url, &["migrate", "deploy"], "No pending migrations to apply");
    case.says(&url, &["migrate", "status"], "Database schema is up to date");
    let schema = ["--to-schema", "prisma/schema.prisma", "--exit-code"];
    case.says(
        &url,
        &[&["migrate", "diff", "--from-config-datasource"][..], &schema].concat(),
        "No difference detected",
    );
    case.says(
        &url,
        &[&["migrate", "diff", "--from-migrations", "prisma/migrations"][..], &schema].concat(),
        "No difference detected",
    );
    let data = open.fingerprint(&milepost_database::Scope::default()).unwrap();
    assert_eq!(
        (data.tables["public.\"Customer\""].rows, data.tables["public._prisma_migrations"].rows),
        (2, 3)
    );
}

/// The packages that `./test` installs; says so where there are none.
fn packages() -> Option<PathBuf> {
    let target = Path::new(MILEPOST).ancestors().nth(2)?;
    let packages = target.join("tools/prisma/node_modules");
    if packages.join(".bin/prisma").exists() {
        return Some(packages);
    }
    let required = std::env::var_os("MILEPOST_REQUIRE_PRISMA").is_some();
    assert!(!required, "the packages of Prisma are required here: `npm ci` in {}", packages.display());
    eprintln!("skipped: there are no packages of Prisma in {}", packages.display());
    None
}
