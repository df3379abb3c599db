//! Stable names of documents.

use crate::{Portfolio, number, path};

/// The id of a document: `FOLDER/NUMBER` for a milestone or phase with a number (`checkout/2`), else its path without
/// the extension. Where several folders of one name hold the same number, each id takes as many folders as tell them
/// apart (`2025/checkout/2`); two milestones of one folder with the same number have their paths as ids.
pub fn document_id(portfolio: &Portfolio, index: usize) -> String {
    let document = &portfolio.documents[index];
    let by_path =
        || document.path.rsplit_once('.').map_or(document.path.as_str(), |(stem, _)| stem).to_owned();
    let (true, Some(number), false) =
        (document.is_milestone(), &document.identity.number, document.folder().is_empty())
    else {
        return by_path();
    };
    let folder = document.folder();
    if portfolio.numbered(folder, number).len() > 1 {
        return by_path();
    }
    let name = path::file_name(folder);
    let rivals: Vec<&str> = portfolio.folders_with(name, number).filter(|other| *other != folder).collect();
    let shortest = folder
        .rmatch_indices('/')
        .map(|(at, _)| &folder[at + 1..])
        .chain([folder])
        .find(|suffix| !rivals.iter().any(|rival| ends_with_path(rival, suffix)))
        .unwrap_or(folder);
    format!("{shortest}/{}", number::number_key(number))
}

/// Whether the last folders of `path` are `suffix`.
pub(crate) fn ends_with_path(path: &str, suffix: &str) -> bool {
    path.strip_suffix(suffix).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portfolio_of;

    fn ids(files: &[(&str, &str)]) -> Vec<String> {
        let portfolio = portfolio_of(files);
        (0..portfolio.documents.len()).map(|index| document_id(&portfolio, index)).collect()
    }

    #[test]
    fn the_folder_and_the_number() {
        assert_eq!(
            ids(&[
                ("docs/shop/milestone-2-vouchers.md", "# Milestone 02: Vouchers\n"),
                ("docs/notes.md", "# Notes\n")
            ]),
            ["docs/notes", "shop/2"],
        );
    }

    #[test]
    fn as_many_folders_as_needed() {
        assert_eq!(
            ids(&[
                ("a/x/phases/m1.md", "# Milestone 1: A\n"),
                ("b/x/phases/m1.md", "# Milestone 1: B\n"),
                ("c/phases/m1.md", "# Milestone 1: C\n")
            ]),
            ["a/x/phases/1", "b/x/phases/1", "c/phases/1"],
        );
    }

    #[test]
    fn one_number_twice_is_told_apart_by_path() {
        assert_eq!(
            ids(&[
                ("p/one.md", "# Milestone 1: A\n"),
                ("p/two.md", "# Milestone 1: B\n"),
                ("top.md", "# Milestone 9: T\n")
            ]),
            ["p/one", "p/two", "top"],
        );
    }
}
