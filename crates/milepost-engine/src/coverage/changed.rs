//! The lines that the work wrote.

use std::collections::BTreeMap;

use milepost_gate::ChangedLines;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::{EngineError, Result, Workspace, baseline::ChangedPath};

/// The lines of changed files that are new or other than in a commit, of the files that are `wanted`. `None` without a Git
/// repository. A file that was moved is compared with the one that it was: one of the same content, or else one of the same
/// name, that is gone.
///
/// # Errors
/// When Git fails, or a changed file cannot be read.
pub(crate) fn changed_lines(
    workspace: &Workspace,
    commit: &str,
    changes: &[ChangedPath],
    wanted: impl Fn(&str) -> bool,
) -> Result<Option<ChangedLines>> {
    let Some(git) = workspace.git() else { return Ok(None) };
    let changes: Vec<&ChangedPath> = changes.iter().filter(|change| wanted(&change.path)).collect();
    let objects: Vec<String> = changes.iter().map(|change| format!("{commit}:./{}", change.path)).collect();
    let before = if objects.is_empty() { Vec::new() } else { git.cat_files(&objects)? };
    let gone: BTreeMap<&str, &Vec<u8>> = changes
        .iter()
        .zip(&before)
        .filter(|(change, _)| change.removed)
        .filter_map(|(change, before)| Some((change.path.as_str(), before.as_ref()?)))
        .collect();
    let mut found = ChangedLines::default();
    for (change, before) in changes.iter().zip(&before).filter(|(change, _)| !change.removed) {
        let path = workspace.root.join(&change.path);
        if !workspace.system.is_file(&path) {
            // A submodule, or a link to a folder: it has no lines of its own.
            continue;
        }
        let now = workspace.system.read(&path).map_err(|error| EngineError::io("read", &path, error))?;
        let before = before.as_ref().or_else(|| moved_from(&change.path, &now, &gone));
        let old = before.map_or(&[][..], Vec::as_slice);
        found.files.insert(change.path.clone(), lines_of(old, &now).into_iter().collect());
    }
    Ok(Some(found))
}

fn moved_from<'g>(path: &str, now: &[u8], gone: &BTreeMap<&str, &'g Vec<u8>>) -> Option<&'g Vec<u8>> {
    let name = |path: &str| path.rsplit('/').next().map(str::to_owned);
    let same = gone.values().find(|before| before.as_slice() == now);
    same.or_else(|| gone.iter().find(|(other, _)| name(other) == name(path)).map(|(_, before)| before))
        .copied()
}

/// The lines of a text that another one lacks, the first being 1.
fn lines_of(old: &[u8], new: &[u8]) -> Vec<u32> {
    let lines = |text: &'_ [u8]| -> Vec<Vec<u8>> {
        let text = text.strip_suffix(b"\n").unwrap_or(text);
        if text.is_empty() {
            return Vec::new();
        }
        // Another end of line makes no other line.
        text.split(|byte| *byte == b'\n')
            .map(|line| line.strip_suffix(b"\r").unwrap_or(line).to_vec())
            .collect()
    };
    let mut found = Vec::new();
    for operation in capture_diff_slices(Algorithm::Patience, &lines(old), &lines(new)) {
        if let DiffOp::Insert { new_index, new_len, .. } | DiffOp::Replace { new_index, new_len, .. } =
            operation
        {
            found.extend((new_index + 1..=new_index + new_len).filter_map(|line| u32::try_from(line).ok()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lines_that_were_written_are_changed() {
        let of = |old: &str, new: &str| lines_of(old.as_bytes(), new.as_bytes());
        assert_eq!(of("a\nb\nc\n", "a\nb\nc\n"), Vec::<u32>::new());
        assert_eq!(of("a\nb\nc\n", "a\r\nb\r\nc\r\n"), Vec::<u32>::new(), "line ends");
        assert_eq!(of("a\nb\nc\n", "a\nB\nc\nd\n"), [2, 4]);
        assert_eq!(of("a\nb\nc\n", "a\nc\n"), Vec::<u32>::new(), "a line that is gone is none");
        assert_eq!(of("a\nc", "a\nb\nc"), [2]);
        assert_eq!(of("", "a\nb\n"), [1, 2]);
        assert_eq!(of("a\n", ""), Vec::<u32>::new());
    }

    #[test]
    fn a_moved_file_is_compared_with_what_it_was() {
        let (cart, other) = (b"a\nb\n".to_vec(), b"x\n".to_vec());
        let gone = BTreeMap::from([("src/cart.js", &cart), ("src/other.js", &other)]);
        assert_eq!(moved_from("lib/cart.js", b"a\nb\nc\n", &gone), Some(&cart), "the same name");
        assert_eq!(moved_from("lib/cart.js", b"x\n", &gone), Some(&other), "the same content");
        assert_eq!(moved_from("lib/new.js", b"y\n", &gone), None);
    }
}
