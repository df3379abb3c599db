//! Markdown's marks left out of a line, for people.

/// The words of a line: `**bold**` and `[links](target)` lose their marks, code spans keep every byte.
pub(crate) fn prose(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, piece) in text.split('`').enumerate() {
        if at > 0 {
            out.push('`');
        }
        if at % 2 == 0 { out.push_str(&without_links(&piece.replace("**", ""))) } else { out.push_str(piece) }
    }
    out
}

fn without_links(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, words, after)) = link(rest) {
        out.push_str(before);
        out.push_str(words);
        rest = after;
    }
    out + rest
}

/// What stands before the first link, its words, and what stands after it.
fn link(text: &str) -> Option<(&str, &str, &str)> {
    let middle = text.find("](")?;
    let start = text[..middle].rfind('[')?;
    let end = middle + text[middle..].find(')')?;
    Some((&text[..start], &text[start + 1..middle], &text[end + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_go_and_code_stays() {
        assert_eq!(prose("**Adding**: sums are right"), "Adding: sums are right");
        assert_eq!(prose("[Milestone 1](milestone-1.md): done, see [it](x)"), "Milestone 1: done, see it");
        assert_eq!(prose("lint `src/**/*.ts` [a](b"), "lint `src/**/*.ts` [a](b");
        assert_eq!(prose("`a[0](x)` and ]( odd"), "`a[0](x)` and ]( odd");
        assert_eq!(prose(""), "");
    }
}
