//! Comments that allow a flaw with a reason.

use milepost_document::{AnnotationComment, Attached, Document, Span, annotation::Form};

use crate::{Context, Finding, Scope, rules::unused_allow};

/// One `allow RULE because "…"`.
struct Allow<'a> {
    document: usize,
    rule: &'a str,
    span: Span,
    covers: Span,
    used: bool,
}

/// Takes out the findings that a comment allows, and adds one for each comment that allows nothing, as far as its rule
/// was among those that looked.
pub(crate) fn apply(context: &Context, findings: Vec<Finding>, looked: fn(Scope) -> bool) -> Vec<Finding> {
    let mut allows: Vec<Allow> =
        context.targets.iter().flat_map(|index| of_document(context, *index)).collect();
    if allows.is_empty() {
        return findings;
    }
    let mut kept = Vec::with_capacity(findings.len());
    for finding in findings {
        let document = context.portfolio.find(&finding.path);
        let mut allowed = false;
        for allow in &mut allows {
            if Some(allow.document) == document
                && (allow.rule == finding.rule || Some(allow.rule) == finding.kind)
                && covers(allow.covers, finding.span)
            {
                allow.used = true;
                allowed = true;
            }
        }
        if !allowed {
            kept.push(finding);
        }
    }
    let unused = allows.iter().filter(|allow| !allow.used && looked(unused_allow::scope(allow.rule)));
    kept.extend(unused.map(|allow| {
        unused_allow::finding(&context.portfolio.documents[allow.document].path, allow.span, allow.rule)
    }));
    kept
}

fn covers(scope: Span, place: Span) -> bool {
    scope.contains(Span::at(place.start))
}

fn of_document<'a>(context: &Context<'a>, index: usize) -> Vec<Allow<'a>> {
    let document = context.portfolio.documents[index].document();
    let mut allows = Vec::new();
    for comment in &document.annotations {
        for annotation in &comment.forms {
            if let Form::Allow { rule, .. } = &annotation.form {
                allows.push(Allow {
                    document: index,
                    rule,
                    span: annotation.span,
                    covers: scope(document, comment),
                    used: false,
                });
            }
        }
    }
    allows
}

/// What a comment covers: its item, its fence, its section with the heading, for the first section the document. A
/// comment inside a fence covers its own line and the next one.
fn scope(document: &Document, comment: &AnnotationComment) -> Span {
    match comment.attached {
        Attached::Item(item) => document.item(item).span.to(comment.span),
        Attached::Fence(fence) => {
            let fence = document.fence(fence);
            if fence.content.contains(comment.span) {
                lines_of(document, comment.span)
            } else {
                fence.span.to(comment.span)
            }
        }
        Attached::Section(section) => {
            let section = document.section(section);
            if section.level <= 1 {
                Span::new(0, document.source.len() as u32)
            } else {
                section.heading.to(section.body)
            }
        }
    }
}

/// The line of a span and the next one.
fn lines_of(document: &Document, span: Span) -> Span {
    let source = &document.source;
    let start = source[..span.start as usize].rfind('\n').map_or(0, |at| at + 1);
    let mut end = span.end as usize;
    for _ in 0..2 {
        end = source[end..].find('\n').map_or(source.len(), |at| end + at + 1);
    }
    Span::new(start as u32, end as u32)
}
