//! A decision that stands in a file of its own already: taken over into a document, and superseded.

use std::{path::Path, sync::LazyLock};

use milepost_document::{Document, Edit, EditSet, Span, parse, vocabulary::plain_text};
use milepost_portfolio::path;
use regex::Regex;

use crate::{
    EngineError, Result, Workspace,
    journal::{FileChange, change},
};

/// What such a file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Record {
    /// Its path from the root.
    pub(super) path: String,
    /// What was decided: its title, without a number.
    pub(super) title: String,
    /// Why, in its first words about it.
    pub(super) why: Option<String>,
    text: String,
}

/// A reason is a sentence or two, not the whole file.
const LONGEST_WHY: usize = 300;

/// Reads a file that somebody names: a path from the root, of Markdown with a title, about something that was decided.
///
/// # Errors
/// When it lies elsewhere, cannot be read, has no title, or was not accepted.
pub(super) fn read(workspace: &Workspace, name: &str) -> Result<Record> {
    let text = text_of(workspace, name)?;
    let document = parse(&text).document;
    let titled = document.sections.iter().find(|section| section.level == 1);
    let title = titled.map(|section| without_number(document.text(section.title)).to_owned());
    let Some(title) = title.filter(|title| !title.is_empty()) else {
        return Err(EngineError::usage(format!("`{name}` has no title of level 1"))
            .hint("a decision record begins with `# What was decided`"));
    };
    if let Some((_, status)) = status(&document) {
        let word = plain_text(&status);
        let not_taken = ["proposed", "draft", "rejected", "deprecated", "superseded"];
        if let Some(word) = not_taken.iter().find(|known| word.starts_with(**known)) {
            return Err(EngineError::usage(format!("`{name}` is {word}, so nothing was decided by it"))
                .hint("take over the record that holds"));
        }
    }
    let why = ["decision outcome", "decision", "context and problem statement", "context"];
    let why = why.iter().find_map(|heading| first_words(&document, heading));
    Ok(Record { path: name.to_owned(), title, why, text })
}

impl Record {
    /// The file with a link to the document that it was taken into, unless it has one.
    pub(super) fn linked(&self, workspace: &Workspace, document: &str, title: &str) -> Option<FileChange> {
        let link = path::encoded(&path::relative(path::folder(&self.path), document));
        if self.text.contains(&format!("]({link}")) {
            return None;
        }
        let end = if self.text.contains("\r\n") { "\r\n" } else { "\n" };
        let line = format!("Taken in [{}]({link}).", title.replace(['[', ']'], ""));
        let parsed = parse(&self.text).document;
        let more = parsed
            .sections
            .iter()
            .find(|section| plain_text(parsed.text(section.title)) == "more information");
        let after = match more {
            Some(section) => {
                let at = section.body.start as usize + parsed.text(section.body).trim_end().len();
                format!("{}{end}{end}{line}{}", &self.text[..at], &self.text[at..])
            }
            None => format!("{}{end}{end}## More Information{end}{end}{line}{end}", self.text.trim_end()),
        };
        Some(change(workspace.root.join(&self.path), Some(self.text.as_bytes()), after.into_bytes()))
    }
}

/// The record that an entry of a document links: `Record: [0004-x](../docs/adr/0004-x.md)`.
pub(super) fn linked_from(folder: &str, entry: &str) -> Option<String> {
    static LINK: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"Record: \[[^\]]*\]\(([^)\s]+)\)").expect("a regular expression"));
    let target = LINK.captures(entry)?.get(1)?.as_str();
    path::resolve(folder, &path::decoded(target.split('#').next().unwrap_or(target)))
}

/// Marks a record as superseded, where it says its status: in its front matter (MADR), or below a heading or behind a label
/// (Nygard). `None` where it says none, or is not there.
///
/// # Errors
/// When the edit does not fit, which would be a bug.
pub(super) fn superseded(workspace: &Workspace, name: &str, by: &By<'_>) -> Result<Option<FileChange>> {
    let Ok(text) = text_of(workspace, name) else { return Ok(None) };
    let document = parse(&text).document;
    let Some((span, _)) = status(&document) else { return Ok(None) };
    let in_front_matter = document.front_matter.as_ref().is_some_and(|front| front.span.contains(span));
    let folder = path::folder(name);
    let target = path::encoded(&path::relative(folder, by.path));
    let words = if in_front_matter {
        // A plain scalar of YAML: no colon with a blank, no number sign.
        format!("superseded by [{}]({target})", by.name.replace([':', '#', '[', ']'], ""))
    } else {
        format!("Superseded by [{}]({target})", by.name.replace(['[', ']'], ""))
    };
    let after = EditSet::new(vec![Edit::replace(span, words)])?.apply(&text)?;
    Ok(Some(change(workspace.root.join(name), Some(text.as_bytes()), after.into_bytes())))
}

/// What takes the place of a record.
pub(super) struct By<'a> {
    /// The new record, or the document that holds the new decision.
    pub(super) path: &'a str,
    /// What to call it.
    pub(super) name: &'a str,
}

