//! Looking at migrations.

use std::path::{Path, PathBuf};

use milepost_database::Engine;
use milepost_document::vocabulary::Status;
use milepost_hazard::{Class, Down, Finding, Migration, Schema, Script, Side, lint, rule};

use super::{
    HazardReport, fences,
    layout::{Back, Pair, blank, name_of, pairs, says_so, taken_back},
};
use crate::{EngineError, Result, Workspace, config::DatabaseEngine, session::Session};

/// What is looked at.
#[derive(Debug, Clone, Default)]
pub struct HazardRequest {
    /// Files and folders of migrations, absolute.
    pub paths: Vec<PathBuf>,
    /// Documents, by their places: their SQL, and the migrations that came with the work since their baseline.
    pub documents: Vec<usize>,
    /// The engine; by `[database]`, `migration_lock.toml` or else PostgreSQL when none is named.
    pub engine: Option<Engine>,
    /// Only migrations that this revision has not.
    pub since: Option<String>,
}

/// A folder of migrations, read once.
struct Folder {
    path: PathBuf,
    engine: Option<Engine>,
    pairs: Vec<Pair>,
    programs: Vec<String>,
}

/// What is dangerous in migrations. Files are read; nothing is run, and no database is asked. Without paths and documents
/// it is the folder of `[database]`, and the SQL of documents whose work is not over.
///
/// # Errors
/// When a file or Git cannot be read, or there is nothing to look at.
pub fn hazards(workspace: &Workspace, request: &HazardRequest) -> Result<HazardReport> {
    let mut report = HazardReport::default();
    let configured = workspace.config.database.as_ref().and_then(|database| database.migrations.as_ref());
    let configured = configured.map(|folder| workspace.root.join(folder));
    let by_default = request.paths.is_empty() && request.documents.is_empty();
    let absent = match &request.since {
        Some(revision) => Some(names_at(workspace, revision)?),
        None => None,
    };
    if by_default {
        if let Some(path) = &configured {
            let folder = read(workspace, path)?;
            look(workspace, request, &folder, &|name| is_new(absent.as_deref(), path, name), &mut report);
        }
        let open =
            workspace.portfolio.milestones().filter(|(_, one)| !one.status().is_some_and(Status::is_final));
        let open: Vec<usize> = open.map(|(index, _)| index).collect();
        for index in open {
            of_document(workspace, request, index, &mut report);
        }
        if report.migrations == 0 && configured.is_none() {
            return Err(EngineError::usage("nothing says where migrations are")
                .hint("name files or folders: `milepost hazards migrations`")
                .hint("or set `migrations` of `[database]` in `milepost.toml`"));
        }
    }
    for path in &request.paths {
        if workspace.system.is_dir(path) {
            let folder = read(workspace, path)?;
            if folder.pairs.is_empty() && folder.programs.is_empty() {
                return Err(EngineError::usage(format!("there is no migration in `{}`", path.display()))
                    .hint("name a folder with files that end with `.sql`"));
            }
            look(workspace, request, &folder, &|name| is_new(absent.as_deref(), path, name), &mut report);
        } else {
            let top = folder_of(path);
            let folder = read(workspace, top)?;
            let own = path.strip_prefix(top).ok().and_then(|own| own.to_str()).and_then(name_of);
            let Some(own) = own else {
                return Err(EngineError::usage(format!(
                    "`{}` is no migration: its name does not end with `.sql`",
                    path.display()
                )));
            };
            look(
                workspace,
                request,
                &folder,
                &|name| name == own && is_new(absent.as_deref(), top, name),
                &mut report,
            );
        }
    }
    for index in &request.documents {
        let before = (report.migrations, report.programs.len());
        of_document(workspace, request, *index, &mut report);
        if let Some(path) = &configured {
            came_with(workspace, request, *index, path, &mut report)?;
        }
        if before == (report.migrations, report.programs.len()) {
            let document = &workspace.document(*index).path;
            return Err(EngineError::usage(format!(
                "`{document}` has no SQL, and no migration is known that came with its work"
            ))
            .hint("write the SQL as a fence `sql` under Database Changes, or name the migration itself"));
        }
    }
    report.findings.sort_by(|a, b| (&a.path, a.span.start, a.rule).cmp(&(&b.path, b.span.start, b.rule)));
    Ok(report)
}

