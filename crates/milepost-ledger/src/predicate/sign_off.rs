//! A person attests to an item.

use serde::{Deserialize, Serialize};

use super::DocumentReference;
use crate::{Digest, Subject};

/// A sign-off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignOff {
    /// The milestone.
    pub document: DocumentReference,
    /// The item's id in it.
    pub item: String,
    /// Digest of the item's normalised text: another text needs another sign-off.
    pub text: Digest,
    /// The role in which the signer signs, where the item asks for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// The signer, by principal.
    pub signer: String,
    /// What they say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Files that they attach.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// What the sign-off is about, beside the text.
    pub key: SignOffKey,
}

/// An attached file, kept in the shared folder under its digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// The file's own name.
    pub name: String,
    /// Digest of its bytes.
    pub digest: Digest,
    /// Its length in bytes.
    pub bytes: u64,
}

/// What a sign-off is about, beside the item's text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum SignOffKey {
    /// The whole check tree (reviews).
    Tree {
        /// Its object id.
        tree: String,
    },
    /// Declared inputs (manual tests).
    Inputs {
        /// The globs, sorted.
        inputs: Vec<String>,
        /// Digest over what they match.
        digest: Digest,
    },
    /// The text and a commit (acceptance).
    Commit {
        /// Its object id.
        commit: String,
    },
}

impl SignOff {
    pub(super) fn subjects(&self) -> Vec<Subject> {
        let mut subjects = vec![Subject::sha256(format!("{}#{}", self.document.id, self.item), &self.text)];
        match &self.key {
            SignOffKey::Tree { tree } => subjects.push(Subject::git_tree("check tree", tree)),
            SignOffKey::Inputs { digest, .. } => subjects.push(Subject::sha256("inputs", digest)),
            SignOffKey::Commit { commit } => subjects.push(Subject::git_commit("commit", commit)),
        }
        subjects.extend(self.attachments.iter().map(|file| Subject::sha256(&file.name, &file.digest)));
        subjects
    }
}
