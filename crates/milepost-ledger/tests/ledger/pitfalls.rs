//! Ways to go green falsely, each one a test.

use milepost_ledger::{
    Digest, FlawKind, Kind, Ledger, NewRecord, OutputCapture, Place, Predicate, Query, Scope, Severity,
    Signers, Trust, TrustPolicy, TrustRefusal, Verdict, signing::Level,
};
use milepost_system::System as _;

use crate::support::{
    Keys, REPOSITORY, TREE, attestation, binding, ledger_files, memory, new_run, open, paths, run, sign_off,
    used, waiver,
};

#[test]
fn a_used_ledger_has_no_flaw() {
    let system = memory(1);
    let keys = Keys::of(&system);
    used(&system, &keys);
    let verification = open(&system).verify(&keys.policy()).unwrap();
    assert_eq!(verification.flaws, []);
    assert_eq!(verification.records, 6, "certificate, two runs, their batch, sign-off, attestation");
}

#[test]
fn pitfall_12_evidence_copied_from_another_repository() {
    let (system, other) = (memory(1), memory(1));
    let keys = Keys::of(&system);
    used(&system, &keys);
    let elsewhere = Ledger::open(
        std::sync::Arc::new(other.clone()),
        paths(),
        "repository-2",
        milepost_ledger::Access::Write,
    )
    .unwrap();
    elsewhere.append_batch(&[new_run("cargo build", Verdict::Pass)], &keys.signers()).unwrap();
    for (path, bytes) in ledger_files(&other) {
        if path.to_string_lossy().contains("/records/") {
            system.file(path, bytes);
        }
    }
    let verification = open(&system).verify(&keys.policy()).unwrap();
    assert!(verification.is_tampered());
    assert!(
        verification.flaws.iter().any(|flaw| flaw.kind == FlawKind::ForeignRepository),
        "{verification:?}"
    );
}

#[test]
fn pitfall_12_a_copy_of_a_file_under_another_name() {
    let system = memory(1);
    let keys = Keys::of(&system);
    used(&system, &keys);
    let ledger = open(&system);
    let record = ledger.all(&Kind::SignOff).unwrap().remove(0);
    let copy = record.path.with_file_name("sign-off-2030-01-01-0123456789ab.json");
    system.file(&copy, system.read(&record.path).unwrap());
    let verification = open(&system).verify(&keys.policy()).unwrap();
    assert!(verification.flaws.iter().any(|flaw| flaw.path.as_ref() == Some(&copy)
        && flaw.kind == FlawKind::BrokenFile
        && flaw.severity == Severity::Tampering));
}

/// What verification says of an attestation whose binding was made from `evidence` and then changed.
fn flaw_of_binding(
    evidence: NewRecord,
    change: impl Fn(&mut milepost_ledger::EvidenceBinding),
) -> Option<String> {
    let system = memory(1);
    let keys = Keys::of(&system);
    let ledger = open(&system);
    keys.certify(&ledger);
    let digest = ledger.append_batch(&[evidence], &keys.signers()).unwrap()[0];
    let mut binding = binding(&ledger.record(&digest).unwrap().unwrap(), "manual/look");
    change(&mut binding);
    ledger.append_batch(&[attestation(&ledger, vec![binding])], &keys.signers()).unwrap();
    let verification = open(&system).verify(&keys.policy()).unwrap();
    assert!(verification.flaws.iter().all(|flaw| flaw.kind == FlawKind::WrongBinding), "{verification:?}");
    verification.flaws.into_iter().map(|flaw| flaw.what).next()
}

