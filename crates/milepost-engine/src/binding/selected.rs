//! Test commands that name single tests or files of tests.

/// Options of test runners whose value picks tests by their names.
const BY_NAME: [&str; 10] = [
    "--filterset",
    "--filter-expr",
    "--grep",
    "--testNamePattern",
    "--tests",
    "-E",
    "-g",
    "-k",
    "-run",
    "-t",
];
/// The same option with another meaning elsewhere: `pnpm --filter` picks packages, `node --test` picks nothing.
const OF_TOOLS: [(&str, &[&str]); 2] =
    [("--filter", &["artisan", "dotnet", "phpunit", "swift"]), ("--test", &["cargo"])];
/// What stands in the names of files of tests, and in the names of tests with their files.
const MARKS: [&str; 6] = [".test.", ".spec.", "_test.", "_spec.", "::", "/test_"];

/// Whether a test command runs tests that it names, and not all of a suite: these are the tests of some work, which need not pass
/// before it.
pub(super) fn selects_tests(command: &str) -> bool {
    let words: Vec<&str> = command.split_whitespace().map(|word| word.trim_matches(['"', '\''])).collect();
    words.iter().enumerate().skip(1).any(|(at, word)| {
        let (option, value) =
            word.split_once('=').map_or((*word, None), |(option, value)| (option, Some(value)));
        if option.starts_with('-') {
            let here = |(name, tools): &(&str, &[&str])| {
                *name == option && words[..at].iter().any(|word| tools.contains(word))
            };
            let selects = BY_NAME.contains(&option) || OF_TOOLS.iter().any(here);
            return selects && (value.is_some() || words.get(at + 1).is_some());
        }
        MARKS.iter().any(|mark| word.contains(mark)) || word.starts_with("test_")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_tests_and_files_of_tests_select() {
        for command in [
            "pnpm vitest run src/cart.test.ts",
            "pytest tests/test_cart.py",
            "pytest test_cart.py",
            "pytest -k cart",
            "cargo test --test cart",
            "cargo nextest run -E 'test(cart)'",
            "go test -run=Cart ./...",
            "cargo test cart::totals",
            "dotnet test --filter Cart",
            "pnpm jest -t \"adds a voucher\"",
        ] {
            assert!(selects_tests(command), "{command}");
        }
    }

    #[test]
    fn a_whole_suite_does_not_select() {
        for command in [
            "pnpm test",
            "pnpm --filter shop test:unit",
            "cargo test --workspace -p shop",
            "go test ./...",
            "pytest tests/",
            "make test",
            "node --test test/",
            "pnpm run test:integration",
        ] {
            assert!(!selects_tests(command), "{command}");
        }
    }
}
