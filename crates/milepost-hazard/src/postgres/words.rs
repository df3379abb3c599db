//! Words and names of a node.

use squawk_syntax::{SyntaxElement, SyntaxNode, SyntaxToken};

/// The tokens of a node without comments and spaces.
pub(super) fn tokens(node: &SyntaxNode) -> impl Iterator<Item = SyntaxToken> {
    node.descendants_with_tokens()
        .filter_map(SyntaxElement::into_token)
        .filter(|token| !token.kind().is_trivia())
}

/// The words of a node in small letters, one space between them.
pub(super) fn words(node: &SyntaxNode) -> String {
    let mut all = String::new();
    for token in tokens(node) {
        if !all.is_empty() {
            all.push(' ');
        }
        all.push_str(&token.text().to_lowercase());
    }
    all
}

/// The words of a type, as people write it.
pub(super) fn type_words(node: &SyntaxNode) -> String {
    let tight = [(" ( ", "("), (" )", ")"), (" ,", ","), (" [ ]", "[]"), (" . ", ".")];
    tight.iter().fold(words(node), |text, (from, to)| text.replace(from, to))
}

/// The name that a node is: folded where it is not quoted, without the schema `public`.
pub(super) fn name(node: &SyntaxNode) -> String {
    let mut whole = String::new();
    for token in tokens(node) {
        let text = token.text();
        match text {
            "*" | "(" | ")" => {}
            _ if text.eq_ignore_ascii_case("only") => {}
            _ if text.starts_with('"') => whole.push_str(&text.trim_matches('"').replace("\"\"", "\"")),
            _ => whole.push_str(&text.to_lowercase()),
        }
    }
    whole.strip_prefix("public.").map(str::to_owned).unwrap_or(whole)
}

/// The name of a node that may be absent.
pub(super) fn named(node: Option<&SyntaxNode>) -> String {
    node.map(name).unwrap_or_default()
}
