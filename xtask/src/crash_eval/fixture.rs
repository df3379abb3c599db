//! A project whose work is done, rehearsed and used: what is rolled back in every trial.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::Command,
};

use milepost_database::{Database, Engine, PrivateOptions, Scratch, SqliteDatabase};
use milepost_system::OsSystem;

use super::surroundings::{Surroundings, milepost, succeed};

/// The milestone's document.
pub(super) const DOCUMENT: &str = "plan/milestone-1-phones.md";

const DOCUMENT_TEXT: &str = "# Milestone 1: Phones\n\n## Overview\n\nCustomers have phones.\n\n**Risk Level**: 🟢 Low\n**Status**: Planned\n\n## Technical Implementation\n\n#### Database Changes\n\n```sql\nALTER TABLE customers ADD COLUMN phone TEXT;\n```\n\n## Success Criteria\n\n- [ ] It is there: `test -f app.txt`\n\n## Rollback Plan\n\n### Rollback Procedure\n\n```bash\nbash migrate.sh down\ngit revert --no-edit main..HEAD\n```\n\n### Post-Rollback Actions\n\n- Find the cause\n- [x] Tell the others\n";
const CUSTOMERS: &str = "CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT);\n";
const SEED: &str = "INSERT INTO customers VALUES (1, 'Ada'), (2, 'Grace'), (3, 'Joan');\n";
const PHONES: &str = "ALTER TABLE customers ADD COLUMN phone TEXT;\nUPDATE customers SET phone = '';\nCREATE TABLE calls (id INTEGER PRIMARY KEY, customer INTEGER);\n";
const DOWN: &str = "DROP TABLE calls;\nALTER TABLE customers DROP COLUMN phone;\n";
/// What was written with the new version.
const USED: &str =
    "INSERT INTO customers VALUES (4, 'Lin', '0123');\nINSERT INTO calls VALUES (1, 4), (2, 4);\n";

/// Where trials take place.
pub(super) struct Fixture {
    at: Surroundings,
    engine: Engine,
    server: Option<Scratch<'static>>,
}

impl Fixture {
    /// Makes it in a folder, with the program `milepost` beside this one.
    pub(super) fn make(folder: &Path, engine: Engine) -> Result<Self, String> {
        let system: &'static OsSystem = Box::leak(Box::new(OsSystem::new()));
        let server = match engine {
            Engine::Sqlite => None,
            engine => {
                let options = PrivateOptions { cache: None, account: None, superuser: true };
                Some(Scratch::private(system, engine, &options).map_err(|error| error.to_string())?)
            }
        };
        let at = Surroundings::make(folder).map_err(|error| error.to_string())?;
        let fixture = Self { at, engine, server };
        fixture.fill().map_err(|error| error.to_string())?;
        fixture.prepare()?;
        Ok(fixture)
    }

    /// The engine of its database.
    pub(super) const fn engine(&self) -> Engine {
        self.engine
    }

    /// The folder of a trial.
    pub(super) fn work(&self) -> PathBuf {
        self.at.work()
    }

    fn file(&self) -> PathBuf {
        self.at.folder().join("live.db")
    }

    fn fill(&self) -> io::Result<()> {
        let work = self.work();
        for folder in ["plan", "migrations", "deep/er"] {
            fs::create_dir_all(work.join(folder))?;
        }
        let (migrate, config) = match self.engine {
            Engine::Sqlite => (
                include_str!("sqlite.sh"),
                "[database]\nengine = \"sqlite\"\nenv = { DB = \"{path}\" }\nup = \"bash migrate.sh\"\nseed = \"sqlite3 \\\"$DB\\\" < seed.sql\"\nmigrations = \"migrations\"\nrollback = \"LIVE\"\nundone = \"PRAGMA user_version = {before}\"\n",
            ),
            _ => (
                include_str!("postgresql.sh"),
                "[database]\nengine = \"postgresql\"\nenv = { DB = \"{url}\" }\nup = \"bash migrate.sh\"\nseed = \"psql -X -q -v ON_ERROR_STOP=1 -f seed.sql \\\"$DB\\\"\"\nmigrations = \"migrations\"\nbookkeeping = [\"applied\"]\nrollback = \"LIVE\"\nundone = \"DELETE FROM applied WHERE number = {number}\"\n",
            ),
        };
        for (path, text) in [
            (DOCUMENT, DOCUMENT_TEXT),
            ("milepost.toml", config),
            ("migrate.sh", migrate),
            ("migrations/0001-customers.up.sql", CUSTOMERS),
            ("migrations/0001-customers.down.sql", "DROP TABLE customers;\n"),
            ("seed.sql", SEED),
            ("app.txt", "old\n"),
            ("deep/er/removed.txt", "comes back\n"),
            (".gitignore", "*.log\n"),
        ] {
            fs::write(work.join(path), text)?;
        }
        std::os::unix::fs::symlink("app.txt", work.join("link"))
    }

