//! What a milestone needs, and what needs it.

use milepost_document::{
    Document, Span,
    front_matter::Value,
    vocabulary::{FrontKey, LabelKey, SectionKind, classify_front_key},
};

use super::{NumberReference, Word, scan};
use crate::{Portfolio, path, same_number};

/// Which way a dependency points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    /// The milestone needs the target.
    DependsOn,
    /// The target needs the milestone.
    Blocks,
}

/// What a dependency names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A document of the portfolio.
    Resolved(usize),
    /// Nothing: the name as written.
    Missing(String),
}

/// One milestone that another names as needed or as needing it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dependency {
    /// The milestone that says so.
    pub from: usize,
    /// Where it says so.
    pub span: Span,
    /// What it names.
    pub target: Target,
    /// Which way.
    pub relation: Relation,
}

/// The dependencies that a document states, in order of place: in its prerequisites, its dependency sections, labels and
/// front matter, and (the other way round) behind "Blocks", "Enables", "Downstream".
///
/// Numbers are looked up in the document's own folder, then in the folders around it, then in the whole portfolio where
/// just one milestone has them. A number is [`Target::Missing`] only where its own folder numbers its milestones.
pub fn dependencies(portfolio: &Portfolio, from: usize) -> Vec<Dependency> {
    let document = portfolio.documents[from].document();
    let mut found = Vec::new();
    for (span, relation) in places(document) {
        read_place(portfolio, from, document, span, relation, &mut found);
    }
    found.sort_by_key(|dependency| (dependency.span, dependency.relation == Relation::Blocks));
    found.dedup();
    found
}

/// The spans that state dependencies.
fn places(document: &Document) -> Vec<(Span, Relation)> {
    let mut places = Vec::new();
    for entry in document.front_matter.iter().flat_map(|front_matter| &front_matter.entries) {
        let relation = match classify_front_key(&entry.key) {
            Some(FrontKey::DependsOn) => Relation::DependsOn,
            Some(FrontKey::Blocks) => Relation::Blocks,
            _ => continue,
        };
        match &entry.value {
            Value::Scalar { .. } => places.push((entry.value_span, relation)),
            Value::List(items, _) => places.extend(items.iter().map(|(_, span)| (*span, relation))),
            _ => {}
        }
    }
    for field in &document.fields {
        match field.kind {
            Some(LabelKey::DependsOn) => places.push((field.value, Relation::DependsOn)),
            Some(LabelKey::Blocks) => places.push((field.value, Relation::Blocks)),
            _ => {}
        }
    }
    for item in &document.items {
        let labelled = item.label.and_then(|label| document.field(label).kind);
        let relation = match (labelled, item.kind) {
            (Some(LabelKey::Blocks), _) | (_, Some(SectionKind::DownstreamImpact)) => Relation::Blocks,
            (Some(LabelKey::DependsOn), _)
            | (_, Some(SectionKind::Prerequisites | SectionKind::Dependencies)) => Relation::DependsOn,
            _ => continue,
        };
        let relation = if is_later_heading(document.text(document.section(item.section).title)) {
            Relation::Blocks
        } else {
            relation
        };
        if item.parent.is_none() {
            places.push((item.text, relation));
        }
    }
    places
}

fn read_place(
    portfolio: &Portfolio,
    from: usize,
    document: &Document,
    span: Span,
    relation: Relation,
    found: &mut Vec<Dependency>,
) {
    let text = document.text(span);
    if is_none(text) || is_about_later(text) {
        return;
    }
    let (text, relation) = turned(text, relation);
    let mut linked: Vec<Span> = Vec::new();
    for link in document.links.iter().filter(|link| span.contains(link.span)) {
        linked.push(link.span);
        let target = document.text(link.target).split('#').next().unwrap_or_default();
        let Some(path) = path::resolve(portfolio.documents[from].folder(), target) else { continue };
        if let Some(to) =
            portfolio.find(&path).filter(|to| *to != from && portfolio.documents[*to].is_milestone())
        {
            found.push(Dependency { from, span: link.span, target: Target::Resolved(to), relation });
        }
    }
    for reference in scan(text) {
        let at = Span::from(reference.range.clone()).shifted(span.start);
        if linked.iter().any(|link| link.overlaps(at)) {
            continue;
        }
        if let Some(target) = resolve(portfolio, from, &reference, &text[reference.range.clone()])
            && target != Target::Resolved(from)
        {
            found.push(Dependency { from, span: at, target, relation });
        }
    }
}

/// `None`, `—`, `N/A …`: nothing, even when a number stands in parentheses behind it.
fn is_none(text: &str) -> bool {
    let words = text.trim().trim_start_matches(['*', '_', '"', '\'']).to_lowercase();
    let first = words.split(|c: char| !c.is_alphanumeric() && c != '/').next().unwrap_or_default();
    matches!(first, "none" | "n/a" | "na" | "nothing" | "no" | "keine" | "ninguna" | "ninguno")
        || matches!(words.trim(), "" | "-" | "–" | "—" | "[]" | "null" | "~")
}

/// `After M3: M4 can begin`: what comes later, not what is needed.
fn is_about_later(text: &str) -> bool {
    let words = text.to_lowercase();
    ["can begin", "can start", "can proceed", "may start", "may begin"]
        .iter()
        .any(|sign| words.contains(sign))
}

/// `After M3`, `Enables`, `Next phase` below a heading about dependencies: these come later.
fn is_later_heading(title: &str) -> bool {
    let words = title.trim_start_matches(|c: char| !c.is_alphabetic()).to_lowercase();
    let first = words.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    matches!(first, "after" | "next" | "enables" | "unlocks" | "blocks" | "downstream" | "later" | "future")
        || words.starts_with("required by")
}

