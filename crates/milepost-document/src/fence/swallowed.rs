//! Commands that end well although something in them failed, or nothing of them ran.

use tree_sitter::Node;

use super::bash::{descendants, parse, words};
use super::findings::{UnsafeKind, proves_nothing, unsafe_statements};

/// Programs that run a text in the language of the shell.
const SHELLS: [&str; 6] = ["ash", "bash", "dash", "ksh", "sh", "zsh"];

/// Names by which people test and build, and those by which the shell itself judges.
const KNOWN: [&str; 53] = [
    "[",
    "ava",
    "bash",
    "bats",
    "bun",
    "bundle",
    "builtin",
    "cargo",
    "command",
    "composer",
    "ctest",
    "cypress",
    "deno",
    "docker",
    "dotnet",
    "eslint",
    "eval",
    "exec",
    "exit",
    "false",
    "git",
    "go",
    "gradle",
    "jest",
    "just",
    "make",
    "mocha",
    "mvn",
    "mypy",
    "node",
    "npm",
    "npx",
    "phpunit",
    "playwright",
    "pnpm",
    "prisma",
    "psql",
    "pytest",
    "python",
    "python3",
    "rspec",
    "ruff",
    "set",
    "sh",
    "test",
    "tox",
    "trap",
    "tsc",
    "turbo",
    "uv",
    "vitest",
    "wait",
    "yarn",
];

/// Programs for which `find` is the check and not they, or that nobody asks for their status.
pub(super) const READERS: [&str; 19] = [
    "basename", "cat", "chmod", "chown", "dirname", "du", "echo", "egrep", "fgrep", "file", "grep", "head",
    "ls", "printf", "rm", "rmdir", "stat", "tail", "wc",
];

/// Whether a name is that of a tool or of a word of the shell that decides.
pub(super) fn is_known(name: &str) -> bool {
    KNOWN.contains(&name)
}

/// What the words of a command say.
pub(super) fn swallowed(words: &[&str]) -> Option<UnsafeKind> {
    match words {
        ["shopt", "-s", options @ ..] if options.contains(&"expand_aliases") => Some(UnsafeKind::Redefined),
        ["hash", "-p", ..] | ["enable", "-n", ..] => Some(UnsafeKind::Redefined),
        ["find", rest @ ..] if ignores_what_it_runs(rest) => Some(UnsafeKind::SwallowedStatus),
        _ if is_lenient(words) => Some(UnsafeKind::LenientOption),
        _ => nested(words).then_some(UnsafeKind::NestedShell),
    }
}

/// Whether a tool is told to succeed although something failed, or to run nothing.
pub(super) fn is_lenient(words: &[&str]) -> bool {
    let tool = |names: &[&str]| {
        let place = words.iter().take(3).position(|word| names.contains(&base(word)));
        place.map(|place| &words[place + 1..])
    };
    if let Some(options) = tool(&["make", "gmake"]) {
        let short = |word: &str| {
            word.strip_prefix('-').is_some_and(|letters| {
                // Numbers are those of jobs and loads: `-ij4`.
                letters.chars().all(|c| "BijklnrRsSwt".contains(c) || c.is_ascii_digit() || c == '.')
                    && letters.contains(['i', 'n', 't'])
            })
        };
        let long = ["--ignore-errors", "--dry-run", "--just-print", "--recon", "--touch"];
        return options.iter().any(|word| short(word) || long.contains(word));
    }
    if let Some(options) = tool(&["npm", "pnpm", "yarn", "bun"]) {
        return options.iter().take_while(|word| **word != "--").any(|word| *word == "--if-present");
    }
    if let Some(options) = tool(&["mvn", "mvnw"]) {
        let ignores =
            |word: &str| word.starts_with("-Dmaven.test.failure.ignore") && !word.ends_with("=false");
        return options.iter().any(|word| matches!(*word, "-fn" | "--fail-never") || ignores(word));
    }
    tool(&["just", "gradle", "gradlew"]).is_some_and(|options| options.contains(&"--dry-run"))
}

/// Whether `find` runs a program once for each file: then it does not hand on its status.
fn ignores_what_it_runs(words: &[&str]) -> bool {
    let mut rest = words;
    while let Some(at) = rest.iter().position(|word| matches!(*word, "-exec" | "-execdir" | "-ok" | "-okdir"))
    {
        rest = &rest[at + 1..];
        let end = rest.iter().position(|word| matches!(*word, r"\;" | "';'" | "\";\"" | "+"));
        let reads = rest.first().is_some_and(|program| READERS.contains(&base(program)));
        if end.is_some_and(|end| rest[end] != "+") && !reads {
            return true;
        }
    }
    false
}

