//! Texts of SQL that do nothing.

/// Whether a text holds nothing but comments.
pub(super) fn holds_nothing(sql: &str) -> bool {
    let mut rest = sql.trim_start_matches(|sign: char| sign.is_whitespace() || sign == ';');
    loop {
        let end = if rest.starts_with("--") {
            rest.find('\n')
        } else if rest.starts_with("/*") {
            rest.find("*/").map(|at| at + 2)
        } else {
            return rest.is_empty();
        };
        let Some(end) = end else { return true };
        rest = rest[end..].trim_start_matches(|sign: char| sign.is_whitespace() || sign == ';');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_do_nothing() {
        for sql in ["", " ;\n", "-- This is an empty migration.", "-- a\n\n/* b\n; */ ; -- c\n"] {
            assert!(holds_nothing(sql), "{sql}");
        }
        for sql in ["drop table a", "-- a\ndrop table a;", "/* a */ select 1", "'-- a'"] {
            assert!(!holds_nothing(sql), "{sql}");
        }
    }
}
