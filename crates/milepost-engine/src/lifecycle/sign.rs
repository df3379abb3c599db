//! People attest: sign-offs and waivers.

use std::path::PathBuf;

use jiff::civil::Date;
use milepost_ledger::{
    Digest, DocumentReference, NewRecord, Predicate, SignOff, SignOffKey, Signers as LedgerSigners, Waiver,
    signing::{Signer, UserKey},
};
use serde::Serialize;

use super::change;
use crate::{
    EngineError, Held, Result, Workspace,
    binding::{Binding, Check, SignOffKind},
    plan::Inputs,
    session::{Assessment, Session},
    signers::{Authors, about_words, principal, user_key},
};

/// What somebody signs.
#[derive(Debug, Clone, Default)]
pub struct SignOffRequest {
    /// What they saw.
    pub note: Option<String>,
    /// Files that show it.
    pub attachments: Vec<PathBuf>,
}

/// What somebody takes upon them.
#[derive(Debug, Clone)]
pub struct WaiveRequest {
    /// Why.
    pub why: String,
    /// The last day on which it holds.
    pub until: Date,
}

/// A signature that was given.
#[derive(Debug, Clone, Serialize)]
pub struct Signature {
    /// The item's id.
    pub item: String,
    /// Its words.
    pub text: String,
    /// Who signed.
    pub who: String,
    /// The record.
    pub record: String,
    /// Its file, from the project's root.
    pub path: String,
}

/// Signs items of a document that wait for a signature; `places` are those in the bindings.
///
/// # Errors
/// When an item waits for none, there is no key, or a file cannot be used.
pub fn sign_off(
    session: &Session<'_>,
    _held: &Held,
    assessment: &Assessment,
    places: &[usize],
    request: &SignOffRequest,
) -> Result<Vec<Signature>> {
    let workspace = session.workspace;
    let (key, who) = signer(session)?;
    let mut attachments = Vec::new();
    for path in &request.attachments {
        let bytes = workspace.system.read(path).map_err(|error| EngineError::io("read", path, error))?;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        attachments.push(session.ledger.put_attachment(&name, &bytes)?);
    }
    let head = match workspace.git() {
        Some(git) => git.head()?,
        None => None,
    };
    let inputs = Inputs::new(workspace, &session.now);
    let mut records = Vec::new();
    for at in places {
        let binding = &assessment.bound.bindings[*at];
        let Check::SignOff { role, kind, inputs: globs } = &binding.check else {
            return Err(not_signed(binding));
        };
        if !session.signers.has_role(&who, role) {
            return Err(EngineError::refused(
                format!("`{who}` cannot sign `{}`", binding.id),
                vec![format!("it wants the role `{role}`, which `milepost.toml` gives to others")],
            ));
        }
        if *kind == SignOffKind::Review && authors(session, assessment)?.has(&who) {
            return Err(EngineError::refused(
                format!("`{who}` cannot sign `{}`", binding.id),
                vec![format!("{who} wrote part of the change and cannot review it")],
            ));
        }
        let sign_key = match kind {
            SignOffKind::Review => SignOffKey::Tree { tree: session.now.id()?.as_str().to_owned() },
            SignOffKind::Manual if globs.is_empty() => {
                SignOffKey::Tree { tree: session.now.id()?.as_str().to_owned() }
            }
            SignOffKind::Manual => {
                let digest = inputs.digest(globs)?.ok_or_else(|| {
                    EngineError::usage(format!("the inputs of `{}` match no file", binding.id))
                })?;
                SignOffKey::Inputs { inputs: globs.clone(), digest }
            }
            SignOffKind::Stakeholder | SignOffKind::Statement => {
                SignOffKey::Commit { commit: head.clone().unwrap_or_default() }
            }
        };
        records.push(NewRecord::new(Predicate::SignOff(Box::new(SignOff {
            document: reference(workspace, assessment.index),
            item: binding.id.clone(),
            text: Digest::of(&binding.text),
            role: Some(role.clone()).filter(|role| role != "anyone"),
            signer: who.clone(),
            note: request.note.clone(),
            attachments: attachments.clone(),
            key: sign_key,
        }))));
    }
    write(session, "sign-off", &records, &key, &who, |at| &assessment.bound.bindings[places[at]])
}

