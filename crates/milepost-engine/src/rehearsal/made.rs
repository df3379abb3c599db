//! The way back that the migration tool makes, where the migrations have none.

use std::path::{Path, PathBuf};

use milepost_system::git::{Git, TreeEntry};

use super::{
    course::Stop,
    files::prefixed,
    found::Found,
    prepared::Prepared,
    stage::{Ended, Stage},
    steps::MAKE,
};
use crate::{
    Result, Workspace,
    binding::Run,
    verify::VerifyEvent,
    way_back::{BEFORE, MADE, Migrations, NOW, is_to_be_made},
};

/// Where the command writes, from the root of the repository.
const FILE: &str = ".milepost-way-back.sql";
/// The longest that is kept of it.
const LONGEST: u64 = 1 << 20;

/// Lets the migration tool make what takes the work back, where a migration has no way back. That it makes none is no fault of the work,
/// and keeps `rollback` from taking the database back.
///
/// # Errors
/// When Git or the runner cannot be used.
pub(super) fn act(
    workspace: &Workspace,
    prepared: &Prepared<'_>,
    stage: &mut Stage<'_>,
    found: &mut Found,
    events: &mut dyn FnMut(VerifyEvent<'_>),
) -> Result<std::result::Result<(), Stop>> {
    let (Some(run), Some(again)) = (&prepared.make, &found.again) else { return Ok(Ok(())) };
    let git = workspace.git().expect("there is a repository, or nothing is rehearsed");
    let range = (prepared.base.as_str(), prepared.candidate.as_str());
    if !is_to_be_made(workspace, &git, range, prepared.rehearsal, &again.schema)? {
        return Ok(Ok(()));
    }
    match made(workspace, &git, (prepared, run), stage, events)? {
        Ok(sql) => found.made = Some(sql),
        Err(Ended::Cancelled) => return Ok(Err(Stop::Cancelled)),
        Err(Ended::Failed(why) | Ended::Unproven(why)) => found.not_made = Some(why),
    }
    Ok(Ok(()))
}

fn made(
    workspace: &Workspace,
    git: &Git<'_>,
    (prepared, run): (&Prepared<'_>, &Run),
    stage: &mut Stage<'_>,
    events: &mut dyn FnMut(VerifyEvent<'_>),
) -> Result<std::result::Result<String, Ended>> {
    let failed = |why: String| Ok(Err(Ended::Failed(why)));
    let schemas = match Schemas::read(workspace, git, prepared)? {
        Ok(schemas) => schemas,
        Err(why) => return failed(why),
    };
    let mut before = String::new();
    for (path, bytes) in &schemas.before {
        if let Err(why) = stage.keep(path, bytes) {
            return failed(format!("the schema of before cannot be written: {why}"));
        }
        before = stage.kept().join(&schemas.place).display().to_string();
    }
    let (root, file) = (stage.clone().work_tree(), stage.clone().work_tree().join(FILE));
    let env = [
        (NOW, root.join(&schemas.place).display().to_string()),
        (BEFORE, before),
        (MADE, file.display().to_string()),
    ];
    let env = env.into_iter().map(|(name, value)| (name.to_owned(), value));
    let run = Run { env: run.env.clone().into_iter().chain(env).collect(), ..run.clone() };
    if let Err(ended) = stage.run(MAKE, &run, &run.script, events)? {
        return Ok(Err(ended));
    }
    Ok(stage
        .take(Path::new(FILE), LONGEST)
        .map_err(|why| Ended::Failed(format!("what it made cannot be read: {why}"))))
}

/// The schema that Prisma makes migrations from: beside their folder.
struct Schemas {
    /// The file, or the folder with several, from the root of the repository.
    place: PathBuf,
    /// The files of before.
    before: Vec<(PathBuf, Vec<u8>)>,
}

impl Schemas {
    fn read(
        workspace: &Workspace,
        git: &Git<'_>,
        prepared: &Prepared<'_>,
    ) -> Result<std::result::Result<Self, String>> {
        let folder = prepared.rehearsal.database.as_ref().and_then(|config| config.migrations.as_ref());
        let folder = PathBuf::from(prefixed(workspace, folder.map_or("", String::as_str)));
        let beside = folder.parent().unwrap_or(Path::new(""));
        let of = |commit: &str| -> Result<Vec<TreeEntry>> {
            let mut entries = git.tree_entries(commit)?;
            entries.retain(|entry| is_schema(&entry.path, beside));
            Ok(entries)
        };
        let (now, entries) = (of(&prepared.candidate)?, of(&prepared.base)?);
        if now.is_empty() {
            return Ok(Err(format!("there is no `schema.prisma` beside `{}`", folder.display())));
        }
        let range = (prepared.base.as_str(), prepared.candidate.as_str());
        let migrations = Migrations::read(git, range, &folder.to_string_lossy())?;
        if entries.is_empty() && migrations.names().count() > migrations.new_names().len() {
            return Ok(Err(format!(
                "at the baseline there is no `schema.prisma` beside `{}`, and there are migrations",
                folder.display()
            )));
        }
        let mut before = Vec::new();
        for entry in entries {
            if let Some(bytes) = git.cat_file(&entry.object)? {
                before.push((entry.path, bytes));
            }
        }
        let all = now.iter().map(|entry| &entry.path).chain(before.iter().map(|(path, _)| path));
        Ok(Ok(Self { place: place(all, beside), before }))
    }
}

fn is_schema(path: &Path, beside: &Path) -> bool {
    path.starts_with(beside) && path.extension().is_some_and(|end| end == "prisma")
}

/// The one file, else the folder.
fn place<'p>(mut all: impl Iterator<Item = &'p PathBuf>, beside: &Path) -> PathBuf {
    let Some(first) = all.next() else { return beside.to_owned() };
    if all.all(|path| path == first) { first.clone() } else { beside.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_file_is_the_schema_and_several_are_a_folder() {
        let of = |paths: &[&str]| {
            let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
            place(paths.iter(), Path::new("app/prisma")).display().to_string()
        };
        assert_eq!(of(&["app/prisma/schema.prisma", "app/prisma/schema.prisma"]), "app/prisma/schema.prisma");
        assert_eq!(of(&["app/prisma/schema.prisma", "app/prisma/models/user.prisma"]), "app/prisma");
        assert!(is_schema(Path::new("app/prisma/models/user.prisma"), Path::new("app/prisma")));
        assert!(!is_schema(Path::new("other/prisma/schema.prisma"), Path::new("app/prisma")));
        assert!(!is_schema(Path::new("app/prisma/seed.ts"), Path::new("app/prisma")));
    }
}
