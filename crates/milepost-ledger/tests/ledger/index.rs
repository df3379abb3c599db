//! The index may be deleted, damaged, old or behind: the answers stay the same.

use milepost_ledger::{Access, Digest, Kind, Query, Signers, Verdict};

use crate::support::{OnDisk, new_run, run};

fn fill(disk: &OnDisk) -> Vec<Digest> {
    let ledger = disk.open(Access::Write);
    let mut all = Vec::new();
    for round in 0..4 {
        let verdict = if round % 2 == 0 { Verdict::Pass } else { Verdict::Fail };
        let records = ["a", "b", "c"].map(|command| new_run(command, verdict.clone()));
        all.extend(ledger.append_batch(&records, &Signers::default()).unwrap());
    }
    all.reverse();
    all
}

fn order(disk: &OnDisk, access: Access) -> Vec<Digest> {
    disk.open(access).find(&Query::default()).unwrap().iter().map(|record| record.digest).collect()
}

#[test]
fn deleted_damaged_or_of_another_schema() {
    let disk = OnDisk::new();
    let all = fill(&disk);
    let index = disk.paths().index.unwrap();
    assert!(index.exists());
    type Damage = (&'static str, fn(&std::path::Path));
    let damages: [Damage; 6] = [
        ("none", |_| ()),
        ("deleted", |path| std::fs::remove_file(path).unwrap()),
        ("not a database", |path| std::fs::write(path, "x".repeat(9000)).unwrap()),
        ("truncated", |path| {
            let bytes = std::fs::read(path).unwrap();
            std::fs::write(path, &bytes[..bytes.len() / 2]).unwrap();
        }),
        ("with lost pages", |path| {
            let mut bytes = std::fs::read(path).unwrap();
            bytes[4096..].fill(0xa5);
            std::fs::write(path, bytes).unwrap();
        }),
        ("another schema", |path| {
            rusqlite::Connection::open(path).unwrap().pragma_update(None, "user_version", 999).unwrap();
        }),
    ];
    for (name, damage) in damages {
        damage(&index);
        assert_eq!(order(&disk, Access::Read), all, "reading, index {name}");
        assert_eq!(order(&disk, Access::Write), all, "writing, index {name}");
        assert_eq!(order(&disk, Access::Read), all, "reading after index {name} was built anew");
        let rows: i64 = rusqlite::Connection::open(&index)
            .unwrap()
            .query_row("SELECT count(*) FROM records", [], |row| row.get(0))
            .unwrap();
        assert_eq!(rows, 12, "index {name}");
    }
}

#[test]
fn queries_give_the_same_with_and_without_it() {
    let disk = OnDisk::new();
    fill(&disk);
    let with = disk.open(Access::Write);
    let without = milepost_ledger::Ledger::open(
        std::sync::Arc::new(milepost_system::OsSystem::new()),
        disk.paths().without_index(),
        crate::support::REPOSITORY,
        Access::Read,
    )
    .unwrap();
    let key = run("b", crate::support::TREE, Verdict::Pass).key;
    let item = ("shop/1".to_owned(), "success-criteria/build".to_owned());
    let queries = [
        Query { check: Some(key.specification), ..Query::default() },
        Query { key: Some(key.digest()), limit: Some(2), ..Query::default() },
        Query { kind: Some(Kind::CheckRun), passed: true, ..Query::default() },
        Query { kind: Some(Kind::Batch), ..Query::default() },
        Query { item: Some(item.clone()), limit: Some(5), ..Query::default() },
        Query { item: Some(item), check: Some(key.specification), passed: true, ..Query::default() },
        Query { document: Some("shop/1".into()), ..Query::default() },
    ];
    let counts = [4, 2, 6, 0, 5, 2, 0];
    for (query, count) in queries.iter().zip(counts) {
        let digests = |ledger: &milepost_ledger::Ledger| -> Vec<Digest> {
            ledger.find(query).unwrap().iter().map(|record| record.digest).collect()
        };
        assert_eq!(digests(&with), digests(&without), "{query:?}");
        assert_eq!(digests(&with).len(), count, "{query:?}");
    }
}

#[test]
fn reading_beside_a_stale_index_sees_new_records_and_changes_no_file() {
    let disk = OnDisk::new();
    let mut all = fill(&disk);
    let old = std::fs::read(disk.paths().index.unwrap()).unwrap();
    let newest =
        disk.open(Access::Write).append_batch(&[new_run("d", Verdict::Pass)], &Signers::default()).unwrap();
    all.splice(0..0, newest);
    std::fs::write(disk.paths().index.unwrap(), &old).unwrap();
    let before = names(disk.folder.path());
    assert_eq!(order(&disk, Access::Read), all);
    assert_eq!(names(disk.folder.path()), before);
    assert_eq!(std::fs::read(disk.paths().index.unwrap()).unwrap(), old);
}

fn names(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            found.extend(names(&entry.path()));
        }
        found.push(entry.path());
    }
    found.sort();
    found
}

