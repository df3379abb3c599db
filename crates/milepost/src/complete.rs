//! What a shell asks when somebody presses Tab: commands and options from the definition, milestones and items from the
//! documents around, rules from their list. Reads documents, runs nothing.

use std::{
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
    sync::Arc,
};

use clap::{Arg, Command};
use clap_complete::{ArgValueCompleter, CompleteEnv, CompletionCandidate, PathCompleter};
use milepost_engine::{Workspace, ledger::Kind, lint::RULES};
use milepost_report::printable;
use milepost_system::{OsSystem, System};

use crate::{
    cli,
    error::{CommandError, Result},
};

/// The variable by which a shell asks; its value is the shell's name.
pub(crate) const VARIABLE: &str = "COMPLETE";

/// Answers a shell that asks for completions; `None` when none does. An error is what stood in the way.
pub(crate) fn answer(args: &[OsString]) -> Option<Result<()>> {
    let system: Arc<dyn System> = Arc::new(OsSystem::new());
    let shell = system.var(VARIABLE).filter(|shell| !shell.is_empty() && shell != "0")?;
    let here = system.current_dir().ok();
    let from = here.clone().unwrap_or_default().join(directory(args).unwrap_or_default());
    let definition =
        || with_values(cli::definition(), &Values { system: Arc::clone(&system), from: from.clone() });
    let environment =
        CompleteEnv::with_factory(definition).var(VARIABLE).bin("milepost").completer("milepost");
    match environment.try_complete(args.to_vec(), here.as_deref()) {
        Ok(_) => Some(Ok(())),
        Err(error) => {
            let shell = Path::new(&shell).display();
            let failed = CommandError::usage(format!("cannot complete for `{shell}`")).because(error);
            Some(Err(failed.hint("`milepost completions --help` lists the shells")))
        }
    }
}

/// The folder of `-C`, among the words that a shell hands over.
fn directory(args: &[OsString]) -> Option<PathBuf> {
    let mut words = args.iter().skip_while(|word| *word != "--").skip(1);
    while let Some(word) = words.next() {
        if word == "-C" {
            return words.next().map(PathBuf::from);
        }
        if let Some(attached) = word.to_str().and_then(|word| word.strip_prefix("-C")) {
            return Some(attached.into());
        }
    }
    None
}

/// Where values come from.
#[derive(Debug, Clone)]
struct Values {
    system: Arc<dyn System>,
    from: PathBuf,
}

/// What an argument takes, as its value's name in the help says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Taken {
    Milestone,
    MilestoneOrItem,
    Item,
    MilestoneOrRule,
    Rule,
    RecordKind,
    Folder,
    File,
}

/// The definition, with each argument knowing what it can be.
fn with_values(definition: Command, values: &Values) -> Command {
    let values = values.clone();
    let with_arguments = definition.mut_args(|arg| match taken(&arg) {
        Some(taken) => {
            let values = values.clone();
            arg.add(ArgValueCompleter::new(move |current: &OsStr| values.of(taken, current)))
        }
        None => arg,
    });
    with_arguments.mut_subcommands(|command| with_values(command, &values))
}

fn taken(arg: &Arg) -> Option<Taken> {
    let name = arg.get_value_names().and_then(|names| names.first()).map(clap::builder::Str::as_str);
    match (arg.get_id().as_str(), name) {
        ("rule", _) => Some(Taken::Rule),
        ("kind", Some("KIND")) => Some(Taken::RecordKind),
        ("address", _) => Some(Taken::MilestoneOrRule),
        ("milestone", _) | (_, Some("PATH|ID")) => Some(Taken::Milestone),
        (_, Some("ID[#ITEM]")) => Some(Taken::MilestoneOrItem),
        (_, Some("ID#ITEM")) => Some(Taken::Item),
        (_, Some("DIR")) | ("folder", _) => Some(Taken::Folder),
        (_, Some("FILE")) => Some(Taken::File),
        _ => None,
    }
}

