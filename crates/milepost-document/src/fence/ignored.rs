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
        "subshell"
        | "compound_statement"
        | "if_statement"
        | "for_statement"
        | "c_style_for_statement"
        | "while_statement" => goes_on(**node, text),
        "command" => words(**node, text).first().is_some_and(|name| functions.contains(name)),
        _ => false,
    };
    let found: Vec<Node<'t>> =
        nodes.iter().filter(is_one).filter(|node| is_ignored(**node)).copied().collect();
    // Of one in another the outer one is told.
    let is_inner = |node: &Node<'_>| {
        found.iter().any(|other| {
            other.id() != node.id()
                && other.start_byte() <= node.start_byte()
                && node.end_byte() <= other.end_byte()
        })
    };
    found.iter().filter(|node| !is_inner(node)).copied().collect()
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
    let several = bodies.iter().filter(|(_, body)| goes_on(*body, text));
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

/// Whether a compound statement goes on from a command that may fail to another one: from one statement to the next, or from
/// one round of a loop to the next.
fn goes_on(node: Node<'_>, text: &str) -> bool {
    let mut cursor = node.walk();
    let children = node.named_children(&mut cursor).filter(|child| child.kind() != "comment");
    match node.kind() {
        "subshell" | "compound_statement" | "else_clause" => in_row(&children.collect::<Vec<_>>(), text),
        // What is asked is no part of what runs.
        "if_statement" | "elif_clause" => {
            in_row(&children.filter(|child| !is_condition(node, *child)).collect::<Vec<_>>(), text)
        }
        "for_statement" | "c_style_for_statement" | "while_statement" => {
            let Some(body) = node.child_by_field_name("body") else { return false };
            let mut cursor = body.walk();
            let inner: Vec<_> = body.named_children(&mut cursor).collect();
            inner.iter().any(|node| may_fail(*node, text)) || in_row(&inner, text)
        }
        "redirected_statement" => node.child_by_field_name("body").is_some_and(|body| goes_on(body, text)),
        _ => false,
    }
}

fn in_row(statements: &[Node<'_>], text: &str) -> bool {
    let is_branch = |node: &&Node<'_>| matches!(node.kind(), "elif_clause" | "else_clause");
    let own: Vec<_> = statements.iter().filter(|node| !is_branch(node)).collect();
    own.split_last().is_some_and(|(_, before)| before.iter().any(|node| may_fail(**node, text)))
        || statements.iter().any(|node| goes_on(*node, text))
}

/// Whether a statement may end with a failure, without ending the script by it.
fn may_fail(statement: Node<'_>, text: &str) -> bool {
    let gives_up = |node: Node<'_>| {
        node.kind() == "command"
            && words(node, text)
                .first()
                .is_some_and(|name| matches!(*name, "exit" | "return" | "break" | "continue"))
    };
    let mut cursor = statement.walk();
    match statement.kind() {
        "list" => !statement.named_children(&mut cursor).last().is_some_and(gives_up),
        "if_statement" => {
            let inner =
                statement.named_children(&mut cursor).filter(|child| !is_condition(statement, *child));
            inner.filter(|child| child.kind() != "comment").any(|child| may_fail(child, text))
        }
        "elif_clause" | "else_clause" => {
            statement.named_children(&mut cursor).any(|child| may_fail(child, text))
        }
        _ => !gives_up(statement) && !proves_nothing(statement, text),
    }
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
