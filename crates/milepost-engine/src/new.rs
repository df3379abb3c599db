//! `new`: documents from our own templates.

use std::path::{Path, PathBuf};

use milepost_portfolio::LoadedDocument;

use crate::{EngineError, Result, Workspace, lifecycle::slug};

/// What to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NewKind {
    /// A milestone document.
    Milestone,
    /// A phase document: a milestone by another heading.
    Phase,
    /// An initiative's README.
    Initiative,
}

impl NewKind {
    pub(crate) fn template(self) -> &'static str {
        match self {
            Self::Milestone => include_str!("../templates/milestone.md"),
            Self::Phase => include_str!("../templates/phase.md"),
            Self::Initiative => include_str!("../templates/initiative.md"),
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Milestone => "milestone",
            Self::Phase => "phase",
            Self::Initiative => "initiative",
        }
    }
}

/// Writes a new document and returns its path from the project's root. `folder` is from the project's root; the folder
/// of the last milestone when absent. An initiative gets a folder of its own.
///
/// # Errors
/// When the file is there already or cannot be written.
pub fn new_document(
    workspace: &Workspace,
    kind: NewKind,
    name: &str,
    folder: Option<&str>,
) -> Result<String> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let slug = slug(&name);
    if slug.is_empty() {
        return Err(EngineError::usage("the name holds no letter")
            .hint(format!("milepost new {} \"Vouchers\"", kind.word())));
    }
    let folder = folder.map_or_else(|| default_folder(workspace), str::to_owned);
    if milepost_portfolio::path::resolve("", &folder).is_none() || folder.starts_with('/') {
        return Err(EngineError::usage(format!("`{folder}` leads out of the project"))
            .hint("name a folder below the project's root"));
    }
    let number = next_number(workspace, &folder);
    let path = match kind {
        NewKind::Initiative => Path::new(&folder).join(&slug).join("README.md"),
        _ => Path::new(&folder).join(format!("{}-{number}-{slug}.md", kind.word())),
    };
    let path: PathBuf = path.components().filter(|part| *part != std::path::Component::CurDir).collect();
    let today = workspace.system.now().to_zoned(workspace.system.time_zone()).date();
    let owned = kind == NewKind::Initiative
        || workspace.system.is_file(&workspace.root.join(&folder).join("README.md"));
    let text = template(kind, owned)
        .replace("{{number}}", &number.to_string())
        .replace("{{name}}", &name)
        .replace("{{date}}", &today.to_string());
    let absolute = workspace.root.join(&path);
    let failed = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => {
            EngineError::usage(format!("`{}` is there already", path.display()))
        }
        _ => EngineError::io("write", &path, error),
    };
    if let Some(parent) = absolute.parent() {
        workspace.system.create_dir_all(parent).map_err(failed)?;
    }
    workspace.system.write_new(&absolute, text.as_bytes()).map_err(failed)?;
    workspace.system.sync_files(std::slice::from_ref(&absolute)).map_err(failed)?;
    Ok(path.to_string_lossy().into_owned())
}

/// A template, without the links to an initiative's README where there is none.
fn template(kind: NewKind, owned: bool) -> String {
    let lines = kind.template().split_inclusive('\n');
    lines.filter(|line| owned || !line.contains("(README.md)") && line.trim() != "- README.md").collect()
}

/// The folder of the milestone that comes last, else the configured one, else `docs/milestones`.
fn default_folder(workspace: &Workspace) -> String {
    let last = workspace.portfolio.milestones().last().map(|(_, loaded)| loaded.folder().to_owned());
    last.or_else(|| workspace.config.documents.folders.first().cloned())
        .unwrap_or_else(|| "docs/milestones".to_owned())
}

/// One more than the greatest whole number in the folder.
fn next_number(workspace: &Workspace, folder: &str) -> u64 {
    let folder = folder.trim_matches('/');
    let number = |loaded: &LoadedDocument| loaded.identity.number.as_ref()?.parse::<u64>().ok();
    let here = workspace.portfolio.milestones().filter(|(_, loaded)| loaded.folder() == folder);
    here.filter_map(|(_, loaded)| number(loaded)).max().unwrap_or(0) + 1
}
