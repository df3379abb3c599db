//! What somebody is asked to trust.

use jiff::Timestamp;
use milepost_ledger::Digest;
use serde::Serialize;
use serde_json::json;

use super::{
    Allowed, Class, NotCovered, Reference, TrustedCommand, commands,
    grant::last_grant,
    policy::{self, Permitted},
    references::collect,
};
use crate::{Result, Workspace, binding::Bound};

/// What somebody is asked to trust.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TrustRequest {
    /// The document's path from the project's root.
    pub document: String,
    /// What the commands are for.
    pub class: Class,
    /// The digest of all commands and the code that they name.
    pub digest: Digest,
    /// The commands, in the order of the document.
    pub commands: Vec<TrustedCommand>,
    /// The code of the project that they name.
    pub references: Vec<Reference>,
    /// What was seen to run and is not covered.
    pub not_covered: Vec<NotCovered>,
    /// Why they may run; `None`: nobody has agreed.
    pub granted: Option<GrantedBy>,
    /// What the last grant for this document covered, when that was something else.
    pub before: Option<Before>,
    /// How many commands of other classes the document holds; this grant does not cover them.
    pub other_classes: Vec<(Class, usize)>,
}

/// Why commands may run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "by")]
pub enum GrantedBy {
    /// There are none.
    NothingToRun,
    /// Somebody agreed at a terminal, until they change.
    Grant {
        /// When.
        granted: Timestamp,
    },
    /// Their digest was named.
    Digest,
    /// A policy outside of the checkout names their digest.
    PolicyDigest {
        /// The file.
        policy: String,
    },
    /// A policy outside of the checkout names a signer, who signed a commit with exactly these files.
    Signer {
        /// The file.
        policy: String,
        /// Who.
        signer: String,
        /// The commit.
        commit: String,
    },
}

/// What an earlier grant covered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Before {
    /// When it was given.
    pub granted: Timestamp,
    /// Its commands.
    pub commands: Vec<TrustedCommand>,
    /// The code that they named.
    pub references: Vec<Reference>,
}

/// What a document would run, and whether that is granted.
///
/// # Errors
/// When the grants, the policy or Git cannot be read.
pub fn request(
    workspace: &Workspace,
    index: usize,
    bound: &Bound,
    class: Class,
    allowed: &Allowed,
) -> Result<TrustRequest> {
    let document = workspace.document(index).path.clone();
    let commands = commands(workspace, index, bound, class);
    let collected = collect(workspace, &commands)?;
    let digest = digest(class, &commands, &collected.references)?;
    let other_classes = Class::ALL
        .into_iter()
        .filter(|other| *other != class)
        .map(|other| (other, super::commands(workspace, index, bound, other).len()))
        .filter(|(_, count)| *count > 0)
        .collect();
    let mut request = TrustRequest {
        document,
        class,
        digest,
        commands,
        references: collected.references,
        not_covered: collected.not_covered,
        granted: None,
        before: None,
        other_classes,
    };
    let last = last_grant(workspace, &request.document, class)?;
    request.granted = if request.commands.is_empty() {
        Some(GrantedBy::NothingToRun)
    } else if allowed.digests.contains(&digest) {
        Some(GrantedBy::Digest)
    } else if let Some(grant) = last.as_ref().filter(|grant| grant.digest == digest) {
        Some(GrantedBy::Grant { granted: grant.granted })
    } else {
        policy::permitted(workspace, &request, allowed.policy.as_deref())?.map(
            |Permitted { policy, signed }| match signed {
                Some((signer, commit)) => GrantedBy::Signer { policy, signer, commit },
                None => GrantedBy::PolicyDigest { policy },
            },
        )
    };
    if request.granted.is_none() {
        request.before = last.map(|grant| Before {
            granted: grant.granted,
            commands: grant.commands,
            references: grant.references,
        });
    }
    Ok(request)
}

fn digest(class: Class, commands: &[TrustedCommand], references: &[Reference]) -> Result<Digest> {
    let projection = json!({
        "version": 3,
        "class": class,
        "commands": commands.iter().map(TrustedCommand::projection).collect::<Vec<_>>(),
        "references": references.iter().map(Reference::projection).collect::<Vec<_>>(),
    });
    Ok(Digest::of_json(&projection)?)
}
