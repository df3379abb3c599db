//! The sample project of the demo: a till in Bash with a plan, and the work that somebody does on it.

/// A file: its path from the project's root, and its text.
pub(crate) type File = (&'static str, &'static str);

/// The milestone's document.
pub(crate) const DOCUMENT: &str = "docs/till/milestone-1-discounts.md";

/// The project before the work.
pub(crate) const PROJECT: &[File] = &[
    (".gitignore", include_str!("sample/gitignore")),
    ("README.md", include_str!("sample/README.md")),
    (DOCUMENT, include_str!("sample/docs/till/milestone-1-discounts.md")),
    ("docs/till/README.md", include_str!("sample/docs/till/README.md")),
    ("milepost.toml", include_str!("sample/milepost.toml")),
    (PRICE, BEFORE),
    ("tests/price_test.sh", include_str!("sample/tests/price_test.sh")),
    ("tests/run.sh", include_str!("sample/tests/run.sh")),
];

/// What is new after the work, and a change of an old file that breaks one of its tests.
pub(crate) const WORK: &[File] = &[
    ("discount.sh", include_str!("work/discount.sh")),
    (PRICE, include_str!("work/price.sh")),
    ("tests/discount_test.sh", include_str!("work/discount_test.sh")),
];

/// The old file as it was.
pub(crate) const FIX: &[File] = &[(PRICE, BEFORE)];

/// Boxes that are ticked by hand though nothing proves them.
pub(crate) const CLAIMS: &[&str] = &["All existing tests still passing", "All tests passing"];

/// The tasks, ticked when they are done.
pub(crate) const TASKS: &[&str] =
    &["Task 1: The function (Estimated: 4 hours)", "Task 2: Its tests (Estimated: 2 hours)"];

/// The test that the change breaks.
pub(crate) const BROKEN_TEST: &str = "cents keep their zero";

const PRICE: &str = "price.sh";
const BEFORE: &str = include_str!("sample/price.sh");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_ticked_is_a_box_of_the_document() {
        let (_, text) = PROJECT.iter().find(|(path, _)| *path == DOCUMENT).unwrap();
        for claim in CLAIMS.iter().chain(TASKS) {
            assert_eq!(text.matches(&format!("- [ ] {claim}\n")).count(), 1, "{claim}");
        }
    }
}
