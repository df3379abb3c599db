//! Looking for settings in the files of a project.

use milepost_document::{Document, view};

use super::{
    files::{holds_real_values, is_of_lines, is_usual},
    place::line_of,
};
use crate::{Workspace, plan::inputs::glob_set};

/// A file that is larger shows no settings to people.
const LARGEST: usize = 1 << 20;

/// What was found of some settings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Looked {
    /// Each that was found, with `file:line`.
    pub(crate) found: Vec<(String, String)>,
    /// Those that were not.
    pub(crate) missing: Vec<String>,
    /// The files that were read.
    pub(crate) files: Vec<String>,
}

/// The settings that a document introduces, each once.
pub(crate) fn names(document: &Document) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for setting in view::settings(document) {
        let name = document.text(setting.name);
        // The template's own example is no setting.
        let is_example = name == "NEW_SETTING" && document.text(setting.value) == "value";
        if !is_example && !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}

/// Looks for settings where the project shows them.
pub(crate) fn look(workspace: &Workspace, names: &[String]) -> Looked {
    // A glob that cannot be read is a mistake of the configuration, told before.
    let own = glob_set(&workspace.config.configuration.files).ok();
    let is_kept = |path: &&String| {
        let is_named = own.as_ref().is_some_and(|globs| globs.is_match(path));
        (is_usual(path) || is_named) && !holds_real_values(path) && workspace.portfolio.find(path).is_none()
    };
    let mut looked = Looked { missing: names.to_vec(), ..Looked::default() };
    for path in workspace.portfolio.files().iter().filter(is_kept) {
        let Some(text) = read(workspace, path) else { continue };
        looked.files.push(path.clone());
        let of_lines = is_of_lines(path);
        looked.missing.retain(|name| match line_of(name, &text, of_lines) {
            Some(line) => {
                looked.found.push((name.clone(), format!("{path}:{line}")));
                false
            }
            None => true,
        });
    }
    looked
}

/// The text of a file inside of the project, also behind a link; never of one with real values.
fn read(workspace: &Workspace, path: &str) -> Option<String> {
    let real = workspace.system.canonicalize(&workspace.root.join(path)).ok()?;
    let inside = real.strip_prefix(&workspace.root).ok()?.to_string_lossy().into_owned();
    if holds_real_values(&inside) {
        return None;
    }
    let bytes = workspace.system.read(&real).ok().filter(|bytes| bytes.len() <= LARGEST)?;
    String::from_utf8(bytes).ok()
}
