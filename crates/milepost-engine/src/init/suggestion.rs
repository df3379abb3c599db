//! The annotation that would bind an item which is a sign-off today.

use crate::config::Config;

/// An annotation for an item with these words, where its words leave little doubt; a sign-off is right otherwise.
pub fn suggestion(text: &str, config: &Config) -> Option<String> {
    let lower = text.to_lowercase();
    let has = |words: &[&str]| {
        words.iter().any(|word| {
            lower.match_indices(word).any(|(at, _)| {
                let before = lower[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
                before && lower[at + word.len()..].chars().next().is_none_or(|c| !c.is_alphanumeric())
            })
        })
    };
    let annotation = |form: String| Some(format!("<!-- milepost: {form} -->"));
    if has(&["coverage"]) && config.coverage.is_some() && lower.contains('%') {
        let percent = lower.split('%').next()?.rsplit(|c: char| !c.is_ascii_digit()).next()?.to_owned();
        return if percent.is_empty() { None } else { annotation(format!("coverage >= {percent}% lines")) };
    }
    if has(&["test", "tests", "specs"]) && !has(&["manual", "manually", "written", "write", "add", "added"]) {
        let named = ["unit", "integration"]
            .into_iter()
            .find(|name| has(&[name]) && config.suites.contains_key(*name));
        let suite = named.or_else(|| {
            (config.suites.len() == 1).then(|| config.suites.keys().next().map(String::as_str))?
        })?;
        return annotation(format!("tests {suite}"));
    }
    let checks = [
        (
            "typecheck",
            &[
                "type check",
                "typecheck",
                "type errors",
                "type error",
                "types",
                "typescript",
                "mypy",
                "pyright",
            ][..],
        ),
        ("lint", &["lint", "linter", "linting", "eslint", "clippy", "ruff", "golangci-lint"]),
        ("format", &["format", "formatting", "formatted", "prettier", "rustfmt"]),
        ("build", &["build", "builds", "compiles"]),
    ];
    let states = has(&[
        "pass",
        "passes",
        "passing",
        "clean",
        "green",
        "succeeds",
        "successful",
        "no",
        "zero",
        "without",
        "builds",
        "compiles",
    ]);
    let name =
        checks.into_iter().find(|(name, words)| states && has(words) && config.checks.contains_key(*name))?.0;
    annotation(format!("run {name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_leave_little_doubt() {
        let text = "[checks.lint]\nrun='a'\n[checks.build]\nrun='b'\n[suites.unit]\nrun='c'\n[coverage]\nrun='d'\nreport={format='lcov',path='x'}\n";
        let config = crate::config::parse(text.as_bytes()).unwrap();
        for (item, form) in [
            ("ESLint passes for the payments module", Some("run lint")),
            ("The project builds on every platform", Some("run build")),
            ("Unit tests pass for vouchers", Some("tests unit")),
            ("Coverage of the module reaches 85%", Some("coverage >= 85% lines")),
            ("Unit tests written", None),
            ("Contest page is green", None),
            ("Types are right and no type errors", None),
            ("The help text reads well", None),
            ("Manual test of the checkout passes", None),
        ] {
            let expected = form.map(|form| format!("<!-- milepost: {form} -->"));
            assert_eq!(suggestion(item, &config), expected, "{item}");
        }
    }
}
