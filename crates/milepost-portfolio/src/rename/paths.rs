//! Paths in a document, as they have to be afterwards.

use milepost_document::{
    Edit, LinkKind, Span,
    front_matter::{ScalarStyle, Value},
};

use super::Renames;
use crate::{
    LoadedDocument, Portfolio,
    links::is_elsewhere,
    mentions, path,
    path::{decoded, encoded},
};

/// How a path is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Notation {
    /// The target of a link: encoded, unless it stands between `<` and `>`.
    Link,
    /// As it is.
    Plain,
}

/// The edits after which every path of a document leads to what it led to before: links, images, definitions, values of
/// the front matter, mentions.
pub(super) fn edits(portfolio: &Portfolio, renames: &Renames, loaded: &LoadedDocument) -> Vec<Edit> {
    let document = loaded.document();
    let mut edits = Vec::new();
    let folder = [loaded.folder()];
    for link in document.links.iter().filter(|link| link.kind != LinkKind::Auto) {
        edits.extend(edit(portfolio, renames, loaded, link.target, &folder, Notation::Link));
    }
    // From the document, else from the top of the repository.
    let either = [loaded.folder(), ""];
    for span in front_matter_paths(loaded) {
        edits.extend(edit(portfolio, renames, loaded, span, &either, Notation::Plain));
    }
    for span in mentions(document) {
        edits.extend(edit(portfolio, renames, loaded, span, &either, Notation::Plain));
    }
    edits
}

/// The values of the front matter that are paths of Markdown files, without their quotes.
fn front_matter_paths(loaded: &LoadedDocument) -> Vec<Span> {
    let document = loaded.document();
    let mut found = Vec::new();
    for entry in document.front_matter.iter().flat_map(|front_matter| &front_matter.entries) {
        let values: Vec<(&str, Span)> = match &entry.value {
            Value::List(items, _) => items.iter().map(|(text, span)| (text.as_str(), *span)).collect(),
            Value::Scalar { text, style } if !matches!(style, ScalarStyle::Literal | ScalarStyle::Folded) => {
                vec![(text, entry.value_span)]
            }
            _ => continue,
        };
        for (text, span) in values {
            let written = document.text(span);
            let quoted = written.starts_with(['"', '\'']) && span.len() >= 2;
            let inner = if quoted { Span::new(span.start + 1, span.end - 1) } else { span };
            if document.text(inner) == text && path::is_markdown(text.split('#').next().unwrap_or(text)) {
                found.push(inner);
            }
        }
    }
    found
}

fn edit(
    portfolio: &Portfolio,
    renames: &Renames,
    loaded: &LoadedDocument,
    span: Span,
    bases: &[&str],
    notation: Notation,
) -> Option<Edit> {
    let document = loaded.document();
    let written = document.text(span);
    if is_elsewhere(written) {
        return None;
    }
    let end = written.find(['#', '?']).unwrap_or(written.len());
    let (file, rest) = written.split_at(end);
    let plain = if notation == Notation::Link { decoded(file) } else { file.to_owned() };
    // `src/main.rs:12` is a line of a file.
    let (plain, line) = match plain.rsplit_once(':') {
        Some((file, line)) if !line.is_empty() && line.bytes().all(|b| b.is_ascii_digit() || b == b'-') => {
            (file.to_owned(), format!(":{line}"))
        }
        _ => (plain, String::new()),
    };
    if plain.is_empty() {
        return None;
    }
    let is_there = |path: &String| portfolio.has_file(path) || portfolio.has_folder(path);
    let mut ways = bases.iter().filter_map(|base| Some((*base, path::resolve(base, &plain)?)));
    let (base, target) = match ways.clone().find(|(_, path)| is_there(path)) {
        Some(found) => found,
        // A link that leads nowhere keeps leading to the same place, in case that somebody makes what it names.
        None if notation == Notation::Link => ways.next()?,
        None => return None,
    };
    let target = renames.now(&target);
    let from_top = plain.starts_with('/') || base.is_empty() && !loaded.folder().is_empty();
    let folder = if from_top { String::new() } else { renames.folder_now(&loaded.path) };
    if path::resolve(&folder, &plain).as_ref() == Some(&target) {
        return None;
    }
    let mut new = if from_top { target } else { path::relative(&folder, &target) };
    if plain.starts_with('/') {
        new.insert(0, '/');
    } else if plain.starts_with("./") && !new.starts_with('.') {
        new.insert_str(0, "./");
    }
    if plain.ends_with('/') && !new.ends_with('/') {
        new.push('/');
    }
    let bracketed = document.source[..span.start as usize].ends_with('<');
    if notation == Notation::Link && !bracketed {
        new = encoded(&new);
    }
    Some(Edit::replace(span, format!("{new}{line}{rest}")))
}

