//! One piece of code that a command names.

use std::path::Path;

use milepost_ledger::Digest;
use milepost_system::System;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A file, or one script of a `package.json`, as it is now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// From the project's root; absolute where it lies elsewhere.
    pub path: String,
    /// The name of the script in that `package.json`; `None` when the whole file counts.
    pub script: Option<String>,
    /// Of its bytes; `None` while there is no such file.
    pub digest: Option<Digest>,
    /// Its text, where that is not too long to be shown.
    pub text: Option<String>,
}

/// Texts that are longer are covered and not shown.
const MAX_SHOWN: usize = 64 * 1024;

impl Reference {
    /// Code with these bytes.
    pub(super) fn new(path: &str, script: Option<&str>, bytes: Option<&[u8]>) -> Self {
        let text = bytes.filter(|bytes| bytes.len() <= MAX_SHOWN);
        Self {
            path: path.to_owned(),
            script: script.map(str::to_owned),
            digest: bytes.map(Digest::of),
            text: text.and_then(|bytes| str::from_utf8(bytes).ok()).map(str::to_owned),
        }
    }

    /// How it is called: `tools/x.sh`, `package.json: test`.
    pub fn name(&self) -> String {
        match &self.script {
            Some(script) => format!("{}: {script}", self.path),
            None => self.path.clone(),
        }
    }

    /// Its bytes in a copy of the project: of a script of a `package.json` its text, else all of the file.
    pub(crate) fn bytes_in(&self, system: &dyn System, root: &Path) -> Option<Vec<u8>> {
        let bytes = system.read(&root.join(&self.path)).ok()?;
        let manifest: Option<Value> = self.script.as_ref().and_then(|_| serde_json::from_slice(&bytes).ok());
        match (&self.script, manifest) {
            (Some(script), Some(manifest)) => {
                manifest["scripts"][script].as_str().map(|text| text.as_bytes().to_vec())
            }
            _ => Some(bytes),
        }
    }

    /// Whether both are the same code.
    pub fn is_same(&self, other: &Self) -> bool {
        (&self.path, &self.script, &self.digest) == (&other.path, &other.script, &other.digest)
    }

    /// All that decides what it does, for the digest.
    pub(in crate::trust) fn projection(&self) -> Value {
        serde_json::json!({ "path": self.path, "script": self.script, "digest": self.digest })
    }
}

/// What a command runs and a grant does not cover.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct NotCovered {
    /// What: a path or a command.
    pub what: String,
    /// Why: a lower-case fragment.
    pub why: String,
}
