//! `mv`: what got which name, and what that changed.

use milepost_engine::rename::{Leftover, RenameReport};

use crate::{Page, Role, diff, layout::cut, put::put, words::plural};

/// Files that are named one by one.
const SHOWN: usize = 10;

/// What a new name changed; of a dry run the changes themselves.
pub fn renamed(report: &RenameReport, page: Page) -> String {
    let mut out = String::new();
    let verb = if report.dry_run { "would move" } else { "moved" };
    for name in report.files.iter().take(SHOWN) {
        put!(out, "{verb} {} → {}\n", Role::Strong.paint(&name.from), Role::Strong.paint(&name.to));
    }
    if report.files.len() > SHOWN {
        put!(out, "  {}\n", Role::Faint.paint(format!("and {} more", report.files.len() - SHOWN)));
    }
    for name in &report.ids {
        put!(out, "  {} is now {}\n", name.from, Role::Strong.paint(&name.to));
    }
    let references = plural(report.references, "reference");
    let files = plural(report.changed.len(), "document");
    let verb = if report.dry_run { "would be rewritten" } else { "rewritten" };
    put!(out, "  {references} in {files} {verb}\n");
    for record in &report.records {
        put!(out, "  what was signed for it is signed over: {record}\n");
    }
    for id in report.signed_over.iter().filter(|_| report.dry_run) {
        put!(out, "  what was signed for it would be signed over to {id}\n");
    }
    if report.dry_run {
        for change in &report.changes {
            out.push_str(&diff::unified(&change.path, &change.before, &change.after));
        }
    }
    section(&mut out, Role::Bad, "leads elsewhere afterwards", &report.lost, page);
    section(&mut out, Role::Attention, "names the old path, and is left to you", &report.leftovers, page);
    out
}

fn section(out: &mut String, role: Role, title: &str, places: &[Leftover], page: Page) {
    if places.is_empty() {
        return;
    }
    put!(out, "{} {title}:\n", role.paint("!"));
    for place in places {
        let line = format!("{}:{}: {} ({})", place.path, place.line, place.text, place.why);
        put!(out, "  {}\n", cut(&line, page.cells().saturating_sub(2)));
    }
}
