//! Whose signatures count, and who wrote the change.
//!
//! Allowed signers, roles and gates are read from the merge base with the default branch: a branch cannot give its
//! author a say. Where the base holds no list of signers, only the user's own key counts.

use std::{
    cell::OnceCell,
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use milepost_document::vocabulary::Status;
use milepost_ledger::{
    Attestation, Baseline, Digest, Kind, Ledger, NewRecord, Query, Record, Subject, Trust, TrustPolicy,
    TrustRefusal,
    signing::{AllowedSigners, GitSigningConfig, MachineKey, Signer as _, SigningError, UserKey},
};

pub use milepost_ledger::signing::{NAMESPACE, new_key};

use milepost_system::{System, git::Git};

use crate::{
    Result, Workspace,
    config::{self, Config, GatesConfig},
    names::Changes,
    plan::Baselines,
};

/// The subject of a record that names the words of its item.
const WORDS: &str = "words";

/// Where the signers are listed unless the configuration names another file, from the project's root.
const ALLOWED: &str = ".milepost/allowed_signers";

/// Whose signatures count, for what.
#[derive(Debug)]
pub struct Signers {
    /// Whether the repository names its signers; else only the user's own key counts.
    pub listed: bool,
    roles: BTreeMap<String, Vec<String>>,
    /// The commit of the merge base; `None` where there is no commit, and the work tree speaks.
    pub(crate) base: Option<String>,
    /// The gates of the merge base.
    pub gates: GatesConfig,
    /// Made when the first signature is looked at: without one, nobody asks whose counts.
    policy: OnceCell<TrustPolicy>,
    /// As `policy`, on a machine whose key was made after that.
    late_policy: OnceCell<TrustPolicy>,
    /// Judged when they are first asked for: a command that makes one asks for none afterwards.
    changes: OnceCell<Changes>,
    allowed: Option<Vec<u8>>,
    ci: Vec<String>,
    system: Arc<dyn System>,
    root: PathBuf,
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
        let (config, text) = match &base {
            Base::Commit(commit) => {
                // Both are there in most repositories: one question for both.
                let mut found = files_at(workspace, commit, &[config::FILE_NAME, ALLOWED])?;
                let (bytes, usual) = (found[0].take(), found[1].take());
                let config = bytes.map_or_else(|| Ok(Config::default()), |bytes| config::parse(&bytes))?;
                let text = match &config.signers.allowed {
                    Some(path) if path != ALLOWED => files_at(workspace, commit, &[path])?[0].take(),
                    _ => usual,
                };
                (config, text)
            }
            Base::WorkTree => {
                let config = workspace.config.clone();
                let path = config.signers.allowed.as_deref().unwrap_or(ALLOWED);
                let text = workspace.system.read(&workspace.root.join(path)).ok();
                (config, text)
            }
        };
        Ok(Self {
            listed: text.is_some(),
            roles: config.roles,
            base: match base {
                Base::Commit(commit) => Some(commit),
                Base::WorkTree => None,
            },
            gates: config.gates,
            policy: OnceCell::new(),
            late_policy: OnceCell::new(),
            changes: OnceCell::new(),
            allowed: text,
            ci: config.signers.ci,
            system: Arc::clone(&workspace.system),
            root: workspace.root.clone(),
        })
    }

    /// What the ledger believes.
    ///
    /// # Errors
    /// When Git's configuration cannot be read.
    pub fn policy(&self) -> Result<&TrustPolicy> {
        // Where the key cannot be read, nothing is this machine's own.
        let own = || MachineKey::load(self.system.as_ref()).ok().flatten().map(|key| key.fingerprint());
        if let Some(policy) = self.late_policy.get() {
            return Ok(policy);
        }
        if let Some(policy) = self.policy.get() {
            // The first evidence of a machine makes its key.
            let late = || Some(TrustPolicy { own: Some(own()?), ..policy.clone() });
            let late = if policy.own.is_none() { late() } else { None };
            return Ok(late.map_or(policy, |late| self.late_policy.get_or_init(|| late)));
        }
        let allowed = if let Some(bytes) = &self.allowed {
            AllowedSigners::parse(&String::from_utf8_lossy(bytes), &self.system.time_zone())
        } else {
            let user = UserConfig::read(self.system.as_ref(), &self.root)?;
            match (
                UserKey::find(&self.system, &user.signing),
                named_principal(self.system.as_ref(), user.email),
            ) {
                (Ok(key), Some(me)) => AllowedSigners::default().with(me, key.public_key().clone()),
                _ => AllowedSigners::default(),
            }
        };
        Ok(self.policy.get_or_init(|| TrustPolicy { allowed, ci: self.ci.clone(), own: own() }))
    }

    /// What a record's signature is worth, when it says that `who` signed.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn check(&self, ledger: &Ledger, record: &Record, who: &str) -> Result<Signed> {
        let policy = self.policy()?;
        Ok(match ledger.trust(record, policy)? {
            Trust::Believed { signer: None, .. } => Signed::Unsigned,
            Trust::Believed { signer: Some(signer), .. } if policy.is_ci(&signer) => {
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
        let policy = self.policy().map_err(|error| error.to_string())?;
        match policy.allowed.signer(key.public_key(), workspace.system.now()) {
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
        for record in self.records(workspace, ledger, &Kind::Baseline, document)? {
            let milepost_ledger::Predicate::Baseline(baseline) = &record.predicate else { continue };
            let believed = match ledger.trust(&record, self.policy()?)? {
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

    /// The records of a kind about a milestone, under each name that it had, newest first.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn records(
        &self,
        workspace: &Workspace,
        ledger: &Ledger,
        kind: &Kind,
        document: &str,
    ) -> Result<Vec<Arc<Record>>> {
        let mut found = Vec::new();
        let changes = if let Some(changes) = self.changes.get() {
            changes
        } else {
            let changes = Changes::of(workspace, ledger, self)?;
            self.changes.get_or_init(|| changes)
        };
        for name in changes.names(document) {
            let query =
                Query { kind: Some(kind.clone()), document: Some(name.id.clone()), ..Query::default() };
            found.extend(ledger.find(&query)?.into_iter().filter(|record| name.covers(record)));
        }
        Ok(found)
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
        for record in self.records(workspace, ledger, &Kind::Attestation, document)? {
            let Some(attestation) = record.attestation() else { continue };
            let signed = ledger.trust(&record, self.policy()?)?.signer().is_some();
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
    let system = workspace.system.as_ref();
    match named_principal(system, None) {
        Some(named) => Ok(Some(named)),
        None => Ok(UserConfig::read(system, &workspace.root)?.email),
    }
}

/// The address under which Git makes the user's commits.
///
/// # Errors
/// When Git fails.
pub(crate) fn own_email(workspace: &Workspace) -> Result<Option<String>> {
    Ok(UserConfig::read(workspace.system.as_ref(), &workspace.root)?.email)
}

/// The name that the environment gives, else this one.
fn named_principal(system: &dyn System, email: Option<String>) -> Option<String> {
    let named = system.var("MILEPOST_PRINCIPAL").map(|value| value.to_string_lossy().into_owned());
    named.filter(|name| !name.is_empty()).or(email)
}

/// What Git's configuration says of the user: the repository's where there is one, else the user's own.
#[derive(Debug, Default)]
struct UserConfig {
    email: Option<String>,
    signing: GitSigningConfig,
}

impl UserConfig {
    fn read(system: &dyn System, root: &Path) -> Result<Self> {
        if system.find_program_for("git", root).is_none() {
            return Ok(Self::default());
        }
        let mut values = Git::new(system, root).configs(&["gpg.format", "user.signingkey", "user.email"])?;
        let [format, signing_key, email] = [0, 1, 2].map(|at| values[at].take());
        Ok(Self { email, signing: GitSigningConfig { format, signing_key } })
    }
}

/// The user's SSH key.
///
/// # Errors
/// When there is none, or the one that is named cannot be used.
pub fn user_key(workspace: &Workspace) -> std::result::Result<UserKey, SigningError> {
    let user = UserConfig::read(workspace.system.as_ref(), &workspace.root).unwrap_or_default();
    UserKey::find(&workspace.system, &user.signing)
}

enum Base {
    Commit(String),
    WorkTree,
}

/// The commit whose policy holds: the merge base with the default branch, which is HEAD on that branch itself.
fn policy_base(workspace: &Workspace) -> Result<Base> {
    let Some(git) = workspace.git() else { return Ok(Base::WorkTree) };
    let (default, head) = git.default_branch_and_head()?;
    let Some(head) = head else { return Ok(Base::WorkTree) };
    // A branch without a common commit is judged by the default branch as it is.
    let base = match default {
        Some((_, Some(tip))) if tip == head => Some(tip),
        Some((branch, _)) => match git.merge_base(&branch, "HEAD")? {
            Some(base) => Some(base),
            None => git.rev_parse(&format!("{branch}^{{commit}}"))?,
        },
        None => None,
    };
    Ok(Base::Commit(base.unwrap_or(head)))
}

/// Files of a commit, by their paths from the project's root.
pub(crate) fn files_at(workspace: &Workspace, commit: &str, paths: &[&str]) -> Result<Vec<Option<Vec<u8>>>> {
    let Some(git) = workspace.git() else { return Ok(vec![None; paths.len()]) };
    let objects: Vec<String> =
        paths.iter().map(|path| format!("{commit}:./{}", Path::new(path).display())).collect();
    Ok(git.cat_files(&objects)?)
}
