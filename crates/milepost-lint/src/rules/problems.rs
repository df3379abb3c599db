//! What the reader of documents found already.

use crate::{Finding, Subject};

/// The problems of a document with these names, as findings of a rule.
pub(super) fn from_problems(subject: &Subject, rule: &'static str, names: &[&str], out: &mut Vec<Finding>) {
    for problem in subject.loaded.problems().iter().filter(|problem| names.contains(&problem.rule)) {
        let mut finding = subject.finding(rule, problem.severity, problem.span, problem.message.clone());
        finding.hint.clone_from(&problem.hint);
        out.push(finding);
    }
}
