//! Finding the code that commands name.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Component, Path, PathBuf},
    sync::Arc,
};

use milepost_document::fence::shell_words;
use milepost_system::{FileKind, System};

use super::{NotCovered, Reference, interpreter, package, recipes, variables};
use crate::{
    Result, Workspace,
    trust::{TrustedCommand, place::is_of_the_machine},
};

/// How many steps scripts of `package.json` and `bash -c` are followed.
const MAX_DEPTH: usize = 4;
/// How many folders a text changes to before it is no longer followed.
const MAX_FOLDERS: usize = 8;
/// More pieces of code than this are not followed.
const MAX_REFERENCES: usize = 256;

/// The code behind some commands.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(in crate::trust) struct Collected {
    /// In the order of their paths.
    pub(in crate::trust) references: Vec<Reference>,
    /// What was seen to run and is left out.
    pub(in crate::trust) not_covered: Vec<NotCovered>,
}

/// The code that these commands name. Files that Git ignores are made on this machine by what the commands run, and
/// change with it: they are named, and not covered.
pub(in crate::trust) fn collect(workspace: &Workspace, commands: &[TrustedCommand]) -> Result<Collected> {
    let mut collector = Collector::new(workspace);
    for command in commands {
        collector.command(command);
    }
    let mut collected = collector.finish();
    let inside: Vec<&Path> = collected
        .references
        .iter()
        .map(|reference| Path::new(&reference.path))
        .filter(|path| path.is_relative())
        .collect();
    let ignored = match workspace.git() {
        Some(git) if !inside.is_empty() => git.ignored(&inside)?,
        _ => Vec::new(),
    };
    for path in ignored {
        let what = path.to_string_lossy().into_owned();
        collected.references.retain(|reference| reference.path != what);
        collected
            .not_covered
            .push(NotCovered { what, why: "Git ignores it: it is made on this machine".to_owned() });
    }
    collected.not_covered.sort();
    Ok(collected)
}

/// The code that one command names now, without what is known to be left out.
pub(in crate::trust) fn recollect(
    workspace: &Workspace,
    command: &TrustedCommand,
    not_covered: &[NotCovered],
) -> Vec<Reference> {
    let mut collector = Collector::new(workspace);
    collector.command(command);
    let mut references = collector.finish().references;
    references.retain(|reference| !not_covered.iter().any(|left| left.what == reference.path));
    references
}

/// What is found while commands are read; each file is read once.
pub(super) struct Collector<'w> {
    pub(super) workspace: &'w Workspace,
    read: BTreeMap<PathBuf, Option<Arc<[u8]>>>,
    found: BTreeMap<(String, Option<String>), Reference>,
    not_covered: BTreeSet<NotCovered>,
    /// Folders of `PATH` that are not those of the machine: relative ones, and those in the project.
    pub(super) on_path: Vec<PathBuf>,
}

impl<'w> Collector<'w> {
    fn new(workspace: &'w Workspace) -> Self {
        Self {
            workspace,
            read: BTreeMap::new(),
            found: BTreeMap::new(),
            not_covered: BTreeSet::new(),
            on_path: Vec::new(),
        }
    }

    fn finish(self) -> Collected {
        Collected {
            references: self.found.into_values().collect(),
            not_covered: self.not_covered.into_iter().collect(),
        }
    }

    fn command(&mut self, command: &TrustedCommand) {
        if let Some(patch) = &command.patch {
            // It is the text of what runs, whatever it is a file of.
            let path = normal(&self.workspace.root.join(patch));
            let bytes = self.bytes(&path);
            self.add(&path, None, bytes.as_deref());
        }
        if matches!(command.interpreter.as_str(), "bash" | "sh") {
            let folder = normal(&self.workspace.root.join(&command.cwd));
            let path = self.workspace.system.var("PATH").unwrap_or_default();
            self.on_path.clear();
            variables::follow(self, "PATH", &path.to_string_lossy(), &folder);
            for (name, value) in &command.env {
                variables::follow(self, name, value, &folder);
            }
            self.shell(&command.script, &folder, 0);
        }
    }

    /// What a shell text names. A relative path is looked for in the folder of the command and in those to which the
    /// text changes.
    pub(super) fn shell(&mut self, text: &str, folder: &Path, depth: usize) {
        if depth > MAX_DEPTH {
            self.leave_out(text.lines().next().unwrap_or_default(), "it is nested too deeply to be followed");
            return;
        }
        let shell = shell_words(text);
        if shell.unread {
            let start: String = text.chars().take(60).collect();
            self.leave_out(&start, "it is too long, or nested too deeply, to be followed");
        }
        for (name, value) in &shell.assigned {
            variables::follow(self, name, value, folder);
        }
        let mut folders = vec![folder.to_owned()];
        let mut reads_input = false;
        for words in &shell.commands {
            reads_input |= self.simple(words, &mut folders, depth);
        }
        if reads_input {
            // An interpreter takes its program from its input: whatever file the text names may be it.
            let words = shell.commands.iter().flatten().flatten().chain(&shell.read);
            for word in words {
                self.file(word, &folders);
            }
        }
    }

