//! `milepost hazards`.

use std::path::PathBuf;

use milepost_engine::{
    Workspace,
    document::Severity,
    exit::Exit,
    hazards::{Engine, HazardReport, HazardRequest, RULES, hazards, rule},
    portfolio::nearest,
};
use milepost_report::{Place, concise, github, human, json as formats, sarif};

use crate::{
    context::Context,
    error::{CommandError, Result},
    select::select_one,
};

/// Say what is dangerous in migrations: loss, locks, ways back that do not lead back
///
/// Reads the statements of migrations and of documents, both ways, and says what cannot be taken back, what loses data, what locks
/// others out, what fails in a transaction, where the way back is not the way there turned round, and what running code
/// will stumble over. Nothing is run, and no database is asked. A statement that cannot be read is told, and never left
/// out; what functions and `DO` blocks do is not known.
///
/// A milestone stands for the SQL of its document and the migrations that came with its work. Without arguments these are the
/// folder of `[database]` and the SQL of milestones that are not over. Exits with 1 when a finding of level warning
/// or error stands. `-- milepost-ignore RULE: reason` before a statement allows a hazard there. `milepost explain RULE`
/// prints the page of a rule.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Migrations, folders of them, or milestones
    #[arg(value_name = "PATH|ID")]
    targets: Vec<String>,
    /// The engine that they are for; as `[database]` or `migration_lock.toml` say when left out
    #[arg(long, value_enum, value_name = "NAME")]
    engine: Option<EngineName>,
    /// Only migrations that this revision has not
    #[arg(long, value_name = "REV")]
    since: Option<String>,
    /// Only findings of this rule; can be given again
    #[arg(long, value_name = "ID")]
    rule: Vec<String>,
    /// How to answer; `sarif` and `github` are for the machines that read them
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "human")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum EngineName {
    /// PostgreSQL
    Postgresql,
    /// SQLite
    Sqlite,
    /// MariaDB; also for MySQL, as far as they are alike
    Mariadb,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// With the lines on which they stand
    Human,
    /// One line for each finding
    Concise,
    /// Annotations of a change on GitHub
    Github,
    /// The Static Analysis Results Interchange Format, 2.1.0
    Sarif,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    check_rules(&args.rule)?;
    let (workspace, request) = request(context, args)?;
    context.note_interrupted(&workspace);
    let mut report = {
        let _looking = context.progress("reading migrations");
        hazards(&workspace, &request)?
    };
    report.findings.retain(|finding| args.rule.is_empty() || args.rule.iter().any(|id| id == finding.rule));
    let stands = report.findings.iter().any(|finding| finding.severity >= Severity::Warning);
    let exit = if stands { Exit::Failed } else { Exit::Ok };
    if context.json {
        return context.answer_json("hazards", exit, &formats::v1::hazards(&report));
    }
    context.show(&text(context, args.format, &workspace, &report))?;
    Ok(exit)
}

fn request(context: &Context, args: &Args) -> Result<(Workspace, HazardRequest)> {
    let mut workspace = None;
    let mut request = HazardRequest {
        engine: args.engine.map(|engine| match engine {
            EngineName::Postgresql => Engine::Postgresql,
            EngineName::Sqlite => Engine::Sqlite,
            EngineName::Mariadb => Engine::Mariadb,
        }),
        since: args.since.clone(),
        ..HazardRequest::default()
    };
    for target in &args.targets {
        let path = context.from.join(target);
        let is_folder = context.system.is_dir(&path);
        let is_sql = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("sql"));
        if is_folder || is_sql {
            let real = context.system.canonicalize(&path);
            request.paths.push(real.map_err(|error| milepost_engine::EngineError::io("read", &path, error))?);
        } else {
            let (own, index) = select_one(context, target)?;
            let of_another = workspace.as_ref().is_some_and(|known: &Workspace| known.root != own.root);
            if of_another {
                return Err(CommandError::usage("these milestones belong to several projects")
                    .hint("ask for those of one project at a time"));
            }
            request.documents.push(index);
            workspace = Some(own);
        }
    }
    let workspace = match workspace {
        Some(workspace) => workspace,
        None => context.workspace()?,
    };
    Ok((workspace, request))
}

fn text(context: &Context, format: Format, workspace: &Workspace, report: &HazardReport) -> String {
    let from = context.system.canonicalize(&context.from).unwrap_or_else(|_| PathBuf::clone(&context.from));
    let place = Place { root: &workspace.root, from: &from };
    match format {
        Format::Human => human::hazards(report, place, context.page()) + &human::hazards_summary(report),
        Format::Concise => concise::hazards(report, place),
        Format::Github => github::hazards(workspace, report),
        Format::Sarif => sarif::log(&[sarif::hazards(report)]),
    }
}

/// Every rule that is named exists.
fn check_rules(ids: &[String]) -> Result<()> {
    let Some(id) = ids.iter().find(|id| rule(id).is_none()) else { return Ok(()) };
    let mut error = CommandError::usage(format!("no rule about migrations is called `{id}`"));
    if let Some(near) = nearest(id, RULES.iter().map(|rule| rule.id)) {
        error = error.hint(format!("did you mean `{near}`?"));
    }
    Err(error.hint("`milepost explain --rule ID` prints the page of a rule and lists them"))
}
