//! Locks on a real PostgreSQL: those of a transaction, and those that are seen from beside.
#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "tests of real databases, which say what they leave out"
)]

use std::{thread::sleep, time::Duration};

use milepost_database::{
    LockMode, LockWatch, Measured, Place, PrivateOptions, PrivatePostgres, ScratchError, ScratchServer,
    TableLock, measure_locks,
};
use milepost_system::OsSystem;

static SYSTEM: OsSystem = OsSystem;
const BASE: &str = "create table customers (id int primary key, name text); \
    create table orders (id int primary key, customer int); \
    insert into customers select n, 'x' from generate_series(1, 100) n;";

#[expect(clippy::disallowed_methods, reason = "whether a server has to be here is said from outside")]
fn server() -> Option<PrivatePostgres<'static>> {
    match PrivatePostgres::start(Place::new(&SYSTEM).unwrap(), &PrivateOptions::default()) {
        Ok(server) => {
            server.create("base", None).unwrap();
            server.open("base").unwrap().run(BASE).unwrap();
            Some(server)
        }
        Err(error @ (ScratchError::NoServer { .. } | ScratchError::NoAccount { .. })) => {
            assert!(std::env::var_os("MILEPOST_REQUIRE_DATABASES").is_none(), "{error}");
            eprintln!("SKIPPED: {error}");
            None
        }
        Err(error) => panic!("{error}"),
    }
}

/// Each table with its lock, and what was written anew.
fn words(tables: &[TableLock]) -> Vec<String> {
    let words = |table: &TableLock| {
        let lock = table.mode.map_or("none", LockMode::name);
        let rows = table.rows.map_or_else(String::new, |rows| format!(" {rows} rows"));
        format!("{} {lock}{rows}", table.table)
    };
    tables.iter().map(words).collect()
}

#[test]
fn the_locks_of_a_transaction_are_read_and_nothing_is_left_of_it() {
    let Some(server) = server() else { return };
    let measured = |sql: &[&str]| measure_locks(&server.address("base"), sql, &mut drop).unwrap();
    let in_transaction = |sql: &[&str]| match measured(sql) {
        Measured::InTransaction(tables) => words(&tables),
        other => panic!("{sql:?}: {other:?}"),
    };
    assert_eq!(
        in_transaction(&["alter table customers add column phone text"]),
        ["customers AccessExclusiveLock"]
    );
    assert_eq!(
        in_transaction(&["alter table customers alter id type bigint"]),
        ["customers AccessExclusiveLock 100 rows"]
    );
    // A foreign key locks both.
    let key = "alter table orders add foreign key (customer) references customers";
    assert_eq!(in_transaction(&[key]), ["customers ShareRowExclusiveLock", "orders ShareRowExclusiveLock"]);
    assert!(in_transaction(&["create table later (a int)"]).is_empty());
    // A lock is held to the end of all.
    let Measured::InTransaction(tables) =
        measured(&["lock table customers", "select pg_sleep(0.2)", "lock table orders"])
    else {
        panic!()
    };
    let held: Vec<bool> = tables.iter().map(|table| table.held_ms >= 190).collect();
    assert_eq!(held, [true, false], "{tables:?}");

    assert!(
        matches!(measured(&["alter table nothing add a int"]), Measured::Refused(why) if why.contains("nothing"))
    );
    assert_eq!(measured(&["begin; select 1; commit;"]), Measured::OwnTransaction);
    let rows = server.open("base").unwrap().snapshot().unwrap();
    assert!(!rows.objects.keys().any(|id| format!("{id:?}").contains("phone")));
    assert!(
        matches!(measured(&["create index concurrently i on orders (customer)"]), Measured::Outside(tables) if tables.is_empty())
    );
}

#[test]
fn the_locks_of_others_are_seen_while_they_are_held() {
    let Some(server) = server() else { return };
    let watch = LockWatch::begin(&server.address("postgres"), &server.address("base")).unwrap();
    let mut other = server.open("base").unwrap();
    other.run("begin; lock table customers in share mode; select pg_sleep(0.3); commit").unwrap();
    other.run("begin; alter table orders alter id type bigint; select pg_sleep(0.1); commit").unwrap();
    sleep(Duration::from_millis(20));
    let seen = watch.end().unwrap();
    assert_eq!(words(&seen), ["customers ShareLock", "orders AccessExclusiveLock 0 rows"]);
    assert!((200..2_000).contains(&seen[0].held_ms), "{seen:?}");
    drop(LockWatch::begin(&server.address("postgres"), &server.address("base")).unwrap());
}
