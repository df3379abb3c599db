//! What `milepost lint` and `milepost audit` have in common: whom they ask, what they leave out, how they answer.

use std::path::{Path, PathBuf};

use milepost_engine::{
    Look, Workspace,
    document::Severity,
    exit::Exit,
    fix::{fix, fixed},
    known::{Compared, Entry, Known},
    lifecycle::DocumentChange,
    lint::{Finding, Grade, rule},
    portfolio::nearest,
    since::Since,
};
use milepost_report::{Place, concise, diff, github, human, json as formats, plural, sarif};
use serde_json::{Value, json};

use crate::{
    context::Context,
    error::{CommandError, Result},
    select::{Selection, select},
};

/// The arguments of both.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub(crate) struct Args {
    /// Documents, by path or id; all when left out
    #[arg(value_name = "PATH|ID")]
    documents: Vec<String>,
    /// Put right what can be: exactly what was meant, or with `review` also what was most likely meant
    #[arg(long, value_name = "GRADE", num_args = 0..=1, require_equals = true, default_missing_value = "safe", conflicts_with_all = ["since", "baseline", "write_baseline"])]
    fix: Option<FixGrade>,
    /// Show what `--fix` would change, and change nothing
    #[arg(long)]
    diff: bool,
    /// Only findings of this rule; can be given again
    #[arg(long, value_name = "ID")]
    rule: Vec<String>,
    /// How to answer; `sarif` and `github` are for the machines that read them
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "human", conflicts_with = "diff")]
    format: Format,
    /// One line for each finding: `--format concise`
    #[arg(long, conflicts_with = "format")]
    concise: bool,
    /// Only findings on lines that changed since the merge base with this revision, or that have to do with such lines
    #[arg(long, value_name = "REV")]
    since: Option<String>,
    /// Leave out the findings that this file knows, and name those that are gone
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write all findings of today to this file as known
    #[arg(long, value_name = "FILE", conflicts_with_all = ["baseline", "since", "diff"])]
    write_baseline: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum FixGrade {
    /// Exactly what was meant
    Safe,
    /// Also what was most likely meant: look at it afterwards
    Review,
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

/// What is left of the findings of one project.
struct Answer {
    findings: Vec<Finding>,
    known: usize,
    gone: Vec<Entry>,
}

pub(crate) fn run(context: &Context, args: &Args, look: Look) -> Result {
    let name = if look == Look::Lint { "lint" } else { "audit" };
    check_rules(args, look)?;
    let grade = match args.fix {
        Some(FixGrade::Review) => Grade::NeedsReview,
        _ => Grade::Safe,
    };
    let format = if args.concise { Format::Concise } else { args.format };
    let baseline = |path: &PathBuf| Known::read(context.system.as_ref(), &context.from.join(path));
    let baseline = args.baseline.as_ref().map(baseline).transpose()?;
    let from = context.system.canonicalize(&context.from).unwrap_or_else(|_| context.from.clone());
    let mut exit = Exit::Ok;
    let mut text = String::new();
    let (mut all, mut runs, mut counted, mut gone) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut documents, mut known, mut changed, mut unreadable) = (0, 0, Vec::new(), Vec::new());
    let selections = select(context, &args.documents)?;
    if args.write_baseline.is_some() && selections.len() > 1 {
        return Err(CommandError::usage("these documents belong to several projects, and a baseline to one")
            .hint("write one baseline in each project"));
    }
    for mut selection in selections {
        if args.documents.is_empty() {
            selection.indices = (0..selection.workspace.portfolio.documents.len()).collect();
            for file in &selection.workspace.portfolio.unreadable {
                unreadable.push(json!({ "path": file.path, "error": file.error }));
                context.warn(&format!("`{}` cannot be read: {}", file.path, file.error));
                exit = Exit::Usage;
            }
        }
        context.note_interrupted(&selection.workspace);
        if look == Look::Audit {
            note_history(context, &selection.workspace);
        }
        if args.fix.is_some() && !args.diff {
            let (fixed, changes) = put_right(context, selection, args, look, grade)?;
            selection = fixed;
            changed.extend(changes);
        }
        if let Some(path) = &args.write_baseline {
            return write_baseline(context, &selection, args, look, path);
        }
        let answer = {
            let _looking = context.progress("looking for flaws");
            answer(&selection, args, look, baseline.as_ref())?
        };
        let findings = answer.findings;
        let workspace = &selection.workspace;
        let place = Place { root: &workspace.root, from: &from };
        if args.diff {
            for change in fixed(workspace, &findings, grade)? {
                if !context.json {
                    text.push_str(&diff::unified(&change.path, &change.before, &change.after));
                }
                changed.push(change);
            }
        } else if context.json {
            all.push(formats::v1::findings(workspace, &findings));
        } else {
            match format {
                Format::Human => {
                    text.push_str(&human::findings(workspace, &findings, place, context.page()));
                }
                Format::Concise => text.push_str(&concise::findings(workspace, &findings, place)),
                Format::Github => text.push_str(&github::findings(workspace, &findings)),
                Format::Sarif => runs.push(sarif::run(workspace, &findings, name)),
            }
        }
        if findings.iter().any(|finding| finding.severity >= Severity::Warning) {
            exit = Exit::worst([exit, Exit::Failed]);
        }
        documents += selection.indices.len();
        known += answer.known;
        gone.extend(answer.gone);
        counted.extend(findings);
    }
    if context.json {
        let findings: Vec<Value> =
            all.into_iter().flat_map(|list| list.as_array().cloned().unwrap_or_default()).collect();
        let changed: Vec<&String> = changed.iter().map(|change| &change.path).collect();
        let data = json!({
            "documents": documents,
            "findings": findings,
            "changed": changed,
            "unreadable": unreadable,
            "known": known,
            "gone": gone,
        });
        return context.answer(name, exit, &data, String::new);
    }
    if args.diff {
        context.say(&format!("{} would change", plural(changed.len(), "file")));
    } else if format == Format::Sarif {
        text.push_str(&sarif::log(&runs));
    } else if format == Format::Human {
        text.push_str(&human::findings_summary(&counted, documents));
    }
    context.show(&text)?;
    tell_baseline(context, known, &gone);
    Ok(exit)
}