#[cfg(test)]
mod tests {
    use milepost_document::EditSet;

    use super::*;
    use crate::portfolio_of;

    /// The text of `plan/a.md` after `from` became `to`.
    fn after(text: &str, from: &str, to: &str) -> String {
        let files =
            [("plan/a.md", text), ("plan/b.md", "# B"), ("plan/sub/c d.md", "# C"), ("src/main.rs", "")];
        let portfolio = portfolio_of(&files);
        let renames = if portfolio.has_file(from) {
            Renames::of_file(from, to)
        } else {
            Renames::of_folder(from, to, portfolio.files())
        };
        let loaded = &portfolio.documents[portfolio.find("plan/a.md").unwrap()];
        EditSet::new(edits(&portfolio, &renames, loaded)).unwrap().apply(text).unwrap()
    }

    #[test]
    fn links_to_what_moved_follow_it_in_their_own_notation() {
        let text = "[b](b.md#x) ![b](./b.md) [b](/plan/b.md) [b](<b.md> \"t\") [b][r] `b.md` `plan/b.md`\n\n[r]: b.md\n";
        assert_eq!(
            after(text, "plan/b.md", "plan/done/b (1).md"),
            "[b](done/b%20%281%29.md#x) ![b](./done/b%20%281%29.md) [b](/plan/done/b%20%281%29.md) \
             [b](<done/b (1).md> \"t\") [b][r] `done/b (1).md` `plan/done/b (1).md`\n\n[r]: done/b%20%281%29.md\n"
        );
    }

    #[test]
    fn what_moves_takes_its_own_links_with_it() {
        let text = "---\nrelated-docs: [b.md, \"plan/b.md\"]\n---\n[b](b.md) [c](sub/c%20d.md) [m](../src/main.rs:3) \
                    [s](sub/) [gone](gone.md) [out](https://e.org/b.md) [here](#x) `b.md` `gone.md`\n";
        assert_eq!(
            after(text, "plan/a.md", "done/x/a.md"),
            "---\nrelated-docs: [../../plan/b.md, \"plan/b.md\"]\n---\n[b](../../plan/b.md) \
             [c](../../plan/sub/c%20d.md) [m](../../src/main.rs:3) [s](../../plan/sub/) [gone](../../plan/gone.md) \
             [out](https://e.org/b.md) [here](#x) `../../plan/b.md` `gone.md`\n"
        );
    }

    #[test]
    fn within_a_folder_that_moves_nothing_changes() {
        let text = "[b](b.md) [c](sub/c%20d.md) [m](../src/main.rs) `plan/b.md` [top](/plan/)\n";
        assert_eq!(
            after(text, "plan", "old"),
            "[b](b.md) [c](sub/c%20d.md) [m](../src/main.rs) `old/b.md` [top](/old/)\n"
        );
        assert_eq!(
            after(text, "plan", "old/plan"),
            "[b](b.md) [c](sub/c%20d.md) [m](../../src/main.rs) `old/plan/b.md` [top](/old/plan/)\n"
        );
    }
}
