//! Paths inside a repository: relative, separated by `/`, without a leading `./`.

use std::fmt::Write as _;

/// The folder of a path; empty at the top.
pub fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The last part of a path.
pub fn file_name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// The last part of a path without its extension.
pub fn stem(path: &str) -> &str {
    let name = file_name(path);
    name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()).map_or(name, |(stem, _)| stem)
}

/// Whether a path names a Markdown file.
pub fn is_markdown(path: &str) -> bool {
    let name = file_name(path);
    name.rsplit_once('.')
        .is_some_and(|(_, ext)| ext.eq_ignore_ascii_case("md") || ext.eq_ignore_ascii_case("markdown"))
}

/// Whether a path is a pattern: a glob without any of these signs matches itself alone.
pub fn is_pattern(path: &str) -> bool {
    path.contains(['*', '?', '[', ']', '{', '}', '\\'])
}

/// What `target` means, seen from `folder`: `.` and `..` are resolved, a leading `/` starts at the top. `None` when it
/// leads out of the repository.
pub fn resolve(folder: &str, target: &str) -> Option<String> {
    let mut parts: Vec<&str> = if target.starts_with('/') {
        Vec::new()
    } else {
        folder.split('/').filter(|p| !p.is_empty()).collect()
    };
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// How to write a link from a file in `folder` to `target`.
pub fn relative(folder: &str, target: &str) -> String {
    let from: Vec<&str> = folder.split('/').filter(|p| !p.is_empty()).collect();
    let to: Vec<&str> = target.split('/').collect();
    let shared = from.iter().zip(&to[..to.len() - 1]).take_while(|(a, b)| a == b).count();
    let mut parts = vec![".."; from.len() - shared];
    parts.extend(&to[shared..]);
    parts.join("/")
}

/// `%20` and its like undone; what is not valid stays as it is.
pub fn decoded(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = (*first == b'%')
            .then(|| tail.get(..2))
            .flatten()
            .and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        bytes.push(hex.unwrap_or(*first));
        rest = if hex.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// A path as the target of a link: what would end it is written as `%20` and its like.
pub fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for c in path.chars() {
        if c.is_whitespace() || c.is_control() || matches!(c, '(' | ')' | '<' | '>' | '%' | '#' | '?' | '\\')
        {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                let _ = write!(out, "%{byte:02X}");
            }
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts() {
        assert_eq!((folder("a/b.md"), file_name("a/b.md"), stem("a/b.md")), ("a", "b.md", "b"));
        assert_eq!((folder("b"), stem(".env"), stem("x.test.ts")), ("", ".env", "x.test"));
        assert!(is_markdown("a/B.MD") && !is_markdown("md") && !is_markdown("a.md/b"));
    }

    #[test]
    fn resolving() {
        assert_eq!(resolve("docs/a", "../b.md").as_deref(), Some("docs/b.md"));
        assert_eq!(resolve("docs", "./.claude/x").as_deref(), Some("docs/.claude/x"));
        assert_eq!(resolve("docs", "/x/").as_deref(), Some("x"));
        assert_eq!(resolve("docs", "../../x"), None);
        assert_eq!(resolve("", "").as_deref(), Some(""));
    }

    #[test]
    fn what_is_encoded_is_decoded() {
        for path in ["a b/c (d).md", "50%#1.md", "ä\u{a0}.md"] {
            let written = encoded(path);
            assert!(!written.contains([' ', '(', ')', '#']), "{written}");
            assert_eq!(decoded(&written), path);
        }
    }

    #[test]
    fn relative_leads_back() {
        for (folder, target) in
            [("docs/a", "docs/b/c.md"), ("", "x.md"), ("a/b", "c.md"), ("a", "a/x.md"), ("a/b", "a/x.md")]
        {
            assert_eq!(resolve(folder, &relative(folder, target)).as_deref(), Some(target));
        }
    }
}
