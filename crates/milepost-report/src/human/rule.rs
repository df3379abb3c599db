//! A lint rule's page.

use milepost_engine::lint::Rule;

use crate::{Role, put::put, style::severity_word};

/// The page of a rule, headings set off.
pub fn rule(rule: &Rule) -> String {
    let severity = Role::of_severity(rule.severity).paint(severity_word(rule.severity));
    let mut out = format!("{}  {severity}\n\n", Role::Strong.paint(rule.id));
    let mut fenced = false;
    for line in rule.page.lines() {
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
