//! Several writers and readers at once.

use std::collections::HashSet;

use milepost_ledger::{Access, FlawKind, Kind, Query, Severity, Signers, TrustPolicy, Verdict};

use crate::support::{OnDisk, new_run};

#[test]
fn writers_at_once_lose_nothing() {
    const WRITERS: usize = 4;
    const BATCHES: usize = 8;
    let disk = OnDisk::new();
    std::thread::scope(|scope| {
        for writer in 0..WRITERS {
            let disk = &disk;
            scope.spawn(move || {
                for batch in 0..BATCHES {
                    // Each batch by its own handle, as separate processes would have.
                    let ledger = disk.open(Access::Write);
                    let records = [0, 1, 2].map(|n| new_run(&format!("{writer} {batch} {n}"), Verdict::Pass));
                    ledger.put_blob(format!("{}", batch % 2).as_bytes()).unwrap();
                    ledger.append_batch(&records, &Signers::default()).unwrap();
                    disk.open(Access::Read).find(&Query { limit: Some(3), ..Query::default() }).unwrap();
                }
            });
        }
    });
    let ledger = disk.open(Access::Write);
    let records = ledger.all(&Kind::CheckRun).unwrap();
    assert_eq!(records.len(), WRITERS * BATCHES * 3);
    let verification = ledger.verify(&TrustPolicy::default()).unwrap();
    assert!(verification.worst() <= Some(Severity::Note), "{verification:?}");
    let expected = [FlawKind::Loose, FlawKind::Uncovered];
    assert!(verification.flaws.iter().all(|flaw| expected.contains(&flaw.kind)), "{verification:?}");
    // Every record is reached from the heads of what comes next.
    let next = ledger.append_batch(&[new_run("last", Verdict::Pass)], &Signers::default()).unwrap();
    let (mut open, mut reached) = (next, HashSet::new());
    while let Some(digest) = open.pop() {
        if reached.insert(digest) {
            open.extend(&ledger.record(&digest).unwrap().unwrap().link.prev);
        }
    }
    assert_eq!(reached.len(), records.len() + 1);
}
