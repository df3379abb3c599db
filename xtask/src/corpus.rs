//! Repositories of which only the documents and the names of the files are there.

#![expect(clippy::disallowed_methods, reason = "a development tool, outside of the product")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use milepost_portfolio::{Portfolio, portfolio_of};

/// The list of a corpus' documents.
pub(crate) const MANIFEST: &str = "MANIFEST.tsv";

/// One repository at one commit.
pub(crate) struct Snapshot {
    /// `owner/name`.
    pub(crate) repository: String,
    /// The commit, whole.
    pub(crate) commit: String,
    /// Its documents: the path in the repository, and that in the corpus.
    documents: BTreeSet<(String, String)>,
}

impl Snapshot {
    /// Its documents, among all files that the commit had: `_trees/owner+name@COMMIT.txt` names them.
    pub(crate) fn portfolio(&self, corpus: &Path) -> Portfolio {
        let texts: Vec<(&str, Vec<u8>)> = self
            .documents
            .iter()
            .filter_map(|(path, local)| Some((path.as_str(), fs::read(corpus.join(local)).ok()?)))
            .collect();
        let short = self.commit.get(..10).unwrap_or(&self.commit);
        let tree = corpus.join("_trees").join(format!("{}@{short}.txt", self.repository.replace('/', "+")));
        let files = fs::read_to_string(&tree).unwrap_or_default();
        portfolio_of(&texts).with_files(files.lines().map(str::to_owned))
    }

    /// The path in the repository of a document of the corpus.
    pub(crate) fn path_of(&self, local: &str) -> Option<&str> {
        self.documents.iter().find(|(_, own)| own == local).map(|(path, _)| path.as_str())
    }
}

/// Every repository of a corpus at every commit: its documents lie at their paths below `owner+name`, and `MANIFEST.tsv`
/// says of which commit each is.
pub(crate) fn snapshots(corpus: &Path) -> Result<Vec<Snapshot>, String> {
    let text = read(&corpus.join(MANIFEST))?;
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    let column = |name: &str| column(&header, name).ok_or_else(|| format!("{MANIFEST}: no column `{name}`"));
    let (repository, path, commit, local) =
        (column("repo")?, column("path")?, column("commit")?, column("local")?);
    let mut found: BTreeMap<(String, String), BTreeSet<(String, String)>> = BTreeMap::new();
    for row in lines.map(|line| line.split('\t').collect::<Vec<_>>()).filter(|row| row.len() > local) {
        let key = (row[repository].to_owned(), row[commit].to_owned());
        found.entry(key).or_default().insert((row[path].to_owned(), row[local].to_owned()));
    }
    let snapshot = |((repository, commit), documents)| Snapshot { repository, commit, documents };
    Ok(found.into_iter().map(snapshot).collect())
}

/// The text of a file, with its name in the error.
pub(crate) fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// Where a column stands.
pub(crate) fn column(header: &[&str], name: &str) -> Option<usize> {
    header.iter().position(|own| *own == name)
}
