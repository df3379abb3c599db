//! What a snapshot of 500 tables and a fingerprint of 1,000,000 rows cost on each engine that is here, and how much memory
//! the second takes beyond that of 10,000 rows: `cargo run --release -p milepost-database --example database_speed`.
#![expect(clippy::print_stdout, reason = "this program is there to print")]

use std::{error::Error, path::Path, time::Duration};

use milepost_database::{
    Database, Place, PrivateMariaDb, PrivateOptions, PrivatePostgres, Scope, ScratchError, ScratchServer,
    SqliteFile, sweep,
};
use milepost_system::{OsSystem, System};

const TABLES: u32 = 500;
const ROWS: u32 = 1_000_000;
const FEW: u32 = 10_000;

fn main() -> Result<(), Box<dyn Error>> {
    let system = OsSystem::new();
    sweep(&system);
    let scratch = SqliteFile::empty(Place::new(&system)?)?;
    let series = "with recursive series(n) as (select 1 union all select n + 1 from series where n < ROWS) select n from series";
    measure(&system, &mut scratch.open()?, series)?;
    match PrivatePostgres::start(Place::new(&system)?, &PrivateOptions::default()) {
        Ok(server) => on_server(&system, &server, "select n from generate_series(1, ROWS) n")?,
        Err(error) => skipped(error)?,
    }
    match PrivateMariaDb::start(Place::new(&system)?, &PrivateOptions::default()) {
        Ok(server) => on_server(&system, &server, "select seq as n from seq_1_to_ROWS")?,
        Err(error) => skipped(error)?,
    }
    Ok(())
}

fn skipped(error: ScratchError) -> Result<(), ScratchError> {
    match error {
        ScratchError::NoServer { .. } => {
            println!("left out: {error}");
            Ok(())
        }
        other => Err(other),
    }
}

fn on_server(system: &dyn System, server: &dyn ScratchServer, series: &str) -> Result<(), Box<dyn Error>> {
    server.create("speed", None)?;
    measure(system, server.open("speed")?.as_mut(), series)
}

fn measure(system: &dyn System, database: &mut dyn Database, series: &str) -> Result<(), Box<dyn Error>> {
    let tables: Vec<String> = (0..TABLES)
        .map(|at| {
            format!(
                "create table table_{at} (id integer primary key, name varchar(40) not null default 'x', amount integer check \
                 (amount > 0), other integer); create index name_{at} on table_{at} (name);"
            )
        })
        .collect();
    for part in tables.chunks(50) {
        database.run(&part.join("\n"))?;
    }
    let (objects, time) = timed(system, || database.snapshot().map(|snapshot| snapshot.objects.len()))?;
    println!(
        "{}: snapshot of {TABLES} tables, {objects} objects: {:.2} s",
        database.engine(),
        time.as_secs_f64()
    );
    database.run(
        "create table large (id integer primary key, name varchar(40), note varchar(40), amount integer)",
    )?;
    for rows in [FEW, ROWS] {
        let series = series.replace("ROWS", &rows.to_string());
        database.run("delete from large")?;
        database.run(&format!("insert into large select n, concat('name ', n), case when n % 3 = 0 then 'note' end, n % 97 from ({series}) series"))
            .or_else(|_| database.run(&format!("insert into large select n, 'name ' || n, case when n % 3 = 0 then 'note' end, n % 97 from ({series}) series")))?;
        let (read, time) = timed(system, || database.fingerprint(&Scope::default()).map(|data| data.rows()))?;
        println!(
            "{}: fingerprint of {read} rows of 4 columns: {:.2} s, peak memory of this process {} MiB",
            database.engine(),
            time.as_secs_f64(),
            peak(system)
        );
    }
    Ok(())
}

fn timed<T, E>(system: &dyn System, work: impl FnOnce() -> Result<T, E>) -> Result<(T, Duration), E> {
    let start = system.monotonic();
    let value = work()?;
    Ok((value, system.monotonic().saturating_sub(start)))
}

/// The most memory that this process ever had, in MiB; 0 where the system does not tell.
fn peak(system: &dyn System) -> u64 {
    let status = system.read(Path::new("/proc/self/status")).unwrap_or_default();
    let status = String::from_utf8_lossy(&status);
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib: u64 = line.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or(0);
    kib / 1024
}
