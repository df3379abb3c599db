//! Shell text as a syntax tree.

use tree_sitter::{Node, Parser, Tree};

use crate::Span;

/// One statement at the top level of a shell text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Its bytes.
    pub span: Span,
    /// The first word of its first command, when that is plain text.
    pub command: Option<String>,
}

/// Larger texts are not analysed.
const MAX_BYTES: usize = 1024 * 1024;
/// Neither are texts that nest deeper: nobody writes them, and looking at all of what stands around each command of one
/// would take for ever.
const MAX_DEPTH: usize = 256;

/// Splits a shell text into the statements of its top level; comments are none. A text that is no shell has those
/// statements that could be read.
pub fn statements(text: &str) -> Vec<Statement> {
    let Some(tree) = parse(text) else { return Vec::new() };
    let root = tree.root_node();
    let mut cursor = root.walk();
    root.named_children(&mut cursor)
        .filter(|node| !matches!(node.kind(), "comment" | "ERROR" | "heredoc_body"))
        .map(|node| Statement {
            span: span(node, text),
            command: first_command(node, text).map(str::to_owned),
        })
        .collect()
}

/// The syntax tree; `None` for a text that is too large or nests too deeply.
pub(super) fn parse(text: &str) -> Option<Tree> {
    if text.len() > MAX_BYTES {
        return None;
    }
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_bash::LANGUAGE.into()).ok()?;
    parser.parse(shielded(text), None).filter(|tree| depth(tree) <= MAX_DEPTH)
}

/// How many nodes stand in each other.
fn depth(tree: &Tree) -> usize {
    let mut cursor = tree.walk();
    let (mut depth, mut deepest) = (1, 1);
    loop {
        if cursor.goto_first_child() {
            depth += 1;
            deepest = deepest.max(depth);
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return deepest;
            }
            depth -= 1;
        }
    }
}

/// The text with each byte of what the grammar's hand-written scanner cannot take (characters outside of ASCII, which
/// it looks up in tables made for bytes, and control characters) made a letter: places and structure stay.
fn shielded(text: &str) -> Vec<u8> {
    text.bytes()
        .map(|b| if b.is_ascii_graphic() || matches!(b, b' ' | b'\t' | b'\n' | b'\r') { b } else { b'x' })
        .collect()
}

/// The bytes of a node, widened to whole characters: in a text that is no shell a node may end inside one.
pub(super) fn span(node: Node<'_>, text: &str) -> Span {
    Span::from(text.floor_char_boundary(node.start_byte())..text.ceil_char_boundary(node.end_byte()))
}

/// The words of a simple command, as written.
pub(super) fn words<'t>(node: Node<'_>, text: &'t str) -> Vec<&'t str> {
    let mut cursor = node.walk();
    node.named_children(&mut cursor)
        .filter(|child| {
            !matches!(
                child.kind(),
                "variable_assignment" | "file_redirect" | "herestring_redirect" | "heredoc_redirect"
            )
        })
        .filter_map(|child| text.get(child.byte_range()))
        .collect()
}

/// Every node of a tree, parents first, without recursion.
pub(super) fn descendants(root: Node<'_>) -> Vec<Node<'_>> {
    let mut all = Vec::new();
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        all.push(node);
        let mut cursor = node.walk();
        let children: Vec<_> = node.children(&mut cursor).collect();
        open.extend(children.into_iter().rev());
    }
    all
}

fn first_command<'t>(node: Node<'_>, text: &'t str) -> Option<&'t str> {
    descendants(node)
        .into_iter()
        .find(|node| node.kind() == "command_name")
        .and_then(|node| text.get(node.byte_range()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_and_their_commands() {
        let text = "# Step 1\npnpm build\nCI=1 pnpm test && echo ok\nfor x in a; do ls; done\ncat <<EOF\n  # no comment\nEOF\n";
        let found: Vec<_> = statements(text)
            .into_iter()
            .map(|s| (s.span.text(text).lines().next().unwrap().to_owned(), s.command.unwrap_or_default()))
            .collect();
        let expected = [
            ("pnpm build", "pnpm"),
            ("CI=1 pnpm test && echo ok", "pnpm"),
            ("for x in a; do ls; done", "ls"),
            ("cat <<EOF", "cat"),
        ];
        assert_eq!(found, expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
        assert!(statements("").is_empty());
    }
}
