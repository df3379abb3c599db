//! Links that lead nowhere.

use milepost_document::{
    LinkKind, Span,
    front_matter::Value,
    vocabulary::{FrontKey, classify_front_key},
};

use crate::{
    LoadedDocument, Portfolio, nearest,
    path::{self, decoded},
};

/// What is wrong with a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BrokenLinkKind {
    /// No file or folder has this path.
    MissingFile,
    /// The path leads out of the repository.
    Outside,
    /// The document has no heading with this anchor.
    MissingAnchor,
}

/// A link that leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrokenLink {
    /// What is wrong.
    pub kind: BrokenLinkKind,
    /// The target as written, or the path in the front matter.
    pub span: Span,
    /// The path from the repository's root that was looked for; for an anchor, the anchor.
    pub wanted: String,
    /// The whole target that was most likely meant, to be written in place of `span`.
    pub suggestion: Option<String>,
    /// Whether the suggestion is the only file of that name.
    pub certain: bool,
    /// Where there is no one suggestion: the files of that name that lie nearest, at most three, as targets.
    pub candidates: Vec<String>,
}

/// How many candidates are named.
const CANDIDATES: usize = 3;

/// Of a name that more files have, none is looked for.
const MOST_OF_A_NAME: usize = 200;

/// The links of a document that lead nowhere, in order of place: relative links, links from the root of the repository,
/// images, `related-docs` (from the document or from the root) and `#anchors` by GitHub's slugs. Other hosts are not
/// asked. `exists` is asked about paths that the portfolio does not know, such as files that Git ignores.
pub fn broken_links(portfolio: &Portfolio, index: usize, exists: &dyn Fn(&str) -> bool) -> Vec<BrokenLink> {
    let loaded = &portfolio.documents[index];
    let document = loaded.document();
    let mut found: Vec<BrokenLink> = document
        .links
        .iter()
        .filter(|link| link.kind != LinkKind::Auto)
        .filter_map(|link| check(portfolio, loaded, link.target, &[loaded.folder()], exists))
        .collect();
    for entry in document.front_matter.iter().flat_map(|front_matter| &front_matter.entries) {
        if classify_front_key(&entry.key) != Some(FrontKey::RelatedDocuments) {
            continue;
        }
        if let Value::List(items, _) = &entry.value {
            let bases = [loaded.folder(), ""];
            let is_path = |text: &str| path::is_markdown(text.split('#').next().unwrap_or(text));
            // A name may hold what is otherwise the sign before an anchor.
            let is_name = |text: &str| {
                bases
                    .iter()
                    .filter_map(|base| path::resolve(base, text))
                    .any(|path| portfolio.has_file(&path))
            };
            for (text, span) in items.iter().filter(|(text, _)| is_path(text) && !is_name(text)) {
                if document.text(*span) == text {
                    found.extend(check(portfolio, loaded, *span, &bases, exists));
                }
            }
        }
    }
    found.sort_by_key(|link| link.span);
    // Several links by one definition are one mistake.
    found.dedup();
    found
}

fn check(
    portfolio: &Portfolio,
    loaded: &LoadedDocument,
    span: Span,
    bases: &[&str],
    exists: &dyn Fn(&str) -> bool,
) -> Option<BrokenLink> {
    let written = loaded.document().text(span);
    if is_elsewhere(written) {
        return None;
    }
    let (file, anchor) =
        written.split_once('#').map_or((written, None), |(file, anchor)| (file, Some(anchor)));
    let file = decoded(file.split('?').next().unwrap_or(file));
    let found = if file.is_empty() {
        Some(loaded.path.clone())
    } else {
        bases
            .iter()
            .filter_map(|base| path::resolve(base, &file))
            .find(|path| is_there(portfolio, path, exists))
    };
    match found {
        Some(path) => anchor.and_then(|anchor| check_anchor(portfolio, &path, span, written, anchor)),
        None => Some(missing(portfolio, loaded, span, &file, anchor)),
    }
}

/// Whether a target names no file: another host, another scheme, or a template itself.
pub fn is_elsewhere(written: &str) -> bool {
    let scheme = written.find(':').is_some_and(|at| {
        at > 0
            && written[..at].chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '.' | '-'))
            && written.starts_with(|c: char| c.is_ascii_alphabetic())
    });
    written.is_empty()
        || scheme
        || written.starts_with("//")
        || written.contains(['{', '}', '<', '>', '*', '|', '\n', '$'])
        || written.contains('…')
}

fn is_there(portfolio: &Portfolio, path: &str, exists: &dyn Fn(&str) -> bool) -> bool {
    let bare = path
        .rsplit_once(':')
        .filter(|(_, line)| !line.is_empty() && line.chars().all(|c| c.is_ascii_digit() || c == '-'))
        .map_or(path, |(file, _)| file);
    portfolio.has_file(bare) || portfolio.has_folder(bare) || exists(bare)
}