/// Looks at the migrations of a folder that the baseline of a document has not.
fn came_with(
    workspace: &Workspace,
    request: &HazardRequest,
    index: usize,
    path: &Path,
    report: &mut HazardReport,
) -> Result<()> {
    let baseline = Session::read(workspace)?.assess(index, false, false)?.baseline;
    let Some(base) = baseline.map(|(_, baseline)| baseline.commit).filter(|base| !base.is_empty()) else {
        return Ok(());
    };
    let known = names_at(workspace, &base)?;
    let folder = read(workspace, path)?;
    look(workspace, request, &folder, &|name| is_new(Some(&known), path, name), report);
    Ok(())
}

/// Looks at the migrations of a folder that are wanted; those before them say what the schema was.
fn look(
    workspace: &Workspace,
    request: &HazardRequest,
    folder: &Folder,
    wanted: &dyn Fn(&str) -> bool,
    report: &mut HazardReport,
) {
    let engine = request.engine.or_else(|| configured(workspace)).or(folder.engine);
    let shown = |path: &str| {
        let whole = folder.path.join(path);
        let inside = whole.strip_prefix(&workspace.root).unwrap_or(&whole);
        inside.to_string_lossy().into_owned()
    };
    let mut base = Schema::default();
    let read = engine.unwrap_or(Engine::Postgresql);
    for pair in &folder.pairs {
        let up = Script::read(read, shown(&pair.up.0), pair.up.1.clone());
        let undone = taken_back(&folder.pairs, pair);
        if wanted(&pair.name) && !undone.is_empty() {
            // It is a way back, and is looked at as the one of those that it names.
            let migration = way_back(folder, &undone, up.clone(), (read, &shown));
            let texts = texts(workspace, &migration).into_iter().filter(|(path, _)| *path == up.path);
            report.add(&migration, &texts.collect::<Vec<_>>(), of_the_way_back(&migration, &pair.up.1));
            report.guessed += usize::from(engine.is_none());
        } else if wanted(&pair.name) {
            let down = match &pair.down {
                Back::Script(path, text) => Down::Script(Script::read(read, shown(path), text.clone())),
                Back::Missing => Down::Missing,
                Back::Unknown => Down::Unknown,
            };
            let migration = Migration { engine: read, up: up.clone(), down, base: base.clone() };
            let texts = texts(workspace, &migration);
            let findings = lint(&migration);
            report.add(&migration, &texts, findings);
            report.guessed += usize::from(engine.is_none());
        }
        base.apply(&up);
    }
    let programs = folder.programs.iter().filter(|path| name_of(path).is_some_and(|name| wanted(&name)));
    report.programs.extend(programs.map(|path| shown(path)));
}

/// The migration of which a later one is the way back: what those that it names do together.
fn way_back(
    folder: &Folder,
    undone: &[usize],
    back: Script,
    (engine, shown): (Engine, &dyn Fn(&str) -> String),
) -> Migration {
    let script = |pair: &Pair| Script::read(engine, shown(&pair.up.0), pair.up.1.clone());
    let mut base = Schema::default();
    for pair in &folder.pairs[..undone[0]] {
        base.apply(&script(pair));
    }
    let there: Vec<&str> = undone.iter().map(|at| folder.pairs[*at].up.1.as_str()).collect();
    let path = shown(&folder.pairs[undone[0]].up.0);
    let up = Script::read(engine, path, there.join("\n;\n"));
    Migration { engine, up, down: Down::Script(back), base }
}

/// What is dangerous in a way back that is a migration of its own. What it leaves of those that it takes back is told where it
/// names them: their files are right.
fn of_the_way_back(migration: &Migration, text: &str) -> Vec<Finding> {
    let is_pair = |id: &str| rule(id).is_some_and(|rule| rule.classes.contains(&Class::Pair));
    let mut findings = lint(migration);
    findings.retain(|finding| finding.side == Side::Down || is_pair(finding.rule));
    for finding in findings.iter_mut().filter(|finding| finding.side == Side::Up) {
        (finding.side, finding.span) = (Side::Down, says_so(text));
    }
    findings
}

/// The whole texts of the files of a migration.
fn texts(workspace: &Workspace, migration: &Migration) -> Vec<(String, String)> {
    let files = migration.scripts().map(|(_, script)| {
        let bytes = workspace.system.read(&workspace.root.join(&script.path)).unwrap_or_default();
        (script.path.clone(), String::from_utf8_lossy(&bytes).into_owned())
    });
    files.collect()
}

