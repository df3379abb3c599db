//! Unified diffs.

use similar::{ChangeTag, TextDiff};

use crate::Role;

/// What changed in one file, as a unified diff with three lines around; empty when nothing did.
pub fn unified(path: &str, before: &str, after: &str) -> String {
    let diff = TextDiff::from_lines(before, after);
    let text =
        diff.unified_diff().context_radius(3).header(&format!("a/{path}"), &format!("b/{path}")).to_string();
    text.split_inclusive('\n').map(painted).collect()
}

/// The lines that changed alone, each with its sign.
pub fn changed_lines(before: &str, after: &str) -> Vec<String> {
    let diff = TextDiff::from_lines(before, after);
    diff.iter_all_changes()
        .filter_map(|change| {
            let sign = match change.tag() {
                ChangeTag::Equal => return None,
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
            };
            Some(format!("{sign} {}", change.value().trim_end()))
        })
        .collect()
}

fn painted(line: &str) -> String {
    let text = line.trim_end_matches('\n');
    let role = match line.as_bytes() {
        [b'+', b'+', b'+', ..] | [b'-', b'-', b'-', ..] => Role::Strong,
        [b'+', ..] => Role::Good,
        [b'-', ..] => Role::Bad,
        [b'@', ..] => Role::Note,
        _ => return line.to_owned(),
    };
    let end = if line.ends_with('\n') { "\n" } else { "" };
    format!("{}{end}", role.paint(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diff_names_file_and_lines() {
        let text = unified("a.md", "one\ntwo\n", "one\nTWO\n");
        let plain = anstream::adapter::strip_str(&text).to_string();
        assert_eq!(plain, "--- a/a.md\n+++ b/a.md\n@@ -1,2 +1,2 @@\n one\n-two\n+TWO\n");
        assert_eq!(unified("a.md", "x\n", "x\n"), "");
    }

    #[test]
    fn changed_lines_carry_their_sign() {
        assert_eq!(changed_lines("a\n- [ ] b\n", "a\n- [x] b\n"), ["- - [ ] b", "+ - [x] b"]);
    }
}
