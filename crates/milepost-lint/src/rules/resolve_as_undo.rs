//! Ways back that only tell the migration tool that it went back.

use super::rollback_commands::{Command, commands};
use crate::{Check, Finding, Rule, Scope, Subject};
use milepost_document::Severity;

pub(super) const RULE: Rule = Rule {
    id: "resolve-as-undo",
    severity: Severity::Warning,
    gravest: Severity::Warning,
    scope: Scope::Form,
    page: include_str!("resolve-as-undo.md"),
    check: Check::Document(check),
};

fn check(subject: &Subject, out: &mut Vec<Finding>) {
    for Command { text, span } in commands(subject) {
        if text.contains("migrate resolve") && text.contains("--rolled-back") {
            out.push(
                subject
                    .finding(
                        RULE.id,
                        RULE.severity,
                        span,
                        "`prisma migrate resolve --rolled-back` changes Prisma's own list and runs no SQL: the schema stays as it is",
                    )
                    .with_hint("undo the schema with a migration of its own, made by `prisma migrate diff` from the new schema to the old one"),
            );
        }
    }
}
