//! `next`: what to do now, best first.

use milepost_engine::overview::MilestoneSummary;

use crate::{Page, Role, layout::cut, put::put, words::spaced};

/// The steps in their order.
pub fn next(steps: &[&MilestoneSummary], page: Page) -> String {
    if steps.is_empty() {
        return "nothing waits: every milestone is finished, or there is none\n".to_owned();
    }
    let mut out = String::new();
    for (at, milestone) in steps.iter().enumerate() {
        let Some(step) = &milestone.next else { continue };
        let state = milestone.status.map_or_else(|| "no status".to_owned(), spaced);
        let title = cut(&milestone.title, page.cells() / 2);
        let state = Role::Faint.paint(format!("({state})"));
        put!(out, "{}. {}  {title}  {state}\n", at + 1, Role::Strong.paint(&milestone.id));
        put!(out, "   → {}  {}\n", Role::Command.paint(&step.command), Role::Faint.paint(&step.reason));
    }
    out
}
