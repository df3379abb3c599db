//! What stands in the way of a move.

use std::{collections::HashSet, path::PathBuf};

use milepost_document::{Document, SectionId, Severity, vocabulary::SectionKind};
use milepost_portfolio::{Target, dependencies};
use milepost_system::git::TreeChange;

use super::{
    gates::{asked_of, risk},
    waits::{open_blockers, open_waits},
};
use crate::notes::{OpenQuestion, open_questions};
use crate::{
    Result, Workspace,
    binding::{Binding, Gate, Subject},
    facts::Facts,
    plan::TreeNow,
    rehearsal::is_filled,
    session::{Assessment, Session},
    standing::Judged,
    triggers::Triggers,
};

/// What keeps a plan from being ready.
pub(super) fn ready(session: &Session<'_>, assessment: &Assessment) -> Vec<String> {
    let index = assessment.index;
    let facts = Facts::new(session.workspace);
    facts.know(assessment);
    let workspace = session.workspace;
    let document = workspace.document(index).document();
    let findings = milepost_lint::lint(&workspace.portfolio, &[index], &facts);
    let errors = findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error && !is_filled_later(document, finding));
    let mut reasons: Vec<String> = errors
        .map(|finding| {
            let line = document.position(finding.span.start).line;
            format!("{}:{line}: {} [{}]", finding.path, finding.message, finding.rule)
        })
        .collect();
    reasons.extend(missing_references(workspace, index));
    let asked = asked_of(&session.signers.gates, workspace, index);
    if asked.rollback_plan && !has_rollback_plan(document) {
        reasons.push(format!(
            "a rollback plan is required at {} risk, and there is none",
            risk(workspace, index).word()
        ));
    }
    reasons
}

/// Whether a finding is a placeholder of the steps or of the way back that stands for what only the baseline tells: the commit
/// before the work, and its migration.
fn is_filled_later(document: &Document, finding: &milepost_lint::Finding) -> bool {
    let kinds = [SectionKind::ImplementationSteps, SectionKind::RollbackProcedure, SectionKind::RollbackPlan];
    let kinds = kinds.map(Some);
    let mut fences = document.fences.iter().filter(|fence| kinds.contains(&fence.kind));
    finding.rule == "placeholder"
        && is_filled(document.text(finding.span))
        && fences
            .any(|fence| fence.content.start <= finding.span.start && finding.span.end <= fence.content.end)
}

/// Whether a heading of the rollback has anything below it but other headings.
fn has_rollback_plan(document: &Document) -> bool {
    let is_plan = |id| {
        document.ancestors(id).any(|(_, section)| {
            matches!(section.kind, Some(SectionKind::RollbackPlan | SectionKind::RollbackProcedure))
        })
    };
    document
        .sections
        .iter()
        .enumerate()
        .any(|(at, section)| is_plan(SectionId(at as u32)) && !document.text(section.own).trim().is_empty())
}

fn missing_references(workspace: &Workspace, index: usize) -> Vec<String> {
    let document = workspace.document(index).document();
    dependencies(&workspace.portfolio, index)
        .into_iter()
        .filter_map(|dependency| match dependency.target {
            Target::Missing(name) => {
                let line = document.position(dependency.span.start).line;
                Some(format!("line {line}: it depends on `{name}`, which is not there"))
            }
            Target::Resolved(_) => None,
        })
        .collect()
}

/// What keeps work from starting.
pub(super) fn start(session: &Session<'_>, assessment: &Assessment) -> Result<Vec<String>> {
    let mut reasons: Vec<String> = assessment
        .guarding(Gate::Start)
        .filter(|(_, judged)| !judged.standing.satisfies())
        .map(|(binding, judged)| {
            let reason = judged.reason.as_deref().unwrap_or("nothing proves it");
            format!(
                "prerequisite “{}” is {}: {reason} (`{}`)",
                binding.text,
                judged.standing.word(),
                binding.id
            )
        })
        .collect();
    reasons.sort();
    reasons.dedup();
    reasons.extend(open_waits(session, assessment.index)?);
    let blockers = open_blockers(session, assessment.index)?;
    reasons.extend(blockers.into_iter().filter(|blocker| blocker.waits).map(|blocker| blocker.text));
    reasons.extend(compare(session, &session.now)?.reasons);
    Ok(reasons)
}

