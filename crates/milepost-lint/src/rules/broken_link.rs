//! Links to files that are not there.

use milepost_document::{Edit, EditSet, Severity, vocabulary::is_template};
use milepost_portfolio::{BrokenLink, BrokenLinkKind, broken_links};

use crate::{Check, Finding, Grade, Rule, Scope, Subject};

pub(super) const RULE: Rule = Rule {
    id: "broken-link",
    severity: Severity::Error,
    gravest: Severity::Error,
    scope: Scope::Claim,
    page: include_str!("broken-link.md"),
    check: Check::Document(check),
};

fn check(subject: &Subject, out: &mut Vec<Finding>) {
    // What a template links stands for what will be there.
    if is_template(&subject.loaded.path) {
        return;
    }
    for link in found(subject) {
        let message = match link.kind {
            BrokenLinkKind::MissingAnchor => continue,
            BrokenLinkKind::Outside => format!("`{}` leads out of the repository", link.wanted),
            BrokenLinkKind::MissingFile => format!("no file `{}`", link.wanted),
        };
        out.push(suggest(subject.finding(RULE.id, RULE.severity, link.span, message), &link));
    }
}

/// The broken links of a document, with other files looked up where the portfolio does not know them.
pub(super) fn found(subject: &Subject) -> Vec<BrokenLink> {
    broken_links(subject.context.portfolio, subject.index, &|path| subject.context.facts.exists(path))
}

/// Adds what was most likely meant.
pub(super) fn suggest(finding: Finding, link: &BrokenLink) -> Finding {
    let Some(target) = &link.suggestion else {
        let named: Vec<String> = link.candidates.iter().map(|target| format!("`{target}`")).collect();
        return if named.is_empty() {
            finding
        } else {
            finding.with_hint(format!("did you mean {}?", named.join(" or ")))
        };
    };
    let Ok(edits) = EditSet::new(vec![Edit::replace(link.span, target.clone())]) else { return finding };
    let grade = if link.certain { Grade::NeedsReview } else { Grade::Suggestion };
    finding.with_hint(format!("did you mean `{target}`?")).with_fix(grade, format!("link `{target}`"), edits)
}
