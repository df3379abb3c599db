//! What keeps a milestone from being rolled back.

use milepost_document::vocabulary::Status;
use milepost_portfolio::Graph;
use milepost_system::git::{Git, RangeCommit, Repository, StatusKind};

use super::{commit, under_way::under_way};
use crate::{Result, Workspace, lifecycle::words, rehearsal::unreachable};

/// The states from which a milestone is rolled back.
const SOURCES: &[Status] =
    &[Status::InProgress, Status::Blocked, Status::Review, Status::Completed, Status::RollingBack];

/// Those in which a milestone holds work that rests on another one: put away, it still does.
fn rests(status: Status) -> bool {
    SOURCES.contains(&status) || status == Status::Archived
}

/// Why the state of the milestone, or of one that rests on it, allows no rollback.
pub(super) fn of_milestones(workspace: &Workspace, index: usize) -> Vec<String> {
    let mut reasons = Vec::new();
    let id = workspace.document_id(index);
    match workspace.document(index).status() {
        Some(status) if SOURCES.contains(&status) => {}
        Some(status) => {
            reasons.push(format!("`{id}` is {}, so there is no work to take back", words(status)));
        }
        None => reasons.push(format!("`{id}` states no status that is known")),
    }
    let graph = Graph::of(&workspace.portfolio);
    for wait in graph.waits.iter().filter(|wait| wait.needed == index && wait.waiting != index) {
        let other = workspace.document_id(wait.waiting);
        if let Some(status) = workspace.document(wait.waiting).status().filter(|status| rests(*status)) {
            reasons.push(format!(
                "`{other}`, which is {}, rests on it: roll that one back first (`milepost rollback {other}`)",
                words(status)
            ));
        }
    }
    reasons
}

/// Why the repository as it is now allows no rollback.
///
/// # Errors
/// When Git fails.
pub(super) fn of_repository(
    workspace: &Workspace,
    repository: &Repository,
    git: &Git<'_>,
) -> Result<Vec<String>> {
    let mut reasons = Vec::new();
    if git.branch()?.is_none() {
        reasons.push("HEAD is on no branch: switch to the one with the work".to_owned());
    }
    reasons.extend(under_way(workspace, repository));
    if workspace.system.exists(&repository.git_dir.join("index.lock")) {
        reasons.push("Git is at work here, or left `index.lock`: wait, or remove it".to_owned());
    }
    // Records that no commit holds yet go into the commit of the rollback, and other files that are not tracked stay.
    let status = git.status()?;
    let dirty: Vec<_> = status
        .iter()
        .filter(|entry| entry.kind != StatusKind::Untracked)
        .map(|entry| format!("`{}`", entry.path.display()))
        .collect();
    if !dirty.is_empty() {
        reasons.push(format!("not committed: {}; commit it, so that nothing of it is lost", named(&dirty)));
    }
    if !git.left_out()?.is_empty() {
        reasons.push("the checkout is sparse: `git sparse-checkout disable` brings the rest back".to_owned());
    }
    if let Some(upstream) = git.rev_parse("@{upstream}")?
        && !git.is_ancestor(&upstream, "HEAD")?
    {
        reasons.push("the branch lacks commits of its upstream: pull them first".to_owned());
    }
    Ok(reasons)
}

/// Why nothing has shown that the rollback leads back, and what of it a rehearsal would not mend.
///
/// # Errors
/// When Git fails.
pub(super) fn unproven(
    workspace: &Workspace,
    git: &Git<'_>,
    id: &str,
    (base, old): (Option<&str>, &str),
) -> Result<Vec<String>> {
    let mut reasons = Vec::new();
    if let Some(base) = base {
        if let Some(why) = unreachable(workspace, git, (base, old))? {
            return Ok(vec![why]);
        }
        reasons.extend(commit::files(workspace, git, (base, old), None)?.1);
    }
    reasons.push(format!(
        "no rehearsal has shown that the rollback leads back from just these files: `milepost rehearse {id}`"
    ));
    Ok(reasons)
}

/// The commits that are taken back, or why some of them cannot be.
///
/// # Errors
/// When Git fails.
pub(super) fn commits(
    git: &Git<'_>,
    milestone: &str,
    (base, old): (&str, &str),
    named: &[String],
) -> Result<std::result::Result<Vec<RangeCommit>, Vec<String>>> {
    let range = git.range_commits(base, old)?;
    let mut claimed = Vec::new();
    for name in named {
        match name.split_once("..") {
            Some((from, to)) => claimed.extend(git.range_commits(from, to)?.into_iter().map(|one| one.id)),
            None => match git.rev_parse(&format!("{name}^{{commit}}"))? {
                Some(id) => claimed.push(id),
                None => return Ok(Err(vec![format!("`{name}` of `--commits` is no commit")])),
            },
        }
    }
    let default = git.default_branch_with_tip()?;
    let branch = git.branch()?;
    // Without one that is known, every branch may hold the work of others.
    let on_default = default.as_ref().is_none_or(|(name, _)| Some(name) == branch.as_ref());
    // On a branch of its own all is the work, but for what came in from the default branch.
    let elsewhere: Vec<String> = match &default {
        Some((_, Some(tip))) if !on_default => {
            git.range_commits(base, tip)?.into_iter().map(|one| one.id).collect()
        }
        _ => Vec::new(),
    };
    let is_foreign = |commit: &RangeCommit| {
        let tagged = commit.milestones.iter().any(|name| name == milestone);
        let is_other = !commit.milestones.is_empty() && !tagged;
        let untagged = on_default && !tagged;
        let came_in = !tagged && elsewhere.contains(&commit.id);
        (is_other || untagged || came_in) && !claimed.contains(&commit.id)
    };
    let foreign: Vec<String> = range
        .iter()
        .filter(|commit| is_foreign(commit))
        .map(|commit| format!("{:.12} {}", commit.id, commit.subject))
        .collect();
    if foreign.is_empty() {
        return Ok(Ok(range));
    }
    let mut reasons: Vec<String> =
        foreign.iter().map(|commit| format!("not known to be of this milestone: {commit}")).collect();
    reasons.push(
        "`--commits REV…` names commits that belong to it; what is other work has to be taken back apart"
            .to_owned(),
    );
    Ok(Err(reasons))
}

/// Some of a list, and how many more there are.
pub(super) fn named(list: &[String]) -> String {
    const SHOWN: usize = 5;
    let shown = list.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
    match list.len().checked_sub(SHOWN) {
        Some(more) if more > 0 => format!("{shown} and {more} more"),
        _ => shown,
    }
}
