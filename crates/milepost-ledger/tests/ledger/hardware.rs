//! Keys that are not at hand: in a running agent, on a security key; and keys that are too weak.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Arc,
};

use jiff::tz::TimeZone;
use milepost_ledger::signing::{
    AllowedSigners, GitSigningConfig, NAMESPACE, Signer as _, SigningError, SshSignature, UserKey,
};
use milepost_system::{MemorySystem, OsSystem, System};
use sha2::{Digest as _, Sha256};
use ssh_key::{
    Algorithm, HashAlg, LineEnding, PrivateKey, PublicKey, Signature, SigningKey, SshSig,
    private::KeypairData,
    public::{EcdsaPublicKey, KeyData, SkEcdsaSha2NistP256, SkEd25519},
};

use crate::support::private_key;

fn has(tool: &str) -> bool {
    let here = OsSystem::new().find_program(tool).is_some();
    if !here {
        eprintln!("SKIPPED: `{tool}` is not installed");
    }
    here
}

fn keygen(folder: &Path, name: &str, args: &[&str]) -> Option<PathBuf> {
    let path = folder.join(name);
    let output =
        Command::new("ssh-keygen").args(["-q", "-N", "", "-f"]).arg(&path).args(args).output().unwrap();
    output.status.success().then_some(path)
}

/// A real agent, ended by its number.
struct Agent {
    process: std::process::Child,
    socket: PathBuf,
}