#[test]
fn a_broken_record_is_named_and_hides_no_other() {
    let disk = OnDisk::new();
    let all = fill(&disk);
    let ledger = disk.open(Access::Read);
    let path = ledger.record(&all[0]).unwrap().unwrap().path.clone();
    std::fs::write(&path, "{}").unwrap();
    for access in [Access::Read, Access::Write, Access::Read] {
        let ledger = disk.open(access);
        let found: Vec<_> =
            ledger.find(&Query::default()).unwrap().iter().map(|record| record.digest).collect();
        assert_eq!(found, all[1..], "{access:?}");
        let check = run("c", "", Verdict::Pass).key.specification;
        assert_eq!(ledger.latest_run(&check).unwrap().unwrap().digest, all[3]);
        assert!(
            ledger.problems().iter().any(|problem| problem.contains(path.to_str().unwrap())),
            "{:?}",
            ledger.problems()
        );
    }
}

#[test]
fn by_a_prefix() {
    let disk = OnDisk::new();
    let all = fill(&disk);
    let ledger = disk.open(Access::Read);
    for digest in &all {
        assert_eq!(ledger.get(&digest.short()).unwrap().digest, *digest);
        assert_eq!(ledger.get(&digest.to_string()).unwrap().digest, *digest);
    }
    for wrong in ["", "abc", "xyzw", "ÄÖÜß", &"0".repeat(65)] {
        let error = ledger.get(wrong).unwrap_err();
        assert!(matches!(error, milepost_ledger::LedgerError::BadPrefix(_)), "{wrong}: {error}");
    }
    assert!(matches!(ledger.get(&"0".repeat(64)), Err(milepost_ledger::LedgerError::NotFound(_))));
}

#[test]
fn history_of_a_test_and_expected_time() {
    use milepost_ledger::{NewRecord, Predicate, TestOutcome, TestTally};
    let disk = OnDisk::new();
    let ledger = disk.open(Access::Write);
    let outcome = |id: &str, status: &str| TestOutcome {
        id: id.into(),
        status: status.into(),
        file: None,
        duration_ms: None,
    };
    for (verdict, milliseconds, tests) in [
        (Verdict::Pass, 100, vec![outcome("b", "passed"), outcome("a", "passed")]),
        (Verdict::Fail, 7, vec![outcome("a", "failed")]),
    ] {
        let mut run = run("t", "1", verdict);
        run.result.duration_ms = milliseconds;
        let list_digest = Some(ledger.put_tests(tests).unwrap());
        run.result.tests = Some(TestTally { ran: 1, list_digest, ..TestTally::default() });
        ledger
            .append_batch(&[NewRecord::new(Predicate::CheckRun(Box::new(run)))], &Signers::default())
            .unwrap();
    }
    let check = run("t", "1", Verdict::Pass).key.specification;
    let history = |test: &str| -> Vec<Option<String>> {
        let history = disk.open(Access::Read).test_history(&check, test, 9).unwrap();
        history.into_iter().map(|test| test.outcome.map(|outcome| outcome.status)).collect()
    };
    assert_eq!(history("a"), [Some("failed".to_owned()), Some("passed".to_owned())]);
    assert_eq!(history("b"), [None, Some("passed".to_owned())]);
    assert_eq!(ledger.time_of_last(&check).unwrap(), Some(std::time::Duration::from_millis(100)));
    assert_eq!(ledger.time_of_last(&Digest::of("none")).unwrap(), None);
}

#[test]
fn a_forged_index_passes_no_record_for_what_it_is_not() {
    let disk = OnDisk::new();
    fill(&disk);
    let failing = run("b", crate::support::TREE, Verdict::Fail).key;
    let other = Digest::of("another check");
    rusqlite::Connection::open(disk.paths().index.unwrap())
        .unwrap()
        .execute(
            "UPDATE records SET passed = 1, check_digest = ?1, kind = 'sign-off' WHERE check_digest = ?2",
            [other.as_bytes(), failing.specification.as_bytes()],
        )
        .unwrap();
    let ledger = disk.open(Access::Read);
    assert!(ledger.latest_run(&other).unwrap().is_none());
    assert!(
        ledger
            .find(&Query { passed: true, ..Query::default() })
            .unwrap()
            .iter()
            .all(|record| { record.check_run().is_some_and(milepost_ledger::CheckRun::passed) })
    );
    assert!(
        ledger.find(&Query { check: Some(other), limit: Some(1), ..Query::default() }).unwrap().is_empty()
    );
}