fn missing(
    portfolio: &Portfolio,
    loaded: &LoadedDocument,
    span: Span,
    file: &str,
    anchor: Option<&str>,
) -> BrokenLink {
    let Some(wanted) = path::resolve(loaded.folder(), file) else {
        return BrokenLink {
            kind: BrokenLinkKind::Outside,
            span,
            wanted: file.to_owned(),
            suggestion: None,
            certain: false,
            candidates: Vec::new(),
        };
    };
    let same_name = portfolio.files_named(path::file_name(&wanted));
    let same_name = if same_name.len() > MOST_OF_A_NAME { &[] } else { same_name };
    let target = |path: &str| {
        let target = path::relative(loaded.folder(), path).replace(' ', "%20");
        anchor.map_or_else(|| target.clone(), |anchor| format!("{target}#{anchor}"))
    };
    let (best, certain) = match same_name {
        [only] => (Some(only.as_str()), true),
        [_, ..] => (one_below(same_name, &wanted), false),
        [] => (nearest(&wanted, portfolio.files_in(path::folder(&wanted))), false),
    };
    let suggestion = best.filter(|best| *best != loaded.path).map(target);
    let mut candidates = Vec::new();
    if suggestion.is_none() {
        let mut others: Vec<&str> =
            same_name.iter().map(String::as_str).filter(|path| *path != loaded.path).collect();
        let steps = |path: &str| path::relative(loaded.folder(), path).split('/').count();
        others.sort_by_key(|path| (std::cmp::Reverse(shared(path, &wanted)), steps(path), *path));
        candidates = others.into_iter().take(CANDIDATES).map(target).collect();
    }
    BrokenLink {
        kind: BrokenLinkKind::MissingFile,
        span,
        wanted,
        certain: certain && suggestion.is_some(),
        suggestion,
        candidates,
    }
}

/// The one of several files of a name whose last folders are those of the wanted path more than any other's. Names such
/// as `README.md` are everywhere.
fn one_below<'a>(files: &'a [String], wanted: &str) -> Option<&'a str> {
    let most = files.iter().map(|file| shared(file, wanted)).max().filter(|shared| *shared > 1)?;
    let mut best = files.iter().filter(|file| shared(file, wanted) == most);
    let first = best.next()?;
    best.next().is_none().then_some(first.as_str())
}

/// How many of their last parts two paths share.
fn shared(a: &str, b: &str) -> usize {
    a.rsplit('/').zip(b.rsplit('/')).take_while(|(a, b)| a.eq_ignore_ascii_case(b)).count()
}

fn check_anchor(
    portfolio: &Portfolio,
    path: &str,
    span: Span,
    written: &str,
    anchor: &str,
) -> Option<BrokenLink> {
    let loaded = &portfolio.documents[portfolio.find(path)?];
    let wanted = decoded(anchor).to_lowercase();
    if wanted.is_empty() || wanted == "top" || wanted.starts_with(":~:") || loaded.has_anchor(&wanted) {
        return None;
    }
    let own = loaded.anchors();
    let close = nearest(&wanted, own.iter().map(String::as_str)).or_else(|| {
        let without_dashes = |anchor: &str| anchor.replace('-', "");
        own.iter().map(String::as_str).find(|own| without_dashes(own) == without_dashes(&wanted))
    });
    let file = written.split('#').next().unwrap_or_default();
    Some(BrokenLink {
        kind: BrokenLinkKind::MissingAnchor,
        span,
        wanted,
        suggestion: close.map(|close| format!("{file}#{close}")),
        certain: false,
        candidates: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portfolio_of;

    fn check_links(text: &str, expected: &[&str]) {
        let portfolio = portfolio_of(&[
            ("docs/a/plan.md", text),
            ("docs/a/with space.md", "# X\n"),
            ("docs/guide.md", "# Guide\n\n## First steps\n\n## First steps\n\n<a id=\"named\"></a>\n"),
            ("docs/b/only-here.md", "# Y\n"),
            ("docs/b/setup/README.md", "# B\n"),
            ("docs/c/setup/README.md", "# C\n"),
            ("docs/c/usage/README.md", "# D\n"),
            (".claude/rules.md", "# R\n"),
            ("src/main.rs", "fn main() {}\n"),
        ]);
        let found: Vec<String> =
            broken_links(&portfolio, portfolio.find("docs/a/plan.md").unwrap(), &|path| {
                path == "dist/out.js"
            })
            .iter()
            .map(|link| {
                let suggestion = link.suggestion.as_deref().map_or_else(String::new, |target| {
                    format!(" -> {target}{}", if link.certain { "!" } else { "" })
                });
                let suggestion =
                    link.candidates.iter().fold(suggestion, |all, target| format!("{all} ? {target}"));
                format!("{:?} {}{suggestion}", link.kind, link.wanted)
            })
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn what_resolves() {
        check_links(
            "# P\n\n[a](../guide.md) [b](../guide.md#first-steps-1) [c](with%20space.md) [d](<with space.md>) [e](../../.claude/rules.md)\n\
             [f](/src/main.rs) [g](../b) [h](../b/) [i](https://x.example/y.md) [j](#p) [k](../guide.md#named) [l](../../dist/out.js) [m](mailto:a@b.c)\n",
            &[],
        );
    }

    #[test]
    fn what_does_not() {
        check_links("[a](only-here.md#y)\n", &["MissingFile docs/a/only-here.md -> ../b/only-here.md#y!"]);
        check_links("[a](../giude.md)\n", &["MissingFile docs/giude.md -> ../guide.md"]);
        check_links("[a](../../../up.md)\n", &["Outside ../../../up.md"]);
        check_links("[a](/home/me/x.md)\n", &["MissingFile home/me/x.md"]);
        check_links(
            "[a](../guide.md#frist-steps)\n",
            &["MissingAnchor frist-steps -> ../guide.md#first-steps"],
        );
    }

    #[test]
    fn files_of_one_name_in_several_folders() {
        check_links(
            "[a](usage/README.md)\n",
            &["MissingFile docs/a/usage/README.md -> ../c/usage/README.md"],
        );
        check_links(
            "[a](setup/README.md)\n",
            &[
                "MissingFile docs/a/setup/README.md ? ../b/setup/README.md ? ../c/setup/README.md ? ../c/usage/README.md",
            ],
        );
    }

    #[test]
    fn related_docs_from_here_or_from_the_root() {
        check_links(
            "---\nrelated-docs:\n  - ../guide.md\n  - docs/guide.md\n  - gone.md\n---\n# P\n",
            &["MissingFile docs/a/gone.md"],
        );
    }
}
