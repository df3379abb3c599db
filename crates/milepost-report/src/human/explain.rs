//! `explain`: which rule bound each item to what.

use milepost_engine::explain::{ExplainedItem, ExplainedRun, Explanation};

use super::section::section_name;
use crate::{
    Page, Role,
    layout::{cut, printable},
    prose::prose,
    put::put,
    words::{plural, spaced},
};

/// Every item with its number, place, rule and check; then the commands; then what is not run.
pub fn explain(explanation: &Explanation, page: Page) -> String {
    let mut out = format!(
        "{}  {}\n",
        Role::Strong.paint(&explanation.id),
        Role::Faint.paint(printable(&explanation.path))
    );
    out.push_str(&items(explanation, page));
    if !explanation.runs.is_empty() {
        put!(out, "\n{}\n", Role::Strong.paint("Commands"));
        for run in &explanation.runs {
            out.push_str(&command(run, page));
        }
    }
    if !explanation.not_run.is_empty() {
        put!(out, "\n{}\n", Role::Strong.paint("Fences that nothing runs"));
        for (line, why) in &explanation.not_run {
            out.push_str(&page.hanging(&format!("  line {line:<5} "), 13, why));
        }
    }
    for (line, problem) in &explanation.problems {
        let lead = format!("{} line {line}: ", Role::Bad.paint("✖"));
        put!(out, "{lead}{problem}\n");
    }
    let deciding = explanation.items.iter().filter(|item| item.decides).count();
    let read = explanation.items.len() - deciding;
    let text = format!(
        "{} {}, {read} {} read only, {}",
        plural(deciding, "item"),
        if deciding == 1 { "decides" } else { "decide" },
        if read == 1 { "is" } else { "are" },
        plural(explanation.runs.len(), "command")
    );
    put!(out, "\n{}\n", Role::Faint.paint(text));
    out
}

fn items(explanation: &Explanation, page: Page) -> String {
    let number = explanation.items.len().to_string().len();
    let line = explanation.items.iter().map(|item| item.line).max().unwrap_or(1).to_string().len().max(4);
    let indent = number + line + 5;
    let mut out = String::new();
    let mut section = None;
    for (at, item) in explanation.items.iter().enumerate() {
        let name = section_name(item.section);
        if section.as_ref() != Some(&name) {
            put!(out, "\n{}\n", Role::Strong.paint(&name));
            section = Some(name);
        }
        let place = Role::Faint.paint(format!("{:>number$} {:>line$}", at + 1, item.line));
        out.push_str(&page.hanging(&format!("  {place}  "), indent, &prose(&item.text)));
        let how = page.wrapped(&binding(item), indent);
        let role = if item.decides { Role::Note } else { Role::Faint };
        for line in how.lines() {
            put!(out, "{}\n", role.paint(line));
        }
    }
    out
}

/// Rule, check and class in one line.
fn binding(item: &ExplainedItem) -> String {
    let class = if item.decides { format!(" ({})", key(item.class)) } else { String::new() };
    format!("{}: {}{class}", item.rule_words(), item.check)
}

fn key(value: impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(spaced)).unwrap_or_default()
}

/// One item with all that is known of its binding.
pub fn item(item: &ExplainedItem, id: &str, page: Page) -> String {
    let mut out = format!("{}\n", Role::Strong.paint(format!("{id}#{}", item.id)));
    out.push_str(&page.wrapped(&item.text, 2));
    let rows = [
        ("line", item.line.to_string()),
        ("rule", item.rule_words()),
        ("check", item.check.clone()),
        ("class", key(item.class)),
        ("gate", key(item.gate)),
    ];
    for (name, value) in rows {
        let lead = format!("  {} ", Role::Faint.paint(format!("{name:<6}")));
        out.push_str(&page.hanging(&lead, 9, &value));
    }
    out
}

fn command(run: &ExplainedRun, page: Page) -> String {
    let place = run.line.map_or_else(|| "configured".to_owned(), |line| format!("line {line}"));
    let mut facts = vec![place, run.interpreter.clone()];
    if !run.cwd.is_empty() && run.cwd != "." {
        facts.push(format!("in `{}`", run.cwd));
    }
    if run.is_test {
        facts.push("runs tests".to_owned());
    }
    facts.push(match run.inputs.as_slice() {
        [] => "depends on the whole tree".to_owned(),
        globs => format!("depends on {}", globs.join(", ")),
    });
    if !run.writes.is_empty() {
        facts.push(format!("writes {}", run.writes.join(", ")));
    }
    let mut out = format!("  {}\n", Role::Command.paint(cut(&run.label, page.cells() - 2)));
    for line in page.wrapped(&facts.join(" · "), 4).lines() {
        put!(out, "{}\n", Role::Faint.paint(line));
    }
    for statement in &run.unsafe_statements {
        let text = format!("? a failure of `{statement}` would go unnoticed");
        put!(out, "    {}\n", Role::Attention.paint(text));
    }
    out
}
