//! Scratch databases: what they hold, and that nothing of them stays behind.
#![expect(clippy::disallowed_methods, reason = "tests of real databases")]

use std::{path::Path, process::Command, time::Duration};

use milepost_database::{
    Database, Engine, Place, PrivateOptions, PrivatePostgres, Scope, Scratch, ScratchError, ScratchServer,
    SqliteDatabase, SqliteFile, compare, compare_data, sweep,
};
use milepost_system::OsSystem;

static SYSTEM: OsSystem = OsSystem::new();

#[test]
fn a_copy_of_a_sqlite_file_is_the_same_and_leaves_the_original_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("original.db");
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection
        .execute_batch(
            "pragma journal_mode = wal; create table t (a integer primary key, b text); insert into t (b) values ('x'), ('y');",
        )
        .unwrap();
    // The rows are still in the write-ahead log, and somebody has the file open.
    let mut original = SqliteDatabase::open_to_read(&path).unwrap();
    let (schema, data) = (original.snapshot().unwrap(), original.fingerprint(&Scope::default()).unwrap());
    for make in [SqliteFile::copy_of, SqliteFile::compact_copy_of] {
        let scratch = make(Place::new(&SYSTEM).unwrap(), &path).unwrap();
        let mut copy = scratch.open().unwrap();
        let diff = compare(&schema, &copy.snapshot().unwrap(), &[]).unwrap();
        assert!(diff.is_same_meaning(), "{diff}");
        assert!(compare_data(&data, &copy.fingerprint(&Scope::default()).unwrap()).is_proven_equal());
        copy.run("drop table t").unwrap();
        let file = scratch.path().to_owned();
        drop((copy, scratch));
        assert!(!file.exists() && !file.parent().unwrap().exists());
    }
    assert!(compare(&schema, &original.snapshot().unwrap(), &[]).unwrap().is_empty());
}

#[test]
fn what_a_killed_writer_leaves_is_what_was_there_before() {
    let scratch = Scratch::private(&SYSTEM, Engine::Sqlite, &PrivateOptions::default()).unwrap();
    let mut writer = scratch.open().unwrap();
    writer.run("create table t (a integer primary key, b text); with recursive n(i) as (select 1 union all select i + 1 from n where i < 2000) insert into t select i, hex(zeroblob(100)) from n").unwrap();
    let before = writer.fingerprint(&Scope::default()).unwrap();
    writer.run("pragma cache_size = 2; begin; update t set b = 'other'; drop table t").unwrap();
    let left = scratch.as_killed(&SYSTEM).unwrap().unwrap();
    // Much of it is in the file by now: its journal is what leads back.
    let mut file = Path::new(&left.words()["path"]).to_owned();
    assert!(file.set_extension("db-journal") && std::fs::metadata(&file).unwrap().len() > 100_000);
    let after = left.open().unwrap().fingerprint(&Scope::default()).unwrap();
    assert!(compare_data(&before, &after).is_proven_equal());
}

#[test]
fn a_database_that_is_set_aside_comes_back_whatever_became_of_the_copy() {
    for engine in [Engine::Sqlite, Engine::Postgresql] {
        let scratch = match Scratch::private(&SYSTEM, engine, &PrivateOptions::default()) {
            Err(error @ ScratchError::NoServer { .. }) => {
                assert!(std::env::var_os("MILEPOST_REQUIRE_DATABASES").is_none(), "required here: {error}");
                println!("skipped: {error}");
                continue;
            }
            scratch => scratch.unwrap(),
        };
        let run = |sql: &str| scratch.open().unwrap().run(sql).unwrap();
        let rows = || scratch.open().unwrap().fingerprint(&Scope::default()).unwrap().rows();
        run("create table t (a integer); insert into t values (1), (2)");
        if engine == Engine::Postgresql {
            run("alter database rehearsal set statement_timeout = 77000");
            // One that stays is told; those that are closed are waited for.
            let stays = scratch.open().unwrap();
            assert!(scratch.wait_until_left().is_err());
            drop(stays);
        }
        let before = scratch.open().unwrap().snapshot().unwrap();
        scratch.wait_until_left().unwrap();
        let aside = scratch.set_aside(&SYSTEM).unwrap().unwrap();
        assert_eq!(rows(), 2);
        run("insert into t values (3)");
        assert_eq!(rows(), 3);
        run("drop table t");
        scratch.put_back(aside).unwrap();
        assert_eq!(rows(), 2);
        assert!(compare(&before, &scratch.open().unwrap().snapshot().unwrap(), &[]).unwrap().is_empty());
    }
}

