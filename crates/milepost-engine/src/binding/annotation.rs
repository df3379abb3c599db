//! Items bound by their annotation comment.

use milepost_document::{
    Document, Item, ItemId, Problem, SectionId, Span,
    annotation::{CoverageOf, Form},
    vocabulary::SectionKind,
};

use super::{
    Check, Class, Rule, Run, RunId, SignOffKind, Subject,
    bind::{Bound, Surroundings},
    budget, command, coverage,
    steady::is_steady,
};

/// The decision of an item's own annotations; `None` when none of them decides.
pub(super) fn bind_item(
    document: &Document,
    item: &Item,
    around: Surroundings<'_>,
    bound: &mut Bound,
) -> Option<(Rule, Check, Class)> {
    let forms: Vec<(&Form, Span)> = item
        .annotations
        .iter()
        .flat_map(|id| &document.annotations[id.index()].forms)
        .map(|annotation| (&annotation.form, annotation.span))
        .collect();
    if item.annotations.iter().any(|id| document.annotations[id.index()].forms.is_empty()) {
        let check = Check::Unbound {
            reason: "its annotation cannot be read".to_owned(),
            hint: "`milepost lint` shows what is wrong with it".to_owned(),
        };
        return Some((Rule::Annotation, check, Class::Change));
    }
    let mut deciding = forms.iter().filter(|(form, _)| form.decides());
    let (form, span) = *deciding.next()?;
    if let Some((other, place)) = deciding.next() {
        let message =
            format!("`{}` and `{}` both decide this item; one is enough", form.keyword(), other.keyword());
        bound.problems.push(Problem::error("annotation-conflict", *place, message.clone()));
        let check = Check::Unbound { reason: message, hint: "keep one of them".to_owned() };
        return Some((Rule::Annotation, check, Class::Change));
    }
    let inputs = inputs(document, item);
    let check = check_of(document, item, form, span, &inputs, around, bound);
    let default = match (form, &check) {
        (Form::Coverage { of: CoverageOf::ChangedLines, .. }, _) => Class::Change,
        (Form::Coverage { .. } | Form::Quiet { .. } | Form::Tests { no_regression: true, .. }, _) => {
            Class::Invariant
        }
        // What builds, lints or checks types holds before the work as well.
        (_, Check::Run(run)) if is_steady(&bound.run(*run).script) => Class::Invariant,
        (_, Check::Metrics(_)) => Class::Invariant,
        _ => Class::Change,
    };
    Some((Rule::Annotation, check, default))
}

/// Whether an item's own annotations decide it: [`bind_item`] gives a decision then.
pub(super) fn speaks(document: &Document, item: &Item) -> bool {
    item.annotations.iter().any(|id| document.annotations[id.index()].forms.is_empty())
        || forms(document, item).any(Form::decides)
}

/// The inputs that an item's annotations declare, whichever rule decides it.
pub(super) fn inputs(document: &Document, item: &Item) -> Vec<String> {
    let globs = forms(document, item)
        .filter_map(|form| if let Form::Inputs(globs) = form { Some(globs) } else { None });
    globs.flatten().cloned().collect()
}

/// The class that an item's annotations state, whichever rule decides it.
pub(super) fn class(document: &Document, item: &Item) -> Option<Class> {
    forms(document, item).find_map(|form| match form {
        Form::Invariant => Some(Class::Invariant),
        Form::Change => Some(Class::Change),
        _ => None,
    })
}

/// The changes with which an item or fence has to fail.
pub(super) fn must_fail_with(document: &Document, subject: Subject) -> impl Iterator<Item = &str> {
    let comments = match subject {
        Subject::Item(id) => document.items[id.index()].annotations.as_slice(),
        Subject::Fence(id) => document.fence(id).annotations.as_slice(),
        Subject::Field(_) | Subject::Policy(_) => &[],
    };
    let forms = comments.iter().flat_map(|id| &document.annotations[id.index()].forms);
    forms.filter_map(|annotation| match &annotation.form {
        Form::MustFailWith(path) => Some(path.as_str()),
        _ => None,
    })
}

fn forms<'d>(document: &'d Document, item: &'d Item) -> impl Iterator<Item = &'d Form> {
    let annotations = item.annotations.iter().flat_map(|id| &document.annotations[id.index()].forms);
    annotations.map(|annotation| &annotation.form)
}

/// The objectives that items name, by number from 1.
pub(super) fn objectives_named(document: &Document) -> Vec<(u32, ItemId)> {
    document
        .items
        .iter()
        .enumerate()
        .flat_map(|(at, item)| item.annotations.iter().map(move |id| (at, id)))
        .flat_map(|(at, id)| {
            document.annotations[id.index()].forms.iter().map(move |annotation| (at, annotation))
        })
        .filter_map(|(at, annotation)| match annotation.form {
            Form::Objective(number) => Some((number, ItemId(at as u32))),
            _ => None,
        })
        .collect()
}