#[test]
fn pitfall_12_evidence_copied_from_another_item_document_or_tree() {
    assert_eq!(flaw_of_binding(sign_off("manual/look", TREE), |_| ()), None);
    assert_eq!(flaw_of_binding(waiver("manual/look"), |_| ()), None);
    assert_eq!(flaw_of_binding(new_run("cargo test", Verdict::Pass), |_| ()), None);

    let said = |flaw: Option<String>, part: &str| {
        let flaw = flaw.unwrap_or_default();
        assert!(flaw.contains(part), "found `{flaw}`, expected `{part}`");
    };
    said(flaw_of_binding(sign_off("manual/other", TREE), |_| ()), "about `shop/1#manual/other`");
    said(
        flaw_of_binding(sign_off("manual/look", TREE), |b| b.document = "shop/2".into()),
        "about `shop/1#manual/look`",
    );
    said(flaw_of_binding(sign_off("manual/look", "3333"), |_| ()), "given for the tree `3333`");
    said(flaw_of_binding(waiver("manual/other"), |_| ()), "about `shop/1#manual/other`");
    said(flaw_of_binding(waiver("manual/look"), |b| b.standing = "proven".into()), "is a waiver");
    let other_tree = NewRecord::new(Predicate::CheckRun(Box::new(run("cargo test", "4444", Verdict::Pass))));
    said(flaw_of_binding(other_tree, |_| ()), "ran on the tree `4444`");
    let run_of = |verdict| new_run("cargo test", verdict);
    said(flaw_of_binding(run_of(Verdict::Pass), |b| b.check = Some(Digest::of("x"))), "ran the check");
    said(flaw_of_binding(run_of(Verdict::Pass), |b| b.check = None), "ran the check");
    for verdict in
        [Verdict::Fail, Verdict::Flaky, Verdict::Timeout, Verdict::Inconclusive { reason: "x".into() }]
    {
        said(flaw_of_binding(run_of(verdict), |_| ()), "did not pass");
    }
}

#[test]
fn pitfall_12_a_declared_scope_is_not_bound_to_the_whole_tree() {
    let mut declared = run("cargo test", "4444", Verdict::Pass);
    declared.key.scope = Scope::Declared { inputs: vec!["src/**".into()], digest: Digest::of("src") };
    assert_eq!(flaw_of_binding(NewRecord::new(Predicate::CheckRun(Box::new(declared))), |_| ()), None);
}

#[test]
fn pitfall_13_any_deleted_record_that_something_names_is_found() {
    let system = memory(1);
    let keys = Keys::of(&system);
    let attestation = used(&system, &keys);
    let records: Vec<_> = ledger_files(&system)
        .into_iter()
        .filter(|(path, _)| path.extension().is_some_and(|e| e == "json"))
        .collect();
    assert_eq!(records.len(), 6);
    for (path, bytes) in records {
        system.remove_file(&path).unwrap();
        let verification = open(&system).verify(&keys.policy()).unwrap();
        if Digest::of(&bytes) == attestation {
            // The newest committed record: nothing names it until a later one does.
            assert_eq!(verification.flaws, []);
        } else {
            assert!(verification.is_tampered(), "the loss of {} was not found", path.display());
            assert!(
                verification
                    .flaws
                    .iter()
                    .any(|flaw| flaw.kind == FlawKind::MissingRecord
                        && flaw.digest == Some(Digest::of(&bytes)))
            );
        }
        system.file(path, bytes);
    }
}

#[test]
fn pitfall_13_a_deleted_output_is_found() {
    let system = memory(1);
    let keys = Keys::of(&system);
    let ledger = open(&system);
    let log = "line\n".repeat(100_000);
    let mut loud = run("cargo test", TREE, Verdict::Pass);
    loud.result.stdout = OutputCapture::of(log.as_bytes());
    let blob = ledger.put_blob(log.as_bytes()).unwrap();
    assert_eq!(blob, loud.result.stdout.digest);
    ledger.append_batch(&[NewRecord::new(Predicate::CheckRun(Box::new(loud)))], &keys.signers()).unwrap();
    keys.certify(&ledger);
    assert_eq!(open(&system).verify(&keys.policy()).unwrap().flaws, []);
    let path = paths().blob(&blob);
    let bytes = system.read(&path).unwrap();
    system.remove_file(&path).unwrap();
    assert_eq!(open(&system).verify(&keys.policy()).unwrap().flaws[0].kind, FlawKind::BlobMissing);
    let mut changed = bytes;
    let middle = changed.len() / 2;
    changed[middle] ^= 1;
    system.file(&path, changed);
    assert_eq!(open(&system).verify(&keys.policy()).unwrap().flaws[0].kind, FlawKind::BlobChanged);
}

