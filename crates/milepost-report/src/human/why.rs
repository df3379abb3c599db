//! `why`: what makes an item stand as it does.

use milepost_engine::{
    plan::Difference,
    why::{Why, WhyRun},
};

use crate::{
    Page, Role,
    put::put,
    style::{standing_glyph, verdict_glyph},
    words::plural,
};

/// Differences that are listed of one command.
const DIFFERENCES: usize = 20;

/// One item.
pub fn why(id: &str, why: &Why, page: Page) -> String {
    let role = Role::of_standing(why.standing);
    let standing = role.paint(format!("{} {}", standing_glyph(why.standing), why.standing.word()));
    let mut out = format!("{}\n", Role::Strong.paint(format!("{id}#{}", why.id)));
    out.push_str(&page.wrapped(&why.text, 2));
    put!(out, "\n  {standing}");
    out.push_str(&why.reason.as_ref().map_or_else(
        || "\n".to_owned(),
        |reason| {
            let body = page.wrapped(reason, 4);
            format!("\n{body}")
        },
    ));
    if let Some(weak) = &why.weak {
        out.push_str(&page.hanging(&format!("  {} ", Role::Attention.paint("weak:")), 8, weak));
    }
    out.push_str(&page.hanging(&format!("  {} ", Role::Faint.paint("decided by:")), 14, &why.check));
    for run in &why.runs {
        out.push_str(&one(run, page));
    }
    if let Some(hint) = &why.hint {
        out.push_str(&page.wrapped(&format!("→ {hint}"), 2));
    }
    out
}

/// A time to the second, as it was recorded.
fn moment(recorded: &str) -> String {
    recorded.get(..19).unwrap_or(recorded).replace('T', " ") + " UTC"
}

fn one(run: &WhyRun, page: Page) -> String {
    let mut out = format!("\n  {}\n", Role::Command.paint(&run.label));
    match (&run.verdict, &run.recorded, &run.record) {
        (Some(verdict), Some(recorded), Some(record)) => {
            let glyph = Role::of_verdict(verdict).paint(format!("{} {verdict}", verdict_glyph(verdict)));
            let facts = Role::Faint.paint(format!("recorded {} as {record}", moment(recorded)));
            put!(out, "    {glyph}  {facts}\n");
            if let Some(sandbox) = &run.sandbox {
                let until = run.expires.as_ref().map(|at| format!(", counts until {}", moment(at)));
                let facts = format!("sandbox {sandbox}{}", until.unwrap_or_default());
                put!(out, "    {}\n", Role::Faint.paint(facts));
            }
        }
        _ => out.push_str("    ○ there is no evidence yet\n"),
    }
    if run.fresh {
        out.push_str("    nothing that it depends on changed since\n");
        return out;
    }
    if run.verdict.is_some() && !run.differences.is_empty() {
        out.push_str("    since then:\n");
    }
    for difference in run.differences.iter().take(DIFFERENCES) {
        let (sign, role) = match difference {
            Difference::File { change: "added", .. } => ("+", Role::Good),
            Difference::File { change: "removed", .. } => ("-", Role::Bad),
            _ => ("~", Role::Attention),
        };
        out.push_str(&page.hanging(&format!("      {} ", role.paint(sign)), 8, &difference.words()));
    }
    if run.differences.len() > DIFFERENCES {
        let more = plural(run.differences.len() - DIFFERENCES, "difference");
        put!(out, "        and {more} more\n");
    }
    out
}
