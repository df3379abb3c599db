//! What is wrong with a configuration that is TOML and has the right shape: names, globs, formats.

use milepost_document::Span;
use milepost_portfolio::nearest;
use milepost_runner::{
    changes_the_shell,
    reports::{COVERAGE_FORMATS, TEST_FORMATS},
};
use toml::de::{DeTable, DeValue};

use super::{
    CheckConfig, Config, ExclusionConfig, ReportConfig, SuiteConfig, components::component_mistake,
    database_mistake::database_mistake, metric_mistake::metric_mistake,
};

use crate::settings::holds_real_values;

/// A mistake with its place and the next step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mistake {
    pub(super) span: Span,
    pub(super) message: String,
    pub(super) hint: Option<String>,
}

/// The first mistake of a configuration, in the order of the tables.
pub(super) fn mistake(config: &Config, text: &str) -> Option<Mistake> {
    let at = |path: &[&str]| place(text, path);
    for (key, names) in [("pass", &config.environment.pass), ("secrets", &config.environment.secrets)] {
        let found = variables(names.iter(), &["environment", key], text);
        if found.is_some() {
            return found;
        }
    }
    let found = variables(config.steps.env.keys(), &["steps", "env"], text).or_else(|| team(config, text));
    if found.is_some() {
        return found;
    }
    for (name, check) in &config.checks {
        if config.suites.contains_key(name) {
            return Some(Mistake {
                span: at(&["suites", name]),
                message: format!(
                    "`{name}` names both a check and a suite; checks, suites and metrics share one namespace"
                ),
                hint: Some("give one of the two another name".to_owned()),
            });
        }
        let CheckConfig { run, inputs, writes, env, .. } = check;
        let path = ["checks", name.as_str()];
        let found = command(run, &path, text)
            .or_else(|| globs(inputs, writes, &path, text))
            .or_else(|| variables(env.keys(), &["checks", name, "env"], text));
        if found.is_some() {
            return found;
        }
    }
    for (name, metric) in &config.metrics {
        let path = ["metrics", name.as_str()];
        let other = if config.checks.contains_key(name) {
            Some("check")
        } else {
            config.suites.contains_key(name).then_some("suite")
        };
        if let Some(other) = other {
            return Some(Mistake {
                span: at(&path),
                message: format!(
                    "`{name}` names both a {other} and a metric; checks, suites and metrics share one namespace"
                ),
                hint: Some("give one of the two another name".to_owned()),
            });
        }
        let found = command(&metric.run, &path, text)
            .or_else(|| globs(&metric.inputs, &[], &path, text))
            .or_else(|| variables(metric.env.keys(), &["metrics", name, "env"], text))
            .or_else(|| metric_mistake(metric, &path, text));
        if found.is_some() {
            return found;
        }
    }
    for (name, suite) in &config.suites {
        let SuiteConfig { run, inputs, writes, env, report: written, .. } = suite;
        let path = ["suites", name.as_str()];
        let found = command(run, &path, text).or_else(|| globs(inputs, writes, &path, text));
        let found = found
            .or_else(|| variables(env.keys(), &["suites", name, "env"], text))
            .or_else(|| report(written.as_ref()?, TEST_FORMATS.iter().map(|(name, _)| *name), &path, text));
        if found.is_some() {
            return found;
        }
    }
    let coverage = config.coverage.as_ref().and_then(|coverage| {
        let path = ["coverage"];
        command(&coverage.run, &path, text)
            .or_else(|| globs(&coverage.inputs, &coverage.writes, &path, text))
            .or_else(|| report(&coverage.report, COVERAGE_FORMATS.iter().map(|(name, _)| *name), &path, text))
            .or_else(|| exclusions(&coverage.exclude, text))
    });
    coverage
        .or_else(|| bad_files(&config.configuration.files, &["configuration"], text))
        .or_else(|| real_values(&config.configuration.files, text))
        .or_else(|| component_mistake(config, text))
        .or_else(|| database_mistake(config, text))
}

fn team(config: &Config, text: &str) -> Option<Mistake> {
    if config.calendar.weekend.len() == 7 {
        return Some(Mistake {
            span: place(text, &["calendar", "weekend"]),
            message: "every day of the week is free".to_owned(),
            hint: Some("leave at least one day to work on".to_owned()),
        });
    }
    (config.team.size.is_some() && !config.team.people.is_empty()).then(|| Mistake {
        span: place(text, &["team", "size"]),
        message: "the team has both a size and people".to_owned(),
        hint: Some("remove `size`: the people are counted".to_owned()),
    })
}

fn command(run: &str, table: &[&str], text: &str) -> Option<Mistake> {
    run.trim().is_empty().then(|| Mistake {
        span: place(text, &[table, &["run"]].concat()),
        message: "the command is empty".to_owned(),
        hint: Some("write the command that decides it".to_owned()),
    })
}

