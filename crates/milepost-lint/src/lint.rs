//! Running the rules.

use milepost_document::Severity;
use milepost_portfolio::Portfolio;
use rayon::prelude::*;

use crate::{Check, Context, Facts, Finding, RULES, Scope, Subject, allow};

/// Fewer documents than this are looked at one after another.
const FEW: usize = 8;

/// What is wrong with the targets, sorted by path, place and rule: what they are and what they claim, without Git's
/// history. Findings that a comment `<!-- milepost: allow RULE because "…" -->` covers are left out; a comment that
/// covers none is a finding itself.
pub fn lint(portfolio: &Portfolio, targets: &[usize], facts: &dyn Facts) -> Vec<Finding> {
    run(portfolio, targets, facts, |scope| scope != Scope::History, Severity::Info)
}

/// Those of [`lint`] that are errors; the others are dropped document by document.
pub fn errors(portfolio: &Portfolio, targets: &[usize], facts: &dyn Facts) -> Vec<Finding> {
    run(portfolio, targets, facts, |scope| scope != Scope::History, Severity::Error)
}

/// What the targets claim and is not so: against their own boxes, each other, the files of the tree and Git's history.
/// Sorted and allowed as [`lint`].
pub fn audit(portfolio: &Portfolio, targets: &[usize], facts: &dyn Facts) -> Vec<Finding> {
    run(portfolio, targets, facts, |scope| scope != Scope::Form, Severity::Info)
}

fn run(
    portfolio: &Portfolio,
    targets: &[usize],
    facts: &dyn Facts,
    wanted: fn(Scope) -> bool,
    least: Severity,
) -> Vec<Finding> {
    let mut targets = targets.to_vec();
    targets.sort_unstable();
    targets.dedup();
    targets.retain(|index| *index < portfolio.documents.len());
    let context = Context { portfolio, targets: &targets, facts, least };
    let asked = || RULES.iter().filter(|rule| wanted(rule.scope) && context.wants(rule.gravest));
    let of_document = |index: &usize| {
        let subject = Subject::new(context, *index);
        let mut findings = Vec::new();
        for rule in asked() {
            if let Check::Document(check) = rule.check {
                check(&subject, &mut findings);
            }
        }
        debug_assert!(findings.iter().all(is_within), "a rule has a graver finding than it says");
        findings.retain(|finding| finding.severity >= least);
        findings
    };
    // Threads cost more than a few documents take.
    let mut findings: Vec<Finding> = if targets.len() < FEW {
        targets.iter().flat_map(of_document).collect()
    } else {
        targets.par_iter().flat_map_iter(of_document).collect()
    };
    for rule in asked() {
        if let Check::Portfolio(check) = rule.check {
            check(&context, &mut findings);
        }
    }
    debug_assert!(findings.iter().all(is_within), "a rule has a graver finding than it says");
    let mut findings = allow::apply(&context, findings, wanted);
    findings.retain(|finding| finding.severity >= least);
    for finding in &mut findings {
        // What is not UTF-8 is never written.
        if finding
            .fix
            .as_ref()
            .is_some_and(|fix| fix.edits.iter().any(|(path, _)| is_read_only(portfolio, path)))
        {
            finding.fix = None;
        }
    }
    findings
        .sort_by(|a, b| (&a.path, a.span, a.rule, &a.message).cmp(&(&b.path, b.span, b.rule, &b.message)));
    findings.dedup();
    findings
}

/// Whether a finding is no graver than its rule says that it can be.
fn is_within(finding: &Finding) -> bool {
    RULES.iter().find(|rule| rule.id == finding.rule).is_none_or(|rule| finding.severity <= rule.gravest)
}

fn is_read_only(portfolio: &Portfolio, path: &str) -> bool {
    portfolio.find(path).is_some_and(|index| portfolio.documents[index].read_only)
}
