//! Bounds on work, wide enough for a busy machine and an unoptimised build; the figures are printed.

use std::time::{Duration, Instant};

use milepost_ledger::{
    Access, Signers, TrustPolicy, Verdict,
    signing::{MachineKey, Signer as _},
};

use crate::support::{OnDisk, memory, new_run, run};

fn machine() -> MachineKey {
    MachineKey::load_or_create(&memory(1)).unwrap()
}

#[test]
fn two_hundred_records_in_one_batch_and_the_latest_of_each() {
    let disk = OnDisk::new();
    let ledger = disk.open(Access::Write);
    let records: Vec<_> = (0..200).map(|n| new_run(&n.to_string(), Verdict::Pass)).collect();
    let start = Instant::now();
    ledger.append_batch(&records, &Signers::default()).unwrap();
    let append = start.elapsed();
    let machine = machine();
    let signers = Signers { person: None, machine: Some(&machine) };
    let start = Instant::now();
    ledger.append_batch(&records, &signers).unwrap();
    eprintln!("the same with a signature over all: {:?}", start.elapsed());
    let checks: Vec<_> = (0..200).map(|n| run(&n.to_string(), "", Verdict::Pass).key.specification).collect();
    let start = Instant::now();
    let ledger = disk.open(Access::Read);
    for check in &checks {
        assert!(ledger.latest_run(check).unwrap().is_some());
    }
    let read = start.elapsed();
    eprintln!("append 200 records: {append:?}; open and read the latest of 200 checks: {read:?}");
    assert!(append < Duration::from_secs(5) && read < Duration::from_secs(5));
}

/// `cargo test --release -p milepost-ledger -- --ignored --nocapture twenty_thousand`
#[test]
#[ignore = "writes 20,000 files"]
fn twenty_thousand_records() {
    let disk = OnDisk::new();
    let ledger = disk.open(Access::Write);
    let machine = machine();
    let signers = Signers { person: None, machine: Some(&machine) };
    let start = Instant::now();
    for round in 0..100 {
        let tree = format!("{round:040}");
        let records: Vec<_> = (0..200)
            .map(|n| {
                let run = run(&n.to_string(), &tree, Verdict::Pass);
                milepost_ledger::NewRecord::new(milepost_ledger::Predicate::CheckRun(Box::new(run)))
            })
            .collect();
        ledger.append_batch(&records, &signers).unwrap();
    }
    eprintln!("100 batches of 200 records: {:?}", start.elapsed());
    drop(ledger);
    std::thread::sleep(Duration::from_millis(300));
    let start = Instant::now();
    drop(disk.open(Access::Write));
    eprintln!("open for writing, index brought up to date: {:?}", start.elapsed());
    let start = Instant::now();
    let ledger = disk.open(Access::Read);
    eprintln!("open for reading: {:?}", start.elapsed());
    let start = Instant::now();
    for n in 0..200 {
        let check = run(&n.to_string(), "", Verdict::Pass).key.specification;
        assert!(ledger.latest_run(&check).unwrap().is_some());
    }
    eprintln!("latest of 200 checks: {:?}", start.elapsed());
    let start = Instant::now();
    let policy = TrustPolicy { own: Some(machine.fingerprint()), ..TrustPolicy::default() };
    let verification = ledger.verify(&policy).unwrap();
    assert!(verification.flaws.is_empty(), "{:?}", verification.flaws);
    eprintln!("verify {} records: {:?}", verification.records, start.elapsed());
    std::fs::remove_file(disk.paths().index.unwrap()).unwrap();
    let start = Instant::now();
    drop(disk.open(Access::Read));
    eprintln!("open for reading without an index: {:?}", start.elapsed());
}
