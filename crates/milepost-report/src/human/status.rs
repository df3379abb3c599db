//! `milepost`: every milestone, how it stands, what blocks it, what to do next.

use milepost_engine::{
    overview::{MilestoneSummary, Overview},
    plan_diff::{Moved, Movement, PlanState},
    standing::Standing,
};

use super::{drift::drift, triggers::in_short};
use crate::{
    Page, Role,
    layout::{cut, fit, printable, width},
    prose::prose,
    put::put,
    style::standing_glyph,
    words::{plural, spaced},
};

/// Blockers that are shown of one milestone.
const BLOCKERS: usize = 3;
/// Cells of a progress bar.
const BAR: usize = 10;
/// A page from which on there is room for bars.
const WITH_BARS: usize = 60;

/// The state of a repository.
pub fn status(overview: &Overview, page: Page) -> String {
    let mut out = String::new();
    if overview.milestones.is_empty() && overview.unreadable.is_empty() {
        out.push_str("there is no milestone document here\n");
        put!(out, "  → {}\n", Role::Command.paint("milepost new milestone NAME"));
        return out;
    }
    let columns = Columns::of(&overview.milestones, page);
    for milestone in &overview.milestones {
        out.push_str(&one(milestone, &columns, page));
    }
    for (path, reason) in &overview.unreadable {
        let text =
            format!("{} {} cannot be read: {}", Role::Bad.paint("✖"), Role::Strong.paint(path), reason);
        put!(out, "{text}\n");
    }
    put!(out, "\n{}\n", Role::Faint.paint(totals(overview)));
    if let Some(movement) = &overview.movement {
        out.push_str(&moved(movement));
    }
    out
}

/// How milestones moved: what slipped first.
fn moved(movement: &Movement) -> String {
    let commit = movement.commit.as_deref().map(|commit| format!(" ({commit:.9})")).unwrap_or_default();
    let since = printable(&movement.since);
    let mut out = format!("\n{}\n", Role::Strong.paint(format!("since {since}{commit}")));
    let (slipped, others): (Vec<&Moved>, Vec<&Moved>) =
        movement.milestones.iter().partition(|one| !one.slipped.is_empty());
    for one in slipped.into_iter().chain(others) {
        let mut words = Vec::new();
        match (one.state, one.status) {
            (PlanState::Added, _) => words.push("new".to_owned()),
            (PlanState::Removed, _) => words.push("gone".to_owned()),
            (PlanState::Changed, Some((was, is))) => {
                words.push(format!(
                    "{} → {}",
                    spaced(was.unwrap_or("no status")),
                    spaced(is.unwrap_or("no status"))
                ));
            }
            (PlanState::Changed, None) => {}
        }
        if let Some((was, is)) = one.boxes.filter(|_| one.state == PlanState::Changed) {
            words.push(format!("boxes {}/{} → {}/{}", was.ticked, was.all, is.ticked, is.all));
        }
        put!(
            out,
            "  {} {}  {}\n",
            Role::Strong.paint(printable(&one.id)),
            printable(&one.title),
            words.join(", ")
        );
        for slip in &one.slipped {
            put!(out, "      {} {slip}\n", Role::Attention.paint("slipped:"));
        }
    }
    if movement.milestones.is_empty() {
        out.push_str("  no milestone moved\n");
    }
    out
}

struct Columns {
    id: usize,
    title: usize,
    status: usize,
}

impl Columns {
    fn of(milestones: &[MilestoneSummary], page: Page) -> Self {
        let widest =
            |text: fn(&MilestoneSummary) -> String| milestones.iter().map(|one| width(&text(one))).max();
        let id = widest(|one| one.id.clone()).unwrap_or(0).min(page.cells() / 3);
        let status = widest(state).unwrap_or(0).min(18);
        let title = widest(|one| one.title.clone()).unwrap_or(0);
        let bar = if page.cells() >= WITH_BARS { BAR } else { 0 };
        let room = page.cells().saturating_sub(id + status + bar + 14);
        Self { id, title: title.min(room.max(if bar > 0 { 12 } else { 4 })), status }
    }
}

fn one(milestone: &MilestoneSummary, columns: &Columns, page: Page) -> String {
    let state = state(milestone);
    let role = match milestone.status {
        Some("completed") => Role::Good,
        Some("in-progress" | "review") => Role::Note,
        Some("blocked" | "rolling-back") | None => Role::Attention,
        _ => Role::Faint,
    };
    let mut out = format!(
        "{}  {}  {}  {}\n",
        Role::Strong.paint(fit(&milestone.id, columns.id)),
        fit(&milestone.title, columns.title),
        role.paint(fit(&state, columns.status)),
        bar(milestone.gate, page),
    );
    for line in counts(milestone, page.cells().saturating_sub(4)) {
        put!(out, "    {line}\n");
    }
    if milestone.weak > 0 {
        let (what, verb) = if milestone.weak == 1 { ("pass", "says") } else { ("passes", "say") };
        let text = format!("{} weak {what} {verb} little of the work", milestone.weak);
        put!(out, "    {} {}\n", Role::Attention.paint("~"), Role::Attention.paint(text));
    }
    if milestone.errors > 0 {
        let found = plural(milestone.errors, "error");
        put!(out, "    {} {} in the document\n", Role::Bad.paint("✖"), Role::Bad.paint(found));
    }
    let room = page.cells().saturating_sub(6);
    for blocker in milestone.blockers.iter().take(BLOCKERS) {
        put!(out, "    {} {}\n", Role::Bad.paint("✖"), cut(&prose(blocker), room));
    }
    if milestone.blockers.len() > BLOCKERS {
        let more = format!("and {} more", milestone.blockers.len() - BLOCKERS);
        put!(out, "      {}\n", Role::Faint.paint(more));
    }
    for line in in_short(&milestone.triggers) {
        put!(out, "    {} {}\n", Role::Attention.paint("~"), cut(&line, room));
    }
    for line in drift(&milestone.drift) {
        put!(out, "    {} {}\n", Role::Attention.paint("~"), cut(&line, room));
    }
    if let Some(next) = &milestone.next {
        let gap =
            if 8 + width(&next.command) + width(&next.reason) <= page.cells() { "  " } else { "\n      " };
        let (command, reason) = (Role::Command.paint(&next.command), Role::Faint.paint(&next.reason));
        put!(out, "    → {command}{gap}{reason}\n");
    }
    out
}

