//! The words of a shell text, as far as they can be known without running it.

use tree_sitter::Node;

use super::bash::{descendants, parse, words};
use super::plain::plain_calls;

/// The simple commands of a shell text, wherever they stand in it, and the files that it reads by redirection.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShellWords {
    /// The words of each simple command without quotes, its name first, redirections and assignments left out; `None`
    /// for a word that only the running shell knows, such as `$DIR/x`, `*.sh` or `~/x`.
    pub commands: Vec<Vec<Option<String>>>,
    /// What stands after `<`.
    pub read: Vec<String>,
    /// Variables that are given a value, before a command (`PATH=./bin x`), by a declaration (`export PATH=…`), or as a
    /// word of a command (`env PATH=… x`), with the value as written, outer quotes left out.
    pub assigned: Vec<(String, String)>,
    /// Whether it is too large or nests too deeply to be read: then nothing is known of it.
    pub unread: bool,
}

/// Reads the words of a shell text. A text that is too large, or is no shell, has those that could be read.
pub fn shell_words(text: &str) -> ShellWords {
    let Some(calls) = plain_calls(text) else { return parsed(text) };
    let assigned = calls.iter().flatten().filter_map(|word| assignment(word)).collect();
    let words = |call: Vec<&str>| call.into_iter().map(|word| Some(word.to_owned())).collect();
    let commands = calls.into_iter().map(words).collect();
    ShellWords { commands, read: Vec::new(), assigned, unread: false }
}

/// The same by the syntax tree.
pub(super) fn parsed(text: &str) -> ShellWords {
    let mut found = ShellWords::default();
    let Some(tree) = parse(text) else {
        found.unread = true;
        return found;
    };
    for node in descendants(tree.root_node()) {
        match node.kind() {
            "command" => {
                found.assigned.extend(words(node, text).into_iter().filter_map(assignment));
                found.commands.push(command(node, text));
            }
            "variable_assignment" => {
                found.assigned.extend(text.get(node.byte_range()).and_then(assignment));
            }
            "file_redirect" if operator(node, text) == Some("<") => {
                let target = node.child_by_field_name("destination");
                found.read.extend(target.and_then(|target| plain(target, text)));
            }
            _ => {}
        }
    }
    found
}

fn command(node: Node<'_>, text: &str) -> Vec<Option<String>> {
    let mut cursor = node.walk();
    node.named_children(&mut cursor)
        .filter(|child| {
            !matches!(
                child.kind(),
                "variable_assignment"
                    | "file_redirect"
                    | "herestring_redirect"
                    | "heredoc_redirect"
                    | "comment"
            )
        })
        .map(|child| plain(child, text))
        .collect()
}

/// `NAME=value` or `NAME+=value`.
fn assignment(word: &str) -> Option<(String, String)> {
    let (name, value) = word.trim_matches(['"', '\'']).split_once('=')?;
    let name = name.strip_suffix('+').unwrap_or(name);
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    is_name.then(|| (name.to_owned(), value.trim_matches(['"', '\'']).to_owned()))
}

fn operator<'t>(redirect: Node<'_>, text: &'t str) -> Option<&'t str> {
    let mut cursor = redirect.walk();
    redirect
        .children(&mut cursor)
        .find(|child| !child.is_named() || child.kind() == "<")
        .and_then(|child| text.get(child.byte_range()))
}

/// A word without its quotes; `None` when the shell would replace a part of it.
fn plain(node: Node<'_>, text: &str) -> Option<String> {
    let written = text.get(node.byte_range())?;
    match node.kind() {
        "command_name" => plain(node.named_child(0)?, text),
        "word" => bare(written),
        "number" => Some(written.to_owned()),
        "raw_string" => Some(written.strip_prefix('\'')?.strip_suffix('\'')?.to_owned()),
        "string" => {
            let mut cursor = node.walk();
            let literal = node.named_children(&mut cursor).all(|child| child.kind() == "string_content");
            let inside = written.strip_prefix('"')?.strip_suffix('"')?;
            literal.then(|| unescaped(inside, |c| matches!(c, '"' | '\\' | '$' | '`')))
        }
        "concatenation" => {
            let mut cursor = node.walk();
            node.named_children(&mut cursor).map(|child| plain(child, text)).collect()
        }
        _ => None,
    }
}

/// A word without quotes; `None` where the shell looks for files or a home folder.
fn bare(written: &str) -> Option<String> {
    let known = !written.starts_with('~') && !written.contains(['*', '?', '{', '$', '`']);
    known.then(|| unescaped(written, |_| true))
}

fn unescaped(text: &str, is_escaped: impl Fn(char) -> bool) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, chars.peek().copied()) {
            ('\\', Some('\n')) => drop(chars.next()),
            ('\\', Some(next)) if is_escaped(next) => {
                plain.push(next);
                chars.next();
            }
            _ => plain.push(c),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn commands(text: &str) -> Vec<String> {
        let shown = |word: &Option<String>| word.clone().unwrap_or_else(|| "<?>".to_owned());
        let lines = shell_words(text).commands;
        lines.iter().map(|words| words.iter().map(shown).collect::<Vec<_>>().join("|")).collect()
    }

    #[test]
    fn quotes_are_taken_off_and_what_the_shell_replaces_is_unknown() {
        assert_eq!(commands("bash 'a b.sh' \"c d\" e\\ f"), ["bash|a b.sh|c d|e f"]);
        assert_eq!(commands("sh $DIR/x \"$y\" ~/z *.sh"), ["sh|<?>|<?>|<?>|<?>"]);
        assert_eq!(commands("./a'b'.sh"), ["./ab.sh"]);
    }

    #[test]
    fn commands_are_found_wherever_they_stand() {
        let text =
            "CI=1 a 1 && b | c > out\n(cd web; d) || if e; then f \"$(g h)\"; fi\nfor x in y; do i; done";
        let mut found = commands(text);
        found.sort();
        assert_eq!(found, ["a|1", "b", "c", "cd|web", "d", "e", "f|<?>", "g|h", "i"]);
    }

    #[test]
    fn variables_are_found_before_commands_in_declarations_and_in_words() {
        let text =
            "PATH=./bin:$PATH a\nexport B=\"$PWD/x\"\nenv -i C='1 2' 'D=3' c\nmake CC=./cc\nE=5\nx --y=z";
        let mut found = shell_words(text).assigned;
        found.sort();
        let expected =
            [("B", "$PWD/x"), ("C", "1 2"), ("CC", "./cc"), ("D", "3"), ("E", "5"), ("PATH", "./bin:$PATH")];
        assert_eq!(found, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }

    #[test]
    fn files_that_are_read_and_texts_that_are_no_shell() {
        assert_eq!(shell_words("bash < run.sh > log 2>&1").read, ["run.sh"]);
        for text in ["", "if then (((", "🦀 '", "a\0b"] {
            let _ = shell_words(text);
        }
    }
}
