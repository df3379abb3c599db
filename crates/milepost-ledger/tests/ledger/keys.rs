//! Keys of every kind, and the real `ssh-keygen` as the judge.

use std::{path::Path, process::Command, sync::Arc};

use jiff::tz::TimeZone;
use milepost_ledger::{
    Access, FlawKind, Kind, NewRecord, Predicate, Query, Signers, Trust, TrustPolicy, Verdict,
    signing::{
        AllowedSigners, GitSigningConfig, Level, MachineKey, NAMESPACE, Signer, SigningError, SshSignature,
        UserKey,
    },
};
use milepost_system::{MemorySystem, OsSystem, System};
use ssh_key::LineEnding;

use crate::support::{Keys, OnDisk, attestation, binding, memory, new_run, private_key};

/// Whether the real tool is here. Its absence is said, as these tests then say nothing.
fn has_ssh_keygen() -> bool {
    let here = OsSystem::new().find_program("ssh-keygen").is_some();
    if !here {
        eprintln!("SKIPPED: `ssh-keygen` is not installed, so nothing is checked against it");
    }
    here
}

fn keygen(folder: &Path, name: &str, args: &[&str]) -> std::path::PathBuf {
    let path = folder.join(name);
    let output =
        Command::new("ssh-keygen").args(["-q", "-C", name, "-f"]).arg(&path).args(args).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    path
}

fn real() -> Arc<dyn System> {
    Arc::new(OsSystem::new())
}

/// What the real tool says of a signature over a file.
fn verify_with_ssh_keygen(folder: &Path, principal: &str, signed: &Path, signature: &Path) -> bool {
    let output = Command::new("ssh-keygen")
        .args(["-Y", "verify", "-n", NAMESPACE, "-I", principal, "-f"])
        .arg(folder.join("allowed_signers"))
        .arg("-s")
        .arg(signature)
        .stdin(std::fs::File::open(signed).unwrap())
        .output()
        .unwrap();
    output.status.success()
}

#[test]
fn every_kind_of_key_signs_what_ssh_keygen_accepts_and_the_reverse() {
    if !has_ssh_keygen() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    for (name, args) in [
        ("ed25519", &["-t", "ed25519", "-N", ""][..]),
        ("ecdsa256", &["-t", "ecdsa", "-b", "256", "-N", ""]),
        ("ecdsa384", &["-t", "ecdsa", "-b", "384", "-N", ""]),
        ("ecdsa521", &["-t", "ecdsa", "-b", "521", "-N", ""]),
        ("rsa", &["-t", "rsa", "-b", "2048", "-N", ""]),
        ("old-rsa", &["-t", "rsa", "-b", "2048", "-N", "", "-m", "PEM"]),
    ] {
        let path = keygen(folder, name, args);
        let key = UserKey::load(&real(), &path).unwrap();
        // The tool has to help out for RSA, and for about half of all P-521 keys, which `ssh-key` cannot read.
        assert!(name == "ecdsa521" || key.asks() == name.ends_with("rsa"), "{name}");
        let signature = key.sign(b"the message").unwrap();
        signature.verify(b"the message").unwrap();
        assert!(signature.verify(b"another message").is_err());
        let line = format!("ann@example.org {}\n", key.public_key().to_openssh().unwrap());
        std::fs::write(folder.join("allowed_signers"), line).unwrap();
        let (message, file) = (folder.join("message"), folder.join("message.sig"));
        std::fs::write(&message, "the message").unwrap();
        std::fs::write(&file, signature.to_armored()).unwrap();
        assert!(verify_with_ssh_keygen(folder, "ann@example.org", &message, &file), "{name}");
        assert!(!verify_with_ssh_keygen(folder, "eve@example.org", &message, &file), "{name}");
        // The other way round: what the tool signs, we accept.
        std::fs::remove_file(&file).unwrap();
        let made = Command::new("ssh-keygen")
            .args(["-Y", "sign", "-q", "-n", NAMESPACE, "-f"])
            .arg(&path)
            .arg(&message)
            .output();
        assert!(made.unwrap().status.success(), "{name}");
        let signature = SshSignature::from_armored(&std::fs::read_to_string(&file).unwrap()).unwrap();
        signature.verify(b"the message").unwrap();
        assert_eq!(
            signature.to_armored(),
            std::fs::read_to_string(&file).unwrap(),
            "the armour is the same to the byte"
        );
    }
}

