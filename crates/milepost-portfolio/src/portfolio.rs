//! All documents of one repository.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    path::{Path, PathBuf},
    sync::OnceLock,
};

use globset::GlobBuilder;
use milepost_document::{EditSet, view::DocumentKind, vocabulary::plain_text};

use crate::{LoadedDocument, Renames, Unreadable, dialect, id_index::IdIndex, load, number, owners, path};

/// All documents of one repository, sorted by path.
#[derive(Debug, Clone)]
pub struct Portfolio {
    /// The folder to which all paths are relative.
    pub root: PathBuf,
    /// Its documents, sorted by path.
    pub documents: Vec<LoadedDocument>,
    /// What could not be read, sorted by path.
    pub unreadable: Vec<Unreadable>,
    /// Whether every document of the repository was read, so that what is not here does not exist.
    pub whole: bool,
    files: BTreeSet<String>,
    by_folder_and_number: HashMap<(String, String), Vec<usize>>,
    folders_by_number: HashMap<(String, String), BTreeSet<String>>,
    by_number: HashMap<String, Vec<usize>>,
    ids: IdIndex,
    numbered_per_folder: HashMap<(String, bool), usize>,
    owners: HashMap<String, Vec<usize>>,
    by_name: OnceLock<HashMap<String, Vec<String>>>,
    name_numbers: OnceLock<BTreeSet<String>>,
    by_first_word: OnceLock<HashMap<String, Vec<usize>>>,
}

impl Portfolio {
    /// The same documents with another text of one of them.
    #[must_use]
    pub fn with_text(&self, index: usize, text: &str) -> Self {
        let mut other = self.clone();
        other.set_text(index, text);
        other
    }

    /// Gives a document another text. What the document is stays: only a change that keeps that is made to one that is
    /// already read.
    pub fn set_text(&mut self, index: usize, text: &str) {
        let old = &self.documents[index];
        let Ok(mut document) = load::read_document(&old.path, text.as_bytes().to_vec()) else { return };
        let (kind, whole) = (old.kind, old.identity.kind);
        document.read_only = old.read_only;
        self.documents[index] = document;
        dialect::settle(&mut self.documents[index..=index], &self.files);
        self.documents[index].kind = kind;
        self.documents[index].identity.kind = whole;
    }