fn check_of(
    document: &Document,
    own: &Item,
    form: &Form,
    span: Span,
    inputs: &[String],
    around: Surroundings<'_>,
    bound: &mut Bound,
) -> Check {
    let config = around.config;
    let suite = |name: &str, bound: &mut Bound| {
        command::run_by_name(config, name, bound).ok_or_else(|| Check::Unbound {
            reason: format!("`{name}` is no check, suite or metric of `milepost.toml`"),
            hint: known_names(config),
        })
    };
    match form {
        Form::RunCommand(script) => {
            if let Some(found) = command::placeholder_in(script, around.is_tracked) {
                Check::Unbound {
                    reason: format!("the command holds the placeholder `{}`", found.text),
                    hint: "put the real value in its place".to_owned(),
                }
            } else {
                let mut run = Run::inline(config, script, span);
                run.inputs = inputs.to_vec();
                Check::Run(bound.intern(run))
            }
        }
        Form::RunNamed(name) => match suite(name, bound) {
            Err(unbound) => unbound,
            Ok(run) if bound.run(run).metric.is_some() => Check::Metrics(vec![run]),
            Ok(run) => Check::Run(run),
        },
        Form::Tests { suite: name, no_regression, min } => match suite(name, bound) {
            Err(unbound) => unbound,
            Ok(run) if *no_regression => Check::NoRegression(vec![run]),
            Ok(run) => Check::MinTests(vec![run], u64::from(min.unwrap_or(1))),
        },
        Form::Coverage { percent, what, of } => coverage::of(config, *percent, *what, *of, bound),
        Form::Metric { name, relation, bound: limit } => {
            match budget::of_form(config, name, *relation, *limit) {
                Ok((metric, budget)) => {
                    Check::Metrics(vec![bound.intern(Run::metric(config, name, metric, budget))])
                }
                Err(unbound) => unbound,
            }
        }
        Form::Quiet { regex, name } => match name.as_ref().map(|name| suite(name, bound)) {
            Some(Err(unbound)) => unbound,
            Some(Ok(run)) => Check::Quiet { regex: regex.clone(), runs: vec![run] },
            None => Check::Quiet { regex: regex.clone(), runs: Vec::new() },
        },
        Form::Exists(path) => Check::Exists(path.clone()),
        Form::Changed(glob) => Check::Changed(vec![glob.clone()]),
        Form::Branch(glob) => Check::Branch(glob.clone()),
        Form::SignedOffBy(role) => {
            let kind = if role.contains("review") { SignOffKind::Review } else { SignOffKind::Statement };
            Check::SignOff { role: role.clone(), kind, inputs: inputs.to_vec() }
        }
        Form::Manual => {
            Check::SignOff { role: "anyone".to_owned(), kind: SignOffKind::Manual, inputs: inputs.to_vec() }
        }
        Form::All(section) => all_of(document, own, section),
        Form::Test { glob, suite: name } => match name.as_ref().map(|name| suite(name, bound)) {
            Some(Err(unbound)) => unbound,
            Some(Ok(run)) => Check::Test { glob: glob.clone(), runs: vec![run] },
            None => Check::Test { glob: glob.clone(), runs: all_suites(config, bound) },
        },
        Form::Id(_)
        | Form::Inputs(_)
        | Form::MustFailWith(_)
        | Form::Allow { .. }
        | Form::Table(_)
        | Form::Objective(_)
        | Form::Invariant
        | Form::Change => Check::Unbound {
            reason: format!("`{}` alone decides nothing", form.keyword()),
            hint: "`milepost explain` lists what an item may be bound to".to_owned(),
        },
    }
}

/// The bound test runs, or all suites of the configuration.
fn all_suites(config: &crate::config::Config, bound: &mut Bound) -> Vec<RunId> {
    if bound.test_runs().is_empty() {
        for (name, suite) in &config.suites {
            bound.intern(Run::suite(config, name, suite));
        }
    }
    bound.test_runs()
}

/// Every other item of the section with this name or slug.
fn all_of(document: &Document, own: &Item, name: &str) -> Check {
    let wanted = milepost_document::vocabulary::plain_text(name).replace('-', " ");
    let section = document.sections.iter().position(|section| {
        milepost_document::vocabulary::plain_text(document.text(section.title)).replace('-', " ") == wanted
    });
    let Some(section) = section else {
        return Check::Unbound {
            reason: format!("no section is called `{name}`"),
            hint: "name a heading of this document".to_owned(),
        };
    };
    let inside = |item: &&(usize, &Item)| {
        document.ancestors(item.1.section).any(|(id, _)| id == SectionId(section as u32))
            && item.1.kind != Some(SectionKind::OutOfScope)
            && item.1.span != own.span
    };
    let items = document.items.iter().enumerate().collect::<Vec<_>>();
    Check::Derived(items.iter().filter(inside).map(|(at, _)| Subject::Item(ItemId(*at as u32))).collect())
}

fn known_names(config: &crate::config::Config) -> String {
    let names: Vec<_> = config
        .checks
        .keys()
        .chain(config.suites.keys())
        .chain(config.metrics.keys())
        .map(|name| format!("`{name}`"))
        .collect();
    if names.is_empty() {
        "add `[checks.NAME]` or `[suites.NAME]` to `milepost.toml`".to_owned()
    } else {
        format!("known: {}", names.join(", "))
    }
}