fn state(milestone: &MilestoneSummary) -> String {
    match (milestone.status, &milestone.status_text) {
        (Some(status), _) => spaced(status),
        (None, Some(text)) => format!("unknown: {text}"),
        (None, None) => "no status".to_owned(),
    }
}

/// The gate of `complete` as its numbers, behind a bar where there is room.
fn bar((guarding, satisfied): (usize, usize), page: Page) -> String {
    if guarding == 0 {
        return Role::Faint.paint("no criteria");
    }
    if page.cells() < WITH_BARS {
        return format!("{satisfied}/{guarding}");
    }
    let full = satisfied * BAR / guarding;
    let role = if satisfied == guarding { Role::Good } else { Role::Note };
    let done = role.paint("━".repeat(full));
    let rest = Role::Faint.paint("─".repeat(BAR - full));
    format!("{done}{rest} {satisfied}/{guarding}")
}

/// How many items stand how, in lines of so many cells.
fn counts(milestone: &MilestoneSummary, room: usize) -> Vec<String> {
    let order = [
        Standing::Refuted,
        Standing::Proven,
        Standing::Waived,
        Standing::Stale,
        Standing::Claimed,
        Standing::Open,
    ];
    let (mut lines, mut used) = (Vec::<String>::new(), 0);
    for standing in order {
        let Some(count) = milestone.standing.get(&standing) else { continue };
        let text = format!("{} {count} {}", standing_glyph(standing), standing.word());
        let cells = width(&text);
        let painted = Role::of_standing(standing).paint(text);
        match lines.last_mut() {
            Some(line) if used + 2 + cells <= room => {
                put!(line, "  {painted}");
                used += 2 + cells;
            }
            _ => {
                lines.push(painted);
                used = cells;
            }
        }
    }
    lines
}

fn totals(overview: &Overview) -> String {
    let with = |status| overview.milestones.iter().filter(|one| one.status == Some(status)).count();
    let mut text = plural(overview.milestones.len(), "milestone");
    for (status, word) in [("in-progress", "in progress"), ("blocked", "blocked"), ("completed", "completed")]
    {
        if with(status) > 0 {
            put!(text, ", {} {word}", with(status));
        }
    }
    if !overview.unreadable.is_empty() {
        put!(text, ", {} unreadable", plural(overview.unreadable.len(), "file"));
    }
    text
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use insta::assert_snapshot;
    use milepost_engine::overview::NextStep;

    use super::*;

    fn sample() -> Overview {
        let milestone = MilestoneSummary {
            id: "checkout/2".into(),
            path: "plan/checkout/milestone-2-vouchers.md".into(),
            title: "Vouchers".into(),
            status: Some("in-progress"),
            status_text: None,
            risk: "medium",
            risk_assumed: false,
            standing: BTreeMap::from([(Standing::Proven, 3), (Standing::Refuted, 1), (Standing::Open, 2)]),
            weak: 0,
            gate: (6, 3),
            blockers: (1..=5).map(|n| format!("criterion {n}: 1 test failed")).collect(),
            errors: 1,
            drift: milepost_engine::drift::Drift::default(),
            triggers: milepost_engine::triggers::Triggers::default(),
            next: Some(NextStep {
                command: "milepost verify checkout/2".into(),
                reason: "something fails".into(),
            }),
        };
        Overview {
            milestones: vec![milestone],
            unreadable: vec![("plan/bad.md".into(), "permission denied".into())],
            interrupted: None,
            movement: None,
        }
    }

    #[test]
    fn a_milestone_says_what_blocks_it_and_what_comes_next() {
        let text = anstream::adapter::strip_str(&status(&sample(), Page { width: 80 })).to_string();
        assert_snapshot!(text, @r"
        checkout/2  Vouchers  in progress  ━━━━━───── 3/6
            ✖ 1 refuted  ✔ 3 proven  ○ 2 open
            ✖ 1 error in the document
            ✖ criterion 1: 1 test failed
            ✖ criterion 2: 1 test failed
            ✖ criterion 3: 1 test failed
              and 2 more
            → milepost verify checkout/2  something fails
        ✖ plan/bad.md cannot be read: permission denied

        1 milestone, 1 in progress, 1 file unreadable
        ");
    }

    #[test]
    fn every_width_prints() {
        for width in 0..120 {
            let text = status(&sample(), Page { width });
            assert!(text.contains("milepost verify checkout/2"));
        }
    }
}
