//! A section of `AGENTS.md`: how to work with Milepost, and what a program cannot do.

use std::io;

use serde::Serialize;

use crate::{EngineError, Result, Workspace};

const FILE: &str = "AGENTS.md";
const BEGIN: &str = "<!-- BEGIN MILEPOST: written by `milepost init --agents`, which replaces what stands between these marks -->";
const END: &str = "<!-- END MILEPOST -->";

/// What would change, or has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AgentsChange {
    /// The file, from the project's root.
    pub path: String,
    /// Its text before; `None` where it was not there.
    pub before: Option<String>,
    /// Its text after.
    pub after: String,
}

impl AgentsChange {
    /// Whether anything changes.
    pub fn changes(&self) -> bool {
        self.before.as_ref() != Some(&self.after)
    }
}

/// Writes the section into `AGENTS.md`, in its place where it is there, else at the end; all else stays. With `dry_run`
/// nothing is written.
///
/// # Errors
/// When the file is no text, holds one of the two marks alone, or cannot be written.
pub fn agents(workspace: &Workspace, dry_run: bool) -> Result<AgentsChange> {
    let path = workspace.root.join(FILE);
    let before = match workspace.system.read(&path) {
        Ok(bytes) => Some(
            String::from_utf8(bytes)
                .map_err(|_| EngineError::usage(format!("`{FILE}` is not UTF-8")).hint("save it as UTF-8"))?,
        ),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(EngineError::io("read", path, error)),
    };
    let after = with_section(before.as_deref().unwrap_or_default())?;
    let change = AgentsChange { path: FILE.to_owned(), before, after };
    if change.changes() && !dry_run {
        let failed = |error| EngineError::io("write", &path, error);
        workspace.system.write_atomic(&path, change.after.as_bytes()).map_err(failed)?;
    }
    Ok(change)
}

fn with_section(text: &str) -> Result<String> {
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let section = format!("{BEGIN}\n{}{END}", include_str!("agents.md")).replace('\n', newline);
    // The words of the first mark may differ between versions.
    let begins: Vec<usize> = text.match_indices("<!-- BEGIN MILEPOST").map(|(at, _)| at).collect();
    let ends: Vec<usize> = text.match_indices(END).map(|(at, _)| at).collect();
    match (begins.as_slice(), ends.as_slice()) {
        ([], []) => {
            let gap = match text {
                "" => String::new(),
                text if text.ends_with(&format!("{newline}{newline}")) => String::new(),
                text if text.ends_with('\n') => newline.to_owned(),
                _ => format!("{newline}{newline}"),
            };
            Ok(format!("{text}{gap}{section}{newline}"))
        }
        ([begin], [end]) if begin < end => {
            Ok(format!("{}{section}{}", &text[..*begin], &text[end + END.len()..]))
        }
        _ => Err(EngineError::usage(format!("`{FILE}` holds marks of Milepost that do not belong together"))
            .hint(format!("keep one line `{BEGIN}` and after it one line `{END}`, or neither"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_else_stays_and_a_second_time_changes_nothing() {
        for text in ["", "# Rules\n", "# Rules\r\n\r\nMine.", "x\n\n"] {
            let once = with_section(text).unwrap();
            assert!(once.starts_with(text), "{once:?}");
            assert_eq!(with_section(&once).unwrap(), once);
            assert_eq!(once.matches(END).count(), 1);
        }
    }

    #[test]
    fn an_older_section_is_replaced_in_its_place() {
        let text = format!("# A\n\n<!-- BEGIN MILEPOST: older -->\nold words\n{END}\n\n# B\n");
        let after = with_section(&text).unwrap();
        assert!(after.starts_with("# A\n\n<!-- BEGIN") && after.ends_with("-->\n\n# B\n"), "{after}");
        assert!(!after.contains("old words"));
    }

    #[test]
    fn a_lone_mark_is_refused() {
        for text in
            [END.to_owned(), BEGIN.to_owned(), format!("{END}\n{BEGIN}"), format!("{BEGIN}{END}{BEGIN}{END}")]
        {
            assert!(with_section(&text).is_err(), "{text}");
        }
    }
}
