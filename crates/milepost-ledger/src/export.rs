//! Writing a signed record out, so that stock `ssh-keygen -Y verify` can check it.

use std::path::{Path, PathBuf};

use crate::{
    Ledger, LedgerError,
    signing::{NAMESPACE, SshSignature},
};

/// The files of one exported record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// The statement, as JSON: what to read.
    pub payload: PathBuf,
    /// The exact bytes that are signed: a short header (`DSSEv1`, the type and the lengths) and the statement.
    pub signed: PathBuf,
    /// The armoured signature over `signed`.
    pub signature: PathBuf,
    /// The key that made it, one OpenSSH line.
    pub public_key: String,
}

impl Exported {
    /// The command that checks it.
    pub fn command(&self, allowed_signers: &str, principal: &str) -> String {
        format!(
            "ssh-keygen -Y verify -f {allowed_signers} -I {principal} -n {NAMESPACE} -s {} < {}",
            self.signature.display(),
            self.signed.display()
        )
    }
}

impl Ledger {
    /// Writes `ID.json`, `ID.pae` and `ID.pae.sig` into a folder, `ID` being 12 digits of the record's digest.
    ///
    /// # Errors
    /// When the record is not found or not signed, or a file cannot be written.
    pub fn export(&self, prefix: &str, folder: &Path) -> Result<Exported, LedgerError> {
        let record = self.get(prefix)?;
        let id = record.digest.short();
        let signature = record.signatures().first().ok_or_else(|| LedgerError::Unsigned(id.clone()))?;
        let signature = SshSignature::from_blob(signature.sig.clone())?;
        let system = &self.files.system;
        system.create_dir_all(folder).map_err(LedgerError::io("create", folder))?;
        let write = |name: String, bytes: &[u8]| {
            let path = folder.join(name);
            system.write_atomic(&path, bytes).map_err(LedgerError::io("write", &path))?;
            Ok::<_, LedgerError>(path)
        };
        let public_key = signature
            .public_key()
            .to_openssh()
            .map_err(|error| crate::signing::SigningError::Malformed(error.to_string()))?;
        Ok(Exported {
            payload: write(format!("{id}.json"), &record.envelope.payload)?,
            signed: write(format!("{id}.pae"), &record.envelope.pae())?,
            signature: write(format!("{id}.pae.sig"), signature.to_armored().as_bytes())?,
            public_key,
        })
    }
}