/// `Enables M3` under dependencies points the other way.
fn turned(text: &str, relation: Relation) -> (&str, Relation) {
    let words = text.trim_start_matches(|c: char| !c.is_alphabetic()).to_lowercase();
    let other_way = [
        "enables",
        "unlocks",
        "blocks",
        "required by",
        "prerequisite for",
        "downstream",
        "needed by",
        "used by",
    ]
    .iter()
    .any(|sign| words.starts_with(sign));
    let back = relation == Relation::Blocks
        && ["depends on", "blocked by", "requires"].iter().any(|sign| words.starts_with(sign));
    match (other_way, back) {
        (true, _) => (text, Relation::Blocks),
        (_, true) => (text, Relation::DependsOn),
        _ => (text, relation),
    }
}

/// The milestone that a short text such as a table cell or a heading names, seen from a document.
pub fn find_reference(portfolio: &Portfolio, from: usize, text: &str) -> Option<usize> {
    scan(text).iter().find_map(|reference| match resolve(portfolio, from, reference, text)? {
        Target::Resolved(index) => Some(index),
        Target::Missing(_) => None,
    })
}

fn resolve(portfolio: &Portfolio, from: usize, reference: &NumberReference, written: &str) -> Option<Target> {
    let document = &portfolio.documents[from];
    let phase = reference.word == Word::Phase;
    let number = reference.number.as_str();
    if let Word::Folder(name) = &reference.word {
        let mut folders = portfolio.folders_with(name, number);
        let (folder, None) = (folders.next()?, folders.next()) else { return None };
        return one(portfolio, portfolio.numbered(folder, number), phase);
    }
    let mut folder = document.folder();
    loop {
        if let Some(target) = one(portfolio, portfolio.numbered(folder, number), phase) {
            return Some(target);
        }
        if folder.is_empty() {
            break;
        }
        folder = path::folder(folder);
    }
    let everywhere: Vec<usize> = portfolio
        .milestones_numbered(number)
        .filter(|index| {
            portfolio.documents[*index].identity.number.as_deref().is_some_and(|own| same_number(own, number))
        })
        .collect();
    if !everywhere.is_empty() {
        let same_word: Vec<usize> =
            everywhere.iter().copied().filter(|index| portfolio.is_phase(*index) == phase).collect();
        let fitting = if same_word.is_empty() { everywhere } else { same_word };
        return if let [only] = fitting.as_slice() { Some(Target::Resolved(*only)) } else { None };
    }
    let numbers_its_milestones = portfolio.numbered_in_folder(document.folder(), phase) >= 2;
    (numbers_its_milestones && portfolio.whole && !portfolio.has_name_with(number))
        .then(|| Target::Missing(written.to_owned()))
}

/// The one that is meant among milestones of one folder and number: by the word before the number, if they are several.
fn one(portfolio: &Portfolio, found: &[usize], phase: bool) -> Option<Target> {
    match found {
        [] => None,
        [only] => Some(Target::Resolved(*only)),
        several => several
            .iter()
            .find(|index| portfolio.is_phase(**index) == phase)
            .or(several.first())
            .map(|index| Target::Resolved(*index)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portfolio_of;

    fn check(text: &str, expected: &[&str]) {
        let milestone =
            |n: u32| format!("# Milestone {n}: X\n\n**Status**: Planned\n\n## Success Criteria\n\n- [ ] x\n");
        let under_test = format!("{}\n{text}", milestone(9));
        let others: Vec<(String, String)> =
            (1..5).map(|n| (format!("shop/milestone-{n}.md"), milestone(n))).collect();
        let mut files: Vec<(&str, &str)> =
            others.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let blog = milestone(3);
        files.extend([("shop/milestone-9.md", under_test.as_str()), ("blog/milestone-3.md", blog.as_str())]);
        let portfolio = portfolio_of(&files);
        let found: Vec<String> = dependencies(&portfolio, portfolio.find("shop/milestone-9.md").unwrap())
            .iter()
            .map(|dependency| {
                let arrow = if dependency.relation == Relation::DependsOn { "<-" } else { "->" };
                match &dependency.target {
                    Target::Resolved(index) => format!("{arrow} {}", portfolio.documents[*index].path),
                    Target::Missing(text) => format!("{arrow} missing {text}"),
                }
            })
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn prerequisites_by_every_notation() {
        check(
            "## Dependencies\n\n### Prerequisites\n\n- [ ] M2 complete\n- [ ] [Milestone 1](milestone-1.md): cart\n- [x] blog/3\n",
            &["<- shop/milestone-2.md", "<- shop/milestone-1.md", "<- blog/milestone-3.md"],
        );
        check(
            "**Depends on**: M1–M3\n",
            &["<- shop/milestone-1.md", "<- shop/milestone-2.md", "<- shop/milestone-3.md"],
        );
    }

    #[test]
    fn none_is_none() {
        check("**Depends on**: None (M1 is done)\n", &[]);
        check("### Prerequisites\n\n- None currently\n- N/A\n- —\n", &[]);
    }

    #[test]
    fn the_other_way_round() {
        check(
            "**Blocks**: M3\n\n### Prerequisites\n\n- Enables M4\n",
            &["-> shop/milestone-3.md", "-> shop/milestone-4.md"],
        );
    }

    #[test]
    fn what_comes_later_is_not_needed() {
        check(
            "## Dependencies\n\n- After M2: M3 can begin\n\n### After Milestone 9\n\n- M4: payments\n",
            &["-> shop/milestone-4.md"],
        );
    }

    #[test]
    fn missing_and_mentioned() {
        check("### Prerequisites\n\n- Milestone 7 done, independent of M8\n", &["<- missing Milestone 7"]);
    }
}