/// What keeps a milestone from being complete.
pub(super) fn complete(
    session: &Session<'_>,
    assessment: &Assessment,
    triggers: &Triggers,
) -> Result<Vec<String>> {
    let mut reasons = Vec::new();
    let mut any = false;
    for (binding, judged) in assessment.guarding(Gate::Complete) {
        // What the risk asks for is no criterion of the milestone itself.
        any |= !matches!(binding.subject, Subject::Policy(_));
        if !judged.standing.satisfies() {
            let reason = judged.reason.as_deref().unwrap_or("nothing proves it");
            reasons.push(format!(
                "“{}” is {}: {reason} (`{}`)",
                binding.text,
                judged.standing.word(),
                binding.id
            ));
        }
    }
    if asked_of(&session.signers.gates, session.workspace, assessment.index).fail_first {
        reasons.extend(assessment.weak().map(weak));
    }
    reasons.extend(triggers.in_the_way());
    if !any {
        reasons.push("it states no criterion that could be proven: write Success Criteria".to_owned());
    }
    reasons.extend(open_waits(session, assessment.index)?);
    reasons.extend(open_run_of_steps(session, assessment.index)?);
    reasons.extend(open_blockers(session, assessment.index)?.into_iter().map(|blocker| blocker.text));
    let questions = open_questions(session.workspace.document(assessment.index).document());
    reasons.extend(questions.iter().filter(|one| !one.blocks.is_empty()).map(OpenQuestion::reason));
    let mut compared = compare(session, &session.now)?;
    reasons.append(&mut compared.reasons);
    // What lies elsewhere in the repository is no part of the project.
    compared.left_out.retain(|path| !path.starts_with("../"));
    reasons.extend(unseen(&compared.left_out));
    Ok(reasons)
}

/// A run of its steps that is not over.
fn open_run_of_steps(session: &Session<'_>, index: usize) -> Result<Option<String>> {
    let workspace = session.workspace;
    let is_open = crate::steps::pending(workspace)?.contains(&workspace.document(index).path);
    let id = workspace.document_id(index);
    Ok(is_open.then(|| {
        format!("a run of its steps is not over: `milepost run {id} --resume` goes on, `--abort` gives it up")
    }))
}

/// A pass that says little of the work.
pub(super) fn weak((binding, judged): (&Binding, &Judged)) -> String {
    let why = judged.weak.as_deref().unwrap_or_default();
    format!("“{}” is weak: {why} (`{}`)", binding.text, binding.id)
}

/// Files that differ from HEAD in what a check can see, and those that none can see.
pub(crate) fn unclean(session: &Session<'_>, now: &TreeNow<'_>) -> Result<Vec<String>> {
    let compared = compare(session, now)?;
    Ok(compared.reasons.into_iter().chain(unseen(&compared.left_out)).collect())
}

/// Why proof does not cover the files that a sparse checkout leaves out.
fn unseen(left_out: &[String]) -> Option<String> {
    let named = named(left_out);
    (!left_out.is_empty()).then(|| {
        format!("no check has seen what the sparse checkout leaves out: {named}; `git sparse-checkout disable` brings it back")
    })
}

/// The work tree beside HEAD.
struct Compared {
    /// What differs, in words.
    reasons: Vec<String>,
    /// The files that a sparse checkout leaves out. They are no change.
    left_out: Vec<String>,
}

fn compare(session: &Session<'_>, now: &TreeNow<'_>) -> Result<Compared> {
    let workspace = session.workspace;
    let none = Compared { reasons: Vec::new(), left_out: Vec::new() };
    let only = |reason: &str| Compared { reasons: vec![reason.to_owned()], left_out: Vec::new() };
    let Some(git) = workspace.git() else { return Ok(none) };
    if git.head()?.is_none() {
        return Ok(only("there is no commit yet: commit the project first"));
    }
    let changes = match git.rev_parse("HEAD^{tree}")? {
        Some(tree) => session.trees.changes_since(now, &tree)?,
        None => None,
    };
    let Some(changes) = changes else {
        return Ok(only("the files cannot be compared with HEAD: is an object of Git missing?"));
    };
    let any_removed = changes.iter().any(|change| matches!(change, TreeChange::Removed(_)));
    let skipped: HashSet<PathBuf> =
        if any_removed { session.trees.left_out()?.into_iter().collect() } else { HashSet::new() };
    let (mut paths, mut left_out) = (Vec::new(), Vec::new());
    for change in changes {
        let path = change.path().to_string_lossy().into_owned();
        let is_record = change.path().starts_with(".milepost");
        if matches!(&change, TreeChange::Removed(path) if skipped.contains(path)) {
            left_out.push(path);
        } else if !is_record && !session.trees.is_only_ours(now, &git, "HEAD", &path)? {
            paths.push(path);
        }
    }
    let reasons =
        if paths.is_empty() { Vec::new() } else { vec![format!("uncommitted changes: {}", named(&paths))] };
    Ok(Compared { reasons, left_out })
}

/// The first of some paths.
fn named(paths: &[String]) -> String {
    let shown: Vec<_> = paths.iter().take(5).map(|path| format!("`{path}`")).collect();
    let more = if paths.len() > 5 { format!(" and {} more", paths.len() - 5) } else { String::new() };
    format!("{}{more}", shown.join(", "))
}
