//! Statements of a shell text that hide a failure, and texts that prove nothing.

use serde::{Deserialize, Serialize};
use tree_sitter::Node;

use super::allowance::Allowances;
use super::bash::{descendants, parse, span, words};
use super::ignored::ignored;
use super::plain::plain_calls;
use super::swallowed::{is_known, is_lenient, reads_a_script, swallowed};
use super::unasked::unasked;
use crate::Span;

/// How a statement may let a failure pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UnsafeKind {
    /// `a && b` or `! a` before another statement.
    AndNotLast,
    /// `local v=$(…)`, also with `declare`, `export`, `readonly`, `typeset`.
    MaskedSubstitution,
    /// `if [ -z "$(a)" ]`, where nobody asks whether `a` failed.
    UnaskedSubstitution,
    /// `|| true`, `|| :`, `|| echo …`.
    OrTrue,
    /// A pipe into a pager.
    PagerPipe,
    /// `&` at the end of a statement.
    Background,
    /// `set +e` and its kin.
    ErrexitOff,
    /// `exit` or `exec` before other statements.
    EarlyExit,
    /// A trap that decides how the script ends.
    Trap,
    /// `bash -c "a; b"`, where nothing stops after `a`.
    NestedShell,
    /// `(a; b) || c`, where `b` follows whatever `a` comes to.
    IgnoredErrexit,
    /// `pytest() { …; }`: another command of the same name.
    Redefined,
    /// `find … -exec a \;`, which succeeds whatever `a` comes to.
    SwallowedStatus,
    /// `make -i`, `npm run x --if-present`: success although something failed, or nothing ran.
    LenientOption,
    /// Text that is no shell.
    Unparsable,
    /// Commands that cannot fail.
    ProvesNothing,
}

impl UnsafeKind {
    /// The rule's name, as in `allow RULE because "…"`.
    pub fn rule(self) -> &'static str {
        match self {
            Self::AndNotLast => "and-not-last",
            Self::MaskedSubstitution => "masked-substitution",
            Self::UnaskedSubstitution => "unasked-substitution",
            Self::OrTrue => "or-true",
            Self::PagerPipe => "pager-pipe",
            Self::Background => "background",
            Self::ErrexitOff => "errexit-off",
            Self::EarlyExit => "early-exit",
            Self::Trap => "trap",
            Self::NestedShell => "nested-shell",
            Self::IgnoredErrexit => "ignored-errexit",
            Self::Redefined => "redefined",
            Self::SwallowedStatus => "swallowed-status",
            Self::LenientOption => "lenient-option",
            Self::Unparsable => "unparsable",
            Self::ProvesNothing => "proves-nothing",
        }
    }

    /// Why it is unsafe: a lower-case fragment.
    pub fn why(self) -> &'static str {
        match self {
            Self::AndNotLast => {
                "a failure on the left of `&&`, or of a negated command, does not stop the commands below it"
            }
            Self::MaskedSubstitution => "the declaration succeeds even when the command inside `$(…)` fails",
            Self::UnaskedSubstitution => {
                "the condition sees what the command prints, and nobody sees whether it failed"
            }
            Self::OrTrue => "the failure on the left of `||` is swallowed",
            Self::PagerPipe => "a pager waits for a person or hides the end of the output",
            Self::Background => "nobody waits for a command in the background, nor sees it fail",
            Self::ErrexitOff => "failures no longer stop the commands below it",
            Self::EarlyExit => "the statements below it never run",
            Self::Trap => "the trap decides with which status the script ends",
            Self::NestedShell => "the shell that it starts goes on after a failure",
            Self::IgnoredErrexit => {
                "in a condition, or left of `||` and `&&`, the shell goes on after a failure in here"
            }
            Self::Redefined => "afterwards the name means another command",
            Self::SwallowedStatus => "`find` succeeds whatever the commands that it runs come to",
            Self::LenientOption => "with this option it succeeds although something failed, or nothing ran",
            Self::Unparsable => "this is not a complete shell command",
            Self::ProvesNothing => "these commands cannot fail, so they prove nothing",
        }
    }

    /// What to write instead: a lower-case fragment.
    pub fn hint(self) -> &'static str {
        match self {
            Self::AndNotLast => "write the commands on lines of their own, or use `if`",
            Self::MaskedSubstitution => "declare first, assign on the next line",
            Self::UnaskedSubstitution => "assign it first, on a line of its own: `found=$(…)`",
            Self::OrTrue => "let the command fail, or test for the case with `if`",
            Self::PagerPipe => "take the pager away",
            Self::Background => "start it in the check's own set-up, or `wait` for its process id",
            Self::ErrexitOff => "take the line away and handle the one failure with `if`",
            Self::EarlyExit => "take it away, or what stands below it",
            Self::Trap => "let the trap clean up and not exit",
            Self::NestedShell => "give it `-euo pipefail`, or write the commands on lines of their own",
            Self::IgnoredErrexit => "join its commands by `&&`, or let it stand on a line of its own",
            Self::Redefined => "give it another name",
            Self::SwallowedStatus => "end it with `+` in place of `\\;`",
            Self::LenientOption => "take the option away",
            Self::Unparsable => "check quotes, brackets, `do`/`done` and `if`/`fi`",
            Self::ProvesNothing => "add the command that tests the claim",
        }
    }
}