#[test]
fn an_exported_attestation_is_accepted_by_ssh_keygen() {
    if !has_ssh_keygen() {
        return;
    }
    let disk = OnDisk::new();
    let keys_folder = tempfile::tempdir().unwrap();
    let person =
        UserKey::load(&real(), &keygen(keys_folder.path(), "ann", &["-t", "ed25519", "-N", ""])).unwrap();
    let ledger = disk.open(Access::Write);
    let signers = Signers { person: Some(&person), machine: None };
    let run = ledger.append_batch(&[new_run("cargo test", Verdict::Pass)], &signers).unwrap()[0];
    let evidence = vec![binding(&ledger.record(&run).unwrap().unwrap(), "success-criteria/tests")];
    let attestation = ledger.append_batch(&[attestation(&ledger, evidence)], &signers).unwrap()[0];
    let out = disk.folder.path().join("out");
    let exported = ledger.export(&attestation.short(), &out).unwrap();
    let line = format!("ann@example.org namespaces=\"{NAMESPACE}\" {}\n", exported.public_key);
    std::fs::write(out.join("allowed_signers"), &line).unwrap();
    assert!(verify_with_ssh_keygen(&out, "ann@example.org", &exported.signed, &exported.signature));
    // What is signed holds the payload to the byte.
    let (payload, mut signed) =
        (std::fs::read(&exported.payload).unwrap(), std::fs::read(&exported.signed).unwrap());
    let header = format!("DSSEv1 28 application/vnd.in-toto+json {} ", payload.len());
    assert_eq!(signed, [header.as_bytes(), &payload].concat());
    let last = signed.len() - 1;
    signed[last] ^= 1;
    std::fs::write(&exported.signed, signed).unwrap();
    assert!(!verify_with_ssh_keygen(&out, "ann@example.org", &exported.signed, &exported.signature));
    // An unsigned run has nothing to export.
    assert!(matches!(ledger.export(&run.short(), &out), Err(milepost_ledger::LedgerError::Unsigned(_))));
    let allowed = AllowedSigners::parse(&line, &TimeZone::UTC);
    let found = ledger.verify(&TrustPolicy { allowed, ..TrustPolicy::default() }).unwrap();
    // The run that no machine signed is told.
    assert_eq!(found.flaws.iter().map(|flaw| flaw.kind).collect::<Vec<_>>(), [FlawKind::Uncovered]);
}

#[test]
fn an_encrypted_key_is_left_to_ssh_keygen() {
    if !has_ssh_keygen() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = keygen(folder.path(), "locked", &["-t", "ed25519", "-N", "a passphrase"]);
    let key = UserKey::load(&real(), &path).unwrap();
    assert!(key.asks());
    // The tool asks a program for the passphrase where there is no terminal.
    let asker = folder.path().join("ask");
    let write = |answer: &str| {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::write(&asker, format!("#!/bin/sh\necho {answer}\n")).unwrap();
        std::fs::set_permissions(&asker, std::fs::Permissions::from_mode(0o700)).unwrap();
    };
    let system: Arc<dyn System> = Arc::new(with_asker(asker.clone()));
    let key_with = UserKey::load(&system, &path).unwrap();
    write("a passphrase");
    key_with.sign(b"message").unwrap().verify(b"message").unwrap();
    write("wrong");
    let error = key_with.sign(b"message").unwrap_err();
    assert!(matches!(&error, SigningError::ToolRefused { .. }), "{error}");
}

/// A machine in memory whose tools are the real ones, with a program that answers for the passphrase.
fn with_asker(asker: std::path::PathBuf) -> MemorySystem {
    let system = MemorySystem::new();
    let locked = asker.with_file_name("locked");
    system.file(&locked, std::fs::read(&locked).unwrap());
    system.on_run(move |request| {
        let request = request
            .clone()
            .env("SSH_ASKPASS", asker.as_os_str())
            .env("SSH_ASKPASS_REQUIRE", "force")
            .env("DISPLAY", ":0");
        OsSystem::new().run(&request)
    });
    system
}

