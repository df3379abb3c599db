//! Paths inside a repository: relative, separated by `/`, without a leading `./`.

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
    fn relative_leads_back() {
        for (folder, target) in
            [("docs/a", "docs/b/c.md"), ("", "x.md"), ("a/b", "c.md"), ("a", "a/x.md"), ("a/b", "a/x.md")]
        {
            assert_eq!(resolve(folder, &relative(folder, target)).as_deref(), Some(target));
        }
    }
}
