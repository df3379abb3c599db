//! Shell texts that are nothing but calls of programs with plain words. Most are, and need no parser.

/// Words with a meaning of their own to the shell or to the rules over its statements, sorted.
const SPECIAL: [&str; 76] = [
    "alias",
    "bg",
    "bind",
    "break",
    "builtin",
    "caller",
    "case",
    "cd",
    "command",
    "compgen",
    "complete",
    "compopt",
    "continue",
    "coproc",
    "declare",
    "dirs",
    "disown",
    "do",
    "done",
    "echo",
    "elif",
    "else",
    "enable",
    "esac",
    "eval",
    "exec",
    "exit",
    "export",
    "false",
    "fc",
    "fg",
    "fi",
    "for",
    "function",
    "getopts",
    "hash",
    "help",
    "history",
    "if",
    "in",
    "jobs",
    "kill",
    "let",
    "local",
    "logout",
    "mapfile",
    "popd",
    "printf",
    "pushd",
    "pwd",
    "read",
    "readarray",
    "readonly",
    "return",
    "select",
    "set",
    "shift",
    "shopt",
    "sleep",
    "source",
    "suspend",
    "then",
    "time",
    "times",
    "trap",
    "true",
    "type",
    "typeset",
    "ulimit",
    "umask",
    "unalias",
    "unset",
    "unsetenv",
    "until",
    "wait",
    "while",
];

/// The words of each call; `None` where the text is anything else, or calls nothing at all. Lines of comments may stand
/// between the calls.
pub(super) fn plain_calls(text: &str) -> Option<Vec<Vec<&str>>> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b" _./:=@,+-".contains(&byte);
    let mut calls = Vec::new();
    for line in text.split('\n').map(|line| line.trim_matches([' ', '\t'])) {
        if line.starts_with('#') {
            // What a comment holds is its own business, but for what ends a line elsewhere.
            if line.bytes().any(|byte| byte.is_ascii_control()) {
                return None;
            }
            continue;
        }
        if line.is_empty() {
            continue;
        }
        let name = line.split(' ').next().unwrap_or_default();
        let is_program =
            name.strip_prefix("./").unwrap_or(name).starts_with(|c: char| c.is_ascii_lowercase())
                && !name.contains(['=', ':', '@', ','])
                && SPECIAL.binary_search(&name).is_err();
        if !is_program || !line.bytes().all(plain) {
            return None;
        }
        let words: Vec<&str> = line.split(' ').filter(|word| !word.is_empty()).collect();
        // The grammar takes `==` and its kin for operators wherever they begin a word.
        if words.iter().any(|word| word.starts_with(['=', '+', ',']) || word.contains("==")) {
            return None;
        }
        calls.push(words);
    }
    (!calls.is_empty()).then_some(calls)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::fence::{findings, masked, shell_words};

    #[test]
    fn most_scripts_are_plain() {
        assert!(SPECIAL.is_sorted());
        let script = "# Test commands\npnpm vitest run src/cart\n\n  test 1 -eq 1\n./all.sh --to=x@y\n";
        let calls = plain_calls(script).unwrap();
        assert_eq!(calls.len(), 3);
        assert_eq!(calls[1], ["test", "1", "-eq", "1"]);
        for script in [
            "",
            "# only a remark\n",
            "true\n",
            "npm test || true\n",
            "npm test &\n",
            "npm test \\\n",
            "npm test\rnpm test\n",
            "CI=1 npm test\n",
            "ci=1 npm test\n",
            "/bin/true\n",
            "if x\n",
            "echo a\n",
            "ls *.md\n",
            "cat ~/x\n",
        ] {
            assert!(plain_calls(script).is_none(), "{script:?}");
        }
    }

    proptest! {
        /// What the parser says of them, by every question that is asked.
        #[test]
        fn nothing_in_plain_calls_is_unsafe(
            text in "(( ?(npm|git|test|make|in|[a-z]{1,3}|./x) {0,2}([a-z0-9_./:=@,+-]{1,6} ?){0,3}|# [a-z|&'\"$]{0,5}|) ?\n?){0,5}",
        ) {
            if let Some(calls) = plain_calls(&text) {
                prop_assert_eq!(findings::parsed(&text), findings::unsafe_statements(&text));
                prop_assert_eq!(masked::parsed(&text), vec![]);
                let words = shell_words::parsed(&text);
                let calls: Vec<Vec<Option<String>>> = calls
                    .iter()
                    .map(|call| call.iter().map(|word| Some((*word).to_owned())).collect())
                    .collect();
                prop_assert_eq!(words.commands, calls);
                prop_assert!(words.read.is_empty());
            }
        }
    }
}
