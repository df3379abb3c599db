//! What squawk finds in a text.

use milepost_document::Span;
use squawk_linter::{Linter, Rule};
use squawk_syntax::SourceFile;

/// A finding of squawk: its rule, where, what it is, and what to do instead where it says so.
#[derive(Debug)]
pub(crate) struct Violation {
    pub(crate) rule: Rule,
    pub(crate) span: Span,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
}

/// What these rules of squawk find.
pub(crate) fn violations(text: &str, rules: &[Rule]) -> Vec<Violation> {
    let parse = SourceFile::parse(text);
    let mut linter = Linter::from(rules.to_vec());
    let found = linter.lint(&parse, text).into_iter();
    found
        .map(|one| Violation {
            rule: one.code,
            span: Span::new(one.text_range.start().into(), one.text_range.end().into()),
            message: one.message,
            help: one.help,
        })
        .collect()
}
