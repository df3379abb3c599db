//! How the work would be taken back.

use super::scope::items_of;
use crate::{Document, FenceId, ItemId, Span, vocabulary::SectionKind};

/// A step of the Rollback Procedure: a comment `# Step 2: Revert the database` and the lines below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RollbackStep {
    /// The fence in which it stands.
    pub fence: FenceId,
    /// Its number as written; for a fence without step comments, its place.
    pub number: u32,
    /// What its comment says; empty for a fence without step comments.
    pub title: Span,
    /// Its lines, without the comment.
    pub body: Span,
}

/// The entries under When to Rollback.
pub fn rollback_triggers(document: &Document) -> Vec<ItemId> {
    items_of(document, &[SectionKind::WhenToRollback])
}

/// The steps of every fence under Rollback Procedure, or under Rollback Plan itself, in order. What stands before the
/// first step comment belongs to the first step.
pub fn rollback_steps(document: &Document) -> Vec<RollbackStep> {
    let mut steps = Vec::new();
    let procedure = |kind| matches!(kind, Some(SectionKind::RollbackProcedure | SectionKind::RollbackPlan));
    for (id, fence) in (0_u32..).zip(&document.fences).filter(|(_, fence)| procedure(fence.kind)) {
        let first = steps.len();
        let mut at = fence.content.start as usize;
        for line in document.text(fence.content).split_inclusive('\n') {
            let start = at;
            at += line.len();
            if let Some((number, title)) = step_comment(line) {
                let title_start = start + (title.as_ptr() as usize - line.as_ptr() as usize);
                steps.push(RollbackStep {
                    fence: FenceId(id),
                    number,
                    title: Span::from(title_start..title_start + title.len()),
                    body: Span::new(at as u32, fence.content.end),
                });
                let count = steps.len();
                if count > first + 1 {
                    steps[count - 2].body.end = start as u32;
                }
            }
        }
        if steps.len() == first {
            let (number, title) = (first as u32 + 1, Span::at(fence.content.start));
            steps.push(RollbackStep { fence: FenceId(id), number, title, body: fence.content });
        } else {
            let comment = document.text(Span::new(fence.content.start, steps[first].title.start));
            let before = comment.rfind('\n').map_or("", |at| &comment[..at]);
            let runs =
                before.lines().any(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'));
            if runs {
                steps[first].body.start = fence.content.start;
            }
        }
    }
    steps
}

/// The entries under Post-Rollback Actions.
pub fn post_rollback_actions(document: &Document) -> Vec<ItemId> {
    items_of(document, &[SectionKind::PostRollbackActions])
}

/// `# Step 1: title`, `-- Step 1. title`
fn step_comment(line: &str) -> Option<(u32, &str)> {
    let text = line.trim().trim_start_matches('>').trim_start();
    let words =
        text.strip_prefix('#').or_else(|| text.strip_prefix("--"))?.trim_start_matches(['#', '-', ' ']);
    let rest = words
        .strip_prefix("Step ")
        .or_else(|| words.strip_prefix("step "))
        .or_else(|| words.strip_prefix("STEP "))?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let number = rest[..digits].parse().ok()?;
    let title = rest[digits..].trim_start_matches([':', '.', ')', '-', ' ', '–', '—']).trim_end();
    Some((number, title))
}
