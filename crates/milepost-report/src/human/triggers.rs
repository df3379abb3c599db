//! When to roll back, and how that stands.

use milepost_engine::triggers::{TriggerState, Triggers};

use crate::{Page, Role, layout::width, prose::prose, put::put};

/// Cells before the words of a reason.
const INDENT: usize = 18;

/// Every reason to roll back with how it stands, and what is to be decided where one holds.
pub(super) fn triggers(found: &Triggers, page: Page) -> String {
    let mut out = String::new();
    for one in &found.triggers {
        let (glyph, role) = look(one.state);
        let plain = format!("  {glyph} {}", one.state.words());
        let lead = format!("{}{}", role.paint(&plain), " ".repeat(INDENT.saturating_sub(width(&plain))));
        out.push_str(&page.hanging(&lead, INDENT, &prose(&one.text)));
        for line in page.wrapped(&one.reason, INDENT).lines() {
            put!(out, "{}\n", if one.state == TriggerState::Clear { Role::Faint } else { role }.paint(line));
        }
        if let Some(hint) = one.hint.as_ref().filter(|_| one.state != TriggerState::Clear) {
            out.push_str(&page.wrapped(&format!("→ {hint}"), INDENT));
        }
    }
    if let Some(decision) = &found.decision {
        let lead = format!("  {}      ", Role::Strong.paint("to decide:"));
        out.push_str(&page.hanging(
            &lead,
            INDENT,
            &format!("mend it and verify again, or roll back: {}", decision.what),
        ));
        let indent = " ".repeat(INDENT);
        if let Some(command) = &decision.rollback {
            put!(out, "{indent}→ {}\n", Role::Command.paint(command));
        }
        if let Some(command) = &decision.command {
            put!(out, "{indent}  the code alone, by hand: {}\n", Role::Command.paint(command));
        }
        if let Some(line) = decision.procedure {
            let words = format!(
                "the document's own procedure stands in line {line}; nothing is rolled back by itself"
            );
            out.push_str(&page.wrapped(&words, INDENT));
        }
    }
    out
}

/// What a list of milestones says of them: those that are close, and how many nothing measures.
pub(super) fn in_short(found: &Triggers) -> Vec<String> {
    let close = found.triggers.iter().filter(|one| one.state == TriggerState::AtRisk);
    let mut lines: Vec<String> = close
        .map(|one| format!("reason to roll back at risk: {}: {}", prose(&one.text), one.reason))
        .collect();
    match found.triggers.iter().filter(|one| one.state == TriggerState::NotMeasured).count() {
        0 => {}
        1 => lines.push("1 reason to roll back is not measured".to_owned()),
        count => lines.push(format!("{count} reasons to roll back are not measured")),
    }
    lines
}

fn look(state: TriggerState) -> (&'static str, Role) {
    match state {
        TriggerState::Clear => ("✔", Role::Good),
        TriggerState::AtRisk => ("~", Role::Attention),
        TriggerState::Hit => ("✖", Role::Bad),
        TriggerState::NotMeasured => ("○", Role::Attention),
        TriggerState::Waived => ("!", Role::Note),
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use milepost_engine::triggers::{Decision, TriggerReport};

    use super::*;

    fn one(text: &str, state: TriggerState, reason: &str, hint: Option<&str>) -> TriggerReport {
        TriggerReport {
            id: text.into(),
            line: 7,
            text: text.into(),
            check: "check".into(),
            state,
            reason: reason.into(),
            hint: hint.map(str::to_owned),
            blocks: state == TriggerState::Hit,
            evidence: Vec::new(),
        }
    }

    #[test]
    fn a_hit_says_what_is_to_be_decided_and_nothing_unmeasured_looks_clear() {
        let found = Triggers {
            triggers: vec![
                one("Tests fail", TriggerState::Clear, "no test fails that did not at the baseline", None),
                one("It gets slow", TriggerState::Hit, "`speed` changed by +21.3%", None),
                one(
                    "Somebody complains",
                    TriggerState::NotMeasured,
                    "only people can tell",
                    Some("watch it"),
                ),
            ],
            decision: Some(Decision {
                what: "2 commits since the baseline would be taken back by new ones".into(),
                rollback: Some("milepost rollback shop/2".into()),
                command: Some("git revert --no-edit abc..HEAD".into()),
                procedure: Some(40),
            }),
        };
        let text = triggers(&found, Page { width: 90 });
        assert_snapshot!(anstream::adapter::strip_str(&text).to_string(), @r"
          ✔ clear         Tests fail
                          no test fails that did not at the baseline
          ✖ hit           It gets slow
                          `speed` changed by +21.3%
          ○ not measured  Somebody complains
                          only people can tell
                          → watch it
          to decide:      mend it and verify again, or roll back: 2 commits since the baseline
                          would be taken back by new ones
                          → milepost rollback shop/2
                            the code alone, by hand: git revert --no-edit abc..HEAD
                          the document's own procedure stands in line 40; nothing is rolled back
                          by itself
        ");
        assert_eq!(in_short(&found), ["1 reason to roll back is not measured"]);
    }
}
