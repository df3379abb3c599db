//! Which files get which names.

use std::collections::BTreeMap;

use crate::path;

/// Files that get other names, and the folder that gets another one with all in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renames {
    files: BTreeMap<String, String>,
    folder: Option<(String, String)>,
}

impl Renames {
    /// One file.
    pub fn of_file(from: &str, to: &str) -> Self {
        Self { files: BTreeMap::from([(from.to_owned(), to.to_owned())]), folder: None }
    }

    /// A folder with these files, those below it.
    pub fn of_folder<'f>(from: &str, to: &str, files: impl IntoIterator<Item = &'f String>) -> Self {
        let renamed = |file: &String| Some((file.clone(), format!("{to}{}", inside(from, file)?)));
        Self {
            files: files.into_iter().filter_map(renamed).collect(),
            folder: Some((from.to_owned(), to.to_owned())),
        }
    }

    /// The same, seen from a folder above: `inside` leads to where these names begin.
    #[must_use]
    pub fn below(&self, inside: &str) -> Self {
        let lower = |(from, to): (&String, &String)| (format!("{inside}/{from}"), format!("{inside}/{to}"));
        Self {
            files: self.files.iter().map(lower).collect(),
            folder: self.folder.as_ref().map(|(from, to)| lower((from, to))),
        }
    }

    /// The files, by the name of before, with the name afterwards.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(from, to)| (from.as_str(), to.as_str()))
    }

    /// The name of a file or a folder afterwards.
    pub fn now(&self, path: &str) -> String {
        if let Some(to) = self.files.get(path) {
            return to.clone();
        }
        match &self.folder {
            Some((from, to)) if path == from => to.clone(),
            // What is not in the list stays where it is, unless it is a folder.
            Some((from, to)) => match inside(from, path).filter(|_| self.holds_folder(path)) {
                Some(rest) => format!("{to}{rest}"),
                None => path.to_owned(),
            },
            None => path.to_owned(),
        }
    }

    fn holds_folder(&self, path: &str) -> bool {
        let prefix = format!("{path}/");
        self.files.range(prefix.clone()..).next().is_some_and(|(file, _)| file.starts_with(&prefix))
    }

    /// Whether a file gets another name.
    pub fn moves(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// The folder of a file afterwards.
    pub(super) fn folder_now(&self, file: &str) -> String {
        path::folder(&self.now(file)).to_owned()
    }
}

/// What follows a folder's name in a path below it, with the slash.
fn inside<'p>(folder: &str, path: &'p str) -> Option<&'p str> {
    path.strip_prefix(folder).filter(|rest| rest.starts_with('/'))
}