/// Waives an item.
///
/// # Errors
/// When the reason is empty, the day is past, or there is no key.
pub fn waive(
    session: &Session<'_>,
    _held: &Held,
    assessment: &Assessment,
    at: usize,
    request: &WaiveRequest,
) -> Result<Signature> {
    let workspace = session.workspace;
    if request.why.trim().is_empty() {
        return Err(EngineError::usage("a waiver wants a reason").hint("--why \"…\""));
    }
    let today = workspace.system.now().to_zoned(workspace.system.time_zone()).date();
    if request.until < today {
        return Err(EngineError::usage(format!("{} is past: the waiver would never hold", request.until)));
    }
    let (key, who) = signer(session)?;
    let binding = &assessment.bound.bindings[at];
    let waiver = NewRecord::new(Predicate::Waiver(Box::new(Waiver {
        document: reference(workspace, assessment.index),
        item: binding.id.clone(),
        who: who.clone(),
        why: request.why.trim().to_owned(),
        until: request.until,
    })));
    let record = about_words(waiver, &binding.text);
    let mut signatures = write(session, "waive", &[record], &key, &who, |_| binding)?;
    Ok(signatures.remove(0))
}

fn write<'b>(
    session: &Session<'_>,
    what: &str,
    records: &[NewRecord],
    key: &UserKey,
    who: &str,
    binding: impl Fn(usize) -> &'b Binding,
) -> Result<Vec<Signature>> {
    let workspace = session.workspace;
    let signers = LedgerSigners { person: Some(key as &dyn Signer), machine: None };
    let prepared = session.ledger.prepare(records, &signers)?;
    let signatures = prepared
        .iter()
        .enumerate()
        .map(|(at, record)| Signature {
            item: binding(at).id.clone(),
            text: binding(at).text.clone(),
            who: who.to_owned(),
            record: record.digest.short(),
            path: record
                .path
                .strip_prefix(&workspace.root)
                .unwrap_or(&record.path)
                .to_string_lossy()
                .into_owned(),
        })
        .collect();
    change::write(workspace, what, &[], prepared)?;
    Ok(signatures)
}

/// The user's key and name, where a signature with them would count.
pub(crate) fn signer(session: &Session<'_>) -> Result<(UserKey, String)> {
    let workspace = session.workspace;
    let key = user_key(workspace).map_err(|error| {
        EngineError::refused("there is no key to sign with", vec![error.to_string()])
            .hint("make a key with `ssh-keygen -t ed25519`, or name one in `MILEPOST_SIGNING_KEY`")
    })?;
    let who = principal(workspace)?.ok_or_else(|| {
        EngineError::refused("the signer has no name", vec!["Git's `user.email` is not set".to_owned()])
            .hint("`git config --global user.email you@example.org`")
    })?;
    session.signers.allows(workspace, &key).map_err(|why| {
        EngineError::refused("your signature would not count", vec![why]).hint(
            "the list of allowed signers is read from the merge base with the default branch: add yourself there",
        )
    })?;
    if let Ok(signer) = session.signers.policy()?.allowed.signer(key.public_key(), workspace.system.now())
        && !signer.is(&who)
    {
        let why = format!("you are `{who}`, and the key is that of `{}`", signer.name());
        return Err(EngineError::refused("your signature would not count", vec![why])
            .hint("sign with your own key: name it in `MILEPOST_SIGNING_KEY`"));
    }
    Ok((key, who))
}

fn authors(session: &Session<'_>, assessment: &Assessment) -> Result<Authors> {
    Authors::of(session.workspace, assessment.baseline.as_ref().map(|(_, baseline)| baseline))
}

fn not_signed(binding: &Binding) -> EngineError {
    EngineError::usage(format!("`{}` does not wait for a signature", binding.id))
        .hint("`milepost explain` shows what decides it; an annotation `<!-- milepost: manual -->` asks for a signature")
}

fn reference(workspace: &Workspace, index: usize) -> DocumentReference {
    DocumentReference { id: workspace.document_id(index), path: workspace.document(index).path.clone() }
}
