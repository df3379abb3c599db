//! What a machine signs: with its own key, with a certificate, without either.

use std::path::Path;

use milepost_ledger::{
    Access, Batch, Digest, FlawKind, Kind, NewRecord, Predicate, Revocation, RevocationTarget, Signers,
    Trust, TrustPolicy, TrustRefusal, Verdict,
    signing::{Level, MachineKey, Signer as _},
};
use milepost_system::System as _;

use crate::support::{Keys, OnDisk, memory, new_run, open};

fn own(keys: &Keys) -> TrustPolicy {
    TrustPolicy { own: Some(keys.machine.fingerprint()), ..TrustPolicy::default() }
}

/// Somebody else at another machine.
fn stranger() -> Keys {
    let system = memory(9);
    let keys = Keys::of(&system);
    Keys { machine: MachineKey::rotate(&system).unwrap(), ..keys }
}

#[test]
fn what_this_machine_signed_counts_here_and_nowhere_else() {
    let system = memory(1);
    let (keys, ledger) = (Keys::of(&system), open(&system));
    let machine = Signers { person: None, machine: Some(&keys.machine) };
    let run = ledger.append_batch(&[new_run("a", Verdict::Pass)], &machine).unwrap()[0];
    let record = ledger.record(&run).unwrap().unwrap();
    let trust = |policy| ledger.trust(&record, &policy).unwrap();
    assert_eq!(trust(own(&keys)), Trust::Believed { level: Level::L0, signer: None });
    assert!(matches!(trust(keys.policy()), Trust::Refused(TrustRefusal::Signer(_))));
    assert!(matches!(trust(own(&stranger())), Trust::Refused(TrustRefusal::Signer(_))));
    // A person's word makes it worth more, also what was signed before.
    keys.certify(&ledger);
    let vouched = Trust::Believed { level: Level::L1, signer: Some("ann@example.org".into()) };
    assert_eq!(trust(keys.policy()), vouched);
    assert_eq!(trust(TrustPolicy { own: own(&keys).own, ..keys.policy() }), vouched);
    // Whoever does not believe that person still believes this machine.
    assert_eq!(trust(own(&keys)).level(), Some(Level::L0));
}

#[test]
fn a_record_that_a_command_writes_into_the_ledger_is_no_evidence() {
    let system = memory(1);
    let (keys, ledger) = (Keys::of(&system), open(&system));
    let policy = TrustPolicy { own: own(&keys).own, ..keys.policy() };
    let machine = Signers { person: None, machine: Some(&keys.machine) };
    ledger.append_batch(&[new_run("a", Verdict::Fail)], &machine).unwrap();
    let forged = ledger.append_batch(&[new_run("a", Verdict::Pass)], &Signers::default()).unwrap()[0];
    let trust = |digest: &Digest| ledger.trust(&ledger.record(digest).unwrap().unwrap(), &policy).unwrap();
    assert_eq!(trust(&forged), Trust::Refused(TrustRefusal::Unsigned));
    // Nor does a batch help that it writes beside it, without a key or with one of its own.
    let batch = NewRecord::new(Predicate::Batch(Batch { records: vec![forged] }));
    ledger.append_batch(&[batch], &Signers::default()).unwrap();
    assert_eq!(trust(&forged), Trust::Refused(TrustRefusal::Unsigned));
    let stranger = stranger();
    let batch = NewRecord::new(Predicate::Batch(Batch { records: vec![forged] }));
    ledger.append_batch(&[batch], &stranger.signers()).unwrap();
    assert!(matches!(trust(&forged), Trust::Refused(TrustRefusal::Signer(_))));
    let found = ledger.verify(&policy).unwrap();
    let kinds: Vec<_> = found.flaws.iter().map(|flaw| flaw.kind).collect();
    assert!(kinds.contains(&FlawKind::UntrustedSigner) && kinds.contains(&FlawKind::Uncovered), "{found:?}");
    // And a batch that nobody believes takes nothing away from what is signed well.
    let good = ledger.append_batch(&[new_run("b", Verdict::Pass)], &machine).unwrap()[0];
    let batch = NewRecord::new(Predicate::Batch(Batch { records: vec![good] }));
    ledger.append_batch(&[batch], &stranger.signers()).unwrap();
    assert_eq!(trust(&good).level(), Some(Level::L0));
}

