//! From a text to statements.

use milepost_document::Span;
use squawk_syntax::{
    SourceFile, SyntaxElement, SyntaxNode,
    ast::{AstNode as _, Stmt},
};

use super::{statement, words::tokens};
use crate::Statement;

/// The statements of a text, and its comments.
pub(crate) fn read(text: &str) -> (Vec<Statement>, Vec<Span>) {
    let parse = SourceFile::parse(text);
    let root = parse.syntax_node();
    let mut statements: Vec<Statement> = Vec::new();
    for element in root.children_with_tokens() {
        let Some(node) = element.as_node() else {
            let token = element.as_token().expect("what is no node is a token");
            if !token.kind().is_trivia() && token.text() != ";" {
                odd(text, &mut statements, range(token.text_range()));
            }
            continue;
        };
        let Some(span) = span(node) else { continue };
        match Stmt::cast(node.clone()) {
            Some(Stmt::EmptyStmt(_)) => {}
            Some(stmt) => statements.push(Statement { span, steps: statement::steps(&stmt), error: None }),
            None => odd(text, &mut statements, span),
        }
    }
    for error in parse.errors() {
        let place = range(error.range());
        let nearest = statements
            .iter()
            .rposition(|one| one.span.start <= place.start)
            .or(if statements.is_empty() { None } else { Some(0) });
        match nearest {
            Some(at) => {
                statements[at].error.get_or_insert_with(|| error.message().trim().to_owned());
            }
            None => statements.push(Statement::unread(place, error.message().trim())),
        }
    }
    // What was read of a statement with an error in it may be something else.
    for statement in &mut statements {
        if statement.error.is_some() {
            statement.steps.clear();
        }
    }
    let comments = root.descendants_with_tokens().filter_map(SyntaxElement::into_token);
    let comments = comments.filter(|token| token.kind() == squawk_syntax::SyntaxKind::COMMENT);
    (statements, comments.map(|token| range(token.text_range())).collect())
}

/// Adds words with which no statement begins: one with those before it, up to a semicolon.
fn odd(text: &str, statements: &mut Vec<Statement>, span: Span) {
    const WHY: &str = "no statement begins so";
    match statements.last_mut() {
        Some(last)
            if last.error.as_deref() == Some(WHY)
                && !text[last.span.end as usize..span.start as usize].contains(';') =>
        {
            last.span = last.span.to(span);
        }
        _ => statements.push(Statement::unread(span, WHY)),
    }
}

/// The place of a node without comments and spaces around it, and without its semicolon; none for an empty one.
pub(super) fn span(node: &SyntaxNode) -> Option<Span> {
    let mut all = tokens(node).filter(|token| token.text() != ";");
    let first = all.next()?;
    let last = all.last().unwrap_or_else(|| first.clone());
    Some(range(first.text_range()).to(range(last.text_range())))
}

fn range(range: impl Into<std::ops::Range<usize>>) -> Span {
    let range = range.into();
    Span::new(range.start as u32, range.end as u32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Act;

    #[test]
    fn a_statement_that_cannot_be_read_spoils_no_other() {
        let (statements, _) = read("DROP TABLE a;\nALTER TABL b;\nDROP TABLE c;\n");
        let errors: Vec<bool> = statements.iter().map(|one| one.error.is_some()).collect();
        assert!(!errors[0] && errors.iter().any(|error| *error), "{statements:?}");
        let last = statements.last().unwrap();
        assert!(matches!(&last.steps[0].act, Act::DropTable { table, .. } if table == "c"), "{statements:?}");
    }

    #[test]
    fn places_leave_out_comments_and_semicolons() {
        let text = "-- first\nDROP TABLE a ; -- behind\n";
        let (statements, comments) = read(text);
        assert_eq!(&text[statements[0].span.range()], "DROP TABLE a");
        assert_eq!(comments.len(), 2);
    }
}