#[test]
fn pitfall_13_a_fresh_clone_has_no_flaw_and_still_finds_a_lost_sign_off() {
    let system = memory(1);
    let keys = Keys::of(&system);
    used(&system, &keys);
    let clone = memory(1);
    for (path, bytes) in ledger_files(&system) {
        if path.starts_with("/repo/.milepost") {
            clone.file(path, bytes);
        }
    }
    let verification = open(&clone).verify(&keys.policy()).unwrap();
    assert_eq!(verification.worst(), Some(Severity::Note));
    assert!(verification.flaws.iter().all(|flaw| flaw.kind == FlawKind::Elsewhere));
    let sign_off = open(&clone).all(&Kind::SignOff).unwrap().remove(0);
    clone.remove_file(&sign_off.path).unwrap();
    assert!(open(&clone).verify(&keys.policy()).unwrap().is_tampered());
}

#[test]
fn pitfall_14_ledgers_merged_in_any_order_are_the_same() {
    let make = |seed: u8, commands: &[&str]| {
        let system = memory(seed);
        let keys = Keys::of(&system);
        let ledger = open(&system);
        keys.certify(&ledger);
        for command in commands {
            ledger.append_batch(&[new_run(command, Verdict::Pass)], &keys.signers()).unwrap();
        }
        system
    };
    let (left, right) = (make(1, &["a", "b"]), make(2, &["b", "c", "d"]));
    let union = |first: &milepost_system::MemorySystem, second: &milepost_system::MemorySystem| {
        let system = memory(3);
        for (part, at) in [(first, "/first"), (second, "/second")] {
            for (path, bytes) in ledger_files(part) {
                system.file(std::path::Path::new(at).join(path.strip_prefix("/").unwrap()), bytes);
            }
        }
        let ledger = open(&system);
        for at in ["/first", "/second", "/first"] {
            let other =
                milepost_ledger::Paths::new(&std::path::Path::new(at).join("repo/.git"), "/none".as_ref());
            assert_eq!(ledger.merge(&other).unwrap().refused, Vec::<String>::new());
        }
        let order: Vec<_> =
            ledger.find(&Query::default()).unwrap().iter().map(|record| record.digest).collect();
        (order, ledger.heads().unwrap(), system)
    };
    let (one, heads, system) = union(&left, &right);
    let (two, other_heads, _) = union(&right, &left);
    assert_eq!(one, two);
    assert_eq!(heads, other_heads);
    assert_eq!((one.len(), heads.len()), (12, 2));
    // What comes after the merge follows both sides.
    let keys = Keys::of(&left);
    let ledger = open(&system);
    let after = ledger.append_batch(&[new_run("e", Verdict::Pass)], &keys.signers()).unwrap()[0];
    let after = ledger.record(&after).unwrap().unwrap();
    assert_eq!(after.link.prev, heads);
    assert_eq!(ledger.heads().unwrap().len(), 1);
}

#[test]
fn pitfall_15_an_unknown_signer_is_a_failure() {
    let system = memory(1);
    let keys = Keys::of(&system);
    used(&system, &keys);
    let stranger = Keys::of(&memory(9));
    for policy in [stranger.policy(), TrustPolicy::default()] {
        let ledger = open(&system);
        let verification = ledger.verify(&policy).unwrap();
        assert_eq!(verification.worst(), Some(Severity::Failure));
        let unknown = verification.flaws.iter().filter(|flaw| flaw.kind == FlawKind::UntrustedSigner).count();
        assert_eq!(
            unknown, 6,
            "the runs too, as their batch is signed by a key for which a stranger vouches"
        );
        for record in ledger.find(&Query::default()).unwrap() {
            let trust = ledger.trust(&record, &policy).unwrap();
            assert!(matches!(trust, Trust::Refused(TrustRefusal::Signer(_))), "{trust:?}");
        }
    }
}

