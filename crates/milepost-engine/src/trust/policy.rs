//! A file outside of the checkout that says what may run where nobody can be asked.

use std::{
    io,
    path::{Path, PathBuf},
};

use milepost_ledger::{Digest, signing::AllowedSigners};
use milepost_system::System;
use serde::Deserialize;

use super::{Class, TrustRequest, grant::is_in_checkout, signed::signed_by};
use crate::{EngineError, ErrorKind, Result, Workspace, config};

/// What a policy file says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Policy {
    /// A file of allowed signers in OpenSSH's format, from the folder of the policy; outside of every checkout too.
    pub allowed_signers: Option<PathBuf>,
    /// The rules; the first that fits allows.
    pub allow: Vec<PolicyRule>,
}

/// One rule: all that it names has to fit, and the commands are known by digest or by signer.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PolicyRule {
    /// The project's id: the one of its configuration, or its root commits. A project names itself: this narrows a rule
    /// and proves nothing.
    pub project: Option<String>,
    /// The folder of the project, or a glob of such folders.
    pub root: Option<String>,
    /// Globs of documents, from the project's root; all when empty.
    #[serde(default)]
    pub documents: Vec<String>,
    /// Classes of commands; `verify` alone when left out.
    #[serde(default = "only_verify")]
    pub classes: Vec<Class>,
    /// Digests that `milepost trust --digest` printed.
    #[serde(default)]
    pub digests: Vec<Digest>,
    /// Principals of the allowed signers: what one of them signed in a commit may run.
    #[serde(default)]
    pub signers: Vec<String>,
}

fn only_verify() -> Vec<Class> {
    vec![Class::Verify]
}

/// What a policy allowed.
pub(super) struct Permitted {
    /// The file.
    pub(super) policy: String,
    /// Who signed which commit, where the signature decided.
    pub(super) signed: Option<(String, String)>,
}

/// The user's own policy: `$XDG_CONFIG_HOME/milepost/trust.toml`, or `~/.config/milepost/trust.toml`.
pub fn policy_path(system: &dyn System) -> Option<PathBuf> {
    let absolute = |name: &str| system.var(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let folder = absolute("XDG_CONFIG_HOME").or_else(|| absolute("HOME").map(|home| home.join(".config")))?;
    Some(folder.join("milepost/trust.toml"))
}

/// Whether a policy lets the commands of a request run: the one that is named, else the user's own.
pub(super) fn permitted(
    workspace: &Workspace,
    request: &TrustRequest,
    named: Option<&Path>,
) -> Result<Option<Permitted>> {
    let path = match named {
        Some(path) => path.to_owned(),
        None => match policy_path(workspace.system.as_ref()) {
            // A repository cannot bring its own policy: inside of the checkout there is none.
            Some(path) if workspace.system.exists(&path) && !is_in_checkout(workspace, &path) => path,
            _ => return Ok(None),
        },
    };
    let policy: Policy = parse(&path, &guarded(workspace, &path)?)?;
    let id = workspace.repository_id()?;
    for rule in &policy.allow {
        rule.check(&path)?;
        if !rule.fits(workspace, request, &id) {
            continue;
        }
        let name = path.display().to_string();
        if rule.digests.contains(&request.digest) {
            return Ok(Some(Permitted { policy: name, signed: None }));
        }
        if rule.signers.is_empty() {
            continue;
        }
        let Some(signers) = &policy.allowed_signers else {
            let message =
                format!("`{name}` names signers and no `allowed-signers`, the file with their keys");
            return Err(EngineError::usage(message));
        };
        let signers = path.parent().unwrap_or(Path::new("/")).join(signers);
        let text = String::from_utf8_lossy(&guarded(workspace, &signers)?).into_owned();
        let allowed = AllowedSigners::parse(&text, &workspace.system.time_zone());
        if let Some(signed) = signed_by(workspace, &files(request), &allowed, &rule.signers)? {
            return Ok(Some(Permitted { policy: name, signed: Some(signed) }));
        }
    }
    Ok(None)
}

/// All files that decide what runs.
fn files(request: &TrustRequest) -> Vec<String> {
    let mut files = vec![request.document.clone(), config::FILE_NAME.to_owned()];
    files.extend(request.references.iter().map(|reference| reference.path.clone()));
    files.sort();
    files.dedup();
    files
}

impl PolicyRule {
    /// A rule that would trust everything is none.
    fn check(&self, path: &Path) -> Result<()> {
        let what = if self.project.is_none() && self.root.is_none() {
            "names neither `project` nor `root`"
        } else if self.digests.is_empty() && self.signers.is_empty() {
            "names neither `digests` nor `signers`"
        } else {
            return Ok(());
        };
        Err(EngineError::usage(format!("a rule of `{}` {what}: it would trust too much", path.display())))
    }

    fn fits(&self, workspace: &Workspace, request: &TrustRequest, id: &str) -> bool {
        let root = workspace.root.to_string_lossy();
        self.classes.contains(&request.class)
            && self.project.as_deref().is_none_or(|project| project == id)
            && self.root.as_deref().is_none_or(|wanted| {
                Path::new(wanted) == workspace.root || matches(wanted.trim_end_matches('/'), &root)
            })
            && (self.documents.is_empty()
                || self.documents.iter().any(|glob| matches(glob, &request.document)))
    }
}

fn matches(glob: &str, path: &str) -> bool {
    let glob = globset::GlobBuilder::new(glob).literal_separator(true).build();
    glob.is_ok_and(|glob| glob.compile_matcher().is_match(path))
}

fn parse(path: &Path, bytes: &[u8]) -> Result<Policy> {
    let unreadable = |error: String| EngineError::usage(format!("`{}`: {error}", path.display()));
    let text = str::from_utf8(bytes).map_err(|_| unreadable("not UTF-8".to_owned()))?;
    toml::from_str(text).map_err(|error| {
        let line =
            error.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
        unreadable(format!("line {line}: {}", error.message().trim().replace('\n', "; ")))
    })
}

/// The bytes of a file that neither the checkout nor another user can write.
fn guarded(workspace: &Workspace, path: &Path) -> Result<Vec<u8>> {
    let system = workspace.system.as_ref();
    let failed = |error: io::Error| EngineError::io("read", path, error);
    let refused = |why: &str, hint: &str| {
        Err(EngineError::new(ErrorKind::Untrusted, format!("`{}` {why}", path.display())).hint(hint))
    };
    let real = system.canonicalize(path).map_err(failed)?;
    if is_in_checkout(workspace, path) || is_in_checkout(workspace, &real) {
        return refused(
            "lies inside of the checkout that it would trust",
            "keep it where no commit can change it",
        );
    }
    let is_own = |uid: u32| uid == system.user_id() || uid == 0;
    let facts = system.metadata(&real).map_err(failed)?;
    if !is_own(facts.uid) || facts.mode & 0o002 != 0 {
        return refused(
            "belongs to another user, or may be written by anybody",
            "make it your own: `chmod 600`",
        );
    }
    let folder = system.metadata(real.parent().unwrap_or(Path::new("/"))).map_err(failed)?;
    if !is_own(folder.uid) || (folder.mode & 0o002 != 0 && folder.mode & 0o1000 == 0) {
        return refused("stands in a folder that others may write", "move it to a folder of your own");
    }
    system.read(&real).map_err(failed)
}
