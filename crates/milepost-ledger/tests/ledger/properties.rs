//! Laws that hold for any damage, any interruption and any interleaving.

use milepost_ledger::{
    Access, CollectionPolicy, Digest, FlawKind, Kind, LedgerError, NewRecord, Predicate, Query, Severity,
    Signers, TestOutcome, TestTally, Verdict,
};
use milepost_system::{Fault, MemorySystem, System as _};
use proptest::prelude::*;

use crate::support::{Keys, ledger_files, memory, new_run, open, paths, run, sign_off, used};

/// A copy of a machine's files.
fn copy(system: &MemorySystem) -> MemorySystem {
    let copy = memory(1);
    for (path, bytes) in system.files() {
        copy.file(path, bytes);
    }
    copy
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_changed_bit_of_any_record_is_found(
        file in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        bit in 0_u8..8,
    ) {
        let system = memory(1);
        let keys = Keys::of(&system);
        used(&system, &keys);
        let records: Vec<_> = ledger_files(&system)
            .into_iter()
            .filter(|(path, _)| path.extension().is_some_and(|extension| extension == "json"))
            .collect();
        let (path, mut bytes) = records[file.index(records.len())].clone();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        system.file(&path, &bytes);
        let verification = open(&system).verify(&keys.policy()).unwrap();
        prop_assert!(verification.flaws.iter().any(|flaw| flaw.kind == FlawKind::BrokenFile
            && flaw.path.as_ref() == Some(&path)
            && flaw.severity == Severity::Tampering));
        prop_assert_eq!(verification.records, records.len() - 1, "the others are still read");
    }

    #[test]
    fn any_truncation_is_found(file in any::<prop::sample::Index>(), at in any::<prop::sample::Index>()) {
        let system = memory(1);
        let keys = Keys::of(&system);
        used(&system, &keys);
        let records: Vec<_> = ledger_files(&system)
            .into_iter()
            .filter(|(path, _)| path.extension().is_some_and(|extension| extension == "json"))
            .collect();
        let (path, bytes) = &records[file.index(records.len())];
        system.file(path, &bytes[..at.index(bytes.len())]);
        prop_assert!(open(&system).verify(&keys.policy()).unwrap().is_tampered());
    }

    #[test]
    fn a_stop_at_any_instant_leaves_whole_records_and_loses_none(stop in 1_usize..60) {
        let system = memory(1);
        let keys = Keys::of(&system);
        let ledger = open(&system);
        keys.certify(&ledger);
        let before = ledger.append_batch(&[new_run("a", Verdict::Pass)], &keys.signers()).unwrap();
        system.set_fault(Some(Fault::From(stop)));
        let batch = [new_run("b", Verdict::Pass), sign_off("x", "1"), new_run("c", Verdict::Fail)];
        let result = ledger.append_batch(&batch, &keys.signers());
        system.set_fault(None);
        drop(ledger);

        let ledger = open(&system);
        prop_assert_eq!(ledger.problems(), Vec::<String>::new());
        let verification = ledger.verify(&keys.policy()).unwrap();
        prop_assert!(verification.worst() <= Some(Severity::Note), "{:?}", verification);
        for digest in before.iter().chain(result.iter().flatten()) {
            prop_assert!(ledger.record(digest).unwrap().is_some());
        }
        // What comes next hangs on everything that is there.
        ledger.append_batch(&[new_run("d", Verdict::Pass)], &keys.signers()).unwrap();
        let verification = ledger.verify(&keys.policy()).unwrap();
        prop_assert!(verification.flaws.iter().all(|flaw| matches!(flaw.kind, FlawKind::Stray | FlawKind::Uncovered)), "{:?}", verification);
        prop_assert_eq!(ledger.heads().unwrap().len(), 1);
    }

    #[test]
    fn a_collection_cut_off_anywhere_leaves_nothing_unexplained(stop in 1_usize..40) {
        let system = memory(1);
        let keys = Keys::of(&system);
        let ledger = open(&system);
        keys.certify(&ledger);
        for _ in 0..6 {
            ledger.append_batch(&[new_run("a", Verdict::Pass)], &keys.signers()).unwrap();
        }
        let policy = CollectionPolicy { keep_per_check: 2, keep_younger_than: std::time::Duration::ZERO, dry_run: false };
        system.set_fault(Some(Fault::From(stop)));
        let _ = ledger.collect(&policy, &keys.signers());
        system.set_fault(None);
        let ledger = open(&system);
        let verification = ledger.verify(&keys.policy()).unwrap();
        prop_assert!(verification.worst() <= Some(Severity::Note), "{:?}", verification);
        ledger.collect(&policy, &keys.signers()).unwrap();
        prop_assert_eq!(ledger.all(&Kind::CheckRun).unwrap().len(), 2);
        let verification = ledger.verify(&keys.policy()).unwrap();
        prop_assert!(verification.flaws.iter().all(|flaw| flaw.kind == FlawKind::Stray), "{:?}", verification);
    }
}