/// A statement that may let a failure pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnsafeStatement {
    /// Its bytes.
    pub span: Span,
    /// What is wrong.
    pub kind: UnsafeKind,
    /// The reason of a `milepost: allow` comment on its line or directly above.
    pub allowed: Option<String>,
}

/// Finds every such statement of a fence, in order. A text that cannot be parsed is a finding itself.
pub fn unsafe_statements(text: &str) -> Vec<UnsafeStatement> {
    match plain_calls(text) {
        Some(calls) if !calls.iter().any(|call| is_lenient(call)) => Vec::new(),
        _ => parsed(text),
    }
}

/// The same by the syntax tree.
pub(super) fn parsed(text: &str) -> Vec<UnsafeStatement> {
    let Some(tree) = parse(text) else {
        return vec![UnsafeStatement {
            span: Span::from(0..text.len()),
            kind: UnsafeKind::Unparsable,
            allowed: None,
        }];
    };
    let root = tree.root_node();
    let nodes = descendants(root);
    let mut found: Vec<(Span, UnsafeKind)> = Vec::new();
    if root.has_error() {
        let bad = nodes
            .iter()
            .find(|node| node.is_error() || node.is_missing())
            .map_or(span(root, text), |node| span(*node, text));
        found.push((bad, UnsafeKind::Unparsable));
    }
    found.extend(nodes.iter().filter_map(|node| Some((span(*node, text), kind_of(*node, text)?))));
    let mut add =
        |nodes: Vec<Node<'_>>, kind| found.extend(nodes.into_iter().map(|node| (span(node, text), kind)));
    add(ignored(&nodes, text), UnsafeKind::IgnoredErrexit);
    add(unasked(&nodes, text), UnsafeKind::UnaskedSubstitution);
    let mut cursor = root.walk();
    let statements: Vec<_> =
        root.named_children(&mut cursor).filter(|node| node.kind() != "comment").collect();
    if statements.iter().all(|node| proves_nothing(*node, text)) && !root.has_error() {
        let whole = match (statements.first(), statements.last()) {
            (Some(first), Some(last)) => span(*first, text).to(span(*last, text)),
            _ => Span::from(0..text.len()),
        };
        found.push((whole, UnsafeKind::ProvesNothing));
    } else if let Some((_, before)) = statements.split_last() {
        let leaves =
            before.iter().find(|node| ends_the_script(**node, text) || may_end_it_well(**node, text));
        found.extend(leaves.map(|node| (span(*node, text), UnsafeKind::EarlyExit)));
    }
    found.sort_unstable();
    found.dedup();
    let allowances = Allowances::of(&nodes, text);
    found
        .into_iter()
        .map(|(span, kind)| UnsafeStatement { span, kind, allowed: allowances.reason(span, kind) })
        .collect()
}

