//! `diff-plan`: what changed in plans.

use milepost_engine::plan_diff::{ChangedPlan, PlanChange, PlanDiff, PlanState, What};

use crate::{Page, Role, layout::cut, prose::prose, put::put, words::plural};

/// The documents that changed, each with what changed in it.
pub fn plan_diff(diff: &PlanDiff, page: Page) -> String {
    let mut out = String::new();
    for document in &diff.documents {
        out.push_str(&one(document, page));
    }
    let to = diff.to.as_ref().map_or_else(|| "the work tree".to_owned(), |to| format!("{to:.12}"));
    let text = format!("{} changed from {:.12} to {to}", plural(diff.documents.len(), "plan"), diff.from);
    put!(out, "{}\n", Role::Faint.paint(text));
    out
}

fn one(document: &ChangedPlan, page: Page) -> String {
    let (mark, role) = match document.state {
        PlanState::Added => ("+", Role::Good),
        PlanState::Removed => ("-", Role::Bad),
        PlanState::Changed => ("~", Role::Note),
    };
    let title = cut(&document.title, page.cells() / 2);
    let mut out = format!(
        "{} {}  {title}  {}\n",
        role.paint(mark),
        Role::Strong.paint(&document.id),
        Role::Faint.paint(&document.path)
    );
    if let Some(before) = &document.path_before {
        put!(out, "    was {before}\n");
    }
    for change in &document.changes {
        let (mark, role) = match change.what {
            What::DependencyAdded | What::ItemAdded | What::SectionAdded | What::Ticked => ("+", Role::Good),
            What::DependencyRemoved | What::ItemRemoved | What::SectionRemoved | What::Unticked => {
                ("-", Role::Bad)
            }
            _ => ("~", Role::Note),
        };
        let section = change.section.as_ref().map(|section| format!(" [{section}]")).unwrap_or_default();
        let line = format!("{}{}", words(change), prose(&section));
        put!(
            out,
            "    {} {}  {}\n",
            role.paint(mark),
            cut(&line, page.cells().saturating_sub(14)),
            Role::Faint.paint(format!(":{}", change.line))
        );
    }
    out
}

fn words(change: &PlanChange) -> String {
    let before = prose(change.before.as_deref().unwrap_or("nothing"));
    let after = prose(change.after.as_deref().unwrap_or("nothing"));
    let first = |text: &str| text.lines().nth(1).unwrap_or(text).to_owned();
    match change.what {
        What::Title => format!("title: {before} → {after}"),
        What::Status => format!("status: {before} → {after}"),
        What::Risk => format!("risk: {before} → {after}"),
        What::Effort => format!("effort: {before} → {after}"),
        What::Date => format!("date: {before} → {after}"),
        What::DependencyAdded => after,
        What::DependencyRemoved => format!("no more: {before}"),
        What::ItemAdded => format!("new: {after}"),
        What::ItemRemoved => format!("removed: {before}"),
        What::ItemReworded => format!("reworded: {before} → {after}"),
        What::ItemCheck => format!("check: {before} → {after}"),
        What::ItemEstimate => format!("estimate: {before} → {after}"),
        What::ItemMoved => format!("moved from “{before}”: {after}"),
        What::Ticked => format!("ticked: {after}"),
        What::Unticked => format!("no longer ticked: {after}"),
        What::SectionAdded => format!("new section: {after}"),
        What::SectionRemoved => format!("removed section: {before}"),
        What::Fence => format!("fence: {} → {}", first(&before), first(&after)),
        What::Text if change.before.is_some() || change.after.is_some() => format!("{before} → {after}"),
        What::Text => "text".to_owned(),
    }
}
