//! PostgreSQL: a private cluster, and `pg_dump` beside it.

use std::{
    io::Write as _,
    process::{Command, Stdio},
};

use milepost_database::{
    Database, Engine, Kind, Place, PrivateOptions, PrivatePostgres, ScratchServer, sweep,
};
use milepost_system::OsSystem;

use crate::{
    alteration::{Alteration, read_list},
    data,
    lab::Lab,
    skip, suite,
};

const BASE: &str = include_str!("postgres.sql");
static SYSTEM: OsSystem = OsSystem::new();

#[derive(Debug)]
struct PostgresLab {
    server: PrivatePostgres<'static>,
    number: u32,
}

impl PostgresLab {
    fn start() -> Option<Self> {
        sweep(&SYSTEM);
        let place = Place::new(&SYSTEM).unwrap();
        let server = skip::server(PrivatePostgres::start(place, &PrivateOptions::default()))?;
        Some(Self { server, number: 0 })
    }

    fn name(&self) -> String {
        format!("lab_{}", self.number)
    }

    fn client(&self, program: &str, database: &str) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap())
            .env("PGOPTIONS", "-c search_path=");
        command.arg("--dbname").arg(self.server.address(database)).arg("--no-password");
        command
    }

    fn dump_with(&self, arguments: &[&str]) -> String {
        let output = self.client("pg_dump", &self.name()).arg("--create").args(arguments).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Roles outlive a database, and a subscription keeps its database from being removed.
    fn clear(&mut self) {
        if self.number == 0 {
            return;
        }
        let mut database = self.server.open(&self.name()).unwrap();
        database.run("drop subscription if exists elsewhere").unwrap();
        drop(database);
        self.server.remove(&self.name()).unwrap();
        let mut admin = self.server.open("postgres").unwrap();
        let roles = "do $$ declare name text; begin
            for name in select rolname from pg_roles where rolname !~ '^pg_' and rolname <> current_user loop
                execute format('drop role %I', name);
            end loop; end $$";
        admin.run(roles).unwrap();
    }
}

impl Lab for PostgresLab {
    fn engine(&self) -> Engine {
        Engine::Postgresql
    }

    fn base(&self) -> &'static str {
        BASE
    }

    fn alterations(&self) -> Vec<Alteration> {
        read_list(include_str!("postgres_alterations.sql"))
    }

    fn absent(&self) -> &'static [(Kind, &'static str)] {
        &[
            (Kind::Layout, "PostgreSQL has no such settings"),
            (Kind::Event, "PostgreSQL has none"),
            (Kind::SecurityLabel, "a label needs a module of the server"),
        ]
    }

    fn fixed(&self) -> &'static [(Kind, &'static str, &'static str)] {
        &[(Kind::Subscription, "enabled", "a subscription without a slot cannot be enabled")]
    }

    fn empty(&mut self) -> Box<dyn Database> {
        self.clear();
        self.number += 1;
        self.server.create(&self.name(), None).unwrap();
        self.server.open(&self.name()).unwrap()
    }

    fn dump(&mut self) -> String {
        let text = self.dump_with(&["--schema-only"]).replace(&self.name(), "lab");
        // Each dump has a random key in it, and comments with numbers.
        let lines = text.lines().filter(|line| !line.starts_with("--") && !line.starts_with(['\\']));
        let text = lines.collect::<Vec<_>>().join("\n");
        let mut statements: Vec<&str> =
            text.split("\n\n").map(str::trim).filter(|part| !part.is_empty()).collect();
        statements.sort_unstable();
        statements.join("\n\n")
    }

    fn dumped_and_restored(&mut self, open: Box<dyn Database>) -> Box<dyn Database> {
        let mut open = open;
        let dump = self.dump_with(&[]);
        open.run("drop subscription elsewhere").unwrap();
        drop(open);
        self.server.remove(&self.name()).unwrap();
        let mut restore = self.client("psql", "postgres");
        restore.args(["-X", "-q", "-v", "ON_ERROR_STOP=1"]).stdin(Stdio::piped()).stdout(Stdio::null());
        let mut restore = restore.stderr(Stdio::piped()).spawn().unwrap();
        let mut input = restore.stdin.take().unwrap();
        let writer = std::thread::spawn(move || input.write_all(dump.as_bytes()));
        let output = restore.wait_with_output().unwrap();
        writer.join().unwrap().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        self.server.open(&self.name()).unwrap()
    }
}

#[test]
fn postgres_sees_every_alteration_and_nothing_else() {
    if let Some(mut lab) = PostgresLab::start()
        && skip::is_there("pg_dump")
    {
        suite::run(&mut lab);
    }
}

#[test]
fn postgres_fingerprints_data() {
    if let Some(mut lab) = PostgresLab::start() {
        data::check(lab.empty().as_mut());
    }
}
