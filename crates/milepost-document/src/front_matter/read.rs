//! Reading a front matter.

use super::block::{self, Block, Lines};
use super::model::{Entry, FrontMatter};
use super::{events, lines, simple};
use crate::{Problem, Span};

/// Blocks above this are read line by line only.
const MAX_BYTES: u32 = 64 * 1024;

/// Reads the front matter of a document and what is wrong with it. Never fails: what is not YAML is read line by
/// line, and what cannot be edited safely says so.
pub fn read(source: &str) -> (Option<FrontMatter>, Vec<Problem>) {
    let Some(Block { span, content, closed }) = block::find(source) else { return (None, Vec::new()) };
    let mut problems = Vec::new();
    let mut read_only = None;
    let result = if content.len() > MAX_BYTES {
        read_only = Some("it is too large");
        Err(events::Refused { message: format!("more than {} KiB", MAX_BYTES / 1024), at: content.start })
    } else {
        simple::read(source, content).map_or_else(|| events::read(source, content), Ok)
    };
    let mut entries = match result {
        Ok(mapping) => {
            if let Some((why, at)) = mapping.read_only {
                read_only = Some(why);
                problems.push(
                    Problem::warning(
                        "read-only-front-matter",
                        at,
                        format!("this front matter is read but not written: {why}"),
                    )
                    .with_hint("use plain values, lists and each key once"),
                );
            }
            mapping.entries
        }
        Err(refused) => {
            let at = Span::at(refused.at.clamp(content.start, content.end));
            problems.push(
                Problem::warning(
                    "invalid-front-matter",
                    at,
                    format!("not valid YAML ({}); read line by line", refused.message),
                )
                .with_hint("put quotes around values that hold `: ` or start with a sign such as `@`"),
            );
            lines::read(source, content)
        }
    };
    for entry in &mut entries {
        entry.line_span = lines_of(source, entry, content);
    }
    if !closed {
        read_only = Some("it is not closed");
        let first = Span::new(span.start, span.start + 3);
        problems.push(
            Problem::error("unclosed-front-matter", first, "a front matter without its closing `---`")
                .with_hint("add a line `---` below the last key"),
        );
    } else if read_only.is_none() {
        let repeated =
            entries.iter().enumerate().any(|(i, e)| entries[..i].iter().any(|earlier| earlier.key == e.key));
        if repeated {
            read_only = Some("a key stands twice");
        }
    }
    (Some(FrontMatter { span, content, entries, problems: problems.clone(), read_only }), problems)
}

/// From the start of the key's line to the end of the value's last line, line end included.
fn lines_of(source: &str, entry: &Entry, content: Span) -> Span {
    let before = &source.as_bytes()[..entry.key_span.start as usize];
    let start = memchr::memrchr2(b'\n', b'\r', before).map_or(0, |at| at + 1);
    let last = entry.value_span.end.max(entry.key_span.end) as usize;
    let mut rest = Lines { source, at: last };
    rest.next();
    Span::new((start as u32).max(content.start), (rest.at as u32).min(content.end).max(entry.key_span.end))
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
