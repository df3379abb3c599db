//! Groups in which the shell goes on after a failure.

use std::collections::HashSet;

use tree_sitter::Node;

use super::bash::{descendants, words};
use super::findings::{is_condition, proves_nothing};

/// The groups, subshells, loops and calls of functions in which the shell goes on after a failure, because what stands
/// around them takes their status.
pub(super) fn ignored<'t>(nodes: &[Node<'t>], text: &str) -> Vec<Node<'t>> {
    let functions = functions_that_go_on(nodes, text);
    let is_one = |node: &&Node<'_>| match node.kind() {
        "subshell" | "compound_statement" => has_several(**node, text),
        "for_statement" | "c_style_for_statement" => goes_round(**node, text),
        "command" => words(**node, text).first().is_some_and(|name| functions.contains(name)),
        _ => false,
    };
    nodes.iter().filter(is_one).filter(|node| is_ignored(**node)).copied().collect()
}

/// The names of functions in which there is something to go on to, also by way of other functions.
fn functions_that_go_on<'t>(nodes: &[Node<'_>], text: &'t str) -> HashSet<&'t str> {
    let bodies: Vec<(&str, Node<'_>)> = nodes
        .iter()
        .filter(|node| node.kind() == "function_definition")
        .filter_map(|node| {
            let name = text.get(node.child_by_field_name("name")?.byte_range())?;
            Some((name, node.child_by_field_name("body")?))
        })
        .collect();
    let several = bodies.iter().filter(|(_, body)| has_several(*body, text));
    let mut found: HashSet<&str> = several.map(|(name, _)| *name).collect();
    loop {
        let calls_one = |body: Node<'_>| {
            descendants(body).into_iter().any(|inner| {
                inner.kind() == "command"
                    && words(inner, text).first().is_some_and(|name| found.contains(name))
            })
        };
        let more: Vec<&str> = bodies
            .iter()
            .filter(|(name, body)| !found.contains(name) && calls_one(*body))
            .map(|(name, _)| *name)
            .collect();
        if more.is_empty() {
            return found;
        }
        found.extend(more);
    }
}

/// Whether a group goes on from a command that may fail to another one.
fn has_several(group: Node<'_>, text: &str) -> bool {
    let mut cursor = group.walk();
    let inner: Vec<_> = group.named_children(&mut cursor).filter(|node| node.kind() != "comment").collect();
    inner.split_last().is_some_and(|(_, before)| before.iter().any(|node| !proves_nothing(*node, text)))
}

/// Whether a loop goes from a command that may fail to the next round: only the last round's status counts.
fn goes_round(statement: Node<'_>, text: &str) -> bool {
    let Some(body) = statement.child_by_field_name("body") else { return false };
    let mut cursor = body.walk();
    body.named_children(&mut cursor)
        .any(|node| matches!(node.kind(), "command" | "pipeline") && !proves_nothing(node, text))
}

/// Whether what stands around a node takes its status.
pub(super) fn is_ignored(node: Node<'_>) -> bool {
    let mut node = node;
    while let Some(parent) = node.parent() {
        match parent.kind() {
            "if_statement" | "elif_clause" | "while_statement" if is_condition(parent, node) => return true,
            "negated_command" => return true,
            "list" if node.next_sibling().is_some_and(|next| matches!(next.kind(), "||" | "&&")) => {
                return true;
            }
            "command_substitution" | "process_substitution" | "function_definition" | "program" => {
                return false;
            }
            _ => node = parent,
        }
    }
    false
}
