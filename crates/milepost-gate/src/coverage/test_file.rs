/// Whether a file is one that a test runner takes for tests: `cart.test.ts` and `__tests__/cart.js` by those of JavaScript,
/// `cart_test.go` by Go, `test_cart.py` and `cart_test.py` by pytest, `tests/cart.rs` by Cargo, `src/test/java/Cart.java` by Maven
/// and Gradle. What only sounds like one (`spec/`, `ABTest.ts`) is code.
pub(super) fn is_test_file(path: &str) -> bool {
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let is_below = |wanted: &str| folders.split('/').any(|folder| folder == wanted);
    match ending {
        "go" => stem.ends_with("_test"),
        "py" => stem.starts_with("test_") || stem.ends_with("_test"),
        "rs" => is_below("tests"),
        "java" | "kt" | "scala" | "groovy" => format!("/{folders}/").contains("/src/test/"),
        "js" | "jsx" | "ts" | "tsx" | "mjs" | "cjs" | "mts" | "cts" | "vue" | "svelte" => {
            is_below("__tests__")
                || stem.rsplit_once('.').is_some_and(|(_, kind)| matches!(kind, "test" | "spec"))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_test_file;

    #[test]
    fn tests_are_what_a_runner_takes_and_nothing_else_is() {
        for test in [
            "tests/cart.rs",
            "crates/cart/tests/api/sum.rs",
            "src/test/java/Cart.java",
            "src/cart.test.ts",
            "web/cart.spec.jsx",
            "cart/cart_test.go",
            "test_cart.py",
            "cart/cart_test.py",
            "a/__tests__/cart.js",
        ] {
            assert!(is_test_file(test), "{test}");
        }
        for code in [
            "src/cart.rs",
            "src/testing/cart.rs",
            "spec/parser.rb",
            "spec/schema.ts",
            "tests/server.js",
            "src/ABTest.ts",
            "src/LoadTest.java",
            "src/contest.py",
            "tools/run_tests.py",
            "latest/cart.js",
            "src/attest.rs",
            "test.rs",
            "cart_test.rs",
        ] {
            assert!(!is_test_file(code), "{code}");
        }
    }
}