/// As [`unsafe_statements`], for the command of a code span: one statement, which is the last one.
pub fn inline_command(text: &str) -> Vec<UnsafeStatement> {
    unsafe_statements(text)
}

fn kind_of(node: Node<'_>, text: &str) -> Option<UnsafeKind> {
    match node.kind() {
        "list" => {
            let right = node.named_child(node.named_child_count().checked_sub(1)? as u32)?;
            let mut cursor = node.walk();
            let operator =
                node.children(&mut cursor).filter(|child| matches!(child.kind(), "&&" | "||")).last()?;
            if operator.kind() == "||" {
                let shrugs = matches!(right.kind(), "command") && shrugs(&words(right, text));
                return shrugs.then_some(UnsafeKind::OrTrue);
            }
            masked(node).then_some(UnsafeKind::AndNotLast)
        }
        "negated_command" => masked(node).then_some(UnsafeKind::AndNotLast),
        "declaration_command" => {
            let mut cursor = node.walk();
            let hides = node.named_children(&mut cursor).any(|child| {
                child.kind() == "variable_assignment"
                    && descendants(child).iter().any(|inner| inner.kind() == "command_substitution")
            });
            hides.then_some(UnsafeKind::MaskedSubstitution)
        }
        "pipeline" => {
            let last = node.named_child(node.named_child_count().checked_sub(1)? as u32)?;
            let tool =
                words(last, text).first().map(|word| word.rsplit('/').next().unwrap_or(word).to_owned())?;
            matches!(tool.as_str(), "less" | "more" | "most" | "pg" | "bat" | "batcat")
                .then_some(UnsafeKind::PagerPipe)
        }
        "&" if node.parent().is_some_and(|parent| parent.kind() != "binary_expression") => {
            Some(UnsafeKind::Background)
        }
        "command" => match words(node, text).as_slice() {
            ["set", options @ ..] if switches_off(options) => Some(UnsafeKind::ErrexitOff),
            ["shopt", "-u", options @ ..] if options.contains(&"inherit_errexit") => {
                Some(UnsafeKind::ErrexitOff)
            }
            ["trap", "-" | "''" | "\"\"", signals @ ..] if signals.contains(&"ERR") => {
                Some(UnsafeKind::ErrexitOff)
            }
            ["coproc", ..] => Some(UnsafeKind::Background),
            ["trap", action, signals @ ..] if decides(action, signals) => Some(UnsafeKind::Trap),
            words => {
                swallowed(words).or_else(|| reads_a_script(node, text).then_some(UnsafeKind::NestedShell))
            }
        },
        "redirected_statement" => reads_a_script(node, text).then_some(UnsafeKind::NestedShell),
        "function_definition" => {
            let name = text.get(node.child_by_field_name("name")?.byte_range())?;
            is_known(name).then_some(UnsafeKind::Redefined)
        }
        _ => None,
    }
}

/// Whether nothing after a statement of the top level runs: `exit`, or `exec` of another program.
fn ends_the_script(node: Node<'_>, text: &str) -> bool {
    node.kind() == "command" && matches!(words(node, text).as_slice(), ["exit", ..] | ["exec", _, ..])
}

/// Whether a compound statement of the top level may end the script as if all were well, before what follows.
fn may_end_it_well(node: Node<'_>, text: &str) -> bool {
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        match node.kind() {
            "function_definition"
            | "subshell"
            | "command_substitution"
            | "process_substitution"
            | "pipeline" => {}
            "command" if matches!(words(node, text).as_slice(), ["exit"] | ["exit", "0"]) => return true,
            _ => {
                let mut cursor = node.walk();
                open.extend(node.named_children(&mut cursor));
            }
        }
    }
    false
}