impl Agent {
    fn start(folder: &Path) -> Self {
        let socket = folder.join("agent");
        let process =
            Command::new("ssh-agent").args(["-D", "-a"]).arg(&socket).stdout(Stdio::null()).spawn().unwrap();
        for _ in 0..500 {
            if socket.exists() {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        Self { process, socket }
    }

    fn add(&self, key: &Path) {
        let added =
            Command::new("ssh-add").arg("-q").arg(key).env("SSH_AUTH_SOCK", &self.socket).output().unwrap();
        assert!(added.status.success(), "{}", String::from_utf8_lossy(&added.stderr));
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A machine in memory whose `ssh-keygen` is the real one, with this agent or none, and nobody to ask.
fn with_agent(socket: Option<PathBuf>) -> (MemorySystem, tempfile::TempDir) {
    let (system, real) = (MemorySystem::new(), tempfile::tempdir().unwrap());
    system.set_var("HOME", "/home/ann");
    let (files, folder) = (system.clone(), real.path().to_owned());
    system.on_run(move |request| {
        // The tool reads a real file: the one that is named is put there.
        let mut request = request.clone().env("SSH_ASKPASS_REQUIRE", "never").env("DISPLAY", "");
        let at = request.args.len() - 1;
        let named = PathBuf::from(&request.args[at]);
        if let Ok(bytes) = files.read(&named) {
            let copy = folder.join(named.file_name().unwrap());
            std::fs::write(&copy, bytes).unwrap();
            std::fs::set_permissions(&copy, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
            request.args[at] = copy.into();
        }
        let request = match &socket {
            Some(socket) => request.env("SSH_AUTH_SOCK", socket),
            None => request.env_remove("SSH_AUTH_SOCK"),
        };
        // `setsid` takes the terminal away, so that nobody is asked.
        let args: Vec<_> = std::iter::once(request.program.clone()).chain(request.args.clone()).collect();
        let detached = milepost_system::ProcessRequest { program: "setsid".into(), args, ..request };
        OsSystem::new().run(&detached)
    });
    (system, real)
}

#[test]
fn a_key_in_the_agent_signs_by_file_and_by_its_text() {
    if !has("ssh-agent") || !has("ssh-keygen") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let agent = Agent::start(folder.path());
    for (name, args) in [("ed", &["-t", "ed25519"][..]), ("rsa", &["-t", "rsa", "-b", "2048"])] {
        let path = keygen(folder.path(), name, args).unwrap();
        agent.add(&path);
        let public = std::fs::read_to_string(path.with_extension("pub")).unwrap();
        std::fs::remove_file(&path).unwrap();
        let (system, _real) = with_agent(Some(agent.socket.clone()));
        system.file("/home/ann/.ssh/mine.pub", &public);
        let shared: Arc<dyn System> = Arc::new(system.clone());
        for named in ["~/.ssh/mine.pub".to_owned(), format!("key::{public}"), public.clone()] {
            let git = GitSigningConfig { format: Some("ssh".into()), signing_key: Some(named.clone()) };
            let key = UserKey::find(&shared, &git).unwrap();
            assert!(key.asks(), "{named}");
            key.sign(b"message").unwrap().verify(b"message").unwrap();
        }
        let left = system.files().into_iter().filter(|(path, _)| path.starts_with("/tmp"));
        assert_eq!(left.count(), 0, "no file is left behind");
    }
}

#[test]
fn without_an_agent_a_terminal_or_an_authenticator_the_next_step_is_told() {
    if !has("ssh-keygen") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (system, _real) = with_agent(None);
    let shared: Arc<dyn System> = Arc::new(system.clone());
    let refusal = |named: &str| {
        let git = GitSigningConfig { format: Some("ssh".into()), signing_key: Some(named.into()) };
        let error = UserKey::find(&shared, &git).unwrap().sign(b"message").unwrap_err();
        assert!(matches!(error, SigningError::ToolRefused { .. }), "{error:?}");
        error.to_string()
    };
    let public = private_key(4).public_key().to_openssh().unwrap();
    assert!(refusal(&format!("key::{public}")).contains("`ssh-add` gives the private one to the agent"));
    let locked = folder.path().join("locked");
    let made = Command::new("ssh-keygen")
        .args(["-q", "-t", "ed25519", "-N", "a passphrase", "-f"])
        .arg(&locked)
        .status()
        .unwrap();
    assert!(made.success());
    system.file("/home/ann/locked", std::fs::read(&locked).unwrap());
    let said = refusal("/home/ann/locked");
    assert!(said.contains("passphrase on the terminal") && !said.contains("a passphrase\n"), "{said}");
    let (public, _) = security_key_ed25519(b"x", 1);
    let KeyData::SkEd25519(public) = public.key_data().clone() else { panic!("a security key") };
    let pair = ssh_key::private::SkEd25519::new(public, 1, vec![7; 32]).unwrap();
    let private = PrivateKey::new(KeypairData::SkEd25519(pair), "").unwrap();
    system.file("/home/ann/id_sk", private.to_openssh(LineEnding::LF).unwrap().as_bytes());
    assert!(refusal("/home/ann/id_sk").contains("security key, which has to be plugged in"));
}

/// What a security key signs instead of the message (OpenSSH, PROTOCOL.u2f): its application, flags, a counter and the
/// message.
fn security_key_data(message: &[u8], flags: u8) -> (Vec<u8>, [u8; 5]) {
    let signed = SshSig::signed_data(NAMESPACE, HashAlg::Sha512, message).unwrap();
    let trailer = [flags, 0, 0, 0, 9];
    let parts = [&Sha256::digest("ssh:")[..], &trailer, &Sha256::digest(signed)];
    (parts.concat(), trailer)
}

/// The signature of a key over bytes as they are.
fn raw_signature(key: &impl SigningKey, bytes: &[u8]) -> Signature {
    key.try_sign(bytes).unwrap()
}

/// An SSHSIG as OpenSSH writes it for security keys (PROTOCOL.sshsig, PROTOCOL.u2f).
fn wrapped(key: &PublicKey, algorithm: &Algorithm, signature: &[u8], trailer: [u8; 5]) -> SshSignature {
    let text = |bytes: &[u8]| [&(bytes.len() as u32).to_be_bytes()[..], bytes].concat();
    let inner = [text(algorithm.as_str().as_bytes()), text(signature), trailer.to_vec()].concat();
    let blob = [
        b"SSHSIG\0\0\0\x01".to_vec(),
        text(&key.to_bytes().unwrap()),
        text(NAMESPACE.as_bytes()),
        text(b""),
        text(b"sha512"),
        text(&inner),
    ];
    SshSignature::from_blob(blob.concat()).unwrap()
}

fn security_key_ed25519(message: &[u8], flags: u8) -> (PublicKey, SshSignature) {
    let pair = private_key(8);
    let public = pair.public_key().key_data().ed25519().copied().unwrap();
    let key = PublicKey::from(KeyData::SkEd25519(SkEd25519::new(public, "ssh:")));
    let (data, trailer) = security_key_data(message, flags);
    let signature = raw_signature(&pair, &data);
    let made = wrapped(&key, &Algorithm::SkEd25519, signature.as_bytes(), trailer);
    (key, made)
}

fn security_key_ecdsa(message: &[u8], flags: u8, pair: &PrivateKey) -> (PublicKey, SshSignature) {
    let Some(EcdsaPublicKey::NistP256(point)) = pair.public_key().key_data().ecdsa().copied() else {
        panic!("a P-256 key")
    };
    let key = PublicKey::from(KeyData::SkEcdsaSha2NistP256(SkEcdsaSha2NistP256::new(point, "ssh:")));
    let (data, trailer) = security_key_data(message, flags);
    let signature = raw_signature(pair, &data);
    (key.clone(), wrapped(&key, &Algorithm::SkEcdsaSha2NistP256, signature.as_bytes(), trailer))
}

#[test]
fn signatures_of_security_keys_are_checked_as_openssh_checks_them() {
    if !has("ssh-keygen") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let ecdsa = keygen(folder.path(), "ecdsa", &["-t", "ecdsa", "-b", "256"]).unwrap();
    let pair = PrivateKey::from_openssh(std::fs::read(ecdsa).unwrap()).unwrap();
    let made =
        |flags| [security_key_ed25519(b"message", flags), security_key_ecdsa(b"message", flags, &pair)];
    for (key, signature) in made(1) {
        signature.verify(b"message").unwrap();
        assert!(signature.verify(b"massage").is_err());
        std::fs::write(path("signers"), format!("ann {}\n", key.to_openssh().unwrap())).unwrap();
        std::fs::write(path("message"), "message").unwrap();
        std::fs::write(path("signature"), signature.to_armored()).unwrap();
        let verified = Command::new("ssh-keygen")
            .args(["-Y", "verify", "-n", NAMESPACE, "-I", "ann", "-f"])
            .arg(path("signers"))
            .arg("-s")
            .arg(path("signature"))
            .stdin(std::fs::File::open(path("message")).unwrap())
            .output()
            .unwrap();
        assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
    }
    // A program at work on the machine can make a security key sign, but cannot touch it.
    for (_, signature) in made(0) {
        assert!(signature.verify(b"message").unwrap_err().to_string().contains("touched"));
    }
}

#[test]
fn weak_keys_and_digests_are_refused_wherever_they_come() {
    if !has("ssh-keygen") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let real: Arc<dyn System> = Arc::new(OsSystem::new());
    let weak = [("dsa", &["-t", "dsa"][..], "DSA"), ("rsa", &["-t", "rsa", "-b", "1024"], "1024 bits")];
    for (name, args, what) in weak {
        let Some(path) = keygen(folder.path(), name, args) else {
            eprintln!("SKIPPED: this `ssh-keygen` makes no weak `{name}` key");
            continue;
        };
        let error = UserKey::load(&real, &path).unwrap_err().to_string();
        assert!(error.contains(what), "{error}");
        let public = std::fs::read_to_string(path.with_extension("pub")).unwrap();
        let signers = AllowedSigners::parse(&format!("ann {public}"), &TimeZone::UTC);
        assert!(signers.signers.is_empty() && signers.problems[0].1.contains(what), "{signers:?}");
        let message = folder.path().join(format!("{name}.message"));
        std::fs::write(&message, "message").unwrap();
        let signed = Command::new("ssh-keygen")
            .args(["-Y", "sign", "-q", "-n", NAMESPACE, "-f"])
            .arg(&path)
            .arg(&message)
            .status()
            .unwrap();
        if signed.success() {
            let text = std::fs::read_to_string(folder.path().join(format!("{name}.message.sig"))).unwrap();
            let verified =
                SshSignature::from_armored(&text).and_then(|signature| signature.verify(b"message"));
            assert!(verified.is_err(), "{name}");
        }
    }
    // RSA with a shorter digest than OpenSSH's own: the bytes say so, and that is enough.
    let path = keygen(folder.path(), "good", &["-t", "rsa", "-b", "2048"]).unwrap();
    let signature = UserKey::load(&real, &path).unwrap().sign(b"message").unwrap();
    let pem = SshSig::from_pem(signature.to_armored()).unwrap();
    let shorter = Algorithm::Rsa { hash: Some(HashAlg::Sha256) };
    let other = Signature::new(shorter, pem.signature_bytes().to_vec()).unwrap();
    let other = SshSig::new(pem.public_key().clone(), NAMESPACE, HashAlg::Sha512, other).unwrap();
    let other = SshSignature::from_armored(&other.to_pem(LineEnding::LF).unwrap()).unwrap();
    assert!(other.verify(b"message").unwrap_err().to_string().contains("rsa-sha2-512"));
}
