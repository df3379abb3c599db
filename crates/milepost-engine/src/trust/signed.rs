//! What somebody signed in a commit: the signature is checked here, with keys from outside of the checkout, and so is
//! every object between the commit and the bytes that would run.

use milepost_ledger::signing::{AllowedSigners, SshSignature};
use milepost_system::git::Git;

use crate::{Result, Workspace};

/// How far back a signed commit is looked for.
const MAX_COMMITS: usize = 64;
/// The namespace in which Git signs commits with SSH keys.
const NAMESPACE: &str = "git";

/// Who of `names` signed the newest signed commit on HEAD's first-parent line, and its name, when exactly these files
/// (from the project's root; those that are absent have to be absent there) stand in it.
///
/// Keys are believed as of now: one that has run out vouches for nothing new and nothing old.
pub(super) fn signed_by(
    workspace: &Workspace,
    files: &[String],
    allowed: &AllowedSigners,
    names: &[String],
) -> Result<Option<(String, String)>> {
    let (Some(git), Some(repository)) = (workspace.git(), &workspace.repository) else { return Ok(None) };
    if git.head()?.is_none() {
        return Ok(None);
    }
    for commit in git.first_parents("HEAD", MAX_COMMITS)? {
        let Some(bytes) = git.object("commit", &commit)? else { continue };
        let Some(signer) = signer(&bytes, allowed, names, workspace) else { continue };
        // An older commit of a signer must not bring back what a newer one took away.
        let Some(tree) = header(&bytes, "tree") else { return Ok(None) };
        let prefix = workspace.root.strip_prefix(&repository.root).unwrap_or(&workspace.root);
        for file in files {
            let path = prefix.join(file);
            let there = blob_at(&git, &tree, &path.to_string_lossy())?;
            let here = match workspace.system.read(&workspace.root.join(file)) {
                Ok(bytes) => Some(git.object_name("blob", &bytes)?),
                Err(_) => None,
            };
            let same = match (there, here) {
                (Entry::Blob(there), Some(here)) => there == here,
                (Entry::Absent, None) => true,
                _ => false,
            };
            if !same {
                return Ok(None);
            }
        }
        return Ok(Some((signer, commit)));
    }
    Ok(None)
}

/// Who of `names` signed these bytes of a commit.
fn signer(bytes: &[u8], allowed: &AllowedSigners, names: &[String], workspace: &Workspace) -> Option<String> {
    let (payload, armored) = split_signature(bytes)?;
    let signature = SshSignature::from_armored(&armored).ok()?;
    signature.verify_in(NAMESPACE, &payload).ok()?;
    let signer = allowed.signer_in(NAMESPACE, &signature.public_key(), workspace.system.now()).ok()?;
    names.iter().find(|name| signer.is(name)).cloned()
}

/// The signed bytes of a commit and its signature, as Git takes them apart: the header `gpgsig` with the lines that
/// continue it is left out.
fn split_signature(bytes: &[u8]) -> Option<(Vec<u8>, String)> {
    let (mut payload, mut signature) = (Vec::with_capacity(bytes.len()), String::new());
    let (mut in_headers, mut in_signature, mut seen) = (true, false, false);
    for line in bytes.split_inclusive(|b| *b == b'\n') {
        if in_headers && line == b"\n" {
            (in_headers, in_signature) = (false, false);
        }
        let first = line.strip_prefix(b"gpgsig ").or_else(|| line.strip_prefix(b"gpgsig-sha256 "));
        match (in_headers, first, line.strip_prefix(b" ")) {
            (true, Some(_), _) if seen => return None,
            (true, Some(first), _) => {
                (in_signature, seen) = (true, true);
                signature.push_str(str::from_utf8(first).ok()?);
            }
            (true, None, Some(rest)) if in_signature => signature.push_str(str::from_utf8(rest).ok()?),
            _ => {
                in_signature = false;
                payload.extend_from_slice(line);
            }
        }
    }
    seen.then_some((payload, signature))
}

fn header(commit: &[u8], name: &str) -> Option<String> {
    let first = commit.split(|b| *b == b'\n').next()?;
    let text = str::from_utf8(first).ok()?;
    Some(text.strip_prefix(name)?.trim().to_owned())
}

/// What a tree holds at a path.
enum Entry {
    /// A file with this name.
    Blob(String),
    Absent,
    /// No file, or a tree that is not what its name says: a repository may hold objects under names that are not theirs.
    Doubtful,
}

/// Follows a path through trees, each of which has to be what its name says.
fn blob_at(git: &Git<'_>, tree: &str, path: &str) -> Result<Entry> {
    let mut name = tree.to_owned();
    let mut parts = path.split('/').filter(|part| !part.is_empty()).peekable();
    while let Some(part) = parts.next() {
        let Some(bytes) = git.object("tree", &name)? else { return Ok(Entry::Doubtful) };
        if git.object_name("tree", &bytes)? != name {
            return Ok(Entry::Doubtful);
        }
        let Some((mode, object)) = entry(&bytes, part, name.len() / 2) else { return Ok(Entry::Absent) };
        match (mode.as_str(), parts.peek().is_none()) {
            ("100644" | "100755" | "100664", true) => return Ok(Entry::Blob(object)),
            ("40000", false) => name = object,
            _ => return Ok(Entry::Doubtful),
        }
    }
    Ok(Entry::Doubtful)
}

/// Mode and name of one entry of a tree: `MODE NAME\0` and the raw name of the object, again and again.
fn entry(tree: &[u8], wanted: &str, raw: usize) -> Option<(String, String)> {
    let mut rest = tree;
    while !rest.is_empty() {
        let space = rest.iter().position(|b| *b == b' ')?;
        let end = space + rest[space..].iter().position(|b| *b == 0)?;
        let object = rest.get(end + 1..end + 1 + raw)?;
        if &rest[space + 1..end] == wanted.as_bytes() {
            let hex = object.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
            return Some((String::from_utf8_lossy(&rest[..space]).into_owned(), hex));
        }
        rest = &rest[end + 1 + raw..];
    }
    None
}
