//! Where a name stands in a text.

/// The line, from 1, on which a setting stands by its whole name. Of lines of `NAME=value` also one that is commented out; of
/// any other text no comment counts.
pub(super) fn line_of(name: &str, text: &str, of_lines: bool) -> Option<usize> {
    let holds = |line: &str| if of_lines { assigns(name, line) } else { mentions(name, code_of(line)) };
    text.lines().position(holds).map(|at| at + 1)
}

fn assigns(name: &str, line: &str) -> bool {
    let line = line.trim_start_matches(|c: char| c.is_whitespace() || c == '#' || c == ';');
    let line = line.strip_prefix("export ").unwrap_or(line).trim_start();
    line.strip_prefix(name).is_some_and(|rest| rest.trim_start().starts_with(['=', ':']))
}

/// A line without what is a comment.
fn code_of(line: &str) -> &str {
    let start = line.trim_start();
    if ["#", "//", "/*", "*", "--", "<!--"].iter().any(|mark| start.starts_with(mark)) {
        return "";
    }
    let end = [" #", "\t#", " //"].iter().filter_map(|mark| line.find(mark)).min();
    &line[..end.unwrap_or(line.len())]
}

fn mentions(name: &str, code: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(name)
        .any(|(at, _)| !code[..at].ends_with(is_word) && !code[at + name.len()..].starts_with(is_word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_is_found_by_its_whole_name() {
        let text = "A=1\nPORT_MAX=2\nEXPORT=3\n\n  export PORT = 4\n";
        assert_eq!(line_of("PORT", text, true), Some(5));
        assert_eq!(line_of("MAX", text, true), None);
        assert_eq!(line_of("PORT", "# the PORT of all\n#PORT=80\n", true), Some(2));
        assert_eq!(line_of("PORT", "HOST=$PORT\n", true), None);
    }

    #[test]
    fn other_files_name_it_outside_of_comments() {
        for line in ["  PORT: 80", "  - PORT=80", "x: ${PORT:-80}", "env.PORT", "run: echo \"$PORT\" # x"] {
            assert_eq!(line_of("PORT", &format!("a: b\n{line}\n"), false), Some(2), "{line}");
        }
        for line in
            ["# PORT", "  // PORT", "a: b # PORT", "PORT_MAX: 1", "MY_PORT: 1", "SUPPORT: 1", " * PORT"]
        {
            assert_eq!(line_of("PORT", line, false), None, "{line}");
        }
    }
}
