//! Fences under Testing Strategy: each is a check of its own.

use milepost_document::{
    Document, Fence, FenceId, annotation::Form, fence::language, view, vocabulary::SectionKind,
};

use super::{
    Binding, Check, Class, Gate, Rule, Run, RunSource, Subject,
    bind::{Bound, Surroundings},
    command,
};

/// Binds the fences of the testing sections and says of all others why they are not run by `verify`.
pub(super) fn bind_fences(document: &Document, around: Surroundings<'_>, bound: &mut Bound) {
    let mut counts = std::collections::HashMap::<String, usize>::new();
    for (at, fence) in document.fences.iter().enumerate() {
        let id = FenceId(at as u32);
        if !is_testing(document, fence) {
            continue;
        }
        let language = language(document.text(fence.info));
        // A fence without a language runs only where an annotation speaks of it.
        let annotated = language.word().is_empty() && !fence.annotations.is_empty();
        let Some(interpreter) = language.interpreter().or(annotated.then_some("bash")) else {
            bound.not_run.push((id, language.why_not_run()));
            continue;
        };
        let script = fence_script(document, id);
        let slug = view::section_slug(document, fence.section);
        let count = counts.entry(slug.clone()).or_default();
        *count += 1;
        let suffix = if *count == 1 { String::new() } else { format!("~{count}") };
        let check = bind_script(document, id, interpreter, &script, around, bound);
        bound.bindings.push(Binding {
            subject: Subject::Fence(id),
            id: explicit_id(document, fence).unwrap_or_else(|| format!("{slug}/fence{suffix}")),
            kind: fence.kind,
            span: fence.content,
            text: command::essence(&script).lines().next().unwrap_or("an empty fence").to_owned(),
            ticked: None,
            gate: Gate::Complete,
            rule: Rule::Place("a fence under Testing Strategy".to_owned()),
            check,
            class: Class::Invariant,
            must_fail: Vec::new(),
        });
    }
}

fn bind_script(
    document: &Document,
    id: FenceId,
    interpreter: &str,
    script: &str,
    around: Surroundings<'_>,
    bound: &mut Bound,
) -> Check {
    let unbound = |reason: String, hint: &str| Check::Unbound { reason, hint: hint.to_owned() };
    let fence = document.fence(id);
    let essence = command::essence(script);
    if essence.is_empty() {
        return unbound("the fence holds no command".to_owned(), "write the command that runs the tests");
    }
    if fence.annotations.iter().any(|id| document.annotations[id.index()].forms.is_empty()) {
        return unbound(
            "its annotation cannot be read".to_owned(),
            "`milepost lint` shows what is wrong with it",
        );
    }
    if matches!(interpreter, "bash" | "sh")
        && let Some(found) = command::placeholder_in(script, around.is_tracked)
    {
        return unbound(
            format!("the fence holds the placeholder `{}`", found.text),
            "put the real value in its place",
        );
    }
    if let Some(name) = forms(document, fence)
        .find_map(|form| if let Form::RunNamed(name) = form { Some(name) } else { None })
    {
        return match command::run_by_name(around.config, name, bound) {
            Some(run) => Check::Run(run),
            None => unbound(
                format!("`{name}` is neither a check nor a suite of `milepost.toml`"),
                "name one that is there",
            ),
        };
    }
    let attributes = language(document.text(fence.info));
    let plain = attributes.attribute("cwd").is_none()
        && !forms(document, fence).any(|form| matches!(form, Form::Inputs(_)));
    if plain
        && matches!(interpreter, "bash" | "sh")
        && let Some(run) = command::named_run(around.config, script)
    {
        return Check::Run(bound.intern(run));
    }
    let mut run = Run::inline(around.config, script, fence.content);
    for form in forms(document, fence) {
        if let Form::Inputs(globs) = form {
            run.inputs.extend_from_slice(globs);
        }
    }
    run.source = RunSource::Fence(id);
    essence.lines().next().unwrap_or_default().clone_into(&mut run.label);
    interpreter.clone_into(&mut run.interpreter);
    if !matches!(interpreter, "bash" | "sh") {
        run.unsafe_statements.clear();
    }
    if let Some(cwd) = attributes.attribute("cwd") {
        cwd.clone_into(&mut run.cwd);
    }
    // Whatever runs there runs tests: how many is looked for, and none is a failure.
    run.is_test = true;
    Check::Run(bound.intern(run))
}

/// The annotations of a fence.
fn forms<'d>(document: &'d Document, fence: &'d Fence) -> impl Iterator<Item = &'d Form> {
    let comments = fence.annotations.iter().map(|id| &document.annotations[id.index()]);
    comments.flat_map(|comment| &comment.forms).map(|annotation| &annotation.form)
}

fn explicit_id(document: &Document, fence: &Fence) -> Option<String> {
    forms(document, fence).find_map(|form| if let Form::Id(id) = form { Some(id.clone()) } else { None })
}

/// Whether a fence stands under Testing Strategy.
fn is_testing(document: &Document, fence: &Fence) -> bool {
    document.ancestors(fence.section).any(|(_, section)| {
        matches!(
            section.kind,
            Some(
                SectionKind::TestingStrategy
                    | SectionKind::TestTypes
                    | SectionKind::UnitTests
                    | SectionKind::IntegrationTests
                    | SectionKind::OtherTests
            )
        )
    })
}

/// What of a fence is run: all of it, or the commands of a transcript.
pub(crate) fn fence_script(document: &Document, id: FenceId) -> String {
    let text = document.fence_text(id);
    let info = document.text(document.fence(id).info);
    if language(info).is_console() { console_commands(&text) } else { text }
}

/// The lines of a console transcript that are commands.
fn console_commands(text: &str) -> String {
    let commands: Vec<_> = text.lines().filter_map(|line| line.trim_start().strip_prefix("$ ")).collect();
    commands.join("\n") + "\n"
}