/// Variables that make a shell something else than the strict one that a check is promised.
fn variables<'n>(names: impl Iterator<Item = &'n String>, table: &[&str], text: &str) -> Option<Mistake> {
    let name = names.into_iter().find(|name| changes_the_shell(name))?;
    Some(Mistake {
        span: place(text, &[table, &[name.as_str()]].concat()),
        message: format!("`{name}` cannot be set: it changes what the shell is that runs the check"),
        hint: Some("put what it does into the command itself".to_owned()),
    })
}

/// What is left out without a reason is left out without anybody knowing why.
fn exclusions(exclude: &[ExclusionConfig], text: &str) -> Option<Mistake> {
    let at = exclude.iter().position(|one| one.because.trim().is_empty() || one.files.trim().is_empty())?;
    let (key, hint) = if exclude[at].files.trim().is_empty() {
        ("files", "name files, such as `src/generated/*`")
    } else {
        ("because", "say why nobody has to test them")
    };
    Some(Mistake {
        span: place(text, &["coverage", "exclude", &at.to_string(), key]),
        message: format!("an exclusion with an empty `{key}`"),
        hint: Some(hint.to_owned()),
    })
}

/// A file with real values is never read, so naming it helps nobody.
fn real_values(files: &[String], text: &str) -> Option<Mistake> {
    let at = files.iter().position(|file| holds_real_values(file))?;
    Some(Mistake {
        span: place(text, &["configuration", "files", &at.to_string()]),
        message: format!("`{}` holds real values, and is never read", files[at]),
        hint: Some("name the file that shows which settings there are, such as `.env.example`".to_owned()),
    })
}

fn globs(inputs: &[String], writes: &[String], table: &[&str], text: &str) -> Option<Mistake> {
    globs_of("inputs", inputs, table, text).or_else(|| globs_of("writes", writes, table, text))
}

pub(super) fn globs_of(key: &str, globs: &[String], table: &[&str], text: &str) -> Option<Mistake> {
    for (at, glob) in globs.iter().enumerate() {
        let error = match globset::GlobBuilder::new(glob).literal_separator(true).build() {
            Err(error) => error.kind().to_string(),
            Ok(_) if glob.starts_with('/') => {
                "it is absolute, and paths are from the project's root".to_owned()
            }
            Ok(_) => continue,
        };
        return Some(Mistake {
            span: place(text, &[table, &[key, &at.to_string()]].concat()),
            message: format!("`{glob}` is no glob: {error}"),
            hint: Some("a glob is a path from the project's root: `src/**`, `*.lock`".to_owned()),
        });
    }
    None
}

fn report<'n>(
    report: &ReportConfig,
    known: impl Iterator<Item = &'n str> + Clone,
    table: &[&str],
    text: &str,
) -> Option<Mistake> {
    let format = report.format.as_str();
    if known.clone().any(|name| name == format) {
        return None;
    }
    let names: Vec<String> = known.clone().map(|name| format!("`{name}`")).collect();
    let other =
        TEST_FORMATS.iter().map(|(name, _)| *name).chain(COVERAGE_FORMATS.iter().map(|(name, _)| *name));
    let what = if table[0] == "coverage" { "coverage" } else { "tests" };
    let message = if other.into_iter().any(|name| name == format) {
        format!("`{format}` is no format of {what}; known are {}", names.join(", "))
    } else {
        format!("`{format}` is not a known format; for {what} known are {}", names.join(", "))
    };
    Some(Mistake {
        span: place(text, &[table, &["report", "format"]].concat()),
        message,
        hint: nearest(format, known).map(|near| format!("did you mean `{near}`?")),
    })
}

/// A glob of `files` that cannot be read.
pub(super) fn bad_files(files: &[String], table: &[&str], text: &str) -> Option<Mistake> {
    globs_of("files", files, table, text)
}

/// Where a value stands; the nearest thing above it that can be found.
pub(super) fn place(text: &str, path: &[&str]) -> Span {
    let Ok(root) = DeTable::parse(text) else { return Span::default() };
    let mut span = 0..0;
    let mut table = Some(root.get_ref());
    let mut list = None;
    for part in path {
        let found = match (table, list) {
            (Some(table), _) => table.get(*part),
            (None, Some(list)) => {
                let list: &toml::de::DeArray<'_> = list;
                part.parse::<usize>().ok().and_then(|at| list.get(at))
            }
            (None, None) => None,
        };
        let Some(value) = found else { break };
        span = value.span();
        (table, list) = match value.get_ref() {
            DeValue::Table(table) => (Some(table), None),
            DeValue::Array(array) => (None, Some(array)),
            _ => (None, None),
        };
    }
    Span::from(span)
}