    fn prepare(&self) -> Result<(), String> {
        let work = self.work();
        let write =
            |path: &str, text: &str| fs::write(work.join(path), text).map_err(|error| error.to_string());
        self.at.init()?;
        let milepost = milepost()?;
        let digest = self.run(&milepost, &["trust", "1", "--digest"])?;
        self.run(&milepost, &["start", "1", "--allow-digest", digest.trim(), "--commit"])?;
        write("migrations/0002-phones.up.sql", PHONES)?;
        write("migrations/0002-phones.down.sql", DOWN)?;
        write("app.txt", "new\n")?;
        fs::create_dir_all(work.join("new/folder")).map_err(|error| error.to_string())?;
        write("new/folder/phone.sh", "true\n")?;
        self.run("chmod", &["+x", "new/folder/phone.sh"])?;
        self.run("ln", &["-sf", "seed.sql", "link"])?;
        self.run("git", &["rm", "--quiet", "-r", "deep"])?;
        self.at.commit("phones")?;
        let digest = self.run(&milepost, &["trust", "1", "--class", "rollback", "--digest"])?;
        self.run(&milepost, &["rehearse", "1", "--allow-digest", digest.trim()])?;
        // What is ignored has to stay. Other files that nobody tracks would make the rehearsal stale.
        write("run.log", "ignored\n")?;
        write("new/folder/mine.log", "ignored, in a folder that the work made\n")?;
        self.at.keep()
    }

    /// Everything as it was before the rollback.
    pub(super) fn restore(&self) -> Result<(), String> {
        self.at.restore()?;
        let books = match self.engine {
            Engine::Sqlite => "PRAGMA user_version = 2;".to_owned(),
            _ => "CREATE TABLE applied (number int PRIMARY KEY); INSERT INTO applied VALUES (1), (2);"
                .to_owned(),
        };
        let sql = format!("{CUSTOMERS}{SEED}{PHONES}{USED}{books}");
        let failed = |error: &dyn std::fmt::Display| error.to_string();
        match &self.server {
            None => {
                for end in ["", "-journal", "-wal", "-shm"] {
                    let _ = fs::remove_file(format!("{}{end}", self.file().display()));
                }
                fs::write(self.file(), "").map_err(|error| failed(&error))?;
                let mut open = SqliteDatabase::open(&self.file()).map_err(|error| failed(&error))?;
                open.run(&sql).map_err(|error| failed(&error))
            }
            Some(server) => {
                let mut open = server.open().map_err(|error| failed(&error))?;
                open.run("drop schema public cascade; create schema public;")
                    .map_err(|error| failed(&error))?;
                open.run(&sql).map_err(|error| failed(&error))
            }
        }
    }

    /// The database of the trial.
    pub(super) fn database(&self) -> Result<Box<dyn Database + '_>, String> {
        Ok(match &self.server {
            None => Box::new(SqliteDatabase::open(&self.file()).map_err(|error| error.to_string())?),
            Some(server) => server.open().map_err(|error| error.to_string())?,
        })
    }

    /// A program in the project, with nothing of the surroundings.
    pub(super) fn command(&self, program: impl AsRef<std::ffi::OsStr>, arguments: &[&str]) -> Command {
        let live = match &self.server {
            None => self.file().display().to_string(),
            Some(server) => server.words().remove("url").unwrap_or_default(),
        };
        let mut command = self.at.command(program, arguments);
        command.env("LIVE", live);
        command
    }

    /// Runs a program that has to succeed; what it printed.
    pub(super) fn run(
        &self,
        program: impl AsRef<std::ffi::OsStr>,
        arguments: &[&str],
    ) -> Result<String, String> {
        succeed(self.command(program, arguments))
    }
}
