//! A ledger to test, with people and machines that sign.

use std::{collections::BTreeMap, path::PathBuf, sync::Arc};

use jiff::{civil::date, tz::TimeZone};
use milepost_ledger::Digest;
use milepost_ledger::{
    Access, Attestation, AttestationResult, CheckRun, DocumentReference, EvidenceBinding, Guard,
    ItemReference, KeyParts, Kind, Ledger, NewRecord, Origin, OutputCapture, Paths, Predicate, Record,
    RunEnvironment, RunResult, SignOff, SignOffKey, Signers, TrustPolicy, Verdict, Verifier, Waiver,
    signing::{AllowedSigners, Certificate, GitSigningConfig, MachineClaim, MachineKey, Signer, UserKey},
};
use milepost_system::{MemorySystem, OsSystem, System};
use serde_json::json;
use ssh_key::{
    LineEnding, PrivateKey,
    private::{Ed25519Keypair, KeypairData},
};

pub(crate) const REPOSITORY: &str = "repository-1";
pub(crate) const TREE: &str = "1111111111111111111111111111111111111111";
pub(crate) const COMMIT: &str = "2222222222222222222222222222222222222222";

/// A machine in memory with a person's key in `~/.ssh`.
pub(crate) fn memory(seed: u8) -> MemorySystem {
    let system = MemorySystem::new();
    system.set_var("HOME", "/home/ann");
    system
        .file("/home/ann/.ssh/id_ed25519", private_key(seed).to_openssh(LineEnding::LF).unwrap().as_bytes());
    system
}

pub(crate) fn private_key(seed: u8) -> PrivateKey {
    PrivateKey::new(KeypairData::Ed25519(Ed25519Keypair::from_seed(&[seed; 32])), "").unwrap()
}

pub(crate) fn paths() -> Paths {
    Paths::new("/repo/.git".as_ref(), "/repo".as_ref()).without_index()
}

pub(crate) fn open(system: &MemorySystem) -> Ledger {
    Ledger::open(Arc::new(system.clone()), paths(), REPOSITORY, Access::Write).unwrap()
}

/// A ledger in a temporary folder of the real machine.
pub(crate) struct OnDisk {
    pub(crate) folder: tempfile::TempDir,
}

impl OnDisk {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn paths(&self) -> Paths {
        Paths::new(&self.folder.path().join(".git"), self.folder.path())
    }

    pub(crate) fn open(&self, access: Access) -> Ledger {
        Ledger::open(Arc::new(OsSystem::new()), self.paths(), REPOSITORY, access).unwrap()
    }
}

/// The keys of one person and their machine.
pub(crate) struct Keys {
    pub(crate) person: UserKey,
    pub(crate) machine: MachineKey,
}

impl Keys {
    pub(crate) fn of(system: &MemorySystem) -> Self {
        let shared: Arc<dyn System> = Arc::new(system.clone());
        Self {
            person: UserKey::find(&shared, &GitSigningConfig::default()).unwrap(),
            machine: MachineKey::load_or_create(system).unwrap(),
        }
    }

    pub(crate) fn signers(&self) -> Signers<'_> {
        Signers { person: Some(&self.person), machine: Some(&self.machine) }
    }

    /// Believes this person.
    pub(crate) fn policy(&self) -> TrustPolicy {
        let line = format!("ann@example.org {}", self.person.public_key().to_openssh().unwrap());
        let allowed = AllowedSigners::parse(&line, &TimeZone::UTC);
        assert_eq!(allowed.problems, []);
        TrustPolicy { allowed, ..TrustPolicy::default() }
    }

    /// Lets the person vouch for the machine, and the ledger know of it.
    pub(crate) fn certify(&self, ledger: &Ledger) -> Digest {
        ledger.keep_certificate(&self.certificate(|_| {})).unwrap()
    }

    /// A certificate of the machine, with changes to what it claims.
    pub(crate) fn certificate(&self, change: impl FnOnce(&mut MachineClaim)) -> Certificate {
        let created = "2026-01-01T00:00:00Z".parse().unwrap();
        let mut claim = MachineClaim::of(&self.machine, "ann@example.org", created).unwrap();
        change(&mut claim);
        Certificate::sign(claim, &self.person).unwrap()
    }
}

