//! Ways back whose first step takes the files of the second one away.

use super::rollback_commands::{Command, commands, is_of_database};
use crate::{Check, Finding, Rule, Scope, Subject};
use milepost_document::Severity;

pub(super) const RULE: Rule = Rule {
    id: "checkout-before-undo",
    severity: Severity::Warning,
    gravest: Severity::Warning,
    scope: Scope::Form,
    page: include_str!("checkout-before-undo.md"),
    check: Check::Document(check),
};

fn check(subject: &Subject, out: &mut Vec<Finding>) {
    let commands = commands(subject);
    let goes_back = |command: &Command| {
        ["git checkout ", "git revert ", "git reset ", "git switch ", "git restore "]
            .iter()
            .any(|word| command.text.starts_with(word))
    };
    let Some(back) = commands.iter().position(goes_back) else { return };
    let Some(undo) = commands.iter().skip(back).find(|command| is_of_database(&command.text)) else { return };
    out.push(
        subject
            .finding(
                RULE.id,
                RULE.severity,
                commands[back].span,
                format!(
                    "`{}` takes the files of the way back away before `{}` needs them",
                    commands[back].text, undo.text
                ),
            )
            .with_hint("undo the database first"),
    );
}
