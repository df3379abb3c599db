//! Whose signatures count, and who wrote the change.
//!
//! Allowed signers, roles and gates are read from the merge base with the default branch: a branch cannot give its
//! author a say. Where the base holds no list of signers, only the user's own key counts.

use std::{collections::BTreeMap, path::Path};

use milepost_ledger::{
    Baseline, Ledger, Record, Trust, TrustPolicy,
    signing::{AllowedSigners, GitSigningConfig, Signer as _, SigningError, UserKey},
};

pub use milepost_ledger::signing::{NAMESPACE, new_key};

use crate::{
    Result, Workspace,
    config::{self, Config, GatesConfig},
};

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
        let policy = TrustPolicy { allowed, ci: config.signers.ci };
        Ok(Self { policy, listed, roles: config.roles, gates: config.gates })
    }

    /// What a record's signature is worth, when it says that `who` signed.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn check(&self, ledger: &Ledger, record: &Record, who: &str) -> Result<Signed> {
        Ok(match ledger.trust(record, &self.policy)? {
            Trust::Believed { signer: None, .. } => Signed::Unsigned,
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

    /// Whether somebody may sign for a role. A role that the configuration does not list may be anybody's who may
    /// sign at all.
    pub fn has_role(&self, who: &str, role: &str) -> bool {
        self.roles.get(role).is_none_or(|names| names.iter().any(|name| name.eq_ignore_ascii_case(who)))
    }
}

/// Everybody who wrote part of a change.
#[derive(Debug, Default)]
pub struct Authors(Option<milepost_system::git::Authors>);

impl Authors {
    /// Authors, committers and co-authors since the baseline.
    ///
    /// # Errors
    /// When Git fails.
    pub fn of(workspace: &Workspace, baseline: Option<&Baseline>) -> Result<Self> {
        let Some(git) = workspace.git() else { return Ok(Self::default()) };
        if git.head()?.is_none() {
            return Ok(Self::default());
        }
        let range = match baseline {
            Some(baseline) if git.is_ancestor(&baseline.commit, "HEAD")? => {
                format!("{}..HEAD", baseline.commit)
            }
            _ => "HEAD".to_owned(),
        };
        Ok(Self(Some(git.log_authors(&range)?)))
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
    Ok(match workspace.git() {
        Some(git) => git.config("user.email")?,
        None => None,
    })
}

/// The user's SSH key.
///
/// # Errors
/// When there is none, or the one that is named cannot be used.
pub fn user_key(workspace: &Workspace) -> std::result::Result<UserKey, SigningError> {
    let config = |key: &str| workspace.git().and_then(|git| git.config(key).ok().flatten());
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
    let base = match git.default_branch()? {
        Some(branch) => git.merge_base(&branch, "HEAD")?,
        None => None,
    };
    Ok(Base::Commit(base.unwrap_or(head)))
}

fn file_at(workspace: &Workspace, commit: &str, path: &str) -> Result<Option<Vec<u8>>> {
    let Some(git) = workspace.git() else { return Ok(None) };
    let path = Path::new(path);
    Ok(git.cat_file(&format!("{commit}:./{}", path.display()))?)
}
