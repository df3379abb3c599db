//! What a reason to roll back that holds asks somebody to decide.

use milepost_document::vocabulary::SectionKind;
use milepost_system::git::Git;
use serde::Serialize;

use crate::{
    Result,
    session::{Assessment, Session},
};

/// What rolling back would do. Nothing is ever rolled back by itself.
#[derive(Debug, Clone, Serialize)]
pub struct Decision {
    /// What would be taken back, in words.
    pub what: String,
    /// The command that takes it back by the way that was rehearsed; `None` where there is no baseline to go back to.
    pub rollback: Option<String>,
    /// The command of Git that takes the code back by hand; `None` where there is nothing to take back, or where no single command does.
    pub command: Option<String>,
    /// The line of the document's own procedure, where it has one.
    pub procedure: Option<u32>,
}

impl Decision {
    pub(super) fn of(session: &Session<'_>, assessment: &Assessment) -> Result<Self> {
        let workspace = session.workspace;
        let procedure = procedure(session, assessment);
        let without = |what: &str| Self { what: what.to_owned(), rollback: None, command: None, procedure };
        let rollback = Some(format!("milepost rollback {}", workspace.document_id(assessment.index)));
        let told = |what: String| Self { what, rollback: rollback.clone(), command: None, procedure };
        let (Some(git), Some((_, baseline))) = (workspace.git(), &assessment.baseline) else {
            return Ok(without("there is no baseline to go back to"));
        };
        let base = &baseline.commit;
        if base.is_empty() || git.rev_parse(&format!("{base}^{{commit}}"))?.is_none() {
            return Ok(without("the commit of the baseline is not in this repository"));
        }
        let range = format!("{base:.12}..HEAD");
        let since = git.rev_list(&range)?;
        let count = since.len();
        if count == 0 {
            return Ok(told(
                "no commit was made since the baseline: what is not committed is all there is".to_owned(),
            ));
        }
        let words = |count: usize| {
            let commits = if count == 1 { "commit" } else { "commits" };
            format!("{count} {commits} since the baseline would be taken back by new ones")
        };
        // A merge has two parents, and only people know which of them is to stay.
        if git.first_parents("HEAD", count)? != since {
            return Ok(told(format!(
                "{}; merges are among them, so no single command does it",
                words(count)
            )));
        }
        let Taken { commits, revisions } = taken(session, &git, &since, &range)?;
        if commits == 0 {
            return Ok(told("no commit was made since the baseline but Milepost's own".to_owned()));
        }
        let left = match count - commits {
            0 => String::new(),
            1 => ", 1 of Milepost's own stays".to_owned(),
            own => format!(", {own} of Milepost's own stay"),
        };
        let what = format!("{}{left}", words(commits));
        let branch = git.branch()?;
        let on_default = branch.is_some() && branch == git.default_branch()?;
        let warning = if on_default { ", those of others on this branch with them" } else { "" };
        Ok(Self {
            what: format!("{what}{warning}"),
            rollback: rollback.clone(),
            command: Some(format!("git revert --no-edit {revisions}")),
            procedure,
        })
    }
}

/// What would be taken back.
struct Taken {
    commits: usize,
    /// As Git reads them.
    revisions: String,
}

/// The most commits that are looked at one by one.
const MOST: usize = 200;

/// The commits of a range, the newest first, without those in which Milepost alone wrote: taking back the record of the
/// start would take the baseline away that everything is held against.
fn taken(session: &Session<'_>, git: &Git<'_>, since: &[String], range: &str) -> Result<Taken> {
    let all = || Taken { commits: since.len(), revisions: range.to_owned() };
    if since.len() > MOST {
        return Ok(all());
    }
    let mut of_work = Vec::new();
    for commit in since {
        if !is_own(session, git, commit)? {
            of_work.push(commit);
        }
    }
    let commits = of_work.len();
    if commits == since.len() {
        return Ok(all());
    }
    // Those before the first one of the work are left out by where the range begins.
    let revisions = if of_work.iter().copied().eq(&since[..commits]) && commits > 0 {
        format!("{:.12}..HEAD", since[commits])
    } else {
        of_work.iter().map(|commit| format!("{commit:.12}")).collect::<Vec<_>>().join(" ")
    };
    Ok(Taken { commits, revisions })
}

/// Whether a commit changed nothing but records and what Milepost writes into documents.
fn is_own(session: &Session<'_>, git: &Git<'_>, commit: &str) -> Result<bool> {
    let (prefix, trees) = (session.trees.prefix(), &session.trees);
    let changes = git.diff_names(&format!("{commit}^"), commit)?;
    for change in &changes {
        let Ok(path) = change.path.strip_prefix(prefix) else { return Ok(false) };
        if path.starts_with(".milepost") {
            continue;
        }
        let (place, path) = (change.path.to_string_lossy(), path.to_string_lossy());
        let objects = [format!("{commit}^:{place}"), format!("{commit}:{place}")];
        let [before, after] = &git.cat_files(&objects)?[..] else { return Ok(false) };
        let project = |bytes: &Option<Vec<u8>>| trees.project(&path, bytes.as_deref()?);
        match (project(before), project(after)) {
            (Some(before), Some(after)) if before == after => {}
            _ => return Ok(false),
        }
    }
    Ok(!changes.is_empty())
}

/// The line of the document's own procedure.
fn procedure(session: &Session<'_>, assessment: &Assessment) -> Option<u32> {
    let document = session.workspace.document(assessment.index).document();
    let is_it = |section| {
        let mut above = document.ancestors(section);
        above.any(|(_, section)| section.kind == Some(SectionKind::RollbackProcedure))
    };
    let fence = document.fences.iter().find(|fence| is_it(fence.section))?;
    Some(document.position(fence.span.start).line)
}
