//! Which package manager, and how it is asked.

use super::package::Package;
use crate::init::{Evidence, Tree};

/// The package managers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Pnpm,
    Npm,
    Yarn,
    Bun,
}

/// The package manager of a package.
#[derive(Debug)]
pub(super) struct PackageManager {
    pub(super) kind: Kind,
    folder: String,
    /// The files that say so.
    pub(super) evidence: Vec<Evidence>,
}

const LOCKS: &[(&str, Kind)] = &[
    ("pnpm-lock.yaml", Kind::Pnpm),
    ("pnpm-workspace.yaml", Kind::Pnpm),
    ("yarn.lock", Kind::Yarn),
    ("bun.lock", Kind::Bun),
    ("bun.lockb", Kind::Bun),
    ("package-lock.json", Kind::Npm),
    ("npm-shrinkwrap.json", Kind::Npm),
];

impl PackageManager {
    /// The field `packageManager`, else the lock file, here or above; npm when nothing speaks.
    pub(super) fn of(tree: &Tree<'_>, package: &Package<'_>) -> Self {
        let folder = package.folder.clone();
        let stated = package.field("packageManager").and_then(|field| kind_of(field.split('@').next()?));
        if let Some(kind) = stated {
            let mut evidence = vec![package.evidence("\"packageManager\"")];
            evidence.extend(lock(tree, &folder, Some(kind)).map(|(_, evidence)| evidence));
            return Self { kind, folder, evidence };
        }
        let above = std::iter::successors(Some(folder.as_str()), |folder| {
            (!folder.is_empty()).then(|| folder.rsplit_once('/').map_or("", |(above, _)| above))
        });
        let found = above.into_iter().find_map(|folder| lock(tree, folder, None));
        let (kind, evidence) =
            found.unwrap_or_else(|| (Kind::Npm, Evidence { path: package.path(), line: None }));
        Self { kind, folder, evidence: vec![evidence] }
    }

    /// Its name.
    pub(super) fn name(&self) -> &'static str {
        match self.kind {
            Kind::Pnpm => "pnpm",
            Kind::Npm => "npm",
            Kind::Yarn => "yarn",
            Kind::Bun => "bun",
        }
    }

    /// A script of the package.
    pub(super) fn run(&self, script: &str) -> String {
        match (self.kind, script) {
            (Kind::Bun, script) => format!("{} run {script}", self.program()),
            (_, "test") => format!("{} test", self.program()),
            (_, script) => format!("{} run {script}", self.program()),
        }
    }

    /// A script of the package with more arguments.
    pub(super) fn run_with(&self, script: &str, arguments: &str) -> String {
        if arguments.is_empty() {
            return self.run(script);
        }
        let separator = if self.kind == Kind::Npm { " --" } else { "" };
        format!("{}{separator} {arguments}", self.run(script))
    }

    /// A tool that the package depends on.
    pub(super) fn exec(&self, command: &str) -> String {
        match self.kind {
            Kind::Pnpm => format!("{} exec {command}", self.program()),
            // Never one that is fetched at that moment.
            Kind::Npm if self.folder.is_empty() => format!("npx --no-install {command}"),
            Kind::Npm => format!("{} exec --no -- {command}", self.program()),
            Kind::Yarn | Kind::Bun => format!("{} run {command}", self.program()),
        }
    }

    /// A script in every package of the workspace that has it.
    pub(super) fn everywhere(&self, script: &str) -> String {
        match self.kind {
            Kind::Pnpm => format!("{} --recursive run {script}", self.program()),
            Kind::Npm => format!("{} run {script} --workspaces --if-present", self.program()),
            Kind::Yarn => format!("{} workspaces foreach --all run {script}", self.program()),
            Kind::Bun => format!("{} run --filter '*' {script}", self.program()),
        }
    }

    fn program(&self) -> String {
        let name = self.name();
        match (self.kind, self.folder.as_str()) {
            (_, "") => name.to_owned(),
            (Kind::Pnpm, folder) => format!("{name} --dir {folder}"),
            (Kind::Npm, folder) => format!("{name} --prefix {folder}"),
            (Kind::Yarn | Kind::Bun, folder) => format!("{name} --cwd {folder}"),
        }
    }
}

fn kind_of(name: &str) -> Option<Kind> {
    [("pnpm", Kind::Pnpm), ("npm", Kind::Npm), ("yarn", Kind::Yarn), ("bun", Kind::Bun)]
        .into_iter()
        .find(|(known, _)| *known == name)
        .map(|(_, kind)| kind)
}

fn lock(tree: &Tree<'_>, folder: &str, wanted: Option<Kind>) -> Option<(Kind, Evidence)> {
    LOCKS
        .iter()
        .filter(|(_, kind)| wanted.is_none_or(|wanted| wanted == *kind))
        .find_map(|(name, kind)| tree.first(folder, &[name]).map(|(_, evidence)| (*kind, evidence)))
}