#[test]
fn where_the_key_is_looked_for() {
    let public = |key: &UserKey| key.public_key().to_openssh().unwrap();
    let text = |seed| private_key(seed).to_openssh(LineEnding::LF).unwrap();
    let system = MemorySystem::new();
    system.set_var("HOME", "/home/ann");
    let find = |git: &GitSigningConfig| {
        let shared: Arc<dyn System> = Arc::new(system.clone());
        UserKey::find(&shared, git)
    };
    let ssh = |key: &str| GitSigningConfig { format: Some("ssh".into()), signing_key: Some(key.into()) };
    let nothing = find(&GitSigningConfig::default()).unwrap_err().to_string();
    for place in ["`MILEPOST_SIGNING_KEY`", "`~/.ssh/id_ed25519`", "`~/.ssh/id_rsa`", "ssh-keygen -t ed25519"]
    {
        assert!(nothing.contains(place), "{nothing}");
    }
    system.file("/home/ann/.ssh/id_ecdsa", text(1).as_bytes());
    let default = public(&find(&GitSigningConfig::default()).unwrap());
    system.file("/home/ann/.ssh/id_ed25519", text(2).as_bytes());
    assert_ne!(public(&find(&GitSigningConfig::default()).unwrap()), default);
    system.file("/home/ann/git", text(3).as_bytes());
    system.file("/home/ann/git.pub", private_key(3).public_key().to_openssh().unwrap());
    let of = |seed| private_key(seed).public_key().to_openssh().unwrap();
    assert_eq!(public(&find(&ssh("~/git")).unwrap()), of(3));
    let by_public = find(&ssh("~/git.pub")).unwrap();
    assert_eq!(public(&by_public), of(3));
    assert!(!by_public.asks(), "the private key stands beside the public one");
    let gpg = GitSigningConfig { format: Some("openpgp".into()), signing_key: Some("ABCD".into()) };
    assert_eq!(public(&find(&gpg).unwrap()), of(2));
    assert!(find(&ssh("~/none")).is_err(), "a key that is named is never passed over");
    let literal = find(&ssh(&format!("key::{}", of(3)))).unwrap();
    assert!(literal.asks() && public(&literal) == of(3), "the agent has it");
    system.set_var("MILEPOST_SIGNING_KEY", "/home/ann/.ssh/id_ecdsa");
    assert_eq!(public(&find(&ssh("~/git")).unwrap()), of(1));
    system.file("/home/ann/.ssh/id_ecdsa", "nonsense");
    assert!(matches!(find(&ssh("~/git")), Err(SigningError::BadKey { .. })));
}

#[test]
fn the_machine_key_is_made_once_and_private() {
    let system = memory(1);
    assert!(MachineKey::load(&system).unwrap().is_none());
    let first = MachineKey::load_or_create(&system).unwrap();
    assert_eq!(MachineKey::load_or_create(&system).unwrap().fingerprint(), first.fingerprint());
    assert_eq!(MachineKey::load(&system).unwrap().unwrap().fingerprint(), first.fingerprint());
    let folder = Path::new("/home/ann/.local/state/milepost/keys");
    assert_eq!(system.metadata(&folder.join("machine_ed25519")).unwrap().mode & 0o777, 0o600);
    system.set_var("XDG_STATE_HOME", "/state");
    assert_ne!(MachineKey::load_or_create(&system).unwrap().fingerprint(), first.fingerprint());
}

#[test]
fn one_signature_for_many_runs_and_none_without_a_voucher() {
    let system = memory(1);
    let keys = Keys::of(&system);
    let ledger = crate::support::open(&system);
    let runs: Vec<NewRecord> = (0..20).map(|n| new_run(&n.to_string(), Verdict::Pass)).collect();
    let runs = ledger.append_batch(&runs, &keys.signers()).unwrap();
    let records = ledger.find(&Query::default()).unwrap();
    assert_eq!(records.iter().map(|record| record.signatures().len()).sum::<usize>(), 1);
    let trust = |digest| ledger.trust(&ledger.record(digest).unwrap().unwrap(), &keys.policy()).unwrap();
    assert!(matches!(trust(&runs[7]), Trust::Refused(_)), "nobody vouches for this machine yet");
    keys.certify(&ledger);
    for run in &runs {
        assert_eq!(trust(run), Trust::Believed { level: Level::L1, signer: Some("ann@example.org".into()) });
    }
    let batch = ledger.all(&Kind::Batch).unwrap().remove(0);
    let Predicate::Batch(content) = &batch.predicate else { panic!("a batch") };
    assert_eq!(content.records, runs);
}

#[test]
fn a_machine_key_cannot_sign_for_a_person() {
    let system = memory(1);
    let keys = Keys::of(&system);
    let ledger = crate::support::open(&system);
    keys.certify(&ledger);
    let forged = Signers { person: Some(&keys.machine), machine: None };
    let digest = ledger.append_batch(&[crate::support::sign_off("manual/look", "1")], &forged).unwrap()[0];
    let trust = ledger.trust(&ledger.record(&digest).unwrap().unwrap(), &keys.policy()).unwrap();
    assert!(matches!(trust, Trust::Refused(_)), "{trust:?}");
}
