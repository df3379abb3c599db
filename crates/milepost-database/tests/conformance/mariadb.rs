//! MariaDB: a private server, and `mariadb-dump` beside it.

use std::{
    io::Write as _,
    process::{Command, Stdio},
};

use milepost_database::{
    Database, Engine, Kind, Place, PrivateMariaDb, PrivateOptions, ScratchServer, sweep,
};
use milepost_system::OsSystem;

use crate::{
    alteration::{Alteration, read_list},
    data,
    lab::Lab,
    skip, suite,
};

const BASE: &str = include_str!("mariadb.sql");
static SYSTEM: OsSystem = OsSystem::new();

#[derive(Debug)]
struct MariaDbLab {
    server: PrivateMariaDb<'static>,
    number: u32,
}

impl MariaDbLab {
    fn start() -> Option<Self> {
        sweep(&SYSTEM);
        let place = Place::new(&SYSTEM).unwrap();
        let server = skip::server(PrivateMariaDb::start(place, &PrivateOptions::default()))?;
        Some(Self { server, number: 0 })
    }

    fn name(&self) -> String {
        format!("lab_{}", self.number)
    }

    fn client(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.arg("--no-defaults").arg(format!("--socket={}", self.server.socket())).arg("--user=root");
        command
    }

    fn dump_with(&self, arguments: &[&str]) -> String {
        let mut dump = self.client("mariadb-dump");
        dump.args(["--routines", "--triggers", "--events", "--skip-comments"])
            .args(arguments)
            .arg(self.name());
        let output = dump.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }
}

impl Lab for MariaDbLab {
    fn engine(&self) -> Engine {
        Engine::Mariadb
    }

    fn base(&self) -> &'static str {
        BASE
    }

    fn alterations(&self) -> Vec<Alteration> {
        read_list(include_str!("mariadb_alterations.sql"))
    }

    fn absent(&self) -> &'static [(Kind, &'static str)] {
        const NONE: &str = "MariaDB has none";
        &[
            (Kind::Layout, NONE),
            (Kind::Role, "users and roles belong to the server, and are named as not covered"),
            (Kind::Schema, "a schema is a database"),
            (Kind::Extension, NONE),
            (Kind::Enum, "an enumeration is the type of a column"),
            (Kind::Domain, NONE),
            (Kind::CompositeType, NONE),
            (Kind::RangeType, NONE),
            (Kind::Collation, "collations belong to the server"),
            (Kind::ColumnSlots, NONE),
            (Kind::Exclusion, NONE),
            (Kind::Statistics, NONE),
            (Kind::MaterializedView, NONE),
            (Kind::Aggregate, "aggregate functions are told with the functions"),
            (Kind::EventTrigger, NONE),
            (Kind::Rule, NONE),
            (Kind::Policy, NONE),
            (Kind::Operator, NONE),
            (Kind::Cast, NONE),
            (Kind::TextSearch, NONE),
            (Kind::ForeignServer, "servers of other databases belong to the server"),
            (Kind::Publication, NONE),
            (Kind::Subscription, NONE),
            (Kind::DefaultGrant, NONE),
            (Kind::SecurityLabel, NONE),
        ]
    }

    fn fixed(&self) -> &'static [(Kind, &'static str, &'static str)] {
        &[
            (Kind::Key, "method", "keys of InnoDB are trees"),
            (Kind::ForeignKey, "columns", "of a column of the same type there is only one in the base"),
        ]
    }

    /// Users and roles outlive a database.
    fn empty(&mut self) -> Box<dyn Database> {
        self.server.remove(&self.name()).unwrap();
        let mut admin = self.server.open("mysql").unwrap();
        admin.run("drop role if exists reader; drop user if exists writer@localhost").unwrap();
        self.number += 1;
        self.server.create(&self.name(), None).unwrap();
        self.server.open(&self.name()).unwrap()
    }

    fn dump(&mut self) -> String {
        let text = self.dump_with(&["--no-data"]);
        // Where a counter stands is data.
        let words: Vec<&str> = text.split(' ').filter(|word| !word.starts_with("AUTO_INCREMENT=")).collect();
        let text = words.join(" ");
        let mut statements: Vec<&str> = text.split(";\n").map(str::trim).collect();
        statements.sort_unstable();
        statements.join(";\n")
    }

    fn dumped_and_restored(&mut self, open: Box<dyn Database>) -> Box<dyn Database> {
        drop(open);
        let dump = self.dump_with(&[]);
        self.server.remove(&self.name()).unwrap();
        self.server.create(&self.name(), None).unwrap();
        let mut restore = self.client("mariadb");
        let mut restore =
            restore.arg(self.name()).stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut input = restore.stdin.take().unwrap();
        let writer = std::thread::spawn(move || input.write_all(dump.as_bytes()));
        let output = restore.wait_with_output().unwrap();
        writer.join().unwrap().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let mut database = self.server.open(&self.name()).unwrap();
        // Grants are not in a dump of one database; those on tables stay behind when it is removed.
        database.run("grant execute on function twice to reader").unwrap();
        database
    }
}

#[test]
fn mariadb_sees_every_alteration_and_nothing_else() {
    if let Some(mut lab) = MariaDbLab::start()
        && skip::is_there("mariadb-dump")
    {
        suite::run(&mut lab);
    }
}

#[test]
fn mariadb_fingerprints_data() {
    if let Some(mut lab) = MariaDbLab::start() {
        data::check(lab.empty().as_mut());
    }
}