#[test]
fn a_certificate_is_kept_once_and_covers_what_it_says() {
    let system = memory(1);
    let (keys, ledger) = (Keys::of(&system), open(&system));
    let run = ledger.append_batch(&[new_run("a", Verdict::Pass)], &keys.signers()).unwrap()[0];
    let record = ledger.record(&run).unwrap().unwrap();
    let trust = |ledger: &milepost_ledger::Ledger| ledger.trust(&record, &keys.policy()).unwrap();
    let recorded = record.link.recorded.parse().unwrap();
    let ended = keys.certificate(|claim| claim.expires = Some(recorded));
    ledger.keep_certificate(&ended).unwrap();
    let Trust::Refused(TrustRefusal::Certificate { why, .. }) = trust(&ledger) else { panic!("it ended") };
    assert!(why.starts_with("it ended at "), "{why}");
    let elsewhere = keys.certificate(|claim| claim.repository = Some("another".into()));
    ledger.keep_certificate(&elsewhere).unwrap();
    assert!(matches!(trust(&ledger), Trust::Refused(TrustRefusal::Certificate { .. })));
    // A certificate for another key, by whatever name, says nothing of this one.
    let forged = keys.certificate(|claim| claim.public_key = stranger().certificate(|_| {}).claim.public_key);
    ledger.keep_certificate(&forged).unwrap();
    assert!(matches!(trust(&ledger), Trust::Refused(TrustRefusal::Certificate { .. })));
    let found = ledger.verify(&keys.policy()).unwrap();
    assert!(found.flaws.iter().any(|flaw| flaw.what.contains("the certificate: it names")), "{found:?}");
    let first = keys.certify(&ledger);
    assert_eq!(keys.certify(&ledger), first);
    assert_eq!(ledger.all(&Kind::MachineCertificate).unwrap().len(), 4);
    assert_eq!(trust(&ledger).level(), Some(Level::L1));
}

#[test]
fn a_revoked_key_counts_no_more_whoever_vouches() {
    for of_machine in [true, false] {
        let system = memory(1);
        let (keys, ledger) = (Keys::of(&system), open(&system));
        keys.certify(&ledger);
        let run = ledger.append_batch(&[new_run("a", Verdict::Pass)], &keys.signers()).unwrap()[0];
        let record = ledger.record(&run).unwrap().unwrap();
        let policy = TrustPolicy { own: own(&keys).own, ..keys.policy() };
        assert_eq!(ledger.trust(&record, &policy).unwrap().level(), Some(Level::L1));
        let fingerprint = if of_machine { keys.machine.fingerprint() } else { keys.person.fingerprint() };
        let revocation = Revocation {
            target: RevocationTarget::Key { fingerprint },
            who: "ann@example.org".into(),
            why: "the laptop was stolen".into(),
        };
        let record_of_it = NewRecord::new(Predicate::Revocation(revocation));
        ledger.append_batch(&[record_of_it], &keys.signers()).unwrap();
        let trust = ledger.trust(&record, &policy).unwrap();
        if of_machine {
            assert!(matches!(trust, Trust::Refused(TrustRefusal::Revoked { .. })), "{trust:?}");
        } else {
            // Nobody vouches any more, and it is still this machine.
            assert_eq!(trust.level(), Some(Level::L0));
        }
    }
}

#[test]
fn certificates_lie_beside_the_key_and_go_with_it() {
    let system = memory(1);
    let keys = Keys::of(&system);
    let certificate = keys.certificate(|_| {});
    keys.machine.keep_certificate(&system, &certificate).unwrap();
    keys.machine.keep_certificate(&system, &certificate).unwrap();
    system.file("/home/ann/.local/state/milepost/keys/certificates/torn.json", "{");
    assert_eq!(keys.machine.certificates(&system).unwrap(), [certificate]);
    let new = MachineKey::rotate(&system).unwrap();
    assert_ne!(new.fingerprint(), keys.machine.fingerprint());
    assert_eq!(MachineKey::load(&system).unwrap().unwrap().fingerprint(), new.fingerprint());
    assert_eq!(new.certificates(&system).unwrap(), []);
    let file = Path::new("/home/ann/.local/state/milepost/keys/machine_ed25519");
    assert_eq!(system.metadata(file).unwrap().mode & 0o777, 0o600);
}

#[test]
fn a_key_that_others_can_reach_is_refused() {
    let system = memory(1);
    Keys::of(&system);
    system.set_mode(Path::new("/home/ann/.local/state/milepost/keys"), 0o777).unwrap();
    let error = MachineKey::load(&system).unwrap_err().to_string();
    assert!(error.contains("mode 777") && error.contains("milepost key rotate"), "{error}");
    MachineKey::rotate(&system).unwrap();
    assert!(MachineKey::load(&system).unwrap().is_some());
}

/// What signing adds to a batch is one signature and one small file.
#[test]
fn one_signature_for_two_hundred_runs() {
    let disk = OnDisk::new();
    let keys = Keys::of(&memory(1));
    let ledger = disk.open(Access::Write);
    let runs: Vec<NewRecord> = (0..200).map(|n| new_run(&n.to_string(), Verdict::Pass)).collect();
    let machine = Signers { person: None, machine: Some(&keys.machine) };
    ledger.append_batch(&runs, &machine).unwrap();
    let records = ledger.find(&milepost_ledger::Query::default()).unwrap();
    assert_eq!(records.len(), 201);
    assert_eq!(records.iter().map(|record| record.signatures().len()).sum::<usize>(), 1);
    let trusts = ledger.trust_all(records.iter().map(|record| &**record), &own(&keys)).unwrap();
    assert!(trusts.iter().all(|trust| trust.level() == Some(Level::L0)));
}