#[test]
fn pitfall_15_levels_of_signatures() {
    let system = memory(1);
    let keys = Keys::of(&system);
    let ledger = open(&system);
    let plain = ledger.append_batch(&[new_run("a", Verdict::Pass)], &Signers::default()).unwrap()[0];
    keys.certify(&ledger);
    let mut in_ci = run("b", TREE, Verdict::Pass);
    in_ci.environment.origin = milepost_ledger::Origin::Ci;
    let in_ci = NewRecord::new(Predicate::CheckRun(Box::new(in_ci)));
    let clean = in_ci.clone().subject(milepost_ledger::Subject::git_commit("commit", crate::support::COMMIT));
    let records = [new_run("a", Verdict::Pass), clean, in_ci];
    let signed = ledger.append_batch(&records, &keys.signers()).unwrap();
    let level = |digest: &Digest, policy: &TrustPolicy| {
        ledger.trust(&ledger.record(digest).unwrap().unwrap(), policy).unwrap().level()
    };
    let policy = keys.policy();
    assert_eq!(level(&plain, &policy), None, "anybody can write a file");
    assert_eq!(level(&signed[0], &policy), Some(Level::L1));
    assert_eq!(level(&signed[1], &policy), Some(Level::L1), "a run in CI by a signer that is not CI's");
    let ci = TrustPolicy { ci: vec!["ann@example.org".into()], ..policy };
    assert_eq!(level(&signed[0], &ci), Some(Level::L1), "a run that was not in CI");
    assert_eq!(level(&signed[1], &ci), Some(Level::L2));
    assert_eq!(level(&signed[2], &ci), Some(Level::L1), "a run in CI with files that no commit holds");
}

#[test]
fn pitfall_22_order_is_not_by_wall_clock() {
    let system = memory(1);
    let ledger = open(&system);
    let none = Signers::default();
    let append = |time: &str, verdict| {
        system.set_now(time.parse().unwrap());
        ledger.append_batch(&[new_run("a", verdict)], &none).unwrap()[0]
    };
    let first = append("2030-01-03T00:00:00Z", Verdict::Pass);
    let second = append("2030-01-02T00:00:00Z", Verdict::Fail);
    let third = append("1999-01-01T00:00:00Z", Verdict::Timeout);
    let check = ledger.record(&first).unwrap().unwrap().check_run().unwrap().key.specification;
    let runs: Vec<_> = ledger.runs(&check, 9).unwrap().iter().map(|record| record.digest).collect();
    assert_eq!(runs, [third, second, first]);
    assert_eq!(ledger.latest_run(&check).unwrap().unwrap().digest, third);
}

#[test]
fn pitfall_27_outputs_stay_out_of_the_shared_folder() {
    let system = memory(1);
    let keys = Keys::of(&system);
    let ledger = open(&system);
    let log = "noise ".repeat(1_000_000);
    let mut loud = run("cargo test", TREE, Verdict::Pass);
    loud.result.stdout = OutputCapture::of(log.as_bytes());
    let blob = ledger.put_blob(log.as_bytes()).unwrap();
    let digest = ledger
        .append_batch(&[NewRecord::new(Predicate::CheckRun(Box::new(loud)))], &keys.signers())
        .unwrap()[0];
    let record = ledger.record(&digest).unwrap().unwrap();
    let evidence = vec![binding(&record, "success-criteria/tests")];
    ledger
        .append_batch(&[attestation(&ledger, evidence), sign_off("manual/look", TREE)], &keys.signers())
        .unwrap();
    assert_eq!(record.place, Place::Local);
    assert_eq!(ledger.get_blob(&blob).unwrap().unwrap(), log.as_bytes());
    let shared: Vec<_> =
        ledger_files(&system).into_iter().filter(|(path, _)| path.starts_with("/repo/.milepost")).collect();
    assert_eq!(shared.len(), 2);
    assert!(shared.iter().all(|(_, bytes)| bytes.len() < 4096));
    let local = ledger_files(&system).into_iter().find(|(path, _)| *path == record.path).unwrap();
    assert!(local.1.len() < 512 * 1024, "{}", local.1.len());
}

