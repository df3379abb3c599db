//! `next`: what to do now, best first.

use milepost_engine::next::Agenda;

use crate::{
    Page, Role,
    layout::{cut, printable},
    put::put,
    words::spaced,
};

/// The steps in their order.
pub fn next(agenda: &Agenda, page: Page) -> String {
    if agenda.steps.is_empty() {
        return "nothing waits: every milestone is finished, or there is none\n".to_owned();
    }
    let mut out = String::new();
    for (at, step) in agenda.steps.iter().enumerate() {
        let state = step.status.map_or_else(|| "no status".to_owned(), spaced);
        let title = cut(&step.title, page.cells() / 2);
        let state = Role::Faint.paint(format!("({state})"));
        put!(out, "{}. {}  {title}  {state}\n", at + 1, Role::Strong.paint(&step.id));
        let (command, reason) = (Role::Command.paint(&step.next.command), &step.next.reason);
        put!(out, "   → {command}  {}\n", Role::Faint.paint(reason));
        out.push_str(&page.hanging("     ", 5, &printable(&step.why)));
    }
    if agenda.left_off > 0 {
        put!(out, "{}\n", Role::Faint.paint(format!("and {} more: `--limit`", agenda.left_off)));
    }
    out
}
