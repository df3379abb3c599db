//! Code spans that are commands or paths.

use milepost_document::{
    Document, Item, Span,
    fence::{UnsafeKind, masked_commands, skipped_commands, unsafe_statements},
    placeholder::{Placeholder, PlaceholderContext, find_placeholders},
    vocabulary,
};

use super::{
    Check, Class, Rule, Run, RunId, annotation,
    bind::{Bound, Surroundings},
    selected::selects_tests,
    steady::is_steady,
};
use crate::config::Config;

/// The code spans of an item that are commands, when the last one is.
pub(super) fn bind_code_span(
    document: &Document,
    item: &Item,
    around: Surroundings<'_>,
    bound: &mut Bound,
) -> Option<(Rule, Check, Class)> {
    let commands: Vec<(Span, String)> = item
        .code
        .iter()
        .filter_map(|span| Some((*span, vocabulary::command_span(document.text(*span).trim())?.command)))
        .collect();
    // The item ends with a command; those before it are part of the promise.
    commands.last().filter(|(span, _)| item.code.last() == Some(span))?;
    let held = commands.iter().find_map(|(_, command)| placeholder_in(command, around.is_tracked));
    if let Some(found) = held {
        let check = Check::Unbound {
            reason: format!("the command holds the placeholder `{}`", found.text),
            hint: "put the real value in its place".to_owned(),
        };
        return Some((Rule::Command, check, Class::Invariant));
    }
    let mut runs = Vec::with_capacity(commands.len());
    for (span, command) in commands {
        let run = named_run(around.config, &command);
        let inline = || Run {
            inputs: annotation::inputs(document, item),
            ..Run::inline(around.config, &command, span)
        };
        runs.push(bound.intern(run.unwrap_or_else(inline)));
    }
    // What builds, lints or runs a whole suite holds before the work as well; any other command asks for what the work is to bring.
    let holds_before = |id: &RunId| {
        let run = bound.run(*id);
        is_steady(&run.script) || run.is_test && !selects_tests(&run.script)
    };
    let class = if runs.iter().all(holds_before) { Class::Invariant } else { Class::Change };
    let check = match runs.as_slice() {
        [run] => Check::Run(*run),
        _ => Check::Runs(runs),
    };
    Some((Rule::Command, check, class))
}

/// The check or suite of the configuration that runs exactly this command.
pub(super) fn named_run(config: &Config, command: &str) -> Option<Run> {
    let wanted = essence(command);
    let suite = config.suites.iter().find(|(_, suite)| essence(&suite.run) == wanted);
    let check = || config.checks.iter().find(|(_, check)| essence(&check.run) == wanted);
    suite
        .map(|(name, suite)| Run::suite(config, name, suite))
        .or_else(|| check().map(|(name, check)| Run::check(config, name, check)))
}

/// Every metric of the configuration, each held against its own budget.
pub(super) fn all_metrics(config: &Config, bound: &mut Bound) -> Vec<RunId> {
    let metrics = config.metrics.iter();
    metrics.map(|(name, metric)| bound.intern(Run::metric(config, name, metric, metric.budget()))).collect()
}

/// The run of a name: a check, a suite, a metric, or `coverage`.
pub(super) fn run_by_name(config: &Config, name: &str, bound: &mut Bound) -> Option<RunId> {
    let run = if let Some(suite) = config.suites.get(name) {
        Run::suite(config, name, suite)
    } else if let Some(check) = config.checks.get(name) {
        Run::check(config, name, check)
    } else if let Some(metric) = config.metrics.get(name) {
        Run::metric(config, name, metric, metric.budget())
    } else if name == "coverage" {
        Run::coverage(config, config.coverage.as_ref()?)
    } else {
        return None;
    };
    Some(bound.intern(run))
}

/// The statements of a script without comments and blank lines.
pub(super) fn essence(script: &str) -> String {
    script
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect::<Vec<_>>()
        .join("\n")
}

/// The first placeholder of a script, whose comments do not count.
pub(super) fn placeholder_in(script: &str, is_tracked: &dyn Fn(&str) -> bool) -> Option<Placeholder> {
    let commands = script.lines().filter(|line| !line.trim_start().starts_with('#'));
    commands.flat_map(|line| find_placeholders(line, PlaceholderContext::Command, is_tracked)).next()
}

/// What bash would hide of a script's failures, as far as no annotation allows it. What proves nothing is told by lint.
pub(super) fn unsafe_in(script: &str) -> Vec<String> {
    let told = |span: Span, why: &str| {
        let text = super::bind::one_line(span.text(script));
        format!("line {}: `{text}`: {why}", line_of(script, span.start))
    };
    let statements = unsafe_statements(script)
        .into_iter()
        .filter(|found| found.allowed.is_none() && found.kind != UnsafeKind::ProvesNothing)
        .map(|found| told(found.span, found.kind.why()));
    let test_runs = masked_commands(script)
        .into_iter()
        .filter(|span| milepost_runner::reports::is_test_command(span.text(script)))
        .map(|span| told(span, "the shell takes the failure of these tests for an answer"));
    let runs: Vec<(Span, bool)> = skipped_commands(script)
        .into_iter()
        .filter(|(span, _)| milepost_runner::reports::is_test_command(span.text(script)))
        .collect();
    let none_is_certain = runs.iter().all(|(_, skipped)| *skipped);
    let skipped = runs
        .into_iter()
        .filter(|_| none_is_certain)
        .map(|(span, _)| told(span, "where the condition does not hold, no test runs; say so in an `else`"));
    statements.chain(test_runs).chain(skipped).collect()
}

fn line_of(script: &str, offset: u32) -> usize {
    script[..offset as usize].matches('\n').count() + 1
}

/// The path that a deliverable's code span names.
pub(super) fn path_of(document: &Document, item: &Item) -> Option<String> {
    item.code.iter().map(|span| document.text(*span).trim()).find(|text| is_path(text)).map(str::to_owned)
}

fn is_path(text: &str) -> bool {
    let name = text.rsplit('/').next().unwrap_or(text);
    let extension = name.rsplit_once('.').is_some_and(|(stem, extension)| {
        !stem.is_empty()
            && (1..=5).contains(&extension.len())
            && extension.chars().all(|c| c.is_ascii_alphanumeric())
    });
    !text.is_empty()
        && !text.contains([' ', '<', '>', '(', ')', '{', '}', '*', '[', ']', ':', ','])
        && !text.starts_with('/')
        && !text.split('/').any(|part| part == "..")
        && (extension || (text.contains('/') && text.ends_with('/')))
        && text.chars().any(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_told_from_words_and_calls() {
        for path in ["src/cart.ts", "README.md", "docs/", "a/b/c.test.tsx", "milepost.toml"] {
            assert!(is_path(path), "{path}");
        }
        for other in
            ["cart", "Cart.add()", "GET /orders", "/etc/passwd", "../up.md", "a b.ts", "1.5", "x/*.ts", ""]
        {
            assert!(!is_path(other), "{other}");
        }
    }

    #[test]
    fn comments_do_not_make_another_command() {
        assert_eq!(essence("# Test commands\npnpm test\n\n"), "pnpm test");
    }
}
