//! Commands whose failure the shell takes for an answer instead of a failure.

use tree_sitter::Node;

use super::bash::{descendants, parse, span};
use super::plain::plain_calls;
use crate::Span;

/// The commands of a shell text whose exit status does not end the script: conditions of `if`, `while` and `until`,
/// what stands left of `||` or behind `!`, process substitutions, and command substitutions in an argument. Whether
/// that matters depends on the command: a condition may well fail, a test run may not.
pub fn masked_commands(text: &str) -> Vec<Span> {
    if plain_calls(text).is_some() { Vec::new() } else { parsed(text) }
}

/// The same by the syntax tree.
pub(super) fn parsed(text: &str) -> Vec<Span> {
    let Some(tree) = parse(text) else { return Vec::new() };
    let commands = descendants(tree.root_node()).into_iter().filter(|node| node.kind() == "command");
    commands.filter(|command| is_masked(*command)).map(|command| span(command, text)).collect()
}

/// Every command of a shell text, and whether the script can end well without having run it: it stands in a branch of an
/// `if` that has no `else`.
pub fn skipped_commands(text: &str) -> Vec<(Span, bool)> {
    // Calls one after another are all run.
    if plain_calls(text).is_some() {
        return Vec::new();
    }
    let Some(tree) = parse(text) else { return Vec::new() };
    let commands = descendants(tree.root_node()).into_iter().filter(|node| node.kind() == "command");
    commands.map(|command| (span(command, text), may_be_skipped(command))).collect()
}

fn may_be_skipped(command: Node<'_>) -> bool {
    let mut node = command;
    while let Some(parent) = node.parent() {
        let mut cursor = parent.walk();
        if parent.kind() == "if_statement"
            && !is_condition(parent, node)
            && !parent.named_children(&mut cursor).any(|child| child.kind() == "else_clause")
        {
            return true;
        }
        node = parent;
    }
    false
}

/// Whether something around a command takes its status.
fn is_masked(command: Node<'_>) -> bool {
    let mut node = command;
    while let Some(parent) = node.parent() {
        let takes = match parent.kind() {
            "if_statement" | "elif_clause" | "while_statement" => is_condition(parent, node),
            "negated_command" | "process_substitution" => true,
            "list" => is_left_of_or(node),
            // The status of an assignment is that of its substitution; that of any other command is its own.
            "command_substitution" => !is_assigned(parent),
            _ => false,
        };
        if takes {
            return true;
        }
        node = parent;
    }
    false
}

fn is_condition(parent: Node<'_>, node: Node<'_>) -> bool {
    let mut cursor = parent.walk();
    parent.children_by_field_name("condition", &mut cursor).any(|child| child == node)
}

fn is_left_of_or(node: Node<'_>) -> bool {
    let mut next = node.next_sibling();
    while let Some(sibling) = next {
        if sibling.kind() == "||" {
            return true;
        }
        next = sibling.next_sibling();
    }
    false
}

/// Whether a substitution is the value of an assignment, whose status is then its own.
pub(super) fn is_assigned(substitution: Node<'_>) -> bool {
    let mut node = substitution;
    while let Some(parent) = node.parent() {
        match parent.kind() {
            "string" | "concatenation" => node = parent,
            "variable_assignment" => {
                return parent.parent().is_none_or(|around| {
                    !matches!(around.kind(), "command" | "declaration_command" | "variable_assignments")
                });
            }
            _ => return false,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::{masked_commands, skipped_commands};

    fn masked(text: &str) -> Vec<&str> {
        masked_commands(text).into_iter().map(|span| span.text(text)).collect()
    }

    #[test]
    fn conditions_alternatives_and_substitutions_take_the_status() {
        assert_eq!(masked("if pytest a; then :; fi\npytest b\n"), ["pytest a"]);
        assert_eq!(masked("while pytest a; do break; done\n"), ["pytest a"]);
        assert_eq!(masked("until pytest a; do break; done\n"), ["pytest a"]);
        assert_eq!(masked("(pytest a) || (pytest b)\n"), ["pytest a"]);
        assert_eq!(masked("pytest a || pytest b\n"), ["pytest a"]);
        assert_eq!(masked("! pytest a\n"), ["pytest a"]);
        assert_eq!(masked("cat <(pytest a)\n"), ["pytest a"]);
        assert_eq!(masked("while read -r x; do :; done < <(pytest a)\n"), ["read -r x", "pytest a"]);
        assert_eq!(masked("mapfile -t x < <(pytest a)\n"), ["pytest a"]);
        assert_eq!(masked("echo \"$(pytest a)\"\n"), ["pytest a"]);
        assert_eq!(masked("for t in $(pytest a); do echo \"$t\"; done\n"), ["pytest a"]);
        assert_eq!(masked("X=\"$(pytest a)\" env\n"), ["pytest a"]);
        assert_eq!(masked("cat <<< \"$(pytest a)\"\n"), ["pytest a"]);
    }

    #[test]
    fn a_branch_without_an_alternative_may_be_skipped() {
        let skipped = |text: &str| -> Vec<bool> {
            skipped_commands(text)
                .into_iter()
                .filter(|(at, _)| at.text(text) == "pytest")
                .map(|it| it.1)
                .collect()
        };
        assert_eq!(skipped("if [ -f x ]; then pytest; fi\n"), [true]);
        assert_eq!(skipped("if [ -f x ]; then\n  for y in a; do pytest; done\nfi\n"), [true]);
        assert_eq!(skipped("if [ -f x ]; then pytest; else exit 1; fi\n"), [false]);
        assert_eq!(skipped("if pytest; then :; fi\n"), [false]);
        assert_eq!(skipped("pytest\nif [ -f x ]; then pytest; fi\n"), [false, true]);
    }

    #[test]
    fn what_ends_the_script_is_left_alone() {
        for text in [
            "pytest a\npytest b\n",
            "x=$(pytest a)\n",
            "x=\"$(pytest a)\"\n",
            "if true; then pytest a; fi\n",
            "{ pytest a; }\n",
        ] {
            let found = masked(text);
            assert!(!found.contains(&"pytest a"), "{text}: {found:?}");
        }
    }
}