fn of_document(workspace: &Workspace, request: &HazardRequest, index: usize, report: &mut HazardReport) {
    let loaded = workspace.document(index);
    let document = loaded.document();
    let otherwise = configured(workspace);
    // Who names an engine on the command line means all of it.
    let engine = |named: Option<Engine>| request.engine.or(named).or(otherwise);
    let source = &document.source;
    for ways in fences::fences(document, &engine) {
        let is_whole = ways.up.is_some();
        let up = ways.up.unwrap_or_else(|| blank(source, 0, source.len()));
        let read = ways.engine.unwrap_or(Engine::Postgresql);
        let script = |text: String| Script::read(read, loaded.path.clone(), text);
        let down = ways.down.map_or(Down::Unknown, |text| Down::Script(script(text)));
        let migration = Migration { engine: read, up: script(up), down, base: Schema::default() };
        let mut findings = lint(&migration);
        // What the way there is stands elsewhere: nothing can be compared with it.
        let is_pair = |id: &str| rule(id).is_some_and(|rule| rule.classes.contains(&Class::Pair));
        findings.retain(|one| is_whole || !is_pair(one.rule));
        report.add(&migration, &[(loaded.path.clone(), source.to_string())], findings);
        report.guessed += usize::from(ways.engine.is_none());
    }
}

fn configured(workspace: &Workspace) -> Option<Engine> {
    workspace.config.database.as_ref().map(|database| match database.engine {
        DatabaseEngine::Sqlite => Engine::Sqlite,
        DatabaseEngine::Postgresql => Engine::Postgresql,
        DatabaseEngine::Mariadb => Engine::Mariadb,
    })
}

/// Reads a folder of migrations.
fn read(workspace: &Workspace, path: &Path) -> Result<Folder> {
    let system = workspace.system.as_ref();
    if !system.is_dir(path) {
        let error = system.metadata(path).err().unwrap_or_else(|| std::io::Error::other("it is no folder"));
        return Err(EngineError::io("read", path, error));
    }
    let (mut files, mut engine) = (Vec::new(), None);
    for file in system.walk(path, false) {
        let Some(inside) = file.strip_prefix(path).ok().and_then(|inside| inside.to_str()) else { continue };
        let is_lock = inside == "migration_lock.toml";
        if name_of(inside).is_none() && !is_lock {
            continue;
        }
        let is_sql = inside.to_lowercase().ends_with(".sql");
        let text = if is_sql || is_lock {
            let bytes = system.read(&file).map_err(|error| EngineError::io("read", &file, error))?;
            let text = String::from_utf8_lossy(&bytes);
            // The mark of UTF-8 is no word of the first statement; three spaces in its place keep places.
            text.strip_prefix('\u{feff}').map_or_else(|| text.to_string(), |text| format!("   {text}"))
        } else {
            String::new()
        };
        if is_lock {
            engine = provider(&text);
        } else {
            files.push((inside.to_owned(), text));
        }
    }
    let (pairs, programs) = pairs(&files);
    Ok(Folder { path: path.to_owned(), engine, pairs, programs })
}

/// The engine that Prisma's lock file names.
fn provider(text: &str) -> Option<Engine> {
    let value = text.lines().find_map(|line| line.trim().strip_prefix("provider")?.split('"').nth(1))?;
    match value {
        "postgresql" | "cockroachdb" => Some(Engine::Postgresql),
        "sqlite" => Some(Engine::Sqlite),
        "mysql" => Some(Engine::Mariadb),
        _ => None,
    }
}

/// The folder of the migrations that a file is of.
fn folder_of(file: &Path) -> &Path {
    let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let parent = file.parent().unwrap_or(Path::new("/"));
    if ["migration.sql", "up.sql", "down.sql"].iter().any(|own| name.eq_ignore_ascii_case(own)) {
        parent.parent().unwrap_or(parent)
    } else {
        parent
    }
}

/// All paths of a revision, absolute.
fn names_at(workspace: &Workspace, revision: &str) -> Result<Vec<PathBuf>> {
    let (Some(git), Some(repository)) = (workspace.git(), &workspace.repository) else {
        return Err(EngineError::usage("there is no Git repository here to compare with"));
    };
    let Some(commit) = git.rev_parse(&format!("{revision}^{{commit}}"))? else {
        return Err(EngineError::usage(format!("`{revision}` is no commit here")));
    };
    Ok(git.tree_entries(&commit)?.into_iter().map(|entry| repository.root.join(entry.path)).collect())
}

/// Whether a revision lacks a migration of a folder.
fn is_new(known: Option<&[PathBuf]>, folder: &Path, name: &str) -> bool {
    known.is_none_or(|known| {
        !known.iter().any(|path| {
            let inside = path.strip_prefix(folder).ok().and_then(|inside| inside.to_str());
            inside.and_then(name_of).as_deref() == Some(name)
        })
    })
}