#[test]
fn reading_never_writes() {
    let system = memory(1);
    let keys = Keys::of(&system);
    used(&system, &keys);
    let changes = system.changes();
    let ledger = milepost_ledger::Ledger::open(
        std::sync::Arc::new(system.clone()),
        paths(),
        "repository-1",
        Access::Read,
    )
    .unwrap();
    assert_eq!(ledger.find(&Query::default()).unwrap().len(), 6);
    ledger.verify(&keys.policy()).unwrap();
    let check = run("cargo test", "", Verdict::Pass).key.specification;
    assert!(ledger.latest_run(&check).unwrap().is_some());
    assert!(matches!(
        ledger.append_batch(&[new_run("a", Verdict::Pass)], &Signers::default()),
        Err(LedgerError::ReadOnly)
    ));
    assert!(matches!(ledger.put_blob(b"x"), Err(LedgerError::ReadOnly)));
    assert_eq!(system.changes(), changes);
}

#[test]
fn lost_heads_are_found_again() {
    let system = memory(1);
    let keys = Keys::of(&system);
    used(&system, &keys);
    let heads = open(&system).heads().unwrap();
    system.remove_file(&paths().local.join("heads")).unwrap();
    let verification = open(&system).verify(&keys.policy()).unwrap();
    assert!(verification.flaws.iter().any(|flaw| flaw.kind == FlawKind::HeadsLost));
    assert_eq!(open(&system).heads().unwrap(), heads);
}

#[test]
fn a_collection_keeps_what_shows_that_a_check_can_fail() {
    let system = memory(1);
    let keys = Keys::of(&system);
    let ledger = open(&system);
    keys.certify(&ledger);
    let failing = |test: &str| {
        let mut failed = run("cargo test", "", Verdict::Fail);
        failed.result.exit = Some(101);
        let list = vec![TestOutcome {
            id: test.to_owned(),
            status: "failed".to_owned(),
            file: None,
            duration_ms: None,
        }];
        let list_digest = Some(ledger.put_tests(list).unwrap());
        failed.result.tests = Some(TestTally { ran: 1, failed: 1, list_digest, ..TestTally::default() });
        NewRecord::new(Predicate::CheckRun(Box::new(failed)))
    };
    let add = |record: NewRecord| ledger.append_batch(&[record], &keys.signers()).unwrap()[0];
    let kept = [add(failing("a")), add(failing("b")), add(failing("a"))];
    let gone = add(failing("b"));
    let kept_too = add(failing("b"));
    for _ in 0..3 {
        add(new_run("cargo test", Verdict::Pass));
    }
    let policy =
        CollectionPolicy { keep_per_check: 1, keep_younger_than: std::time::Duration::ZERO, dry_run: false };
    ledger.collect(&policy, &keys.signers()).unwrap();
    let is_there = |digest: &Digest| ledger.record(digest).unwrap().is_some();
    // The oldest of all, and for each test the newest.
    assert_eq!([is_there(&kept[0]), is_there(&kept[2]), is_there(&kept_too)], [true; 3]);
    assert_eq!([is_there(&kept[1]), is_there(&gone)], [false; 2]);
}

#[test]
fn a_collection_keeps_what_is_attested_and_says_what_it_removed() {
    let system = memory(1);
    let keys = Keys::of(&system);
    used(&system, &keys);
    let ledger = open(&system);
    for _ in 0..5 {
        ledger.append_batch(&[new_run("cargo test", Verdict::Pass)], &keys.signers()).unwrap();
    }
    system.advance(std::time::Duration::from_hours(1));
    let check = run("cargo test", "", Verdict::Pass).key.specification;
    let young = CollectionPolicy {
        keep_per_check: 1,
        keep_younger_than: std::time::Duration::from_hours(2),
        dry_run: false,
    };
    assert_eq!(ledger.collect(&young, &keys.signers()).unwrap().records, []);
    let policy = CollectionPolicy { keep_younger_than: std::time::Duration::from_mins(1), ..young };
    let dry = ledger.collect(&CollectionPolicy { dry_run: true, ..policy }, &keys.signers()).unwrap();
    assert_eq!(ledger.runs(&check, 99).unwrap().len(), 6);
    assert!(matches!(ledger.collect(&policy, &Signers::default()), Err(LedgerError::Signing(_))));
    let done = ledger.collect(&policy, &keys.signers()).unwrap();
    assert_eq!(done.records, dry.records);
    assert_eq!(done.records.len(), 8, "four runs and the batches that covered only them");
    assert_eq!(ledger.runs(&check, 99).unwrap().len(), 2, "the newest and the attested one");
    assert_eq!(open(&system).verify(&keys.policy()).unwrap().flaws, []);
    // Without the tombstone the loss is found.
    let tombstone = ledger.record(&done.tombstone.unwrap()).unwrap().unwrap();
    let copy = copy(&system);
    copy.remove_file(&tombstone.path).unwrap();
    assert!(open(&copy).verify(&keys.policy()).unwrap().is_tampered());
}
