//! Records that travel from one clone to another.

use std::path::Path;

use milepost_ledger::{
    LedgerError, NewRecord, Origin, Predicate, Signers, Subject, Trust, TrustPolicy, Verdict, signing::Level,
};
use milepost_system::System as _;

use crate::support::{COMMIT, Keys, TREE, memory, new_run, open, run};

const FILE: &str = "/out/records.jsonl";

/// A bundle of CI with one run that has an output of its own, and the policy that believes it.
fn bundle() -> (String, TrustPolicy) {
    let system = memory(1);
    let (keys, ledger) = (Keys::of(&system), open(&system));
    keys.certify(&ledger);
    let mut in_ci = run("cargo test", TREE, Verdict::Pass);
    in_ci.environment.origin = Origin::Ci;
    let output = "a long line\n".repeat(60_000);
    in_ci.result.stdout = milepost_ledger::OutputCapture::of(output.as_bytes());
    ledger.put_blob(output.as_bytes()).unwrap();
    let in_ci = NewRecord::new(Predicate::CheckRun(Box::new(in_ci)));
    let clean = in_ci.subject(Subject::git_commit("commit", COMMIT));
    ledger.append_batch(&[clean, new_run("cargo build", Verdict::Pass)], &keys.signers()).unwrap();
    system.create_dir_all(Path::new("/out")).unwrap();
    let count = ledger.export_records(Path::new(FILE)).unwrap();
    assert_eq!((count.records, count.blobs), (4, 1));
    let text = String::from_utf8(system.read(Path::new(FILE)).unwrap()).unwrap();
    (text, TrustPolicy { ci: vec!["ann@example.org".into()], ..keys.policy() })
}

#[track_caller]
fn refused(text: &str, policy: &TrustPolicy) -> String {
    let system = memory(2);
    let ledger = open(&system);
    let before = system.files();
    match ledger.import_records(text.as_bytes(), policy) {
        Err(LedgerError::Bundle { reasons }) => {
            assert_eq!(system.files(), before, "nothing of it is written");
            reasons.join("\n")
        }
        other => panic!("it has to be refused: {other:?}"),
    }
}

#[test]
fn evidence_of_ci_is_taken_in_and_worth_what_ci_is_worth() {
    let (text, policy) = bundle();
    let system = memory(2);
    let ledger = open(&system);
    let here = Keys::of(&system);
    ledger.append_batch(&[new_run("mine", Verdict::Pass)], &here.signers()).unwrap();
    let merged = ledger.import_records(text.as_bytes(), &policy).unwrap();
    assert_eq!((merged.records, merged.blobs), (4, 1));
    let check = run("cargo test", "", Verdict::Pass).key.specification;
    let record = ledger.latest_run(&check).unwrap().unwrap();
    let signer = Some("ann@example.org".to_owned());
    assert_eq!(ledger.trust(&record, &policy).unwrap(), Trust::Believed { level: Level::L2, signer });
    assert_eq!(ledger.import_records(text.as_bytes(), &policy).unwrap().records, 0, "once is enough");
}

#[test]
fn a_changed_foreign_or_cut_bundle_is_refused_whole() {
    let (text, policy) = bundle();
    let lines: Vec<&str> = text.lines().collect();
    let joined = |lines: &[&str]| lines.join("\n") + "\n";
    assert!(refused(&joined(&lines[..lines.len() - 1]), &policy).contains("cut off"));
    for left_out in 1..lines.len() - 1 {
        let mut rest = lines.clone();
        rest.remove(left_out);
        assert!(refused(&joined(&rest), &policy).contains("expected"), "{left_out}");
        // Also when the count is made to fit.
        let (records, blobs) = if left_out == lines.len() - 2 { (4, 0) } else { (3, 1) };
        let end = format!(r#"{{"end":{{"blobs":{blobs},"records":{records}}}}}"#);
        *rest.last_mut().unwrap() = &end;
        refused(&joined(&rest), &policy);
    }
    let elsewhere = text.replacen("repository-1", "repository-2", 1);
    assert!(refused(&elsewhere, &policy).contains("belongs to the repository `repository-2`"));
    assert!(refused("", &policy).contains("cut off"));
    assert!(refused("{}", &policy).contains("line 1"));
    // A byte of a payload or a signature.
    for (number, line) in lines.iter().enumerate().filter(|(_, line)| line.starts_with(r#"{"record""#)) {
        let at = line.len() / 3;
        let other = if line.as_bytes()[at] == b'A' { "B" } else { "A" };
        let changed = format!("{}{other}{}", &line[..at], &line[at + 1..]);
        let mut all = lines.clone();
        all[number] = &changed;
        refused(&joined(&all), &policy);
    }
}

#[test]
fn what_nobody_answers_for_is_refused() {
    let (text, policy) = bundle();
    assert!(refused(&text, &TrustPolicy::default()).contains("unknown"));
    // The key of this machine is believed for what it has here, not for what is brought.
    let system = memory(1);
    let (keys, ledger) = (Keys::of(&system), open(&system));
    let machine = Signers { person: None, machine: Some(&keys.machine) };
    ledger.append_batch(&[new_run("a", Verdict::Pass)], &machine).unwrap();
    system.create_dir_all(Path::new("/out")).unwrap();
    ledger.export_records(Path::new(FILE)).unwrap();
    let text = String::from_utf8(system.read(Path::new(FILE)).unwrap()).unwrap();
    let own = milepost_ledger::signing::Signer::fingerprint(&keys.machine);
    refused(&text, &TrustPolicy { own: Some(own), ..policy.clone() });
}
