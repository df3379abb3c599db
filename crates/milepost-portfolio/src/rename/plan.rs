//! What a new name changes elsewhere.

use std::collections::HashMap;

use milepost_document::EditSet;

use super::{
    Renames,
    check::{broken_since, lost},
    numbers, paths,
};
use crate::Portfolio;

/// What new names change.
#[derive(Debug, Clone)]
pub struct Renamed {
    /// The edits of each document, by its place in the portfolio of before; only those that change.
    pub edits: HashMap<usize, EditSet>,
    /// The portfolio afterwards.
    pub portfolio: Portfolio,
    /// References that cannot be written so that they lead to where they led.
    pub lost: Vec<Lost>,
}

/// A reference that leads elsewhere, or nowhere, afterwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// The document, by its name afterwards.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
    /// What stands there.
    pub text: String,
    /// Why it is lost.
    pub why: String,
}

/// Works out what new names change in all documents: links, images and definitions, paths in the front matter, mentions in
/// code spans, and numbers that mean another milestone when they are looked up from another folder. What led to a
/// document before leads to it afterwards, or is in [`Renamed::lost`]. `exists` is asked about paths that the portfolio does
/// not know.
pub fn rename(portfolio: &Portfolio, renames: &Renames, exists: &dyn Fn(&str) -> bool) -> Renamed {
    let mut edits: HashMap<usize, EditSet> = HashMap::new();
    let mut unwritten = Vec::new();
    for (index, loaded) in portfolio.documents.iter().enumerate() {
        let wanted = paths::edits(portfolio, renames, loaded);
        if wanted.is_empty() {
            continue;
        }
        let spans: Vec<_> = wanted.iter().map(|edit| edit.span).collect();
        match EditSet::new(wanted) {
            Ok(set) if !loaded.read_only => {
                edits.insert(index, set);
            }
            _ => unwritten.extend(spans.into_iter().map(|span| (index, span))),
        }
    }
    let mut after = portfolio.renamed(renames, &edits);
    let strayed = numbers::strayed(portfolio, &after, renames, &edits);
    let mut rewritten = false;
    for stray in strayed {
        let loaded = &portfolio.documents[stray.from];
        let known = edits.get(&stray.from).cloned().unwrap_or_default();
        let merged = stray
            .edit
            .filter(|_| !loaded.read_only)
            .and_then(|edit| known.merged(EditSet::new(vec![edit]).ok()?).ok());
        if let Some(set) = merged {
            edits.insert(stray.from, set);
            rewritten = true;
        }
    }
    if rewritten {
        after = portfolio.renamed(renames, &edits);
    }
    let mut all_lost = broken_since(portfolio, &after, renames, &edits, exists);
    for stray in numbers::strayed(portfolio, &after, renames, &edits) {
        let loaded = &portfolio.documents[stray.from];
        let why = "means another milestone afterwards, or none";
        all_lost.push(lost(&renames.now(&loaded.path), loaded.document(), stray.dependency.span, why));
    }
    for (index, span) in unwritten {
        let loaded = &portfolio.documents[index];
        let why =
            if loaded.read_only { "the file is not UTF-8 and is not written" } else { "cannot be written" };
        all_lost.push(lost(&renames.now(&loaded.path), loaded.document(), span, why));
    }
    all_lost.sort_by(|a, b| (&a.path, a.line).cmp(&(&b.path, b.line)));
    all_lost.dedup();
    Renamed { edits, portfolio: after, lost: all_lost }
}

/// Where an offset stands after the edits before it.
pub(super) fn shifted(edits: Option<&EditSet>, offset: u32) -> u32 {
    let before = edits.into_iter().flat_map(EditSet::edits).take_while(|edit| edit.span.end <= offset);
    let moved: i64 = before.map(|edit| edit.text.len() as i64 - i64::from(edit.span.len())).sum();
    u32::try_from(i64::from(offset) + moved).unwrap_or(offset)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Graph, portfolio_of};

    fn milestone(number: u32, labels: &str) -> String {
        format!("# Milestone {number}: X\n\n**Status**: Planned\n{labels}\n")
    }

    fn text(portfolio: &Portfolio, path: &str) -> String {
        portfolio.documents[portfolio.find(path).unwrap()].document().source.to_string()
    }

    #[test]
    fn a_number_that_would_mean_nothing_gets_its_folder() {
        let (one, two) = (milestone(1, ""), milestone(2, "**Depends on**: M1 and Milestone 3"));
        let (three, other) = (milestone(3, ""), milestone(1, ""));
        let files = [
            ("first/milestone-1.md", one.as_str()),
            ("first/milestone-2.md", two.as_str()),
            ("first/milestone-3.md", three.as_str()),
            ("second/milestone-1.md", other.as_str()),
        ];
        let portfolio = portfolio_of(&files);
        let renames = Renames::of_file("first/milestone-2.md", "second/milestone-2.md");
        let renamed = rename(&portfolio, &renames, &|_| false);
        assert_eq!(renamed.lost, []);
        let now = text(&renamed.portfolio, "second/milestone-2.md");
        assert!(now.contains("**Depends on**: first/1 and Milestone 3"), "{now}");
        let pairs = |portfolio: &Portfolio| {
            let graph = Graph::of(portfolio);
            graph.waits.iter().map(|wait| portfolio.documents[wait.needed].path.clone()).collect::<Vec<_>>()
        };
        assert_eq!(pairs(&portfolio), pairs(&renamed.portfolio));
    }

    #[test]
    fn what_cannot_be_written_is_named() {
        let (one, two) = (milestone(1, ""), milestone(2, ""));
        let three = milestone(3, "**Depends on**: All milestones");
        let files = [
            ("first/milestone-1.md", one.as_str()),
            ("first/milestone-2.md", two.as_str()),
            ("first/milestone-3.md", three.as_str()),
            ("second/milestone-1.md", one.as_str()),
        ];
        let portfolio = portfolio_of(&files);
        let renames = Renames::of_file("first/milestone-3.md", "second/milestone-3.md");
        let renamed = rename(&portfolio, &renames, &|_| false);
        assert!(!renamed.lost.is_empty());
        assert_eq!(renamed.lost[0].path, "second/milestone-3.md");
    }
}
