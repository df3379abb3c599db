//! Ways back that forget the database.

use milepost_document::{FenceId, Severity, vocabulary::SectionKind};

use super::rollback_commands::{commands, has_sql, is_of_database};
use crate::{Check, Finding, Rule, Scope, Subject};

pub(super) const RULE: Rule = Rule {
    id: "no-database-undo",
    severity: Severity::Warning,
    gravest: Severity::Warning,
    scope: Scope::Form,
    page: include_str!("no-database-undo.md"),
    check: Check::Document(check),
};

fn check(subject: &Subject, out: &mut Vec<Finding>) {
    if !subject.loaded.is_milestone() {
        return;
    }
    let document = subject.document();
    let changes = (0..document.fences.len() as u32)
        .map(FenceId)
        .find(|fence| has_sql(document, *fence, |kind| kind == SectionKind::DatabaseChanges));
    let Some(changes) = changes else { return };
    let back = |kind| matches!(kind, SectionKind::RollbackPlan | SectionKind::RollbackProcedure);
    let by_sql = (0..document.fences.len() as u32).any(|fence| has_sql(document, FenceId(fence), back));
    let commands = commands(subject);
    // Without any command the plan is not written yet, and that is told elsewhere.
    if commands.is_empty() || by_sql || commands.iter().any(|command| is_of_database(&command.text)) {
        return;
    }
    out.push(
        subject
            .finding(
                RULE.id,
                RULE.severity,
                document.fence(changes).span,
                "these statements change the database, and no command of the rollback takes them back",
            )
            .with_hint("write the statements of the way back under Rollback Procedure, or the command that runs them"),
    );
}
