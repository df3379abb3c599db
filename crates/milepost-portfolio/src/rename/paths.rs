//! Paths in a document, as they have to be afterwards.

use milepost_document::{
    Document, Edit, LinkKind, Span,
    front_matter::{ListStyle, ScalarStyle, Value, spell},
    view::html_targets,
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
    /// The target of a link: encoded.
    Link,
    /// The target of a link between `<` and `>`.
    Bracketed,
    /// The value of an attribute in HTML: encoded, with entities.
    Html,
    /// A code span, as it is.
    Code,
    /// A value of the front matter, perhaps in quotes.
    Value(ScalarStyle, Place),
}

/// Where a value of the front matter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Line,
    /// Between brackets, where a comma ends it.
    Flow,
}

/// The edits after which every path of a document leads to what it led to before: links, images, definitions, values of
/// the front matter, mentions, HTML.
pub(super) fn edits(portfolio: &Portfolio, renames: &Renames, loaded: &LoadedDocument) -> Vec<Edit> {
    let document = loaded.document();
    let mut edits = Vec::new();
    let folder = [loaded.folder()];
    // From the document, else from the top of the repository.
    let either = [loaded.folder(), ""];
    let mut add = |span: Span, written: &str, bases: &[&str], notation: Notation| {
        if let Some(new) = moved(portfolio, renames, loaded, written, bases, notation) {
            edits.push(spelled(document, span, &new, notation));
        }
    };
    for link in document.links.iter().filter(|link| link.kind != LinkKind::Auto) {
        let bracketed = document.source[..link.target.start as usize].ends_with('<');
        let notation = if bracketed { Notation::Bracketed } else { Notation::Link };
        add(link.target, document.text(link.target), &folder, notation);
    }
    for span in html_targets(document) {
        add(span, &document.text(span).replace("&amp;", "&"), &folder, Notation::Html);
    }
    for (span, text, notation) in front_matter_paths(loaded) {
        add(span, text, &either, notation);
    }
    for span in mentions(document) {
        add(span, document.text(span), &either, Notation::Code);
    }
    edits
}

/// The values of the front matter that are paths of Markdown files.
fn front_matter_paths(loaded: &LoadedDocument) -> Vec<(Span, &str, Notation)> {
    let document = loaded.document();
    let mut found = Vec::new();
    for entry in document.front_matter.iter().flat_map(|front_matter| &front_matter.entries) {
        let (values, place): (Vec<(&str, Span)>, Place) = match &entry.value {
            Value::List(items, style) => {
                let place = if *style == ListStyle::Flow { Place::Flow } else { Place::Line };
                (items.iter().map(|(text, span)| (text.as_str(), *span)).collect(), place)
            }
            Value::Scalar { text, style } if !matches!(style, ScalarStyle::Literal | ScalarStyle::Folded) => {
                (vec![(text, entry.value_span)], Place::Line)
            }
            _ => continue,
        };
        for (text, span) in values {
            let written = document.text(span);
            let style = ScalarStyle::of(written);
            let is_whole =
                if style == ScalarStyle::Plain { written == text } else { !written.contains('\n') };
            if is_whole && (path::is_markdown(text) || path::is_markdown(before_anchor(text))) {
                found.push((span, text, Notation::Value(style, place)));
            }
        }
    }
    found
}

fn before_anchor(text: &str) -> &str {
    text.split('#').next().unwrap_or(text)
}

