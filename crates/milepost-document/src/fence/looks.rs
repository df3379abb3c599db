//! Commands that only look whether something is there.

/// Whether all that a script does is to look whether files are there: `test -f x`, `[ -e x ]`, `ls x`. An empty file passes.
pub fn only_looks(script: &str) -> bool {
    let statements = script
        .lines()
        .map(str::trim)
        .filter(|line| !line.starts_with('#'))
        .flat_map(|line| line.split(';'))
        .flat_map(|part| part.split("&&"))
        .map(|part| part.split_whitespace().collect::<Vec<_>>())
        .filter(|words| !words.is_empty());
    let mut any = false;
    for words in statements {
        if !looks(&words) {
            return false;
        }
        any = true;
    }
    any
}

fn looks(words: &[&str]) -> bool {
    let plain = |words: &[&str]| !words.iter().any(|word| word.contains(['$', '`', '|', '<', '>']));
    match words {
        ["test", rest @ ..] | ["[", rest @ .., "]"] | ["[[", rest @ .., "]]"] => {
            let rest = if let ["!", rest @ ..] = rest { rest } else { rest };
            matches!(rest, ["-e" | "-f" | "-d" | "-r" | "-s" | "-x" | "-L", _]) && plain(rest)
        }
        ["ls" | "stat", rest @ ..] => !rest.is_empty() && plain(rest),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_is_told_from_a_test() {
        for script in [
            "test -f a.ts",
            "[ -e a ]",
            "[[ ! -d old ]]",
            "test -f a && test -f b",
            "# there\nls dist/a.js",
            "stat a; [ -s b ]",
        ] {
            assert!(only_looks(script), "{script}");
        }
        for script in [
            "",
            "# nothing",
            "test -f a && node a",
            "test $(wc -l < a) -gt 3",
            "[ -n \"$X\" ]",
            "test a = b",
            "ls | grep -q a",
            "ls",
            "pnpm test",
        ] {
            assert!(!only_looks(script), "{script}");
        }
    }
}
