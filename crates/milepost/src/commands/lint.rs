//! `milepost lint`.

use milepost_engine::{
    Facts,
    document::Severity,
    exit::Exit,
    fix::{fix, fixed},
    lifecycle::DocumentChange,
    lint::{Finding, Grade, lint, rule},
};
use milepost_report::{Place, concise, diff, human, json as formats, plural};
use serde_json::{Value, json};

use crate::{
    context::Context,
    error::{CommandError, Result},
    select::{Selection, select},
};

/// Say what is wrong with documents, and put it right
///
/// Looks at all documents of the project, or at those that are named; also at one file outside of any project. Exits
/// with 1 when a finding of level warning or error stands. `milepost explain RULE` prints the page of a rule.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Documents, by path or id; all when left out
    #[arg(value_name = "PATH|ID")]
    documents: Vec<String>,
    /// Put right what can be: exactly what was meant, or with `review` also what was most likely meant
    #[arg(long, value_name = "GRADE", num_args = 0..=1, require_equals = true, default_missing_value = "safe")]
    fix: Option<FixGrade>,
    /// Show what `--fix` would change, and change nothing
    #[arg(long)]
    diff: bool,
    /// Only findings of this rule; can be given again
    #[arg(long, value_name = "ID")]
    rule: Vec<String>,
    /// One line for each finding
    #[arg(long)]
    concise: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum FixGrade {
    /// Exactly what was meant
    Safe,
    /// Also what was most likely meant: look at it afterwards
    Review,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    if let Some(unknown) = args.rule.iter().find(|id| rule(id).is_none()) {
        return Err(CommandError::usage(format!("no rule is called `{unknown}`"))
            .hint("`milepost explain --rule ID` prints the page of a rule and lists them"));
    }
    let grade = match args.fix {
        Some(FixGrade::Review) => Grade::NeedsReview,
        _ => Grade::Safe,
    };
    let from = context.system.canonicalize(&context.from).unwrap_or_else(|_| context.from.clone());
    let mut exit = Exit::Ok;
    let mut all = Vec::new();
    let mut text = String::new();
    let (mut documents, mut counted, mut changed, mut unreadable) = (0, Vec::new(), Vec::new(), Vec::new());
    for mut selection in select(context, &args.documents)? {
        if args.documents.is_empty() {
            selection.indices = (0..selection.workspace.portfolio.documents.len()).collect();
            for file in &selection.workspace.portfolio.unreadable {
                unreadable.push(json!({ "path": file.path, "error": file.error }));
                context.warn(&format!("`{}` cannot be read: {}", file.path, file.error));
                exit = Exit::Usage;
            }
        }
        context.note_interrupted(&selection.workspace);
        if args.fix.is_some() && !args.diff {
            let (fixed, changes) = put_right(context, selection, args, grade)?;
            selection = fixed;
            changed.extend(changes);
        }
        let findings = {
            let _looking = context.progress("looking for flaws");
            found(&selection, args)
        };
        let place = Place { root: &selection.workspace.root, from: &from };
        if args.diff {
            for change in fixed(&selection.workspace, &findings, grade)? {
                if !context.json {
                    text.push_str(&diff::unified(&change.path, &change.before, &change.after));
                }
                changed.push(change);
            }
        } else if context.json {
            all.push(formats::v1::findings(&selection.workspace, &findings));
        } else if args.concise {
            text.push_str(&concise::findings(&selection.workspace, &findings, place));
        } else {
            text.push_str(&human::findings(&selection.workspace, &findings, place, context.page()));
        }
        if findings.iter().any(|finding| finding.severity >= Severity::Warning) {
            exit = Exit::worst([exit, Exit::Failed]);
        }
        documents += selection.indices.len();
        counted.extend(findings);
    }
    if context.json {
        let findings: Vec<Value> =
            all.into_iter().flat_map(|list| list.as_array().cloned().unwrap_or_default()).collect();
        let changed: Vec<&String> = changed.iter().map(|change| &change.path).collect();
        let data = json!({ "documents": documents, "findings": findings, "changed": changed, "unreadable": unreadable });
        return context.answer("lint", exit, &data, String::new);
    }
    if args.diff {
        context.say(&format!("{} would change", plural(changed.len(), "file")));
    } else if !args.concise {
        text.push_str(&human::findings_summary(&counted, documents));
    }
    context.show(&text)?;
    Ok(exit)
}

fn found(selection: &Selection, args: &Args) -> Vec<Finding> {
    let workspace = &selection.workspace;
    let mut findings = lint(&workspace.portfolio, &selection.indices, &Facts::new(workspace));
    findings.retain(|finding| args.rule.is_empty() || args.rule.iter().any(|id| id == finding.rule));
    findings
}

fn put_right(
    context: &Context,
    selection: Selection,
    args: &Args,
    grade: Grade,
) -> Result<(Selection, Vec<DocumentChange>)> {
    // Nothing to put right is nothing to lock for.
    if fixed(&selection.workspace, &found(&selection, args), grade)?.is_empty() {
        return Ok((selection, Vec::new()));
    }
    let Selection { workspace, indices } = selection;
    let paths: Vec<String> = indices.iter().map(|index| workspace.document(*index).path.clone()).collect();
    let (workspace, held) = context.hold(workspace)?;
    let (workspace, changes) = fix(workspace, &held, &paths, &args.rule, grade)?;
    for change in &changes {
        let changed = diff::changed_lines(&change.before, &change.after);
        let lines = changed.iter().filter(|line| line.starts_with('+')).count();
        context.say(&format!("fixed {} in `{}`", plural(lines, "line"), change.path));
    }
    let indices = paths.iter().filter_map(|path| workspace.portfolio.find(path)).collect();
    Ok((Selection { workspace, indices }, changes))
}