/// A run of the check `command` on a tree.
pub(crate) fn run(command: &str, tree: &str, verdict: Verdict) -> CheckRun {
    let mut key = KeyParts::new(REPOSITORY, json!({"run": command}), tree).unwrap();
    key.environment =
        BTreeMap::from([("PATH".to_owned(), Some(Digest::of("/bin"))), ("LANG".to_owned(), None)]);
    CheckRun {
        key,
        result: RunResult {
            exit: Some(i32::from(verdict != Verdict::Pass)),
            verdict,
            signal: None,
            started: "2030-01-01T00:00:00Z".into(),
            duration_ms: 1500,
            user_ms: 10,
            system_ms: 5,
            max_rss_kib: 4096,
            stdout: OutputCapture::of(b"ok\n"),
            stderr: OutputCapture::of(b""),
            expectations: Vec::new(),
            tests: None,
            attempts: Vec::new(),
            coverage: None,
            measurement: None,
            rehearsal: None,
        },
        environment: RunEnvironment {
            os: "linux".into(),
            kernel: "6.1".into(),
            arch: "x86_64".into(),
            version: "0.1.0".into(),
            tier: "T2".into(),
            landlock_abi: Some(4),
            network: "full".into(),
            lowered: None,
            origin: Origin::Local,
            actor: "ann".into(),
        },
        guard: Guard { before: tree.into(), after: tree.into() },
        items: vec![ItemReference { document: "shop/1".into(), item: "success-criteria/build".into() }],
    }
}

pub(crate) fn new_run(command: &str, verdict: Verdict) -> NewRecord {
    NewRecord::new(Predicate::CheckRun(Box::new(run(command, TREE, verdict))))
}

pub(crate) fn document() -> DocumentReference {
    DocumentReference { id: "shop/1".into(), path: "docs/shop/milestone-1.md".into() }
}

pub(crate) fn sign_off(item: &str, tree: &str) -> NewRecord {
    NewRecord::new(Predicate::SignOff(Box::new(SignOff {
        document: document(),
        item: item.into(),
        text: Digest::of(item),
        role: None,
        signer: "ann@example.org".into(),
        note: Some("tried it".into()),
        attachments: Vec::new(),
        key: SignOffKey::Tree { tree: tree.into() },
    })))
}

pub(crate) fn waiver(item: &str) -> NewRecord {
    NewRecord::new(Predicate::Waiver(Box::new(Waiver {
        document: document(),
        item: item.into(),
        who: "ann@example.org".into(),
        why: "no staging host yet".into(),
        until: date(2031, 1, 1),
    })))
}

/// How a record is used by an attestation.
pub(crate) fn binding(record: &Record, item: &str) -> EvidenceBinding {
    EvidenceBinding {
        record: Some(record.digest),
        kind: Some(record.kind()),
        document: "shop/1".into(),
        item: item.into(),
        check: record.check_run().map(|run| run.key.specification),
        expectation: "exit 0".into(),
        standing: if record.kind() == Kind::Waiver { "waived" } else { "proven" }.into(),
    }
}

pub(crate) fn attestation(ledger: &Ledger, evidence: Vec<EvidenceBinding>) -> NewRecord {
    NewRecord::new(Predicate::Attestation(Box::new(Attestation {
        verifier: Verifier { id: "urn:milepost".into(), version: "0.1.0".into() },
        time_verified: "2030-01-01T00:00:00Z".into(),
        document: document(),
        from: "in-progress".into(),
        to: "completed".into(),
        policy: Digest::of("policy"),
        evidence,
        heads: ledger.heads().unwrap(),
        waivers: Vec::new(),
        result: AttestationResult::Passed,
        commit: COMMIT.into(),
        tree: TREE.into(),
        ledger: ledger.ensure_identity().unwrap(),
    })))
}

/// A ledger that was used: runs in a signed batch, a sign-off, a waiver and an attestation that rests on them.
pub(crate) fn used(system: &MemorySystem, keys: &Keys) -> Digest {
    let ledger = open(system);
    keys.certify(&ledger);
    let signers = keys.signers();
    let runs = [new_run("cargo build", Verdict::Pass), new_run("cargo test", Verdict::Pass)];
    let runs = ledger.append_batch(&runs, &signers).unwrap();
    let signed = ledger.append_batch(&[sign_off("manual/look", TREE)], &signers).unwrap();
    let evidence: Vec<EvidenceBinding> = runs
        .iter()
        .zip(["success-criteria/build", "success-criteria/tests"])
        .chain(signed.iter().zip(["manual/look"]))
        .map(|(digest, item)| binding(&ledger.record(digest).unwrap().unwrap(), item))
        .collect();
    ledger.append_batch(&[attestation(&ledger, evidence)], &signers).unwrap()[0]
}

/// Every file of the ledger in memory.
pub(crate) fn ledger_files(system: &MemorySystem) -> Vec<(PathBuf, Vec<u8>)> {
    system.files().into_iter().filter(|(path, _)| path.starts_with("/repo")).collect()
}