#[test]
fn a_forged_link_is_found() {
    let system = memory(1);
    let keys = Keys::of(&system);
    used(&system, &keys);
    let ledger = open(&system);
    let newest = ledger.find(&Query { kind: Some(Kind::Batch), ..Query::default() }).unwrap().remove(0);
    // A record that claims to be older than the one it follows.
    let text = format!(
        r#"{{"_type":"https://in-toto.io/Statement/v1","predicate":{{"link":{{"height":1,"nonce":"","prev":["{}"],"recorded":"2030-01-01T00:00:00Z","repository":"{REPOSITORY}"}},"records":[]}},"predicateType":"urn:milepost:batch/v1","subject":[]}}"#,
        newest.digest
    );
    let bytes = milepost_ledger::Envelope::unsigned(text.into_bytes()).to_bytes();
    let path = paths().record(Place::Local, &Kind::Batch, "", &Digest::of(&bytes));
    system.file(path, bytes);
    let verification = open(&system).verify(&keys.policy()).unwrap();
    assert!(verification.flaws.iter().any(|flaw| flaw.kind == FlawKind::ForgedLink), "{verification:?}");
}

#[test]
fn a_revoked_record_does_not_count() {
    let system = memory(1);
    let keys = Keys::of(&system);
    used(&system, &keys);
    let ledger = open(&system);
    let sign_off = ledger.all(&Kind::SignOff).unwrap().remove(0);
    let revocation = milepost_ledger::Revocation {
        target: milepost_ledger::RevocationTarget::Record { digest: sign_off.digest },
        who: "ann@example.org".into(),
        why: "looked at the wrong page".into(),
    };
    ledger.append_batch(&[NewRecord::new(Predicate::Revocation(revocation))], &keys.signers()).unwrap();
    let trust = ledger.trust(&sign_off, &keys.policy()).unwrap();
    assert!(matches!(trust, Trust::Refused(TrustRefusal::Revoked { .. })));
    let verification = ledger.verify(&keys.policy()).unwrap();
    assert_eq!(verification.flaws.iter().map(|flaw| flaw.kind).collect::<Vec<_>>(), [FlawKind::Revoked]);
}

#[test]
fn a_completion_that_was_taken_back_is_told_and_is_no_fault() {
    let system = memory(1);
    let keys = Keys::of(&system);
    used(&system, &keys);
    let ledger = open(&system);
    let attestation = ledger.all(&Kind::Attestation).unwrap().remove(0);
    let revocation = |who: &str| {
        NewRecord::new(Predicate::Revocation(milepost_ledger::Revocation {
            target: milepost_ledger::RevocationTarget::Record { digest: attestation.digest },
            who: who.into(),
            why: "the totals are wrong".into(),
        }))
    };
    let kinds = |ledger: &Ledger| {
        let found = ledger.verify(&keys.policy()).unwrap();
        found.flaws.iter().map(|flaw| (flaw.kind, flaw.severity)).collect::<Vec<_>>()
    };
    // Without a signature it takes belief away, and nobody answers for it.
    ledger.append_batch(&[revocation("mallory@example.org")], &Signers::default()).unwrap();
    assert_eq!(kinds(&ledger), [(FlawKind::Revoked, Severity::Failure)]);
    ledger.append_batch(&[revocation("ann@example.org")], &keys.signers()).unwrap();
    assert_eq!(kinds(&ledger), [(FlawKind::TakenBack, Severity::Note)]);
    assert!(matches!(
        ledger.trust(&attestation, &keys.policy()).unwrap(),
        Trust::Refused(TrustRefusal::Revoked { .. })
    ));
}

#[test]
fn pitfall_20_a_batch_is_synced_at_once_however_many_records_it_has() {
    let syncs = |count: usize| {
        let system = memory(1);
        let keys = Keys::of(&system);
        let ledger = open(&system);
        let records: Vec<NewRecord> =
            (0..count).map(|n| new_run(&format!("test {n}"), Verdict::Pass)).collect();
        // The first batch brings the key's certificate.
        ledger.append_batch(&[new_run("first", Verdict::Pass)], &keys.signers()).unwrap();
        let before = system.syncs();
        ledger.append_batch(&records, &keys.signers()).unwrap();
        system.syncs() - before
    };
    assert!(syncs(1) > 0, "nothing is made durable");
    assert_eq!(syncs(200), syncs(1));
}
