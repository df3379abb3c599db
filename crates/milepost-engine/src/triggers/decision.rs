//! What a reason to roll back that holds asks somebody to decide.

use milepost_document::vocabulary::SectionKind;
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
    /// The command that does it; `None` where there is nothing to take back, or where no single command does.
    pub command: Option<String>,
    /// The line of the document's own procedure, where it has one.
    pub procedure: Option<u32>,
}

impl Decision {
    pub(super) fn of(session: &Session<'_>, assessment: &Assessment) -> Result<Self> {
        let workspace = session.workspace;
        let procedure = procedure(session, assessment);
        let told = |what: String| Self { what, command: None, procedure };
        let (Some(git), Some((_, baseline))) = (workspace.git(), &assessment.baseline) else {
            return Ok(told("there is no baseline to go back to".to_owned()));
        };
        let base = &baseline.commit;
        if base.is_empty() || git.rev_parse(&format!("{base}^{{commit}}"))?.is_none() {
            return Ok(told("the commit of the baseline is not in this repository".to_owned()));
        }
        let range = format!("{base:.12}..HEAD");
        let since = git.rev_list(&range)?;
        let count = since.len();
        if count == 0 {
            return Ok(told(
                "no commit was made since the baseline: what is not committed is all there is".to_owned(),
            ));
        }
        let commits = if count == 1 { "commit" } else { "commits" };
        let what = format!("{count} {commits} since the baseline would be taken back by new ones");
        // A merge has two parents, and only people know which of them is to stay.
        if git.first_parents("HEAD", count)? != since {
            return Ok(told(format!("{what}; merges are among them, so no single command does it")));
        }
        let branch = git.branch()?;
        let on_default = branch.is_some() && branch == git.default_branch()?;
        let warning = if on_default { ", those of others on this branch with them" } else { "" };
        Ok(Self {
            what: format!("{what}{warning}"),
            command: Some(format!("git revert --no-edit {range}")),
            procedure,
        })
    }
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
