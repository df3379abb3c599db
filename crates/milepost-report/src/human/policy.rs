//! What is asked of milestones, and who says so.

use milepost_engine::policy::{GateRule, MilestonePolicy, Policy};

use crate::{Page, Role, layout::printable, put::put};

/// Each milestone with its gates, then whose words they are.
pub fn policy(policy: &Policy, page: Page) -> String {
    let mut out = String::new();
    for milestone in &policy.milestones {
        out.push_str(&of_milestone(milestone, page));
    }
    if policy.milestones.is_empty() {
        out.push_str("no milestone is open\n");
    }
    for warning in &policy.warnings {
        let sign = Role::Attention.paint("!");
        put!(out, "{sign} ");
        out.push_str(&page.hanging("", 2, &printable(warning)));
    }
    let base = match &policy.base {
        Some(commit) => {
            format!("as `milepost.toml` says at {commit:.12}, the merge base with the default branch")
        }
        None => "as `milepost.toml` of the work tree says: there is no commit yet".to_owned(),
    };
    put!(out, "{}\n", Role::Faint.paint(base));
    out
}

fn of_milestone(milestone: &MilestonePolicy, page: Page) -> String {
    let mut out = String::new();
    let assumed = if milestone.stated { "" } else { " (assumed)" };
    let risk = format!("{} risk{assumed}", milestone.risk);
    put!(out, "{}  {}\n", Role::Strong.paint(&milestone.id), Role::Faint.paint(risk));
    if let Some(before) = milestone.lowered_from {
        let told = format!("! its risk was {before} where this branch began: less is asked of it here");
        put!(out, "  {}\n", Role::Attention.paint(told));
    }
    for rule in &milestone.gates {
        let said = if rule.value == rule.default { Role::Faint } else { Role::Note };
        put!(out, "  {:<14} {:<6} {}", rule.gate, rule.value, said.paint(origin(rule)));
        if let Some(standing) = rule.standing {
            put!(out, "  {standing} (`gate/{}`)", rule.gate);
        }
        out.push('\n');
        if let Some(proposed) = rule.proposed {
            let told = format!("→ {proposed} once this branch is merged");
            put!(out, "  {:<14} {}\n", "", Role::Attention.paint(told));
        }
    }
    for waiver in &milestone.waivers {
        out.push_str(&page.hanging("  waived: ", 10, &printable(waiver)));
    }
    out
}

fn origin(rule: &GateRule) -> String {
    match &rule.table {
        None => "default".to_owned(),
        Some(table) if rule.value == rule.default => format!("[{}]", printable(table)),
        Some(table) => format!("[{}], {} by default", printable(table), rule.default),
    }
}