/// Every rule that is named exists, and is one of this command.
fn check_rules(args: &Args, look: Look) -> Result<()> {
    for id in &args.rule {
        let Some(rule) = rule(id) else {
            let mut error = CommandError::usage(format!("no rule is called `{id}`"));
            if let Some(near) = nearest(id, milepost_engine::lint::RULES.iter().map(|rule| rule.id)) {
                error = error.hint(format!("did you mean `{near}`?"));
            }
            return Err(error.hint("`milepost explain --rule ID` prints the page of a rule and lists them"));
        };
        if !look.covers(rule.scope) {
            let other = if look == Look::Lint { "audit" } else { "lint" };
            return Err(CommandError::usage(format!("`{id}` is a rule of `milepost {other}`"))
                .hint(format!("milepost {other} --rule {id}")));
        }
    }
    Ok(())
}

fn note_history(context: &Context, workspace: &Workspace) {
    match &workspace.repository {
        None => context.say("there is no Git repository here: nothing is compared with history"),
        Some(repository) if repository.is_shallow => {
            context.warn(
                "this clone is shallow: nothing is compared with history; `git fetch --unshallow` gets it",
            );
        }
        Some(_) => {}
    }
}

fn found(selection: &Selection, args: &Args, look: Look) -> Result<Vec<Finding>> {
    let mut findings = look.findings(&selection.workspace, &selection.indices)?;
    findings.retain(|finding| args.rule.is_empty() || args.rule.iter().any(|id| id == finding.rule));
    Ok(findings)
}

fn answer(selection: &Selection, args: &Args, look: Look, baseline: Option<&Known>) -> Result<Answer> {
    let workspace = &selection.workspace;
    let mut findings = found(selection, args, look)?;
    let (mut known, mut gone) = (0, Vec::new());
    if let Some(baseline) = baseline {
        // Of what was not looked at, nothing can be said to be gone.
        let looked = |entry: &Entry| {
            let is_asked = args.documents.is_empty()
                || workspace
                    .portfolio
                    .find(&entry.path)
                    .is_some_and(|index| selection.indices.contains(&index));
            let is_wanted = args.rule.is_empty() || args.rule.contains(&entry.rule);
            is_asked && is_wanted && rule(&entry.rule).is_none_or(|rule| look.covers(rule.scope))
        };
        let compared: Compared = baseline.compare(workspace, findings, looked);
        (findings, known, gone) = (compared.new, compared.known, compared.gone);
    }
    if let Some(revision) = &args.since {
        let since = Since::read(workspace, revision)?;
        findings.retain(|finding| since.concerns(workspace, finding));
    }
    Ok(Answer { findings, known, gone })
}

fn write_baseline(context: &Context, selection: &Selection, args: &Args, look: Look, path: &Path) -> Result {
    let findings = found(selection, args, look)?;
    let known = Known::of(&selection.workspace, &findings);
    let count = known.write(context.system.as_ref(), &context.from.join(path))?;
    let shown = path.display().to_string();
    context.answer("baseline", Exit::Ok, &json!({ "path": shown, "findings": count }), || {
        format!("{} written to `{shown}`; `--baseline {shown}` leaves them out\n", plural(count, "finding"))
    })
}

fn tell_baseline(context: &Context, known: usize, gone: &[Entry]) {
    if known > 0 {
        context.say(&format!("{} of the baseline left out", plural(known, "finding")));
    }
    for entry in gone {
        let times = if entry.count == 1 { String::new() } else { format!(" ({} times)", entry.count) };
        context.say(&format!("gone: {}: {}{times}: {}", entry.path, entry.rule, entry.line));
    }
    if !gone.is_empty() {
        context.say("`--write-baseline` with the same file takes out what is gone");
    }
}

fn put_right(
    context: &Context,
    selection: Selection,
    args: &Args,
    look: Look,
    grade: Grade,
) -> Result<(Selection, Vec<DocumentChange>)> {
    // Nothing to put right is nothing to lock for.
    if fixed(&selection.workspace, &found(&selection, args, look)?, grade)?.is_empty() {
        return Ok((selection, Vec::new()));
    }
    let Selection { workspace, indices } = selection;
    let paths: Vec<String> = indices.iter().map(|index| workspace.document(*index).path.clone()).collect();
    let (workspace, held) = context.hold(workspace)?;
    let (workspace, changes) = fix(workspace, &held, look, &paths, &args.rule, grade)?;
    for change in &changes {
        let changed = diff::changed_lines(&change.before, &change.after);
        let lines = changed.iter().filter(|line| line.starts_with('+')).count();
        context.say(&format!("fixed {} in `{}`", plural(lines, "line"), change.path));
    }
    let indices = paths.iter().filter_map(|path| workspace.portfolio.find(path)).collect();
    Ok((Selection { workspace, indices }, changes))
}
