//! The person's own SSH key: where it is, and signing with it.

use std::{
    ffi::OsString,
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use milepost_system::{ProcessRequest, System, TempDir};
use ssh_key::{HashAlg, PrivateKey, PublicKey};

use super::{NAMESPACE, Signer, SigningError, SshSignature, strength::weakness_of_key};

/// What Git's configuration says about signing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GitSigningConfig {
    /// `gpg.format`.
    pub format: Option<String>,
    /// `user.signingkey`.
    pub signing_key: Option<String>,
}

/// A person's key.
#[derive(Debug, Clone)]
pub struct UserKey {
    public: PublicKey,
    method: Method,
    system: Arc<dyn System>,
}

#[derive(Debug, Clone)]
enum Method {
    /// The private key is at hand.
    Direct(Box<PrivateKey>),
    /// `ssh-keygen` has to do it: it asks for the passphrase, the agent or the touch of a security key.
    Tool { key: PathBuf, why: &'static str },
    /// The same, with a key of which only the public text is known: the agent has the private one.
    Agent,
}

impl UserKey {
    /// Finds the person's key: `MILEPOST_SIGNING_KEY`, Git's `user.signingkey` where `gpg.format` is `ssh` (both a path,
    /// or `key::` and the text of a public key whose private one is in the agent), then `~/.ssh/id_ed25519`, `id_ecdsa`, `id_rsa`. A named key that cannot be used is an error, never passed over.
    ///
    /// # Errors
    /// [`SigningError::NoKey`] with the places that were looked at, or what is wrong with the key that was named.
    pub fn find(system: &Arc<dyn System>, git: &GitSigningConfig) -> Result<Self, SigningError> {
        let home = system.var("HOME").map(PathBuf::from);
        if let Some(named) = system.var("MILEPOST_SIGNING_KEY").filter(|value| !value.is_empty()) {
            return Self::named(system, named, home.as_deref());
        }
        let mut looked_at = vec!["`MILEPOST_SIGNING_KEY`".to_owned()];
        if git.format.as_deref() == Some("ssh") {
            if let Some(named) = &git.signing_key {
                return Self::named(system, named.into(), home.as_deref());
            }
            looked_at.push("Git's `user.signingkey`".to_owned());
        }
        for name in ["id_ed25519", "id_ecdsa", "id_rsa"] {
            looked_at.push(format!("`~/.ssh/{name}`"));
            if let Some(path) = home.as_ref().map(|home| home.join(".ssh").join(name))
                && system.is_file(&path)
            {
                return Self::load(system, &path);
            }
        }
        Err(SigningError::NoKey { looked_at })
    }

    /// Reads a key file: private, or public with the private key beside it or in the agent.
    ///
    /// # Errors
    /// When it cannot be read or holds no key.
    pub fn load(system: &Arc<dyn System>, path: &Path) -> Result<Self, SigningError> {
        let key = Self::read(system, path)?;
        match weakness_of_key(&key.public) {
            Some(what) => Err(SigningError::BadKey { path: path.to_owned(), what }),
            None => Ok(key),
        }
    }

    fn read(system: &Arc<dyn System>, path: &Path) -> Result<Self, SigningError> {
        let bytes =
            system.read(path).map_err(|source| SigningError::File { path: path.to_owned(), source })?;
        let bad = |what: String| SigningError::BadKey { path: path.to_owned(), what };
        let tool = |public, key: &Path, why| Self {
            public,
            method: Method::Tool { key: key.to_owned(), why },
            system: Arc::clone(system),
        };
        let text = String::from_utf8_lossy(&bytes);
        if let Ok(public) = PublicKey::from_openssh(text.trim()) {
            let private = path.with_extension("");
            if path.extension().is_some_and(|extension| extension == "pub") && system.is_file(&private) {
                return Self::read(system, &private);
            }
            return Ok(tool(public, path, IN_AGENT));
        }
        match PrivateKey::from_openssh(&bytes) {
            Ok(key) if key.is_encrypted() => Ok(tool(key.public_key().clone(), path, ENCRYPTED)),
            Ok(key)
                if key.public_key().key_data().is_sk_ed25519()
                    || key.public_key().key_data().is_sk_ecdsa_p256() =>
            {
                Ok(tool(key.public_key().clone(), path, ON_SECURITY_KEY))
            }
            // `ssh-key` 0.6 rebuilds RSA keys from one prime twice and cannot sign with them; its verifying is sound.
            Ok(key) if key.algorithm().is_rsa() => {
                Ok(tool(key.public_key().clone(), path, "the key is an RSA key"))
            }
            Ok(key) => Ok(Self {
                public: key.public_key().clone(),
                method: Method::Direct(Box::new(key)),
                system: Arc::clone(system),
            }),
            Err(error) if text.contains("PRIVATE KEY") => {
                // The format of an older time, or a P-521 key with leading zeros: `ssh-keygen` reads it, and the public
                // key stands beside it.
                let mut public = path.as_os_str().to_owned();
                public.push(".pub");
                let public = match system.read(Path::new(&public)) {
                    Ok(bytes) => bytes,
                    Err(found) if found.kind() == io::ErrorKind::NotFound => {
                        return Err(bad(format!("{error}, and there is no `.pub` file beside it")));
                    }
                    Err(source) => return Err(SigningError::File { path: public.into(), source }),
                };
                let public = PublicKey::from_openssh(String::from_utf8_lossy(&public).trim())
                    .map_err(|error| bad(format!("the `.pub` file beside it: {error}")))?;
                Ok(tool(public, path, "the key is in a format that only that tool reads"))
            }
            Err(error) => Err(bad(error.to_string())),
        }
    }

