//! What is read of one document, as JSON with the keys of a list that people typed by hand.

mod claims;
mod commands;
mod relations;
mod statement;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use milepost_document::Span;
use milepost_engine::{Look, Workspace};
use milepost_lint::{Finding, NoFacts, audit};
use milepost_portfolio::{LoadedDocument, Portfolio};
use milepost_system::OsSystem;
use serde_json::{Map, Value};

use crate::corpus;

/// The document that is asked about, among those around it.
struct About<'a> {
    portfolio: &'a Portfolio,
    index: usize,
    findings: &'a [Finding],
}

impl<'a> About<'a> {
    fn loaded(&self) -> &'a LoadedDocument {
        &self.portfolio.documents[self.index]
    }

    fn text(&self, span: Span) -> &'a str {
        self.loaded().document().text(span)
    }

    fn line(&self, span: Span) -> u32 {
        self.loaded().document().position(span.start).line
    }
}

/// Prints what the product reads of a document: its identity, status, effort, boxes, references, commands, links, and
/// what contradicts it. Tree and history are those of the repository in which the file lies; in a corpus, the files are
/// those that it lists, and there is no history.
#[expect(clippy::print_stdout, reason = "a development tool, outside of the product")]
pub(crate) fn facts(file: &Path) -> Result<(), String> {
    let file = file.canonicalize().map_err(|error| format!("{}: {error}", file.display()))?;
    let facts = match in_corpus(&file) {
        Some((corpus, local)) => of_corpus(&corpus, &local)?,
        None => of_repository(&file)?,
    };
    println!("{:#}", Value::Object(facts));
    Ok(())
}

/// The corpus around a file, and the file's path in it.
#[expect(clippy::disallowed_methods, reason = "a development tool, outside of the product")]
fn in_corpus(file: &Path) -> Option<(PathBuf, String)> {
    let corpus = file.ancestors().skip(1).find(|folder| folder.join(corpus::MANIFEST).is_file())?;
    let local = file.strip_prefix(corpus).ok()?.to_str()?;
    Some((corpus.to_owned(), local.to_owned()))
}

fn of_corpus(corpus: &Path, local: &str) -> Result<Map<String, Value>, String> {
    let snapshots = corpus::snapshots(corpus)?;
    let found = snapshots.iter().find_map(|snapshot| Some((snapshot, snapshot.path_of(local)?)));
    let (snapshot, path) = found.ok_or_else(|| format!("{} does not list `{local}`", corpus::MANIFEST))?;
    let portfolio = snapshot.portfolio(corpus);
    let all: Vec<usize> = (0..portfolio.documents.len()).collect();
    let findings = audit(&portfolio, &all, &NoFacts);
    let index = portfolio.find(path).ok_or_else(|| format!("`{path}` is not read as a document"))?;
    let mut facts = Map::new();
    facts.insert("repo".to_owned(), snapshot.repository.clone().into());
    facts.extend(read(&About { portfolio: &portfolio, index, findings: &findings }));
    Ok(facts)
}

fn of_repository(file: &Path) -> Result<Map<String, Value>, String> {
    let folder = file.parent().unwrap_or(file);
    let workspace = Workspace::open(Arc::new(OsSystem), folder, &[]).map_err(|error| error.to_string())?;
    let portfolio = &workspace.portfolio;
    let path = file.strip_prefix(&workspace.root).ok().and_then(Path::to_str);
    let index = path
        .and_then(|path| portfolio.find(path))
        .ok_or_else(|| format!("{} is not a document of {}", file.display(), workspace.root.display()))?;
    let all: Vec<usize> = (0..portfolio.documents.len()).collect();
    let findings = Look::Audit.findings(&workspace, &all).map_err(|error| error.to_string())?;
    Ok(read(&About { portfolio, index, findings: &findings }))
}

fn read(about: &About) -> Map<String, Value> {
    let mut facts = Map::new();
    facts.insert("path".to_owned(), about.loaded().path.clone().into());
    for part in [statement::read(about), relations::read(about), commands::read(about), claims::read(about)] {
        if let Value::Object(part) = part {
            facts.extend(part);
        }
    }
    facts
}