/// Whether a trap may change the status with which the script ends.
fn decides(action: &str, signals: &[&str]) -> bool {
    let exits = action.split(|c: char| !c.is_alphanumeric()).any(|word| matches!(word, "exit" | "return"));
    let of = |names: &[&str]| signals.iter().any(|signal| names.contains(signal));
    (exits && of(&["EXIT", "0"])) || of(&["ERR", "DEBUG"])
}

fn switches_off(options: &[&str]) -> bool {
    options.iter().enumerate().any(|(index, option)| {
        option.strip_prefix('+').is_some_and(|letters| {
            letters.contains(['e', 'E'])
                || letters.ends_with('o')
                    && options
                        .get(index + 1)
                        .is_some_and(|name| matches!(*name, "errexit" | "pipefail" | "errtrace"))
        })
    })
}

/// Whether the shell goes on after this statement failed: another statement follows, here or behind the compound
/// statement that holds it. A function, a subshell or a substitution hands its status on and ends the search.
fn masked(node: Node<'_>) -> bool {
    let mut node = node;
    loop {
        let Some(parent) = node.parent() else { return false };
        match parent.kind() {
            "program" => return followed(node),
            "function_definition"
            | "subshell"
            | "command_substitution"
            | "process_substitution"
            | "list"
            | "negated_command"
            | "pipeline" => return false,
            "if_statement" | "elif_clause" | "while_statement" if is_condition(parent, node) => return false,
            "do_group" | "while_statement" | "for_statement" | "c_style_for_statement" => return true,
            _ if followed(node)
                && !matches!(parent.kind(), "if_statement" | "case_statement" | "redirected_statement") =>
            {
                return true;
            }
            "if_statement" if followed_in_branch(node) => return true,
            _ => node = parent,
        }
    }
}

pub(super) fn is_condition(parent: Node<'_>, node: Node<'_>) -> bool {
    let mut cursor = parent.walk();
    parent
        .children(&mut cursor)
        .take_while(|child| !matches!(child.kind(), "then" | "do_group"))
        .any(|child| child == node)
}

fn followed(node: Node<'_>) -> bool {
    let mut next = node.next_named_sibling();
    while let Some(sibling) = next {
        if !matches!(sibling.kind(), "comment" | "heredoc_body") {
            return true;
        }
        next = sibling.next_named_sibling();
    }
    false
}

fn followed_in_branch(node: Node<'_>) -> bool {
    let mut next = node.next_named_sibling();
    while let Some(sibling) = next {
        match sibling.kind() {
            "comment" => next = sibling.next_named_sibling(),
            "elif_clause" | "else_clause" => return false,
            _ => return true,
        }
    }
    false
}

/// Commands behind `||` that turn a failure into a success.
fn shrugs(words: &[&str]) -> bool {
    matches!(
        words,
        ["true" | ":" | "echo" | "printf" | "/bin/true" | "/usr/bin/true", ..] | ["exit" | "return", "0"]
    )
}

pub(super) fn proves_nothing(node: Node<'_>, text: &str) -> bool {
    let substitutes = || {
        descendants(node)
            .iter()
            .any(|inner| matches!(inner.kind(), "command_substitution" | "process_substitution"))
    };
    match node.kind() {
        "command" => {
            let words = words(node, text);
            let idle = matches!(
                words.as_slice(),
                ["true" | ":" | "echo" | "printf" | "sleep" | "cd" | "pwd" | "/bin/true", ..]
                    | ["exit", "0"]
                    | ["exit"]
            ) || matches!(words.as_slice(), ["set", ..]);
            idle && !substitutes()
        }
        "variable_assignment" | "variable_assignments" | "declaration_command" => !substitutes(),
        "list" | "redirected_statement" | "pipeline" | "compound_statement" | "subshell" => {
            let mut cursor = node.walk();
            node.named_children(&mut cursor)
                .filter(|child| !child.kind().ends_with("redirect") && child.kind() != "comment")
                .all(|child| proves_nothing(child, text))
        }
        "function_definition" => true,
        _ => false,
    }
}

#[cfg(test)]
#[path = "findings_tests.rs"]
mod tests;
