//! `decide`, `learn`, `ask`, `answer`, `supersede`.

use milepost_engine::notes::Noted;

use crate::{Role, layout::printable, put::put};

/// What was written, or would be.
pub fn noted(noted: &Noted, dry_run: bool) -> String {
    let mark = if dry_run { "would write" } else { "✔" };
    let mut out = format!(
        "{} {} {} of {}, line {}\n  {}\n",
        Role::Good.paint(mark),
        noted.kind,
        noted.number,
        Role::Strong.paint(printable(&noted.document)),
        noted.line,
        printable(&noted.text)
    );
    if !noted.tasks.is_empty() {
        let does = if noted.kind == "answer" { "sets free" } else { "blocks" };
        put!(out, "  it {does} {}\n", printable(&noted.tasks.join(", ")));
    }
    if let Some(file) = &noted.adr {
        put!(out, "  {} {}\n", Role::Faint.paint("also in"), printable(file));
    }
    for warning in &noted.warnings {
        put!(out, "  {} {}\n", Role::Attention.paint("!"), printable(warning));
    }
    out
}
