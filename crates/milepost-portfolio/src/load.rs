//! Reading a repository.

use std::{
    collections::BTreeSet,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::{Arc, OnceLock},
};

use milepost_document::{Parsed, Problem, Span, parse_shared, view, vocabulary::HIDDEN_FOLDERS};
use milepost_system::System;
use rayon::prelude::*;

use crate::{LoadedDocument, Portfolio, Unreadable, path};

/// The largest document that is read, in bytes. Spans are 32 bits wide.
const MOST_BYTES: u64 = 1 << 30;

/// Fewer documents than this are read one after another.
const FEW: usize = 16;

/// Which documents to read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LoadOptions {
    /// Folders below the root whose Markdown files are read; empty for the whole root.
    pub folders: Vec<String>,
    /// When not empty, exactly these files are read and the tree is not walked: the portfolio is not
    /// [`whole`](Portfolio::whole).
    pub only: Vec<String>,
    /// Read each document to its end when it is first asked for, instead of now: for commands that ask for few of them.
    /// A failure of our own reader is then one of the command.
    pub lazy: bool,
}

/// Reads every document below `root`, in parallel. It never fails: what cannot be read is in
/// [`Portfolio::unreadable`], by name. Hidden folders are left out, except those in which tools keep plans
/// ([`HIDDEN_FOLDERS`]) and those that are named in `options.folders`; so is what Git ignores.
pub fn load(system: &dyn System, root: &Path, options: &LoadOptions) -> Portfolio {
    let whole = options.only.is_empty();
    let files: BTreeSet<String> = if whole {
        files(system, root)
    } else {
        options.only.iter().filter_map(|path| path::resolve("", path)).collect()
    };
    let folders: Vec<String> =
        options.folders.iter().filter_map(|folder| path::resolve("", folder)).collect();
    let wanted: Vec<&String> =
        files.iter().filter(|file| !whole || path::is_markdown(file) && is_wanted(file, &folders)).collect();
    let read_one = |file: &String| {
        let absolute = root.join(file);
        let failed = |error: String| Unreadable { path: file.clone(), error };
        let metadata = system.metadata(&absolute).map_err(|error| failed(error.to_string()))?;
        if metadata.len > MOST_BYTES {
            return Err(failed(format!("{} bytes; at most {MOST_BYTES} are read", metadata.len)));
        }
        let bytes = system.read(&absolute).map_err(|error| failed(error.to_string()))?;
        if options.lazy { Ok(read_head(file, bytes)) } else { read_document(file, bytes) }
    };
    // Threads cost more than a few documents take.
    let read: Vec<Result<LoadedDocument, Unreadable>> = if wanted.len() < FEW {
        wanted.into_iter().map(read_one).collect()
    } else {
        wanted.into_par_iter().map(read_one).collect()
    };
    assembled(root, read, files, whole)
}

/// Puts the documents of another place than the work tree together, such as those of a revision: `files` are all of its
/// files, `texts` those that may be documents. Which ones are, `options` says as for [`load`].
pub fn portfolio_from(
    root: &Path,
    texts: Vec<(String, Vec<u8>)>,
    files: BTreeSet<String>,
    options: &LoadOptions,
) -> Portfolio {
    let folders: Vec<String> =
        options.folders.iter().filter_map(|folder| path::resolve("", folder)).collect();
    let read: Vec<Result<LoadedDocument, Unreadable>> = texts
        .into_par_iter()
        .filter(|(file, _)| path::is_markdown(file) && is_wanted(file, &folders))
        .map(|(file, bytes)| read_document(&file, bytes))
        .collect();
    assembled(root, read, files, true)
}

fn assembled(
    root: &Path,
    read: Vec<Result<LoadedDocument, Unreadable>>,
    files: BTreeSet<String>,
    whole: bool,
) -> Portfolio {
    let (mut documents, mut unreadable) = (Vec::new(), Vec::new());
    for one in read {
        match one {
            Ok(document) => documents.push(document),
            Err(file) => unreadable.push(file),
        }
    }
    Portfolio::new(root.to_owned(), documents, unreadable, files, whole)
}

