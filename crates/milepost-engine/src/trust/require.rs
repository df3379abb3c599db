//! The gate before anything of a document runs.

use std::path::PathBuf;

use milepost_ledger::Digest;

use super::{Class, NotCovered, Reference, TrustedCommand, place::refuse_open_places, request};
use crate::{
    EngineError, ErrorKind, Result, Workspace,
    binding::{Bound, Run},
};

/// What is allowed for one run beside the grants.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Allowed {
    /// Digests of executable projections.
    pub digests: Vec<Digest>,
    /// A policy file outside of the checkout; the user's own when `None`.
    pub policy: Option<PathBuf>,
}

/// Commands that may run, exactly as somebody agreed to them. Only [`require`] makes one.
#[derive(Debug)]
pub struct Granted {
    pub(super) commands: Vec<TrustedCommand>,
    pub(super) references: Vec<Reference>,
    pub(super) not_covered: Vec<NotCovered>,
}

/// Refuses when a document's commands of a class are not trusted.
///
/// # Errors
/// [`ErrorKind::Untrusted`], naming the digest and the next step.
pub fn require(
    workspace: &Workspace,
    index: usize,
    bound: &Bound,
    class: Class,
    allowed: &Allowed,
) -> Result<Granted> {
    let request = request(workspace, index, bound, class, allowed)?;
    refuse_open_places(workspace, &request.document, &request.references)?;
    if request.granted.is_some() {
        return Ok(Granted {
            commands: request.commands,
            references: request.references,
            not_covered: request.not_covered,
        });
    }
    let (count, noun) = (request.commands.len(), class.noun());
    let ending = if count == 1 { " is" } else { "s are" };
    let mut error = EngineError::new(
        ErrorKind::Untrusted,
        format!("{count} {noun}{ending} not trusted in `{}`", request.document),
    );
    if let Some(before) = &request.before {
        error
            .reasons
            .push(format!("what is run changed since it was trusted: {}", changed(&request, before)));
    }
    let option = if class == Class::Verify { String::new() } else { format!(" --class {}", class.word()) };
    Err(error
        .hint(format!("read them and allow them with `milepost trust {}{option}`", request.document))
        .hint(format!("where nobody can answer: `--allow-digest {}`", request.digest)))
}

/// What changed, in few words.
fn changed(request: &super::TrustRequest, before: &super::Before) -> String {
    let known = |command: &TrustedCommand| before.commands.iter().any(|old| old.is_same(command));
    let kept = |old: &TrustedCommand| request.commands.iter().any(|command| command.is_same(old));
    let commands = request.commands.iter().filter(|command| !known(command)).count()
        + before.commands.iter().filter(|old| !kept(old)).count();
    let mut words: Vec<String> =
        (commands > 0).then(|| "the commands of the document".to_owned()).into_iter().collect();
    let differs =
        |reference: &Reference, others: &[Reference]| !others.iter().any(|other| other.is_same(reference));
    let new = request.references.iter().filter(|reference| differs(reference, &before.references));
    let gone = before.references.iter().filter(|reference| differs(reference, &request.references));
    let mut names: Vec<String> = new.chain(gone).map(|reference| format!("`{}`", reference.name())).collect();
    names.sort();
    names.dedup();
    words.extend(names);
    if words.is_empty() { "the order of the commands".to_owned() } else { words.join(", ") }
}

impl Granted {
    /// All of them.
    pub(crate) fn commands(&self) -> &[TrustedCommand] {
        &self.commands
    }

    /// Whether a file with exactly these bytes was granted.
    pub(crate) fn holds(&self, path: &str, bytes: &[u8]) -> bool {
        let digest = Digest::of(bytes);
        self.references.iter().any(|one| one.path == path && one.digest == Some(digest))
    }

    /// The granted command with exactly the bytes, the folder and the variables of a run.
    ///
    /// # Errors
    /// [`ErrorKind::Untrusted`] when there is none: then something else would run than what was agreed to.
    pub fn command(&self, run: &Run) -> Result<&TrustedCommand> {
        let same = |command: &&TrustedCommand| {
            let patch = run.must_fail.as_ref().map(|must_fail| must_fail.patch.as_str());
            (&command.interpreter, &command.script, &command.cwd, &command.env, &command.sandbox)
                == (&run.interpreter, &run.script, &run.cwd, &run.env, &run.sandbox)
                && command.patch.as_deref() == patch
        };
        self.commands.iter().find(same).ok_or_else(|| {
            EngineError::new(
                ErrorKind::Untrusted,
                format!("`{}` is not the command that was granted", run.label),
            )
            .hint("run the command again")
        })
    }
}
