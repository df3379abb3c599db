//! Code blocks without a language where commands are expected.

use milepost_document::{FenceId, Severity};

use crate::{Check, Finding, Rule, Scope, Subject, runs};

pub(super) const RULE: Rule = Rule {
    id: "unlabelled-fence",
    severity: Severity::Info,
    gravest: Severity::Info,
    scope: Scope::Form,
    page: include_str!("unlabelled-fence.md"),
    check: Check::Document(check),
};

fn check(subject: &Subject, out: &mut Vec<Finding>) {
    if !subject.loaded.is_milestone() {
        return;
    }
    let document = subject.document();
    for (at, fence) in document.fences.iter().enumerate() {
        let id = FenceId(at as u32);
        let Some(runs) = runs::place(document, id).filter(|runs| *runs != runs::Runs::Steps) else {
            continue;
        };
        if fence.info.is_empty()
            && fence.annotations.is_empty()
            && !document.text(fence.content).trim().is_empty()
        {
            let line = document.text(fence.span).split('\n').next().map_or(0, str::len) as u32;
            let opening = milepost_document::Span::new(fence.span.start, fence.span.start + line);
            out.push(
                subject
                    .finding(
                        RULE.id,
                        RULE.severity,
                        opening,
                        format!("a code block without a language: `{}` does not run it", runs.command()),
                    )
                    .with_hint("write ```bash, or ```text where it is not a command"),
            );
        }
    }
}
