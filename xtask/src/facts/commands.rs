//! The commands in a document.

use milepost_document::{
    Document, FenceId, Span,
    fence::{language, statements},
    placeholder::{PlaceholderContext, find_placeholders},
    vocabulary::command_span_with,
};
use milepost_portfolio::is_own_tool;
use serde_json::{Value, json};

use super::About;

/// Commands in boxes, in shell fences, and how the work would be taken back.
pub(super) fn read(about: &About) -> Value {
    let document = about.loaded().document();
    let in_boxes: Vec<Value> = document
        .items
        .iter()
        .filter(|item| item.checkbox.is_some())
        .flat_map(|item| &item.code)
        .filter_map(|code| command(about, *code))
        .collect();
    json!({ "commands": { "in_checkboxes": in_boxes, "fenced_shell": fenced(about) } })
}

fn command(about: &About, code: Span) -> Option<Value> {
    let text = about.text(code).trim();
    let found = command_span_with(text, |word| is_own_tool(about.portfolio, word))?;
    let mut command = json!({ "line": about.line(code), "text": found.command });
    if !find_placeholders(text, PlaceholderContext::Command, |_| false).is_empty() {
        command["placeholder"] = true.into();
    }
    Some(command)
}

/// The statements of shell fences; of a transcript, those behind a prompt.
fn fenced(about: &About) -> Vec<Value> {
    let document = about.loaded().document();
    let shell = |id: &FenceId| {
        language(document.text(document.fence(*id).info))
            .interpreter()
            .is_some_and(|name| name.ends_with("sh"))
    };
    let ids = (0..document.fences.len()).map(|at| FenceId(at as u32));
    ids.filter(shell).flat_map(|id| statements_of(about, document, id)).collect()
}

fn statements_of(about: &About, document: &Document, id: FenceId) -> Vec<Value> {
    let fence = document.fence(id);
    let is_console = language(document.text(fence.info)).is_console();
    let first = about.line(Span::at(fence.content.start));
    let text = document.fence_text(id);
    let mut found = Vec::new();
    if is_console {
        for (line, command) in (first..).zip(text.lines()) {
            found.extend(command.strip_prefix("$ ").map(|text| json!({ "line": line, "text": text.trim() })));
        }
        return found;
    }
    for statement in statements(&text) {
        let before = text[..statement.span.start as usize].matches('\n').count() as u32;
        found.push(json!({ "line": first + before, "text": statement.span.text(&text).trim() }));
    }
    found
}