    /// One simple command. Returns whether it is an interpreter whose program comes from its input.
    fn simple(&mut self, words: &[Option<String>], folders: &mut Vec<PathBuf>, depth: usize) -> bool {
        match words.first() {
            Some(Some(name)) if interpreter::runs_another(base(name)) => {
                // Where its own words end is its own business: any of them may be the program.
                let mut reads_input = self.program(words, folders, depth);
                if let Some(text) = interpreter::split_string(base(name), words) {
                    self.shell(text, &folders[folders.len() - 1].clone(), depth + 1);
                }
                for at in 1..words.len() {
                    reads_input |= words[at].is_some() && self.program(&words[at..], folders, depth);
                }
                reads_input
            }
            Some(Some(name)) if matches!(name.as_str(), "cd" | "pushd") => {
                let target = words[1..].iter().flatten().find(|word| !word.starts_with('-'));
                if let (Some(target), true) = (target, folders.len() < MAX_FOLDERS) {
                    folders.push(normal(&folders[folders.len() - 1].join(target)));
                }
                false
            }
            Some(Some(_)) => self.program(words, folders, depth),
            Some(None) => {
                self.leave_out("a program that a variable names", "which one is known only when it runs");
                false
            }
            None => false,
        }
    }

    /// A program with its words, the first of which is known.
    fn program(&mut self, words: &[Option<String>], folders: &mut [PathBuf], depth: usize) -> bool {
        let Some(Some(name)) = words.first() else { return false };
        if !name.contains('/') {
            for folder in self.on_path.clone() {
                let named: Vec<PathBuf> = folders.iter().map(|from| from.join(&folder)).collect();
                self.file(name, &named);
            }
        }
        if name.contains('/') && !self.file(name, folders) && !name.starts_with(['/', '-']) {
            self.absent(name, &folders[0]);
        }
        let (base, rest) = (base(name), &words[1..]);
        let reads_input = interpreter::follow(self, base, rest, folders, depth);
        package::follow(self, base, rest, folders, depth);
        recipes::follow(self, base, rest, folders);
        reads_input
    }

    /// Covers a file where one is found under this name. What belongs to the machine counts as found.
    pub(super) fn file(&mut self, name: &str, folders: &[PathBuf]) -> bool {
        let mut known = false;
        for folder in folders {
            let path = normal(&folder.join(name));
            let Ok(facts) = self.workspace.system.metadata(&path) else { continue };
            if facts.kind != FileKind::File {
                continue;
            }
            known = true;
            let real = self.workspace.system.canonicalize(&path).unwrap_or_else(|_| path.clone());
            if real.starts_with(&self.workspace.root) || !is_of_the_machine(&real, &facts) {
                let bytes = self.bytes(&path);
                self.add(&path, None, bytes.as_deref());
            }
        }
        known
    }

    /// Covers the absence of a file: once it is there, the commands run something else.
    pub(super) fn absent(&mut self, name: &str, folder: &Path) {
        let path = normal(&folder.join(name));
        if path.starts_with(&self.workspace.root) {
            self.add(&path, None, None);
        }
    }

    /// Adds a piece of code.
    pub(super) fn add(&mut self, path: &Path, script: Option<&str>, bytes: Option<&[u8]>) -> bool {
        let inside = path.strip_prefix(&self.workspace.root).unwrap_or(path);
        let name = inside.to_string_lossy().replace('\\', "/");
        let key = (name.clone(), script.map(str::to_owned));
        if self.found.contains_key(&key) {
            return false;
        }
        if self.found.len() >= MAX_REFERENCES {
            self.leave_out(&name, "the commands name more files than are followed");
            return false;
        }
        self.found.insert(key, Reference::new(&name, script, bytes));
        true
    }

    /// Says that something runs and is not covered.
    pub(super) fn leave_out(&mut self, what: &str, why: &str) {
        self.not_covered.insert(NotCovered { what: what.to_owned(), why: why.to_owned() });
    }

    /// The bytes of a file, read once.
    pub(super) fn bytes(&mut self, path: &Path) -> Option<Arc<[u8]>> {
        let system: &dyn System = self.workspace.system.as_ref();
        let read = || system.read(path).ok().map(Arc::from);
        self.read.entry(path.to_owned()).or_insert_with(read).clone()
    }

    /// The folders from here up to the project's root.
    pub(super) fn upwards(&self, folder: &Path) -> Vec<PathBuf> {
        let inside = |folder: &&Path| folder.starts_with(&self.workspace.root);
        folder.ancestors().take_while(inside).map(Path::to_owned).collect()
    }
}

fn base(program: &str) -> &str {
    program.rsplit('/').next().unwrap_or(program)
}

/// A path without dots, by its words alone.
pub(super) fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => drop(out.pop()),
            part => out.push(part),
        }
    }
    out
}