/// Whether a shell is started with a text of its own in which a failure can get lost.
fn nested(words: &[&str]) -> bool {
    let Some(shell) = words.iter().position(|word| SHELLS.contains(&base(word))) else { return false };
    let rest = &words[shell + 1..];
    let Some(at) =
        rest.iter().position(|word| word.starts_with('-') && !word.starts_with("--") && word.contains('c'))
    else {
        return false;
    };
    // What stands before it are options and their values, or it is no option of the shell.
    let are_options = rest[..at].iter().all(|word| word.starts_with(['-', '+']) || is_option_name(word));
    let text = rest[at + 1..].iter().find(|word| !word.starts_with('-') && !is_option_name(word));
    are_options && text.and_then(|text| unquoted(text)).is_some_and(|text| loses(&text, &rest[..=at + 1]))
}

fn is_option_name(word: &str) -> bool {
    matches!(word, "errexit" | "pipefail" | "nounset" | "inherit_errexit")
}

/// Whether a shell reads such a text from a here-document or a here-string.
pub(super) fn reads_a_script(node: Node<'_>, text: &str) -> bool {
    // A here-string belongs to the command, a here-document to the statement around it.
    let command = if node.kind() == "command" { Some(node) } else { node.child_by_field_name("body") };
    let Some(command) = command.filter(|command| command.kind() == "command") else { return false };
    let words = words(command, text);
    let Some(shell) = words.iter().position(|word| SHELLS.contains(&base(word))) else { return false };
    let options = &words[shell + 1..];
    // Behind `-s` stand the arguments of what it reads; otherwise a word is the file to run, and what it reads no script.
    let end = options.iter().position(|word| *word == "-s").map_or(options.len(), |at| at + 1);
    let options = &options[..end];
    if options.iter().any(|word| !word.starts_with(['-', '+']) && !is_option_name(word)) {
        return false;
    }
    let mut cursor = node.walk();
    node.named_children(&mut cursor).flat_map(descendants).any(|inner| match inner.kind() {
        "heredoc_body" => text.get(inner.byte_range()).is_some_and(|script| loses(script, options)),
        "herestring_redirect" => inner
            .named_child(inner.named_child_count().saturating_sub(1) as u32)
            .and_then(|word| unquoted(text.get(word.byte_range())?))
            .is_some_and(|script| loses(&script, options)),
        _ => false,
    })
}

/// Whether a failure in a text gets lost when a shell with these options runs it.
fn loses(script: &str, options: &[&str]) -> bool {
    let Some(tree) = parse(script) else { return true };
    let root = tree.root_node();
    let mut cursor = root.walk();
    let statements: Vec<_> =
        root.named_children(&mut cursor).filter(|node| node.kind() != "comment").collect();
    let set =
        statements.first().map(|first| words(*first, script)).filter(|words| words.first() == Some(&"set"));
    let is_set = |options: &[&str], letter: char, name: &str| {
        let short = |word: &&str| word.starts_with('-') && !word.starts_with("--") && word.contains(letter);
        options.iter().any(short) || options.contains(&name)
    };
    let own = set.as_deref().unwrap_or_default();
    // An `o` says nothing of which option it means.
    let strict = is_set(options, 'e', "errexit") || is_set(own, 'e', "errexit");
    let pipes = options.contains(&"pipefail") || own.contains(&"pipefail");
    let nodes = descendants(root);
    let goes_on = || {
        let before = statements.split_last().map_or(&[][..], |(_, before)| before);
        let loops = |node: &&Node<'_>| matches!(node.kind(), "do_group" | "compound_statement");
        before.iter().any(|node| !proves_nothing(*node, script)) || nodes.iter().any(|node| loops(&node))
    };
    let hides = |node: &Node<'_>| {
        let mut cursor = node.walk();
        let parts: Vec<_> = node.named_children(&mut cursor).collect();
        parts.split_last().is_some_and(|(_, before)| before.iter().any(|part| !proves_nothing(*part, script)))
    };
    let hidden = || {
        let found = unsafe_statements(script);
        found.iter().any(|one| one.kind != UnsafeKind::ProvesNothing)
    };
    (!strict && goes_on())
        || hidden()
        || (!pipes && nodes.iter().filter(|node| node.kind() == "pipeline").any(hides))
}

/// The last part of a path.
pub(super) fn base(word: &str) -> &str {
    word.rsplit('/').next().unwrap_or(word)
}

/// The text of a word in quotes, as the shell hands it on; `None` where it is none.
fn unquoted(word: &str) -> Option<String> {
    if let Some(inner) = word.strip_prefix("$'").and_then(|rest| rest.strip_suffix('\'')) {
        let escapes = [("\\n", "\n"), ("\\t", "\t"), ("\\'", "'"), ("\\\"", "\""), ("\\\\", "\\")];
        return Some(escapes.iter().fold(inner.to_owned(), |text, (from, to)| text.replace(from, to)));
    }
    if let Some(inner) = word.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
        return Some(inner.to_owned());
    }
    let inner = word.strip_prefix('"')?.strip_suffix('"')?;
    Some(inner.replace("\\\"", "\"").replace("\\$", "$").replace("\\`", "`").replace("\\\\", "\\"))
}
