//! Milestones that the document above them does not name.

use milepost_document::{Document, Severity, Span};
use milepost_portfolio::{find_references, initiatives, path};

use crate::{Check, Context, Finding, Rule, Scope};

pub(super) const RULE: Rule = Rule {
    id: "unlisted-milestone",
    severity: Severity::Info,
    gravest: Severity::Info,
    scope: Scope::Claim,
    page: include_str!("unlisted-milestone.md"),
    check: Check::Portfolio(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let portfolio = context.portfolio;
    for initiative in initiatives(portfolio) {
        let owner = &portfolio.documents[initiative.readme];
        if !initiative.milestones.iter().any(|index| context.is_target(*index)) {
            continue;
        }
        let document = owner.document();
        let linked = linked(document, owner.folder());
        let named = find_references(portfolio, initiative.readme, &document.source);
        let text = document.source.to_lowercase();
        let is_named = |index: usize| {
            let milestone = &portfolio.documents[index];
            let name = milestone.identity.name.to_lowercase();
            linked.binary_search(&milestone.path).is_ok()
                || linked.iter().any(|link| link == milestone.folder())
                || named.contains(&index)
                || text.contains(&path::stem(&milestone.path).to_lowercase())
                || name.len() > 3 && text.contains(&name)
        };
        let direct: Vec<usize> = initiative
            .milestones
            .iter()
            .copied()
            .filter(|index| portfolio.documents[*index].folder() == owner.folder())
            .collect();
        let missing: Vec<usize> = direct.iter().copied().filter(|index| !is_named(*index)).collect();
        // A document that names none of them is no list of them.
        if missing.len() == direct.len() {
            continue;
        }
        for index in missing.into_iter().filter(|index| context.is_target(*index)) {
            let milestone = &portfolio.documents[index];
            let title = milestone.document().title.as_ref().map_or(Span::at(0), |title| title.span);
            out.push(
                Finding::new(
                    RULE.id,
                    RULE.severity,
                    &milestone.path,
                    title,
                    format!("`{}` names its siblings and not this one", owner.path),
                )
                .with_hint("add a row for it there, or move it"),
            );
        }
    }
}

/// The paths that a document links, sorted.
fn linked(document: &Document, folder: &str) -> Vec<String> {
    let targets = document.links.iter().map(|link| document.text(link.target));
    let mut paths: Vec<String> = targets
        .filter(|target| !target.contains("://"))
        .filter_map(|target| path::resolve(folder, target.split('#').next().unwrap_or_default()))
        .collect();
    paths.sort();
    paths.dedup();
    paths
}