fn text_of(workspace: &Workspace, name: &str) -> Result<String> {
    let full = workspace.root.join(name);
    let refused = |why: &str| EngineError::usage(format!("`{name}` {why}"));
    let plain = !Path::new(name).components().any(|part| matches!(part, std::path::Component::ParentDir));
    if !plain || crate::inside::inside(workspace.system.as_ref(), &workspace.root, &full).is_err() {
        return Err(refused("lies outside of the project").hint("keep decision records in the project"));
    }
    if !path::is_markdown(name) {
        return Err(refused("is no Markdown file"));
    }
    let bytes = workspace.system.read(&full).map_err(|error| refused(&format!("cannot be read: {error}")))?;
    String::from_utf8(bytes).map_err(|_| refused("is not UTF-8").hint("save the file as UTF-8"))
}

/// Where a record says its status, and what.
fn status(document: &Document) -> Option<(Span, String)> {
    if let Some(front) = &document.front_matter
        && front.read_only.is_none()
        && let Some(entry) = front.entries.iter().find(|entry| entry.key.eq_ignore_ascii_case("status"))
    {
        return Some((
            entry.value_span,
            document.text(entry.value_span).trim_matches(['"', '\'']).to_owned(),
        ));
    }
    let below = document.sections.iter().find(|section| plain_text(document.text(section.title)) == "status");
    let line = |span: Span, from: usize| {
        let text = &document.text(span)[from..];
        let lead = text.len() - text.trim_start().len();
        let line = text.trim_start().lines().next()?.trim_end();
        let start = span.start as usize + from + lead;
        (!line.is_empty()).then(|| (Span::from(start..start + line.len()), line.to_owned()))
    };
    if let Some(section) = below {
        let own = document.text(section.own);
        // The own part of a section may begin with its heading.
        let from =
            if own.trim_start().starts_with('#') { own.find('\n').map_or(own.len(), |at| at + 1) } else { 0 };
        return line(section.own, from);
    }
    static LABEL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?im)^[ \t]*(?:[-*][ \t]+)?\**status\**[ \t]*:\**[ \t]*(\S[^\r\n]*?)[ \t]*$")
            .expect("a regular expression")
    });
    let found = LABEL.captures(&document.source)?.get(1)?;
    Some((Span::from(found.range()), found.as_str().to_owned()))
}

/// `ADR-0003: Use SQLite`, `3. Use SQLite` and `0003 Use SQLite` are "Use SQLite".
fn without_number(title: &str) -> &str {
    static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^(?:adr[ -]?\d{1,6}\s*[:.–—-]?\s*|\d{1,6}\s*[:.)–—-]\s*|0\d{1,5}\s+)")
            .expect("a regular expression")
    });
    let title = title.trim();
    NUMBER.find(title).map_or(title, |number| title[number.end()..].trim())
}

/// The first paragraph below a heading, cut to what a reason needs.
fn first_words(document: &Document, heading: &str) -> Option<String> {
    let section =
        document.sections.iter().find(|section| plain_text(document.text(section.title)) == heading)?;
    let own = document.text(section.own);
    let mut lines = own.lines().map(str::trim).skip_while(|line| line.is_empty() || line.starts_with('#'));
    let paragraph: Vec<&str> = lines
        .by_ref()
        .take_while(|line| !line.is_empty() && !line.starts_with(['#', '|', '`', '<']))
        .collect();
    let words = paragraph.join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
    let words = words.trim_start_matches(['-', '*', ' ']).to_owned();
    if words.is_empty() {
        return None;
    }
    if words.chars().count() <= LONGEST_WHY {
        return Some(words);
    }
    let cut: String = words.chars().take(LONGEST_WHY).collect();
    Some(cut.rfind(". ").map_or_else(|| format!("{}…", cut.trim_end()), |at| cut[..=at].to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_lose_their_numbers_and_keep_their_words() {
        for (title, right) in [
            ("ADR-0003: Use SQLite", "Use SQLite"),
            ("3. Use SQLite", "Use SQLite"),
            ("0003 Use SQLite", "Use SQLite"),
            ("Use SQLite", "Use SQLite"),
            ("2 factors of trust", "2 factors of trust"),
        ] {
            assert_eq!(without_number(title), right, "{title}");
        }
    }

    #[test]
    fn a_status_stands_in_one_of_three_places() {
        for text in [
            "---\nstatus: accepted\n---\n\n# X\n",
            "# X\n\n## Status\n\naccepted\n\n## Context\n\nWhy\n",
            "# X\n\n* Status: accepted\n* Date: today\n",
            "# X\n\n**Status**: accepted  \n",
        ] {
            let document = parse(text).document;
            let (span, words) = status(&document).expect(text);
            assert_eq!((words.as_str(), document.text(span)), ("accepted", "accepted"), "{text}");
        }
        assert_eq!(status(&parse("# X\n\nNothing\n").document), None);
    }

    #[test]
    fn a_reason_is_the_first_paragraph_and_not_all_of_it() {
        let text = format!(
            "# X\n\n## Decision Outcome\n\nOne file\nto copy.\n\nMore.\n\n## Context\n\n{}",
            "It is so. ".repeat(60)
        );
        let document = parse(&text).document;
        assert_eq!(first_words(&document, "decision outcome").as_deref(), Some("One file to copy."));
        let long = first_words(&document, "context").expect("words");
        assert!(long.ends_with("so.") && long.len() <= 300, "{long}");
        assert_eq!(first_words(&document, "status"), None);
    }
}
