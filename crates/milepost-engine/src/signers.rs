//! Whose signatures count, and who wrote the change.
//!
//! Allowed signers, roles and gates are read from the merge base with the default branch: a branch cannot give its
//! author a say. Where the base holds no list of signers, only the user's own key counts.

use std::{collections::BTreeMap, path::Path};

use milepost_document::vocabulary::Status;
use milepost_ledger::{
    Attestation, Baseline, Digest, Kind, Ledger, NewRecord, Query, Record, Subject, Trust, TrustPolicy,
    TrustRefusal,
    signing::{AllowedSigners, GitSigningConfig, MachineKey, Signer as _, SigningError, UserKey},
};

pub use milepost_ledger::signing::{NAMESPACE, new_key};

use milepost_system::git::Git;

use crate::{
    Result, Workspace,
    config::{self, Config, GatesConfig},
    plan::Baselines,
};

/// The subject of a record that names the words of its item.
const WORDS: &str = "words";

/// Whose signatures count, for what.
#[derive(Debug)]
pub struct Signers {
    /// What the ledger believes.
    pub policy: TrustPolicy,
    /// Whether the repository names its signers; else only the user's own key counts.
    pub listed: bool,
    roles: BTreeMap<String, Vec<String>>,
    /// The gates of the merge base.
    pub gates: GatesConfig,
}

/// What a record's signature is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signed {
    /// By the principal that it names.
    Valid,
    /// It carries none.
    Unsigned,
    /// It carries one that does not count, for this reason.
    Untrusted(String),
}

impl Signers {
    /// Reads them for a workspace.
    ///
    /// # Errors
    /// When Git or the configuration at the merge base cannot be read.
    pub fn of(workspace: &Workspace) -> Result<Self> {
        let base = policy_base(workspace)?;
        let config = match &base {
            Base::Commit(commit) => match file_at(workspace, commit, config::FILE_NAME)? {
                Some(bytes) => config::parse(&bytes)?,
                None => Config::default(),
            },
            Base::WorkTree => workspace.config.clone(),
        };
        let path = config.signers.allowed.clone().unwrap_or_else(|| ".milepost/allowed_signers".to_owned());
        let text = match &base {
            Base::Commit(commit) => file_at(workspace, commit, &path)?,
            Base::WorkTree => workspace.system.read(&workspace.root.join(&path)).ok(),
        };
        let zone = workspace.system.time_zone();
        let listed = text.is_some();
        let allowed = match text {
            Some(bytes) => AllowedSigners::parse(&String::from_utf8_lossy(&bytes), &zone),
            None => match (user_key(workspace), principal(workspace)?) {
                (Ok(key), Some(me)) => AllowedSigners::default().with(me, key.public_key().clone()),
                _ => AllowedSigners::default(),
            },
        };
        // Where the key cannot be read, nothing is this machine's own.
        let own = MachineKey::load(workspace.system.as_ref()).ok().flatten().map(|key| key.fingerprint());
        let policy = TrustPolicy { allowed, ci: config.signers.ci, own };
        Ok(Self { policy, listed, roles: config.roles, gates: config.gates })
    }

    /// What a record's signature is worth, when it says that `who` signed.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn check(&self, ledger: &Ledger, record: &Record, who: &str) -> Result<Signed> {
        Ok(match ledger.trust(record, &self.policy)? {
            Trust::Believed { signer: None, .. } => Signed::Unsigned,
            Trust::Believed { signer: Some(signer), .. } if self.policy.is_ci(&signer) => {
                Signed::Untrusted(format!("{signer} signs in CI and cannot speak for a person"))
            }
            Trust::Believed { signer: Some(signer), .. } if signer.eq_ignore_ascii_case(who) => Signed::Valid,
            Trust::Believed { signer: Some(signer), .. } => {
                Signed::Untrusted(format!("the key is that of {signer}"))
            }
            Trust::Refused(refusal) if self.listed => Signed::Untrusted(refusal.to_string()),
            Trust::Refused(refusal) => Signed::Untrusted(format!(
                "{refusal}; commit `.milepost/allowed_signers` to name other signers"
            )),
        })
    }

    /// Whether a record was made in this repository. A shallow clone does not know its first commits, and so not
    /// which repository it is unless the configuration says so.
    pub fn is_ours(&self, workspace: &Workspace, ledger: &Ledger, record: &Record) -> bool {
        let shallow = workspace.repository.as_ref().is_some_and(|repository| repository.is_shallow);
        record.link.repository == ledger.repository() || (shallow && workspace.config.project.id.is_none())
    }

    /// Whether a key of ours is one whose signatures count; else why not.
    ///
    /// # Errors
    /// With what is wrong with the key, in words.
    pub fn allows(&self, workspace: &Workspace, key: &UserKey) -> std::result::Result<(), String> {
        match self.policy.allowed.signer(key.public_key(), workspace.system.now()) {
            Ok(_) => Ok(()),
            Err(refusal) => Err(refusal.to_string()),
        }
    }

    /// The newest baseline of a milestone that may be believed. One that was revoked, whose signature is broken, or that
    /// was made in another repository does not count. Where the repository lists its signers, one of them has to have
    /// signed it.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn baseline(&self, workspace: &Workspace, ledger: &Ledger, document: &str) -> Result<Baselines> {
        let query =
            Query { kind: Some(Kind::Baseline), document: Some(document.to_owned()), ..Query::default() };
        for record in ledger.find(&query)? {
            let milepost_ledger::Predicate::Baseline(baseline) = &record.predicate else { continue };
            let believed = match ledger.trust(&record, &self.policy)? {
                Trust::Believed { signer, .. } => signer.is_some() || !self.listed,
                Trust::Refused(TrustRefusal::Signer(_)) => !self.listed,
                Trust::Refused(_) => false,
            };
            if believed && self.is_ours(workspace, ledger, &record) {
                return Ok(Some((record.digest, (**baseline).clone())));
            }
        }
        Ok(None)
    }

    /// The newest attestation of a milestone's completion that is believed.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn attestation(
        &self,
        workspace: &Workspace,
        ledger: &Ledger,
        document: &str,
    ) -> Result<Option<(Digest, Attestation)>> {
        for record in ledger.attestations(document)? {
            let Some(attestation) = record.attestation() else { continue };
            let signed = ledger.trust(&record, &self.policy)?.signer().is_some();
            if signed && self.is_ours(workspace, ledger, &record) && attestation.to == Status::Completed.key()
            {
                return Ok(Some((record.digest, attestation.clone())));
            }
        }
        Ok(None)
    }

    /// Whether a milestone is completed: it says so, or it was put away after an attested completion.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn is_completed(&self, workspace: &Workspace, ledger: &Ledger, index: usize) -> Result<bool> {
        Ok(match workspace.document(index).status() {
            Some(Status::Completed) => true,
            // What was cancelled or put off is put away as well.
            Some(Status::Archived) => {
                self.attestation(workspace, ledger, &workspace.document_id(index))?.is_some()
            }
            _ => false,
        })
    }

    /// Whether somebody may sign for a role. A role that the configuration does not list may be anybody's who may
    /// sign at all.
    pub fn has_role(&self, who: &str, role: &str) -> bool {
        self.roles.get(role).is_none_or(|names| names.iter().any(|name| name.eq_ignore_ascii_case(who)))
    }
}