/// What a path becomes, as text; `None` when it stays.
fn moved(
    portfolio: &Portfolio,
    renames: &Renames,
    loaded: &LoadedDocument,
    written: &str,
    bases: &[&str],
    notation: Notation,
) -> Option<String> {
    if is_elsewhere(written) {
        return None;
    }
    let is_url = matches!(notation, Notation::Link | Notation::Bracketed | Notation::Html);
    let is_there = |path: &String| portfolio.has_file(path) || portfolio.has_folder(path);
    let resolved = |plain: &str| {
        bases.iter().filter_map(|base| Some((*base, path::resolve(base, plain)?))).find(|(_, p)| is_there(p))
    };
    // A name may hold the sign before an anchor, where nothing has to be encoded.
    let end = match written.find(['#', '?']) {
        Some(at) if is_url || resolved(written).is_none() => at,
        _ => written.len(),
    };
    let (file, rest) = written.split_at(end);
    let plain = if is_url { decoded(file) } else { file.to_owned() };
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
    let (base, target) = match resolved(&plain) {
        Some(found) => found,
        None if path::resolve(loaded.folder(), &plain).is_none() && !plain.starts_with('/') => {
            let new = outward(loaded.folder(), &renames.folder_now(&loaded.path), &plain)?;
            return Some(format!("{}{line}{rest}", if is_url { encoded(&new) } else { new }));
        }
        // A link that leads nowhere keeps leading to the same place, in case that somebody makes what it names.
        None if is_url => (bases[0], path::resolve(bases[0], &plain)?),
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
    let ends_early = || new.contains(['<', '>', '\\', '%', '#', '?']);
    if matches!(notation, Notation::Link | Notation::Html) || notation == Notation::Bracketed && ends_early()
    {
        new = encoded(&new);
    }
    Some(format!("{new}{line}{rest}"))
}

/// A path that leads out of the repository from one folder, as it has to be in another one; `None` when it stays.
fn outward(from: &str, to: &str, plain: &str) -> Option<String> {
    let depth = |folder: &str| folder.split('/').filter(|part| !part.is_empty()).count();
    // From the top, `..` and `..` again: what is above has names that we do not know.
    let (mut inside, mut above, mut rest) = (depth(from), 0, Vec::new());
    for part in plain.split('/').filter(|part| !matches!(*part, "" | ".")) {
        match part {
            ".." if rest.pop().is_some() => {}
            ".." if inside > 0 => inside -= 1,
            ".." => above += 1,
            part => rest.push(part),
        }
    }
    let ups = std::iter::repeat_n("..", depth(to) + above);
    (depth(from) != depth(to)).then(|| ups.chain(rest).collect::<Vec<_>>().join("/"))
}

/// A path in the place of another one, so that it is read as it is.
fn spelled(document: &Document, span: Span, new: &str, notation: Notation) -> Edit {
    match notation {
        Notation::Html => {
            let new = new.replace('&', "&amp;").replace('"', "%22").replace('\'', "%27");
            Edit::replace(span, new)
        }
        Notation::Value(style, place) => Edit::replace(span, spell(new, style, place == Place::Flow)),
        Notation::Code if new.contains('`') => {
            // A longer row of ticks holds shorter ones; blanks part it from one at an end.
            let longest = new.split(|c| c != '`').map(str::len).max().unwrap_or_default();
            let ticks = "`".repeat(longest + 1);
            let whole = Span::new(span.start - 1, span.end + 1);
            debug_assert!(document.text(whole).starts_with('`') && document.text(whole).ends_with('`'));
            Edit::replace(whole, format!("{ticks} {new} {ticks}"))
        }
        Notation::Link | Notation::Bracketed | Notation::Code => Edit::replace(span, new.to_owned()),
    }
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
    fn a_value_of_the_front_matter_is_quoted_where_it_has_to_be() {
        let text = "---\nrelated-docs: [b.md, 'b.md', \"b.md\"]\nparent: b.md # why\nsee: 'b.md'\nlist:\n  - b.md\n---\n# A\n";
        for name in
            ["it's.md", "'x.md", "a, b.md", "a #b.md", "a: b.md", "[1].md", "- a.md", "\"q\".md", "c:d.md"]
        {
            let now = after(text, "plan/b.md", &format!("plan/{name}"));
            let document = milepost_document::parse(&now).document;
            let front = document.front_matter.as_ref().unwrap();
            assert_eq!(front.problems, [], "{now}");
            assert_eq!(front.list("related-docs"), [name; 3], "{now}");
            assert_eq!((front.scalar("parent"), front.scalar("see")), (Some(name), Some(name)), "{now}");
            assert_eq!(front.list("list"), [name], "{now}");
            assert!(now.contains(" # why\n") && now.contains("\nsee: '"), "{now}");
        }
    }

    #[test]
    fn quoted_names_are_found_again() {
        let text = "---\nrelated-docs: ['it''s.md', \"a #b.md\"]\n---\n# A\n";
        let files = [("a.md", text), ("it's.md", ""), ("a #b.md", "")];
        let portfolio = portfolio_of(&files);
        let renamed = |from: &str| {
            let renames = Renames::of_file(from, "z.md");
            EditSet::new(edits(&portfolio, &renames, &portfolio.documents[portfolio.find("a.md").unwrap()]))
                .unwrap()
                .apply(text)
                .unwrap()
        };
        assert!(renamed("it's.md").contains("['z.md', \"a #b.md\"]"));
        assert!(renamed("a #b.md").contains("['it''s.md', \"z.md\"]"));
    }

    #[test]
    fn a_tick_in_a_name_takes_longer_ticks() {
        assert_eq!(
            after("see `b.md`, `b.md`.\n", "plan/b.md", "plan/a`b``.md"),
            "see ``` a`b``.md ```, ``` a`b``.md ```.\n"
        );
    }

    #[test]
    fn what_leads_out_of_the_repository_leads_to_the_same_place() {
        let text = "[x](../../up/x%20y.md#a) [z](./../../z.md) [in](../src/main.rs) [no](/../z.md)\n";
        let moved = "[x](../../../up/x%20y.md#a) [z](../../../z.md) [in](../../src/main.rs) [no](/../z.md)\n";
        assert_eq!(after(text, "plan/a.md", "done/x/a.md"), moved);
        assert_eq!(after(text, "plan/a.md", "done/a.md"), text);
    }

    #[test]
    fn html_follows_too() {
        let text = "<p>\n<a href=\"b.md#x\"><img src='../src/main.rs'></a></p>\n\nsee <a href=\"./b.md?a=1&amp;b\">b</a>, <a href=\"https://e.org/b.md\">\n";
        assert_eq!(
            after(text, "plan/b.md", "plan/o/x & \"y'.md"),
            "<p>\n<a href=\"o/x%20&amp;%20%22y%27.md#x\"><img src='../src/main.rs'></a></p>\n\nsee <a href=\"./o/x%20&amp;%20%22y%27.md?a=1&amp;b\">b</a>, <a href=\"https://e.org/b.md\">\n"
        );
        assert!(after(text, "plan/a.md", "a.md").contains("<img src='src/main.rs'>"));
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
