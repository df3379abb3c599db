//! Programs that run a file or a text that is named in their words.

use std::path::PathBuf;

use super::collect::Collector;

/// Shells: their text after `-c` is read as well.
const SHELLS: [&str; 7] = ["bash", "sh", "zsh", "dash", "ksh", "ash", "fish"];
/// Other programs whose first file is their program.
const OTHERS: [&str; 21] = [
    "python",
    "python2",
    "python3",
    "pypy",
    "pypy3",
    "node",
    "nodejs",
    "deno",
    "bun",
    "tsx",
    "ts-node",
    "ruby",
    "perl",
    "php",
    "Rscript",
    "lua",
    "luajit",
    "pwsh",
    "osascript",
    "awk",
    "gawk",
];
/// Programs that run the program that is named further on in their words.
const WRAPPERS: [&str; 36] = [
    "env",
    "exec",
    "command",
    "builtin",
    "time",
    "nohup",
    "nice",
    "ionice",
    "setsid",
    "stdbuf",
    "timeout",
    "sudo",
    "doas",
    "su",
    "xargs",
    "find",
    "watch",
    "flock",
    "parallel",
    "chronic",
    "script",
    "unshare",
    "strace",
    "uv",
    "poetry",
    "pipenv",
    "pdm",
    "rye",
    "hatch",
    "bundle",
    "npx",
    "pnpx",
    "bunx",
    "dotenv",
    "cross-env",
    "hyperfine",
];

/// Whether a program runs the one that is named in its words.
pub(super) fn runs_another(program: &str) -> bool {
    WRAPPERS.contains(&program)
}

/// The words in one that `env -S` takes apart.
pub(super) fn split_string<'w>(program: &str, words: &'w [Option<String>]) -> Option<&'w str> {
    let words = words.iter().map(|word| word.as_deref());
    let mut words = words
        .skip_while(|word| !word.is_some_and(|word| word.starts_with("-S") || word.starts_with("--split")));
    let option = words.next().flatten().filter(|_| program == "env")?;
    let joined = option.split_once('=').map(|(_, text)| text).or_else(|| option.strip_prefix("-S"));
    joined.filter(|text| !text.is_empty()).or_else(|| words.next().flatten())
}

/// Covers the program of an interpreter. Returns whether it comes from its input.
pub(super) fn follow(
    collector: &mut Collector<'_>,
    program: &str,
    words: &[Option<String>],
    folders: &[PathBuf],
    depth: usize,
) -> bool {
    match program {
        "source" | "." => {
            first_file(collector, words, folders);
            return false;
        }
        "eval" => {
            let text: Vec<&str> = words.iter().flatten().map(String::as_str).collect();
            collector.shell(&text.join(" "), &folders[folders.len() - 1], depth + 1);
            return false;
        }
        _ => {}
    }
    let is_shell = SHELLS.contains(&program);
    // `python3.12` is a `python3`.
    let plain = program.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let is_python = matches!(plain, "python" | "pypy");
    if !(is_shell || is_python || OTHERS.contains(&program)) {
        return false;
    }
    if is_shell && words.iter().flatten().any(|word| word == "-n") {
        // Only the syntax is looked at.
        return false;
    }
    if let Some(text) = text_of(words, is_shell) {
        if is_shell {
            for folder in folders {
                collector.shell(text, folder, depth + 1);
            }
        }
        return false;
    }
    if let Some(module) = after(words, "-m").filter(|_| is_python) {
        let path = module.replace('.', "/");
        collector.file(&format!("{path}.py"), folders);
        collector.file(&format!("{path}/__main__.py"), folders);
        return false;
    }
    if first_file(collector, words, folders) {
        return false;
    }
    is_shell || words.is_empty() || words.iter().flatten().any(|word| word == "-")
}

/// The text that is the program: after `-c` (also in `-ec`), or after `-e` of other programs.
fn text_of(words: &[Option<String>], is_shell: bool) -> Option<&str> {
    let gives = |word: &str| {
        let flags = word.strip_prefix('-').unwrap_or_default();
        let short = !flags.is_empty() && flags.bytes().all(|b| b.is_ascii_alphabetic());
        short && (flags.ends_with('c') || !is_shell && matches!(flags, "e" | "p" | "r"))
    };
    let options = words.iter().take_while(|word| word.as_deref().is_some_and(|word| word.starts_with('-')));
    let at = options.clone().position(|word| word.as_deref().is_some_and(gives))?;
    words.get(at + 1)?.as_deref()
}

fn after<'w>(words: &'w [Option<String>], option: &str) -> Option<&'w str> {
    let at = words.iter().position(|word| word.as_deref() == Some(option))?;
    words.get(at + 1)?.as_deref()
}

/// Covers the program, and the files that options before it name (`node --require ./x.js`). A word after an option may
/// be its value or the program.
fn first_file(collector: &mut Collector<'_>, words: &[Option<String>], folders: &[PathBuf]) -> bool {
    let mut after_option = false;
    for word in words {
        let Some(word) = word else {
            collector.leave_out("a script that a variable names", "which one is known only when it runs");
            return true;
        };
        if let Some(option) = word.strip_prefix('-') {
            if let Some((_, value)) = option.split_once('=') {
                collector.file(value, folders);
            }
            after_option = option != "-";
            continue;
        }
        let found = collector.file(word, folders);
        if found && !after_option {
            return true;
        }
        if !found && !after_option {
            // A module of a tool (`bun test`, `deno task`) has neither a folder nor an ending.
            let is_path = word.contains('/') || word.contains('.');
            if is_path {
                collector.absent(word, &folders[0]);
            }
            return true;
        }
        after_option = false;
    }
    false
}
