//! Links of a text that moves.

use std::collections::BTreeMap;

use milepost_document::{Edit, EditSet, Link, LinkKind, parse};
use milepost_portfolio::{is_elsewhere, path};

use super::tree::Tree;

/// Where links of a text led, and where they lead now.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moved<'a> {
    /// The tree that is imported from, when it is one.
    pub(super) tree: Option<&'a Tree>,
    /// The new documents, by the path of what each is made of.
    pub(super) places: &'a BTreeMap<String, String>,
    /// The path of the text in its tree.
    pub(super) from: &'a str,
    /// The folder of the new document, from the project's root.
    pub(super) to: &'a str,
}

/// The text with links that lead to the same files from its new place: to the new document where there is one. A link
/// that leads to no file of the project is shown as it was written, and no link any more.
pub(super) fn relinked(text: &str, moved: Moved<'_>, notes: &mut Vec<String>) -> String {
    let document = parse(text).document;
    let mut lost = 0;
    let mut edits = Vec::new();
    for link in document.links.iter().filter(|link| link.kind != LinkKind::Auto) {
        let target = document.text(link.target);
        match new_target(target, moved) {
            Some(new) if new == target => {}
            Some(new) => edits.push(Edit::replace(link.target, new)),
            None => {
                lost += 1;
                edits.extend(as_text(text, link));
            }
        }
    }
    edits.sort();
    edits.dedup();
    let Some(relinked) = EditSet::new(edits).ok().and_then(|edits| edits.apply(text).ok()) else {
        notes.push("its links are left as they were: they stand in each other's way".to_owned());
        return text.to_owned();
    };
    if lost > 0 {
        notes.push(format!("links to no file of the project, kept as words: {lost}"));
    }
    relinked
}

/// The target from the new place; `None` when it leads nowhere.
fn new_target(target: &str, moved: Moved<'_>) -> Option<String> {
    let (file, anchor) = target.split_once('#').map_or((target, None), |(file, anchor)| (file, Some(anchor)));
    if is_elsewhere(target) || file.is_empty() {
        return Some(target.to_owned());
    }
    let file = path::decoded(file.split('?').next().unwrap_or(file));
    let wanted = path::resolve(path::folder(moved.from), &file)?;
    let with_anchor = |path: &str| {
        let file = path::encoded(&path::relative(moved.to, path));
        anchor.map_or_else(|| file.clone(), |anchor| format!("{file}#{anchor}"))
    };
    if let Some(new) = moved.places.get(&wanted) {
        return Some(path::encoded(&path::relative(moved.to, new)));
    }
    let tree = moved.tree.filter(|tree| tree.is_inside)?;
    let there = tree.portfolio.has_file(&wanted) || tree.portfolio.has_folder(&wanted);
    there.then(|| with_anchor(&wanted))
}

/// A link as the words that it is written with.
fn as_text(text: &str, link: &Link) -> Option<Edit> {
    let target = link.target.start as usize;
    match link.kind {
        // `[text](target)`: the parenthesis is one of the text.
        LinkKind::Inline | LinkKind::Image => {
            let open = text[..target].rfind('(').filter(|open| *open >= link.span.start as usize)?;
            Some(Edit::insert(open as u32, "\\"))
        }
        // `[label]: target`: without its definition the link is words.
        LinkKind::Reference => {
            let start = text[..target].rfind('\n').map_or(0, |at| at + 1);
            let bracket = start + text[start..target].find('[')?;
            Some(Edit::insert(bracket as u32, "\\"))
        }
        LinkKind::Auto => None,
    }
}

#[cfg(test)]
mod tests {
    use milepost_portfolio::portfolio_of;

    use super::*;

    fn check(is_inside: bool, text: &str, expected: &str) {
        let portfolio = portfolio_of(&[
            ("backlog/tasks/task-1 - A.md", "# A\n"),
            ("backlog/tasks/task-2 - B.md", "# B\n"),
            ("docs/guide (old).md", "# G\n"),
        ]);
        let tree = Tree { portfolio, is_inside, name: "other".to_owned() };
        let places =
            BTreeMap::from([("backlog/tasks/task-2 - B.md".to_owned(), "plan/milestone-2-b.md".to_owned())]);
        let moved =
            Moved { tree: Some(&tree), places: &places, from: "backlog/tasks/task-1 - A.md", to: "plan" };
        assert_eq!(relinked(text, moved, &mut Vec::new()), expected, "{text}");
    }

    #[test]
    fn links_lead_to_the_same_files() {
        check(true, "[b](task-2%20-%20B.md#x)", "[b](milestone-2-b.md)");
        check(true, "[b](<task-2 - B.md>)", "[b](<milestone-2-b.md>)");
        check(true, "[g](../../docs/guide%20%28old%29.md#a)", "[g](../docs/guide%20%28old%29.md#a)");
        check(true, "[g][1]\n\n[1]: /docs\n", "[g][1]\n\n[1]: ../docs\n");
        check(
            true,
            "[h](https://x.example/) [a](#here) <https://y.example>",
            "[h](https://x.example/) [a](#here) <https://y.example>",
        );
    }

    #[test]
    fn what_leads_nowhere_is_words() {
        check(
            true,
            "[n](gone.md) ![p](a(1).png)",
            "[n]\\(gone.md) !\\[p](a(1).png)".replace("!\\[p](", "![p]\\(").as_str(),
        );
        check(true, "[n][1]\n\n[1]: gone.md\n", "[n][1]\n\n\\[1]: gone.md\n");
        check(false, "[g](../../docs/guide%20(old).md)", "[g]\\(../../docs/guide%20(old).md)");
        check(false, "[b](task-2%20-%20B.md)", "[b](milestone-2-b.md)");
    }
}