    /// Whether signing runs `ssh-keygen`, which may ask for a passphrase or a touch.
    pub fn asks(&self) -> bool {
        !matches!(self.method, Method::Direct(_))
    }

    fn named(system: &Arc<dyn System>, named: OsString, home: Option<&Path>) -> Result<Self, SigningError> {
        let text = named.to_string_lossy();
        let literal = text.strip_prefix("key::").unwrap_or(&text);
        if let Ok(public) = PublicKey::from_openssh(literal.trim()) {
            if let Some(what) = weakness_of_key(&public) {
                return Err(SigningError::BadKey { path: literal.into(), what });
            }
            return Ok(Self { public, method: Method::Agent, system: Arc::clone(system) });
        }
        let path = match (text.strip_prefix("~/"), home) {
            (Some(rest), Some(home)) => home.join(rest),
            _ => PathBuf::from(&named),
        };
        Self::load(system, &path)
    }
}

impl Signer for UserKey {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn sign(&self, message: &[u8]) -> Result<SshSignature, SigningError> {
        match &self.method {
            Method::Direct(key) => SshSignature::sign(key, message),
            Method::Tool { key, why } => self.sign_with_tool(key, why, message),
            Method::Agent => {
                let name = self.public.fingerprint(HashAlg::Sha256).to_string();
                let file = |path: &Path, source| SigningError::File { path: path.to_owned(), source };
                let folder = TempDir::new(&*self.system, "milepost-key")
                    .map_err(|error| file(Path::new(&name), error))?;
                let path = folder.path().join("key.pub");
                let text = self.public.to_openssh().map_err(|error| SigningError::Refused(error.to_string()));
                text.and_then(|text| {
                    let written = self.system.write_new(&path, text.as_bytes());
                    written.map_err(|error| file(&path, error))?;
                    self.sign_with_tool(&path, IN_AGENT, message)
                })
            }
        }
    }
}

impl UserKey {
    fn sign_with_tool(
        &self,
        key: &Path,
        why: &'static str,
        message: &[u8],
    ) -> Result<SshSignature, SigningError> {
        let name = key.display().to_string();
        let request = ProcessRequest::new("ssh-keygen")
            .args(["-Y", "sign", "-q", "-n", NAMESPACE, "-f"])
            .arg(key.as_os_str())
            .stdin(message);
        let output = self.system.run(&request).map_err(|source| SigningError::NoTool {
            key: name.clone(),
            why: why.to_owned(),
            source,
        })?;
        if !output.success() {
            let (why, message) = (why.to_owned(), output.stderr_text());
            return Err(SigningError::ToolRefused { key: name, why, message });
        }
        let signature = SshSignature::from_armored(&output.stdout_text())?;
        signature.verify(message)?;
        if signature.public_key().key_data() != self.public.key_data() {
            return Err(SigningError::Refused("`ssh-keygen` signed with another key".to_owned()));
        }
        Ok(signature)
    }
}

const ENCRYPTED: &str =
    "it asks for the passphrase on the terminal or by `SSH_ASKPASS`; `ssh-add` gives the key to the agent";
const IN_AGENT: &str = "only the public key is at hand, `ssh-add` gives the private one to the agent";
const ON_SECURITY_KEY: &str = "it asks for a touch of the security key, which has to be plugged in";