impl Values {
    fn of(&self, taken: Taken, current: &OsStr) -> Vec<CompletionCandidate> {
        let word = current.to_string_lossy();
        let mut found = match taken {
            Taken::Milestone => self.milestones(""),
            Taken::MilestoneOrItem if !word.contains('#') => self.milestones(""),
            Taken::Item if !word.contains('#') => self.milestones("#"),
            Taken::MilestoneOrRule if !word.contains('#') => {
                self.milestones("").into_iter().chain(rules()).collect()
            }
            Taken::MilestoneOrItem | Taken::Item | Taken::MilestoneOrRule => self.items(&word),
            Taken::Rule => rules(),
            Taken::RecordKind => Kind::names().map(CompletionCandidate::new).collect(),
            Taken::Folder | Taken::File => Vec::new(),
        };
        found.retain(|one| one.get_value().to_string_lossy().starts_with(&*word));
        let paths = match taken {
            Taken::Milestone | Taken::MilestoneOrItem | Taken::MilestoneOrRule if !word.contains('#') => {
                PathCompleter::file().filter(|path| path.extension().is_some_and(|end| end == "md"))
            }
            Taken::Folder => PathCompleter::dir(),
            Taken::File => PathCompleter::any(),
            _ => return found,
        };
        let paths = clap_complete::engine::ValueCompleter::complete(&paths.current_dir(&self.from), current);
        found.extend(paths.into_iter().filter(|path| taken_path(taken, path)));
        found
    }

    fn workspace(&self) -> Option<Workspace> {
        Workspace::open_lazily(Arc::clone(&self.system), &self.from).ok()
    }

    /// The ids of milestones with their titles.
    fn milestones(&self, end: &str) -> Vec<CompletionCandidate> {
        let Some(workspace) = self.workspace() else { return Vec::new() };
        let one = |(index, milestone): (usize, &milepost_engine::portfolio::LoadedDocument)| {
            CompletionCandidate::new(format!("{}{end}", workspace.document_id(index)))
                .help(Some(printable(&milestone.identity.name).into()))
        };
        workspace.portfolio.milestones().map(one).collect()
    }

    /// The items of the milestone before the `#`, with their words.
    fn items(&self, word: &str) -> Vec<CompletionCandidate> {
        let (name, _) = milepost_engine::address::split(word);
        let Some(workspace) = self.workspace() else { return Vec::new() };
        let only = || match workspace.portfolio.milestones().collect::<Vec<_>>().as_slice() {
            [(only, _)] => Some(*only),
            _ => None,
        };
        let index = if name.is_empty() {
            only()
        } else {
            milepost_engine::address::document(&workspace, &self.from, name).ok()
        };
        let Some(index) = index else { return Vec::new() };
        let bound = workspace.bind(index);
        let one = |binding: &milepost_engine::binding::Binding| {
            CompletionCandidate::new(format!("{name}#{}", binding.id))
                .help(Some(printable(&binding.text).into()))
        };
        bound.bindings.iter().map(one).collect()
    }
}

/// Hidden folders are not offered among documents; nothing that is managed lies there.
fn taken_path(taken: Taken, path: &CompletionCandidate) -> bool {
    matches!(taken, Taken::Folder | Taken::File) || !path.get_value().to_string_lossy().starts_with('.')
}

fn rules() -> Vec<CompletionCandidate> {
    RULES.iter().map(|rule| CompletionCandidate::new(rule.id)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An argument that speaks of milestones or items, and is not completed, would be forgotten here.
    #[test]
    fn every_argument_that_names_something_is_completed() {
        fn walk(command: &Command, found: &mut usize) {
            for arg in command.get_arguments() {
                let names = arg.get_value_names().unwrap_or_default();
                let speaks = |name: &clap::builder::Str| name.contains("#ITEM") || name.contains("PATH|ID");
                if names.iter().any(speaks) || arg.get_id() == "milestone" {
                    assert!(taken(arg).is_some(), "{} {}", command.get_name(), arg.get_id());
                    *found += 1;
                }
            }
            command.get_subcommands().for_each(|below| walk(below, found));
        }
        let mut found = 0;
        walk(&cli::definition(), &mut found);
        assert!(found > 10, "{found}");
    }

    #[test]
    fn the_folder_is_that_of_the_words() {
        let words = |words: &[&str]| words.iter().map(OsString::from).collect::<Vec<_>>();
        assert_eq!(directory(&words(&["milepost", "--", "milepost", "-C", "a", ""])), Some("a".into()));
        assert_eq!(directory(&words(&["milepost", "--", "milepost", "-Cb", ""])), Some("b".into()));
        assert_eq!(directory(&words(&["milepost", "--", "milepost", "show"])), None);
    }
}
