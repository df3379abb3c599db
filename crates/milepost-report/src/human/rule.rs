//! A lint rule's page.

use milepost_engine::{document::Severity, lint::Rule};

use crate::{Role, put::put, style::severity_word};

/// The page of a rule, headings set off.
pub fn rule(rule: &Rule) -> String {
    page(rule.id, rule.severity, "", rule.page)
}

/// A page with the id, the severity and `what` in front of it.
pub(super) fn page(id: &str, severity: Severity, what: &str, text: &str) -> String {
    let severity = Role::of_severity(severity).paint(severity_word(severity));
    let mut out = format!("{}  {severity}{what}\n\n", Role::Strong.paint(id));
    let mut fenced = false;
    for line in text.lines() {
        fenced ^= line.trim_start().starts_with("```");
        if line.starts_with('#') && !fenced {
            put!(out, "{}\n", Role::Strong.paint(line));
        } else {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}