    /// The same documents and these texts: the documents at these paths are theirs, whether they are there or not.
    #[must_use]
    pub fn with_texts<'t>(&self, texts: impl IntoIterator<Item = (&'t str, &'t str)>) -> Self {
        let mut documents: BTreeMap<String, LoadedDocument> =
            self.documents.iter().map(|document| (document.path.clone(), document.clone())).collect();
        let mut unreadable = self.unreadable.clone();
        let mut files = self.files.clone();
        for (path, text) in texts {
            files.insert(path.to_owned());
            match load::read_document(path, text.as_bytes().to_vec()) {
                Ok(document) => drop(documents.insert(path.to_owned(), document)),
                Err(file) => unreadable.push(file),
            }
        }
        Self::new(self.root.clone(), documents.into_values().collect(), unreadable, files, self.whole)
    }

    /// The same documents under other names and with other texts.
    pub(crate) fn renamed(&self, renames: &Renames, edits: &HashMap<usize, EditSet>) -> Self {
        let renamed = |(index, loaded): (usize, &LoadedDocument)| {
            let text = edits.get(&index).and_then(|set| set.apply(&loaded.document().source).ok());
            let path = renames.now(&loaded.path);
            if text.is_none() && path == loaded.path {
                return loaded.clone();
            }
            let text = text.unwrap_or_else(|| loaded.document().source.to_string());
            let mut read = load::read_document(&path, text.into_bytes()).unwrap_or_else(|_| loaded.clone());
            read.path = path;
            read.read_only = loaded.read_only;
            read
        };
        Self::new(
            self.root.clone(),
            self.documents.iter().enumerate().map(renamed).collect(),
            self.unreadable.clone(),
            self.files.iter().map(|file| renames.now(file)).collect(),
            self.whole,
        )
    }

    /// Puts documents and the names of all files together.
    pub fn new(
        root: PathBuf,
        mut documents: Vec<LoadedDocument>,
        mut unreadable: Vec<Unreadable>,
        files: BTreeSet<String>,
        whole: bool,
    ) -> Self {
        documents.sort_by(|a, b| a.path.cmp(&b.path));
        dialect::settle(&mut documents, &files);
        owners::promote(&mut documents);
        unreadable.sort_by(|a, b| a.path.cmp(&b.path));
        let mut by_number: HashMap<_, Vec<usize>> = HashMap::new();
        let mut numbered_per_folder: HashMap<_, usize> = HashMap::new();
        let mut by_folder_and_number: HashMap<_, Vec<usize>> = HashMap::new();
        let mut folders_by_number: HashMap<_, BTreeSet<String>> = HashMap::new();
        for (index, document) in documents.iter().enumerate().filter(|(_, d)| d.is_milestone()) {
            if let Some(number) = &document.identity.number {
                let name = path::file_name(document.folder()).to_owned();
                let folders: &mut BTreeSet<_> =
                    folders_by_number.entry((name, number::number_key(number))).or_default();
                folders.insert(document.folder().to_owned());
                by_number.entry(number::number_key(number)).or_default().push(index);
                let phase = document.kind == DocumentKind::Phase;
                *numbered_per_folder.entry((document.folder().to_owned(), phase)).or_default() += 1;
                let key = (document.folder().to_owned(), number::number_key(number));
                by_folder_and_number.entry(key).or_default().push(index);
            }
        }
        let ids = IdIndex::of(&documents);
        let mut owner_documents: HashMap<_, Vec<usize>> = HashMap::new();
        for (index, document) in documents.iter().enumerate().filter(|(_, d)| d.is_owner()) {
            owner_documents.entry(document.folder().to_owned()).or_default().push(index);
        }
        Self {
            root,
            documents,
            unreadable,
            whole,
            files,
            by_folder_and_number,
            folders_by_number,
            by_number,
            ids,
            numbered_per_folder,
            owners: owner_documents,
            by_name: OnceLock::new(),
            name_numbers: OnceLock::new(),
            by_first_word: OnceLock::new(),
        }
    }

    /// The same documents in a tree that has these files too.
    #[must_use]
    pub fn with_files(mut self, files: impl IntoIterator<Item = String>) -> Self {
        self.files.extend(files);
        self.by_name = OnceLock::new();
        self.name_numbers = OnceLock::new();
        self
    }

    /// The document at a path, in O(log n).
    pub fn find(&self, path: &str) -> Option<usize> {
        self.documents.binary_search_by(|document| document.path.as_str().cmp(path)).ok()
    }

    /// Every unit of work: milestones and phases, by path.
    pub fn milestones(&self) -> impl Iterator<Item = (usize, &LoadedDocument)> {
        self.documents.iter().enumerate().filter(|(_, document)| document.is_milestone())
    }

    /// The milestones of one folder that have this number.
    pub fn numbered(&self, folder: &str, number: &str) -> &[usize] {
        self.by_folder_and_number
            .get(&(folder.to_owned(), number::number_key(number)))
            .map_or(&[], Vec::as_slice)
    }

    /// Every milestone of this number, by folder.
    pub(crate) fn milestones_numbered(&self, number: &str) -> impl Iterator<Item = usize> {
        self.by_number.get(&number::number_key(number)).into_iter().flatten().copied()
    }

    /// The units of work that have an id such as `TASK-12`, by path.
    pub fn with_id(&self, id: &str) -> &[usize] {
        self.ids.find(id)
    }

    /// The units of work that an id means to a document of a project where the number alone tells tasks apart; `None`
    /// where it does not.
    pub(crate) fn counted_with(&self, from: usize, id: &str) -> Option<&[usize]> {
        self.ids.find_counted(&self.documents[from], id)
    }

    /// Whether the name of any document begins with an id, whatever the document is.
    pub(crate) fn has_name_with_id(&self, id: &str) -> bool {
        self.ids.has_name(id)
    }

    /// The milestones whose names begin with a word in lower case, by path.
    pub(crate) fn named_with(&self, first_word: &str) -> &[usize] {
        let by_word = self.by_first_word.get_or_init(|| {
            let mut by_word: HashMap<String, Vec<usize>> = HashMap::new();
            for (index, document) in self.milestones() {
                let name = plain_text(&document.identity.name);
                let first = name.split(' ').next().unwrap_or_default().trim_end_matches([':', ',']);
                by_word.entry(first.to_owned()).or_default().push(index);
            }
            by_word
        });
        by_word.get(first_word).map_or(&[], Vec::as_slice)
    }

    /// Whether several units of work have ids that differ from this one in the number only.
    pub(crate) fn uses_prefix_of(&self, id: &str) -> bool {
        self.ids.uses_prefix_of(id)
    }

    /// How many milestones (or phases) with a number a folder holds.
    pub(crate) fn numbered_in_folder(&self, folder: &str, phases: bool) -> usize {
        self.numbered_per_folder.get(&(folder.to_owned(), phases)).copied().unwrap_or_default()
    }

    /// Whether the name of a Markdown file holds a number, as in `FT-M-05.09-sinks.md`: then something has it.
    pub(crate) fn has_name_with(&self, number: &str) -> bool {
        let numbers = self.name_numbers.get_or_init(|| {
            let mut numbers = BTreeSet::new();
            for file in self.files.iter().filter(|file| path::is_markdown(file)) {
                for part in path::stem(file).split(|c: char| !c.is_ascii_alphanumeric() && c != '.') {
                    let key = number::number_key(part.trim_start_matches(|c: char| c.is_ascii_alphabetic()));
                    // `5.9.1` is below `5.9`.
                    numbers.extend(key.match_indices('.').map(|(at, _)| key[..at].to_owned()));
                    numbers.insert(key);
                }
            }
            numbers
        });
        numbers.contains(&number::number_key(number))
    }

    /// Whether a document is a phase.
    pub fn is_phase(&self, index: usize) -> bool {
        self.documents[index].kind == DocumentKind::Phase
    }

    /// The folders of this name that hold a milestone of this number, sorted.
    pub(crate) fn folders_with(&self, name: &str, number: &str) -> impl Iterator<Item = &str> {
        self.folders_by_number
            .get(&(name.to_owned(), number::number_key(number)))
            .into_iter()
            .flatten()
            .map(String::as_str)
    }

    /// The owners among the documents of one folder, by path.
    pub(crate) fn owners_of_folder(&self, folder: &str) -> &[usize] {
        self.owners.get(folder).map_or(&[], Vec::as_slice)
    }

    /// Every file of the repository that Git does not ignore, hidden ones included, sorted.
    pub fn files(&self) -> &BTreeSet<String> {
        &self.files
    }

    /// The files of one name, whatever its case, anywhere.
    pub fn files_named(&self, name: &str) -> &[String] {
        let by_name = self.by_name.get_or_init(|| {
            let mut by_name: HashMap<String, Vec<String>> = HashMap::new();
            for file in &self.files {
                by_name.entry(path::file_name(file).to_lowercase()).or_default().push(file.clone());
            }
            by_name
        });
        by_name.get(&name.to_lowercase()).map_or(&[], Vec::as_slice)
    }

    /// The files directly in one folder.
    pub(crate) fn files_in(&self, folder: &str) -> impl Iterator<Item = &str> {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let length = prefix.len();
        self.files
            .range(prefix.clone()..)
            .take_while(move |file| file.starts_with(&prefix))
            .map(String::as_str)
            .filter(move |file| !file[length..].contains('/'))
    }

    /// Whether a path is a file that [`Portfolio::files`] knows.
    pub fn has_file(&self, path: &str) -> bool {
        self.files.contains(path)
    }

    /// Whether a pattern with wildcards (`src/*.ts`, `[ab].md`) names a file. `*` stays inside of a folder.
    pub fn matches(&self, pattern: &str) -> bool {
        if !path::is_pattern(pattern) {
            return self.has_file(pattern);
        }
        let glob = GlobBuilder::new(pattern).literal_separator(true).build();
        glob.is_ok_and(|glob| {
            let matcher = glob.compile_matcher();
            self.files.iter().any(|file| matcher.is_match(file))
        })
    }

    /// Whether a path is a folder with a file in it; the empty path is the root.
    pub fn has_folder(&self, path: &str) -> bool {
        let prefix = format!("{}/", path.trim_end_matches('/'));
        path.is_empty()
            || self.files.range(prefix.clone()..).next().is_some_and(|file| file.starts_with(&prefix))
    }
}

/// A portfolio of documents in memory, with exactly these files.
pub fn portfolio_of<T: AsRef<[u8]>>(texts: &[(&str, T)]) -> Portfolio {
    let mut documents = Vec::new();
    let mut unreadable = Vec::new();
    for (path, text) in texts.iter().filter(|(path, _)| path::is_markdown(path)) {
        match load::read_document(path, text.as_ref().to_vec()) {
            Ok(document) => documents.push(document),
            Err(file) => unreadable.push(file),
        }
    }
    let files = texts.iter().map(|(path, _)| (*path).to_owned()).collect();
    Portfolio::new(Path::new("").to_owned(), documents, unreadable, files, true)
}
