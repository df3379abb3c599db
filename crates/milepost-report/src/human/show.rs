//! `show`: the items of a milestone by section, with what is known of each.

use milepost_engine::{
    explain::{ExplainedItem, Explanation},
    overview::MilestoneSummary,
    standing::Standing,
};

use super::{drift::drift, hints::Hints, section::section_name, triggers::triggers};
use crate::{
    Page, Role,
    layout::{printable, width},
    prose::prose,
    put::put,
    style::standing_glyph,
    words::{plural, spaced},
};

/// Cells before an item's words.
pub(super) const INDENT: usize = 14;

/// A milestone's items. With `all`, also those that decide nothing.
pub fn show(summary: &MilestoneSummary, explanation: &Explanation, all: bool, page: Page) -> String {
    let mut out =
        format!("{}  {}\n", Role::Strong.paint(&summary.id), Role::Strong.paint(printable(&summary.title)));
    let state = summary.status.map_or_else(|| "no status".to_owned(), spaced);
    let risk = if summary.risk_assumed { " (assumed)" } else { "" };
    let facts =
        format!("{} · {state} · {} risk{risk}", printable(&summary.path), summary.risk.to_lowercase());
    put!(out, "{}\n", Role::Faint.paint(facts));
    for line in drift(&summary.drift) {
        out.push_str(&page.hanging(&format!("{} ", Role::Attention.paint("~")), 2, &line));
    }
    // Reasons to roll back are told below, with what they mean and how they stand.
    let is_below = |item: &ExplainedItem| summary.triggers.triggers.iter().any(|one| one.id == item.id);
    let shown = || explanation.items.iter().filter(|item| (all || item.decides) && !is_below(item));
    let hints = Hints::of(shown());
    let mut section = None;
    for item in shown() {
        let name = section_name(item.section);
        if section.as_ref() != Some(&name) {
            put!(out, "\n{}\n", Role::Strong.paint(&name));
            section = Some(name);
        }
        out.push_str(&hints.item(item, page));
    }
    out.push_str(&hints.shared(page));
    if !summary.triggers.triggers.is_empty() {
        put!(out, "\n{}\n", Role::Strong.paint("When to roll back"));
        out.push_str(&triggers(&summary.triggers, page));
    }
    if let Some(next) = &summary.next {
        let command = Role::Command.paint(&next.command);
        put!(out, "\n→ {command}  {}\n", Role::Faint.paint(&next.reason));
    }
    let hidden = explanation.items.iter().filter(|item| !item.decides).count();
    if hidden > 0 && !all {
        let text = format!("{} that nothing decides left out; `--all` shows them", plural(hidden, "entry"));
        put!(out, "\n{}\n", Role::Faint.paint(text));
    }
    out
}

/// Whether nothing has to be done about an item.
pub(super) fn is_quiet(item: &ExplainedItem) -> bool {
    matches!(item.standing, Some(Standing::Proven) | None)
}

/// One item with its standing, and why it stands so.
pub(super) fn standing(item: &ExplainedItem, page: Page) -> String {
    let lead = match item.standing {
        Some(standing) => lead(standing),
        None => "  ·           ".to_owned(),
    };
    let mut out = page.hanging(&lead, INDENT, &prose(&item.text));
    if let Some(reason) = &item.reason {
        let role = if is_quiet(item) {
            Role::Faint
        } else {
            Role::of_standing(item.standing.unwrap_or(Standing::Open))
        };
        for line in page.wrapped(reason, INDENT).lines() {
            put!(out, "{}\n", role.paint(line));
        }
    }
    if let Some(weak) = &item.weak {
        let text = page.hanging(&" ".repeat(INDENT), INDENT, &format!("weak: {weak}"));
        for line in text.lines() {
            put!(out, "{}\n", Role::Attention.paint(line));
        }
    }
    out
}

fn lead(standing: Standing) -> String {
    let plain = format!("  {} {}", standing_glyph(standing), standing.word());
    let blanks = " ".repeat(INDENT.saturating_sub(width(&plain)));
    format!("{}{blanks}", Role::of_standing(standing).paint(plain))
}