/// Reads one document from its bytes. Bytes that are not UTF-8 become U+FFFD and make it read-only; a failure of our
/// own reader becomes an error with the file's name.
pub(crate) fn read_document(path: &str, bytes: Vec<u8>) -> Result<LoadedDocument, Unreadable> {
    catch_unwind(AssertUnwindSafe(|| read_whole(path, bytes))).map_err(|panic| {
        let what = panic
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| panic.downcast_ref::<&str>().copied())
            .unwrap_or("unknown failure");
        Unreadable {
            path: path.to_owned(),
            error: format!("a bug in milepost stopped the reading of `{path}`: {what}"),
        }
    })
}

/// Reads one document as far as it takes to know what it is.
fn read_head(path: &str, bytes: Vec<u8>) -> LoadedDocument {
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => return read_whole(path, error.into_bytes()),
    };
    match view::identity_of_head(&text, path) {
        Some(identity) => loaded(path, Arc::from(text), identity),
        None => read_whole(path, text.into_bytes()),
    }
}

fn read_whole(path: &str, bytes: Vec<u8>) -> LoadedDocument {
    let (text, invalid) = match String::from_utf8(bytes) {
        Ok(text) => (text, None),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            (String::from_utf8_lossy(error.as_bytes()).into_owned(), Some(at))
        }
    };
    let text: Arc<str> = Arc::from(text);
    let Parsed { mut document, mut problems } = parse_shared(&text);
    if let Some(at) = invalid {
        let span = Span::new(at as u32, at as u32 + char::REPLACEMENT_CHARACTER.len_utf8() as u32);
        let line = document.position(at as u32).line;
        let problem = Problem::error(
            "invalid-utf8",
            span,
            format!("byte {at} (line {line}) is not UTF-8; the file is read, but not written"),
        )
        .with_hint("save the file as UTF-8");
        problems.insert(problems.partition_point(|other| other.span.start < span.start), problem);
    }
    let identity = view::identity(&document, path);
    if identity.is_checklist {
        view::read_as_checklist(&mut document);
    }
    LoadedDocument {
        parsed: OnceLock::from(Parsed { document, problems }),
        read_only: invalid.is_some(),
        ..loaded(path, text, identity)
    }
}

fn loaded(path: &str, text: Arc<str>, identity: view::Identity) -> LoadedDocument {
    LoadedDocument {
        path: path.to_owned(),
        kind: identity.kind,
        identity,
        read_only: false,
        unstated: None,
        text,
        parsed: OnceLock::new(),
        anchors: OnceLock::new(),
        status_places: OnceLock::new(),
    }
}

/// The names of all files, relative to the root.
fn files(system: &dyn System, root: &Path) -> BTreeSet<String> {
    system
        .walk(root, true)
        .into_iter()
        .filter_map(|file| relative(root, &file))
        .filter(|file| !file.starts_with(".git/"))
        .collect()
}

fn relative(root: &Path, file: &Path) -> Option<String> {
    let inside = file.strip_prefix(root).ok()?;
    if std::path::MAIN_SEPARATOR == '/' {
        return Some(inside.to_string_lossy().into_owned());
    }
    let parts: Vec<_> = inside.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    Some(parts.join("/"))
}

fn is_wanted(file: &str, folders: &[String]) -> bool {
    let visible = |rest: &str| {
        path::folder(rest).split('/').all(|part| !part.starts_with('.') || HIDDEN_FOLDERS.contains(&part))
    };
    if folders.is_empty() {
        return visible(file);
    }
    folders.iter().any(|folder| match folder.as_str() {
        "" => visible(file),
        folder => {
            file.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/')).is_some_and(visible)
                || file == folder
        }
    })
}
