//! What is wrong in roll-ups.

use milepost_engine::sync::{LeftValue, Point, Sync, WrongValue};

use crate::{Place, Role, layout::printable, put::put, words::plural};

/// Values that were wrong, each with its place, and those that were left. `wrote` says that they are right now; with
/// `short`, which follows a diff, the values that it shows are not listed again.
pub fn sync(found: &Sync, place: Place<'_>, wrote: bool, short: bool) -> String {
    let mut out = String::new();
    if !short {
        for value in &found.wrong {
            out.push_str(&wrong(value, place));
        }
    }
    for value in &found.left {
        out.push_str(&left(value, place));
    }
    let files = plural(found.changes.len(), "file");
    let values = plural(found.wrong.len(), "value");
    let left = if found.left.is_empty() { String::new() } else { format!(", {} left", found.left.len()) };
    if found.wrong.is_empty() {
        let all =
            if left.is_empty() { "every roll-up says what the milestones say" } else { "nothing is wrong" };
        put!(out, "{} {all}{left}\n", Role::Good.paint("✔"));
    } else if wrote {
        put!(out, "{} {values} in {files} written{left}\n", Role::Good.paint("✔"));
    } else {
        put!(out, "{} {values} in {files} wrong{left}\n", Role::Bad.paint("✘"));
        put!(out, "→ {}\n", Role::Command.paint("milepost sync"));
    }
    out
}

fn wrong(value: &WrongValue, place: Place<'_>) -> String {
    let source = value.source.as_ref().map_or_else(String::new, |source| {
        format!(" {}", Role::Faint.paint(format!("({})", shown(source, place))))
    });
    format!(
        "{}: {} is `{}`, but {} `{}`{source}\n",
        Role::Strong.paint(shown(&value.place, place)),
        printable(&value.name.trim_matches('*').to_lowercase()),
        printable(&value.is),
        printable(&value.why),
        printable(&value.should_be),
    )
}

fn left(value: &LeftValue, place: Place<'_>) -> String {
    format!(
        "{}: {} {}\n",
        Role::Strong.paint(shown(&value.place, place)),
        Role::Attention.paint("left:"),
        printable(&value.why)
    )
}

fn shown(point: &Point, place: Place<'_>) -> String {
    format!("{}:{}:{}", printable(&place.shown(&point.path)), point.line, point.column)
}