/// A record that also names the words of its item: other words need another one.
pub(crate) fn about_words(record: NewRecord, words: &str) -> NewRecord {
    record.subject(Subject::sha256(WORDS, &Digest::of(words)))
}

/// The digest of the words that a record names, in hex.
pub(crate) fn signed_text(record: &Record) -> Option<&str> {
    let subject = record.subject.iter().find(|subject| subject.name == WORDS)?;
    subject.digest.get("sha256").map(String::as_str)
}

/// Everybody who wrote part of a change.
#[derive(Debug, Default)]
pub struct Authors(Option<milepost_system::git::Authors>);

impl Authors {
    /// Authors, committers and co-authors since the baseline. Who only commits records, such as their own sign-off,
    /// is none of them.
    ///
    /// # Errors
    /// When Git fails.
    pub fn of(workspace: &Workspace, baseline: Option<&Baseline>) -> Result<Self> {
        let Some(git) = workspace.git() else { return Ok(Self::default()) };
        if git.head()?.is_none() {
            return Ok(Self::default());
        }
        let range = match baseline {
            // A baseline of before the first commit, or one that is not known here, leaves all of history.
            Some(baseline)
                if git.rev_parse(&format!("{}^{{commit}}", baseline.commit))?.is_some()
                    && git.is_ancestor(&baseline.commit, "HEAD")? =>
            {
                format!("{}..HEAD", baseline.commit)
            }
            _ => "HEAD".to_owned(),
        };
        Ok(Self(Some(git.log_authors(&range, ".milepost")?)))
    }

    /// Whether somebody is one of them.
    pub fn has(&self, who: &str) -> bool {
        self.0.as_ref().is_some_and(|authors| authors.has_email(who))
    }
}

/// The user's name for signatures: the e-mail address of Git's configuration.
///
/// # Errors
/// When Git fails.
pub fn principal(workspace: &Workspace) -> Result<Option<String>> {
    let named = workspace.system.var("MILEPOST_PRINCIPAL").map(|value| value.to_string_lossy().into_owned());
    if let Some(named) = named.filter(|name| !name.is_empty()) {
        return Ok(Some(named));
    }
    git_config(workspace, "user.email")
}

/// A value of Git's configuration: the repository's where there is one, else the user's own.
fn git_config(workspace: &Workspace, key: &str) -> Result<Option<String>> {
    if workspace.system.find_program("git").is_none() {
        return Ok(None);
    }
    Ok(Git::new(workspace.system.as_ref(), &workspace.root).config(key)?)
}

/// The user's SSH key.
///
/// # Errors
/// When there is none, or the one that is named cannot be used.
pub fn user_key(workspace: &Workspace) -> std::result::Result<UserKey, SigningError> {
    let config = |key: &str| git_config(workspace, key).ok().flatten();
    let git = GitSigningConfig { format: config("gpg.format"), signing_key: config("user.signingkey") };
    UserKey::find(&workspace.system, &git)
}

enum Base {
    Commit(String),
    WorkTree,
}

/// The commit whose policy holds: the merge base with the default branch, which is HEAD on that branch itself.
fn policy_base(workspace: &Workspace) -> Result<Base> {
    let Some(git) = workspace.git() else { return Ok(Base::WorkTree) };
    let Some(head) = git.head()? else { return Ok(Base::WorkTree) };
    // A branch without a common commit is judged by the default branch as it is.
    let base = match git.default_branch_with_tip()? {
        Some((_, Some(tip))) if tip == head => Some(tip),
        Some((branch, _)) => match git.merge_base(&branch, "HEAD")? {
            Some(base) => Some(base),
            None => git.rev_parse(&format!("{branch}^{{commit}}"))?,
        },
        None => None,
    };
    Ok(Base::Commit(base.unwrap_or(head)))
}

fn file_at(workspace: &Workspace, commit: &str, path: &str) -> Result<Option<Vec<u8>>> {
    let Some(git) = workspace.git() else { return Ok(None) };
    let path = Path::new(path);
    Ok(git.cat_file(&format!("{commit}:./{}", path.display()))?)
}