#[test]
fn a_link_in_the_place_of_the_file_is_not_followed() {
    let scratch = Scratch::private(&SYSTEM, Engine::Sqlite, &PrivateOptions::default()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let outside = folder.path().join("outside.db");
    std::fs::write(&outside, "").unwrap();
    let aside = scratch.set_aside(&SYSTEM).unwrap().unwrap();
    let path = scratch.words()["path"].clone();
    std::fs::remove_file(&path).unwrap();
    std::os::unix::fs::symlink(&outside, &path).unwrap();
    assert!(scratch.open().unwrap_err().to_string().contains("is no file any more"));
    assert!(scratch.copy(&SYSTEM).is_err() && scratch.open_undoable().is_err());
    scratch.put_back(aside).unwrap();
    scratch.open().unwrap().run("create table t (a)").unwrap();
    assert_eq!(std::fs::read(&outside).unwrap(), b"");
}

#[test]
fn a_statement_of_a_server_ends_when_it_is_asked_to() {
    for (engine, endless) in [
        (Engine::Postgresql, "select pg_sleep(50)"),
        (
            Engine::Mariadb,
            "select count(*) from information_schema.columns a, information_schema.columns b, information_schema.columns c",
        ),
    ] {
        let scratch = Scratch::private(&SYSTEM, engine, &PrivateOptions::default()).unwrap();
        let mut database = scratch.open().unwrap();
        let interrupter = database.interrupter();
        let error = std::thread::scope(|scope| {
            let (done, is_done) = std::sync::mpsc::channel::<()>();
            scope.spawn(move || {
                let again = Err(std::sync::mpsc::RecvTimeoutError::Timeout);
                while is_done.recv_timeout(Duration::from_millis(50)) == again {
                    interrupter.interrupt();
                }
            });
            let error = database.run(endless).unwrap_err();
            drop(done);
            error
        });
        assert!(!error.is_of_surroundings(), "{error:?}");
    }
}

#[test]
fn a_place_in_use_is_not_swept_and_an_abandoned_one_is() {
    let used = Place::new(&SYSTEM).unwrap();
    let abandoned = tempfile::Builder::new().prefix("milepost-scratch-").tempdir().unwrap().keep();
    std::fs::write(abandoned.join("lease"), "1").unwrap();
    swept(&abandoned);
    assert!(used.root().exists());
}

/// Started by the test below: makes a server and dies at once, as by a `kill -9`.
#[test]
#[ignore = "a part of another test"]
fn dies_with_a_server_running() {
    let place = Place::new(&SYSTEM).unwrap();
    let root = place.root().to_owned();
    let server = PrivatePostgres::start(place, &PrivateOptions::default()).unwrap();
    server.create("left", None).unwrap();
    std::fs::write(std::env::var_os("MILEPOST_TEST_TELL").unwrap(), root.display().to_string()).unwrap();
    std::process::abort();
}

#[test]
fn a_server_whose_owner_was_killed_is_ended_and_removed() {
    match PrivatePostgres::start(Place::new(&SYSTEM).unwrap(), &PrivateOptions::default()) {
        Err(error @ ScratchError::NoServer { .. }) => {
            assert!(std::env::var_os("MILEPOST_REQUIRE_DATABASES").is_none(), "required here: {error}");
            println!("skipped: {error}");
            return;
        }
        server => drop(server.unwrap()),
    }
    let folder = tempfile::tempdir().unwrap();
    let tell = folder.path().join("root");
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "dies_with_a_server_running", "--ignored"]).env("MILEPOST_TEST_TELL", &tell);
    assert!(!child.output().unwrap().status.success());
    let root = std::path::PathBuf::from(std::fs::read_to_string(&tell).unwrap());
    let pid = std::fs::read_to_string(root.join("data/postmaster.pid"));
    swept(&root);
    if let Some(pid) = pid.ok().and_then(|text| text.lines().next().map(str::to_owned)) {
        let command = std::fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        assert!(
            !String::from_utf8_lossy(&command).contains(&root.display().to_string()),
            "the server still runs"
        );
    }
}

/// Other tests sweep too, and may be just doing it.
fn swept(root: &Path) {
    for _ in 0..200 {
        sweep(&SYSTEM);
        if !root.exists() {
            return;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    panic!("`{}` was not swept", root.display());
}
