//! Substitutions in conditions, of which nobody asks the status.

use tree_sitter::Node;

use super::bash::{descendants, words};
use super::findings::proves_nothing;
use super::ignored::is_ignored;
use super::masked::is_assigned;
use super::swallowed::{READERS, base};

/// Programs whose status is an answer, or that cannot fail where they are.
const ASKING: [&str; 10] =
    ["arch", "command", "date", "hostname", "id", "nproc", "type", "uname", "which", "whoami"];

/// The substitutions in conditions, left of `||` and `&&` and behind `!`, whose command may fail without anybody seeing
/// it: the shell does not tell, and the condition judges what was printed until then. Everywhere else a trap tells.
///
/// Readers of files, whose status is an answer, are left alone, and commands that ask what the machine is; and so is a
/// comparison of what one command prints with a word, where the script goes on only if they are the same.
pub(super) fn unasked<'t>(nodes: &[Node<'t>], text: &str) -> Vec<Node<'t>> {
    let substitutions =
        nodes.iter().filter(|node| matches!(node.kind(), "command_substitution" | "process_substitution"));
    substitutions
        .filter(|node| {
            is_ignored(**node)
                && !is_assigned(**node)
                && may_fail(**node, text)
                && !needs_output(**node, text)
        })
        .copied()
        .collect()
}

/// Whether a substitution holds a command that is neither idle nor a reader.
fn may_fail(substitution: Node<'_>, text: &str) -> bool {
    descendants(substitution).into_iter().filter(|node| node.kind() == "command").any(|command| {
        let words = words(command, text);
        words.first().is_some_and(|name| !READERS.contains(&base(name)) && !ASKING.contains(&base(name)))
            && !proves_nothing(command, text)
    })
}

/// Whether a substitution of one command stands in a test that only its whole output satisfies, and the test in a list that
/// goes on, or gives up, by it: `[ "$(a)" = b ] || exit 1`, or where one waits for it: `until [ "$(a)" = b ]; do`.
fn needs_output(substitution: Node<'_>, text: &str) -> bool {
    let mut word = substitution;
    while let Some(parent) =
        word.parent().filter(|parent| matches!(parent.kind(), "string" | "concatenation"))
    {
        word = parent;
    }
    let Some(test) = word.parent() else { return false };
    let part = |node: Option<Node<'_>>| node.and_then(|node| text.get(node.byte_range())).unwrap_or_default();
    let operator = part(test.child_by_field_name("operator"));
    let other = part(test.child_by_field_name("right")).trim_matches(['"', '\'']);
    // A count is `0` also when nothing was counted.
    let is_word = matches!(operator, "=" | "==") && !matches!(other, "" | "0") && !other.contains(['$', '*']);
    let is_one = substitution.named_child_count() == 1
        && substitution.named_child(0).is_some_and(|command| command.kind() == "command");
    let Some(command) = test.parent().filter(|parent| parent.kind() == "test_command") else { return false };
    let Some(around) = command.parent() else { return false };
    let decides = match around.kind() {
        // The list itself stands in the open: its status is asked.
        "list" => !is_ignored(around),
        "while_statement" => part(Some(around)).starts_with("until"),
        _ => false,
    };
    test.kind() == "binary_expression" && is_word && is_one && decides
}
