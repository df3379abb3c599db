//! `milepost signoff`.

use std::path::PathBuf;

use milepost_engine::{
    Workspace, address,
    binding::Check,
    document::vocabulary::SectionKind,
    exit::Exit,
    lifecycle::{SignOffRequest, sign_off},
    session::{Assessment, Session},
};
use milepost_report::human;
use serde_json::json;

use crate::{
    context::Context,
    error::{CommandError, Result},
    select::select_or_only,
};

/// Sign items that wait for somebody's word, with your SSH key
///
/// Names one item (`ID#item`), a whole section (`ID --section success-criteria`), or without either lists what waits.
/// A manual test's signature holds until its inputs change, a review's for one tree.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The milestone, with `#item` for one item
    #[arg(value_name = "ID[#ITEM]")]
    items: Vec<String>,
    /// Every item of this section that waits for a signature
    #[arg(long, value_name = "NAME")]
    section: Option<String>,
    /// What you saw
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// A file that shows it; can be given again
    #[arg(long, value_name = "FILE")]
    attach: Vec<PathBuf>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    let name = args.items.first().map(|text| address::split(text).0).filter(|name| !name.is_empty());
    let (workspace, index) = select_or_only(context, name)?;
    let names_no_item = args.items.iter().all(|text| address::split(text).1.is_none());
    if names_no_item && args.section.is_none() && args.note.is_none() && args.attach.is_empty() {
        return list(context, &workspace, index);
    }
    let (workspace, held, index) = context.hold_for(workspace, index)?;
    let session = Session::write(&workspace)?;
    let assessment = session.assess(index, false, true)?;
    let places = places(&workspace, index, &assessment, args)?;
    let attachments = args.attach.iter().map(|file| context.from.join(file)).collect();
    let request = SignOffRequest { note: args.note.clone(), attachments };
    let signatures = sign_off(&session, &held, &assessment, &places, &request)?;
    context.answer("signoff", Exit::Ok, &json!({ "signatures": signatures }), || {
        human::signatures("signed", &signatures)
    })
}

/// What waits for a signature, as addresses to copy.
fn list(context: &Context, workspace: &Workspace, index: usize) -> Result {
    context.note_interrupted(workspace);
    let session = Session::read(workspace)?;
    let assessment = session.assess(index, false, true)?;
    let id = workspace.document_id(index);
    let bindings = &assessment.bound.bindings;
    let waits = (0..bindings.len()).filter(|at| waits(&assessment, *at));
    let waits: Vec<(String, &str)> =
        waits.map(|at| (format!("{id}#{}", bindings[at].id), bindings[at].text.as_str())).collect();
    let data: Vec<_> = waits.iter().map(|(item, text)| json!({ "item": item, "text": text })).collect();
    context.answer("signoff", Exit::Ok, &json!({ "signatures": [], "waits": data }), || {
        human::waiting_for_signatures(&id, &waits, context.page())
    })
}

/// Whether somebody's word is what the item at this place lacks.
fn waits(assessment: &Assessment, at: usize) -> bool {
    let asks = matches!(assessment.bound.bindings[at].check, Check::SignOff { .. });
    asks && !assessment.judged[at].standing.satisfies()
}

/// The items to sign, by their places in the bindings.
fn places(workspace: &Workspace, index: usize, assessment: &Assessment, args: &Args) -> Result<Vec<usize>> {
    let bound = &assessment.bound;
    let id = workspace.document_id(index);
    let mut places = Vec::new();
    for text in &args.items {
        let (document, item) = address::split(text);
        let first = args.items.first().map(|first| address::split(first).0);
        if Some(document) != first {
            return Err(CommandError::usage("items of several milestones cannot be signed at once"));
        }
        if let Some(item) = item {
            places.push(address::item(bound, item)?);
        }
    }
    let open = |at: &usize| waits(assessment, *at);
    if let Some(section) = &args.section {
        let wanted = plain(section);
        let inside =
            |at: &usize| bound.bindings[*at].kind.is_some_and(|kind| name(kind).starts_with(&wanted));
        let found: Vec<usize> = (0..bound.bindings.len()).filter(inside).filter(open).collect();
        if found.is_empty() {
            return Err(CommandError::usage(format!(
                "nothing in section `{section}` of `{id}` waits for a signature"
            )));
        }
        places.extend(found);
    }
    if places.is_empty() {
        let mut error = CommandError::usage(format!("name what of `{id}` you sign"));
        error.reasons = (0..bound.bindings.len())
            .filter(open)
            .map(|at| format!("`{id}#{}`: {}", bound.bindings[at].id, bound.bindings[at].text))
            .collect();
        return Err(if error.reasons.is_empty() {
            CommandError::usage(format!("nothing of `{id}` waits for a signature"))
        } else {
            error.hint(format!("milepost signoff {id}#ITEM --note \"what you saw\""))
        });
    }
    places.sort_unstable();
    places.dedup();
    Ok(places)
}

fn name(kind: SectionKind) -> String {
    serde_json::to_value(kind).ok().and_then(|name| name.as_str().map(plain)).unwrap_or_default()
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
