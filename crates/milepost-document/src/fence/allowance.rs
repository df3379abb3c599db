//! What an author allows, in comments of a shell text.

use tree_sitter::Node;

use super::findings::UnsafeKind;
use crate::Span;
use crate::annotation::{Form, parse_comment};

/// The `milepost: allow` comments of a shell text.
pub(super) struct Allowances<'t> {
    text: &'t str,
    all: Vec<Allowance>,
}

struct Allowance {
    rule: String,
    because: String,
    /// The line of the comment, from 0.
    row: usize,
    /// Whether nothing else stands on that line.
    alone: bool,
}

impl<'t> Allowances<'t> {
    /// Reads them from the comments among all nodes of a text.
    pub(super) fn of(nodes: &[Node<'_>], text: &'t str) -> Self {
        let mut all = Vec::new();
        for node in nodes.iter().filter(|node| node.kind() == "comment") {
            let comment = text.get(node.byte_range()).and_then(|comment| parse_comment(comment, 0)?.ok());
            let before = &text.as_bytes()[..node.start_byte()];
            let line = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
            let alone = before[line..].iter().all(u8::is_ascii_whitespace);
            for annotation in comment.into_iter().flatten() {
                if let Form::Allow { rule, because } = annotation.form {
                    all.push(Allowance { rule, because, row: node.start_position().row, alone });
                }
            }
        }
        Self { text, all }
    }

    /// The reason for which a statement is allowed: of a comment on one of its lines, or alone directly above it.
    pub(super) fn reason(&self, span: Span, kind: UnsafeKind) -> Option<String> {
        let (first, last) = (self.row(span.start), self.row(span.end.max(span.start + 1)));
        let mut of_rule = self.all.iter().filter(|allowance| allowance.rule == kind.rule());
        of_rule
            .find(|allowance| {
                if allowance.alone {
                    self.is_just_above(allowance.row, first)
                } else {
                    (first..=last).contains(&allowance.row)
                }
            })
            .map(|allowance| allowance.because.clone())
    }

    /// Whether there are only comments from one line to another.
    fn is_just_above(&self, row: usize, first: usize) -> bool {
        row < first
            && self.text.lines().skip(row).take(first - row).all(|line| line.trim_start().starts_with('#'))
    }

    fn row(&self, offset: u32) -> usize {
        self.text.bytes().take(offset as usize).filter(|byte| *byte == b'\n').count()
    }
}
