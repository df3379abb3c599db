//! What a milestone waits for and is not completed.

use milepost_document::view;
use milepost_portfolio::{Graph, Relation, Wait, find_references};

use crate::{Result, Workspace, graph::stated_at, ledger::Ledger, session::Session, signers::Signers};

/// Every milestone that another one needs and that is not completed, whichever of the two says so, with the place.
pub(super) fn open_waits(session: &Session<'_>, index: usize) -> Result<Vec<String>> {
    let workspace = session.workspace;
    let graph = Graph::of(&workspace.portfolio);
    let mut reasons = Vec::new();
    for wait in unfinished(workspace, &session.ledger, &session.signers, &graph, index)? {
        let Some(stated) = wait.stated.iter().find(|one| one.from == index).or(wait.stated.first()) else {
            continue;
        };
        let (needed, at) = (workspace.document_id(wait.needed), stated_at(workspace, stated));
        let state = needed_state(workspace, &session.ledger, &session.signers, wait)?;
        let circle = if graph.is_circular(wait) { ", and which waits for it in turn" } else { "" };
        reasons.push(if stated.relation == Relation::DependsOn {
            format!("it depends on `{needed}`, which is {state}{circle} ({}:{})", at.path, at.line)
        } else {
            format!(
                "`{needed}`, which is {state}{circle}, says that it comes first ({}:{})",
                at.path, at.line
            )
        });
    }
    reasons.sort();
    Ok(reasons)
}

/// The waits of a milestone that are not over.
pub(crate) fn unfinished<'g>(
    workspace: &Workspace,
    ledger: &Ledger,
    signers: &Signers,
    graph: &'g Graph,
    index: usize,
) -> Result<Vec<&'g Wait>> {
    let mut found = Vec::new();
    for wait in graph.waits_of(index) {
        if open_one(workspace, ledger, signers, wait)?.is_some() {
            found.push(wait);
        }
    }
    Ok(found)
}

/// What is needed where that is not completed, else another milestone that the words can mean as well and that is not: a
/// number that several have means whichever of them is not over. A link means the one that it leads to.
fn open_one(workspace: &Workspace, ledger: &Ledger, signers: &Signers, wait: &Wait) -> Result<Option<usize>> {
    let portfolio = &workspace.portfolio;
    let names_its_number = wait.stated.iter().filter(|one| one.from == wait.waiting).any(|one| {
        let document = workspace.document(one.from).document();
        !document.text(one.span).contains(".md")
    });
    let needed = workspace.document(wait.needed);
    let number = needed.identity.number.as_deref().filter(|_| names_its_number);
    let namesakes = number.map_or(&[][..], |number| portfolio.numbered(needed.folder(), number));
    let is_meant = |other: &usize| {
        *other != wait.needed
            && *other != wait.waiting
            && portfolio.is_phase(*other) == portfolio.is_phase(wait.needed)
    };
    for one in std::iter::once(wait.needed).chain(namesakes.iter().copied().filter(is_meant)) {
        if !signers.is_completed(workspace, ledger, one)? {
            return Ok(Some(one));
        }
    }
    Ok(None)
}

/// How what is waited for stands: by its file where another one of the same number is what is open.
pub(crate) fn needed_state(
    workspace: &Workspace,
    ledger: &Ledger,
    signers: &Signers,
    wait: &Wait,
) -> Result<String> {
    Ok(match open_one(workspace, ledger, signers, wait)? {
        Some(open) if open != wait.needed => {
            format!(
                "one of several with that number: `{}` is {}",
                workspace.document(open).path,
                state(workspace, open)
            )
        }
        _ => state(workspace, wait.needed),
    })
}

/// The open blockers of a milestone, each with how the milestones stand that it names.
pub(super) fn open_blockers(session: &Session<'_>, index: usize) -> Result<Vec<Blocking>> {
    let workspace = session.workspace;
    let document = workspace.document(index).document();
    let mut found = Vec::new();
    for blocker in view::blockers(document).into_iter().filter(|blocker| blocker.is_open) {
        let text = document.text(document.item(blocker.item).text);
        let mut names = Vec::new();
        let mut waits = false;
        for other in find_references(&workspace.portfolio, index, text) {
            if other != index {
                waits |= !session.signers.is_completed(workspace, &session.ledger, other)?;
                names.push(format!("`{}` is {}", workspace.document_id(other), state(workspace, other)));
            }
        }
        let settled = if names.is_empty() || waits { "" } else { ": strike it through when that settles it" };
        let names =
            if names.is_empty() { String::new() } else { format!(" ({}{settled})", names.join(", ")) };
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        found.push(Blocking { text: format!("open blocker: {words}{names}"), waits });
    }
    Ok(found)
}

/// An open blocker.
pub(super) struct Blocking {
    /// Its words, and how what it names stands.
    pub(super) text: String,
    /// Whether it names a milestone that is not completed.
    pub(super) waits: bool,
}

/// How a milestone stands, in words.
pub(crate) fn state(workspace: &Workspace, index: usize) -> String {
    workspace.document(index).status().map_or_else(|| "without a status".to_owned(), super::words)
}
