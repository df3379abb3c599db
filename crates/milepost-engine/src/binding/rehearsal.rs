//! What a rehearsal of a document's rollback consists of.

use std::collections::BTreeMap;

use milepost_document::{
    Document, Fence, FenceId,
    fence::language,
    placeholder::{PlaceholderContext, find_placeholders},
    vocabulary::SectionKind,
};
use milepost_runner::Network;
use serde::Serialize;

use super::{Run, RunSandbox, RunSource, command::unsafe_in, default_cwd, fence_script};
use crate::{
    config::{Config, DatabaseConfig},
    way_back::Maker,
};

/// What is rehearsed, as the document and the configuration say it. It is a part of the key of the evidence.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Rehearsal {
    /// The commit to which the procedure leads back, once it is known.
    pub base: Option<String>,
    /// The fences of the procedure, in their order.
    pub procedure: Vec<Step>,
    /// The lines (from 1) of the procedure's fences that nothing runs, for they have no language or one that is none of a
    /// program.
    pub not_run: Vec<u32>,
    /// Whether the document says that the database changes.
    pub claims_database: bool,
    /// The statements under Database Changes.
    pub changes: Vec<WrittenChange>,
    /// The database.
    pub database: Option<DatabaseConfig>,
    /// What makes the way back of migrations that have none, where their tool can.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maker: Option<Maker>,
}

/// One fence of the procedure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// Its place in the document.
    #[serde(skip)]
    pub fence: FenceId,
    /// The interpreter.
    pub interpreter: String,
    /// Every byte of it.
    pub script: String,
    /// The folder, from the project's root.
    pub cwd: String,
}

/// One fence of SQL under Database Changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WrittenChange {
    /// Its place in the document.
    #[serde(skip)]
    pub fence: FenceId,
    /// Its line, from 1.
    pub line: u32,
    /// Every byte of it.
    pub sql: String,
}

/// The interpreter of statements: they run on the database of a rehearsal, on a connection of ours.
pub(crate) const SQL: &str = "sql";

impl Step {
    /// Whether it is statements, and no command.
    pub(crate) fn is_sql(&self) -> bool {
        self.interpreter == SQL
    }
}

impl Rehearsal {
    /// What a document asks for.
    pub(crate) fn of(document: &Document, config: &Config, is_tracked: &dyn Fn(&str) -> bool) -> Self {
        let fences = || (0_u32..).map(FenceId).zip(&document.fences);
        let of_procedure = |fence: &Fence| {
            matches!(fence.kind, Some(SectionKind::RollbackProcedure | SectionKind::RollbackPlan))
        };
        let maker = config.database.as_ref().and_then(|database| Maker::of(database, is_tracked));
        let mut found = Self { database: config.database.clone(), maker, ..Self::default() };
        for (id, fence) in fences().filter(|(_, fence)| of_procedure(fence)) {
            let language = language(document.text(fence.info));
            let script = fence_script(document, id);
            if script.trim().is_empty() {
                continue;
            }
            let statements = is_sql(language.word()) && has_statement(&script);
            let Some(interpreter) = language.interpreter().or(statements.then_some(SQL)) else {
                found.not_run.push(document.lines().line(fence.span.start));
                continue;
            };
            let cwd = language.attribute("cwd").map_or_else(|| default_cwd(config), str::to_owned);
            found.procedure.push(Step { fence: id, interpreter: interpreter.to_owned(), script, cwd });
        }
        found.changes = fences()
            .filter(|(_, fence)| {
                fence.kind == Some(SectionKind::DatabaseChanges)
                    && is_sql(language(document.text(fence.info)).word())
            })
            .map(|(id, fence)| WrittenChange {
                fence: id,
                line: document.lines().line(fence.span.start),
                sql: document.fence_text(id),
            })
            .filter(|change| has_statement(&change.sql))
            .collect();
        found.claims_database = !found.changes.is_empty() || found.procedure.iter().any(Step::is_sql);
        found
    }

    /// Everything that a rehearsal runs, with placeholders as they are written: what somebody is asked to trust.
    pub(crate) fn commands(&self, config: &Config, document: &Document) -> Vec<Run> {
        if self.procedure.is_empty() {
            return Vec::new();
        }
        let mut runs: Vec<Run> =
            [self.prepare(config), self.up(config), self.seed(config), self.life(config)]
                .into_iter()
                .flatten()
                .collect();
        runs.extend(self.checks(config));
        runs.extend(self.procedure.iter().map(|step| self.step(config, document, step)));
        runs.extend(self.written().map(|change| self.change(config, document, change)));
        runs.extend(self.make(config));
        runs
    }

    /// What makes the way back of migrations that have none.
    pub(crate) fn make(&self, config: &Config) -> Option<Run> {
        let maker = self.maker.as_ref()?;
        Some(Run { cwd: maker.cwd.clone(), ..self.plain(config, "prisma migrate diff", &maker.script) })
    }

    /// The statements under Database Changes, where they may be what changes the database: where a folder holds the
    /// migrations, these do.
    pub(crate) fn written(&self) -> impl Iterator<Item = &WrittenChange> {
        let has_folder = self.database.as_ref().is_none_or(|database| database.migrations.is_some());
        self.changes.iter().filter(move |_| !has_folder)
    }

    /// Statements under Database Changes as a command, for somebody to trust.
    pub(crate) fn change(&self, config: &Config, document: &Document, change: &WrittenChange) -> Run {
        Run {
            source: RunSource::Fence(change.fence),
            span: Some(document.fence(change.fence).content),
            interpreter: SQL.to_owned(),
            ..self.plain(config, &format!("the statements at line {}", change.line), &change.sql)
        }
    }

    /// What makes a copy ready.
    pub(crate) fn prepare(&self, config: &Config) -> Option<Run> {
        let database = self.database.as_ref()?;
        let script = database.prepare.as_ref()?;
        let sandbox =
            RunSandbox::usual(&config.sandbox).with(database.sandbox, None, &database.read, &database.caches);
        Some(Run { sandbox, ..self.plain(config, "prepare", script) })
    }

    /// What brings the database to the newest schema.
    pub(crate) fn up(&self, config: &Config) -> Option<Run> {
        Some(self.plain(config, "up", &self.database.as_ref()?.up))
    }

    /// What fills the database.
    pub(crate) fn seed(&self, config: &Config) -> Option<Run> {
        Some(self.plain(config, "seed", self.database.as_ref()?.seed.as_ref()?))
    }

    /// What uses the new version.
    pub(crate) fn life(&self, config: &Config) -> Option<Run> {
        Some(self.plain(config, "life", self.database.as_ref()?.life.as_ref()?))
    }

    /// What has to pass on the changed database.
    pub(crate) fn checks(&self, config: &Config) -> Vec<Run> {
        let names = self.database.iter().flat_map(|database| &database.checks);
        let run = |name: &String| {
            let check = || config.checks.get(name).map(|check| Run::check(config, name, check));
            config.suites.get(name).map(|suite| Run::suite(config, name, suite)).or_else(check)
        };
        let runs = names.filter_map(run);
        // The database of the rehearsal comes last: a check may name one for itself.
        runs.map(|run| Run { env: run.env.clone().into_iter().chain(self.env()).collect(), ..run }).collect()
    }

    /// One fence as a command.
    pub(crate) fn step(&self, config: &Config, document: &Document, step: &Step) -> Run {
        let label = step.script.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
        let is_shell = matches!(step.interpreter.as_str(), "bash" | "sh");
        Run {
            source: RunSource::Fence(step.fence),
            span: Some(document.fence(step.fence).content),
            interpreter: step.interpreter.clone(),
            cwd: step.cwd.clone(),
            unsafe_statements: if is_shell { unsafe_in(&step.script) } else { Vec::new() },
            ..self.plain(config, label, &step.script)
        }
    }

    /// The commands of the procedure, to be run in the project itself: with what `[sandbox]` says, and nothing of a rehearsal.
    pub(crate) fn literal(&self, config: &Config, document: &Document) -> Vec<Run> {
        let none: &[String] = &[];
        let (tier, read, caches) = self
            .database
            .as_ref()
            .map_or((None, none, none), |database| (database.sandbox, &*database.read, &*database.caches));
        let run = |step: &Step| Run {
            env: BTreeMap::new(),
            sandbox: RunSandbox::usual(&config.sandbox).with(tier, None, read, caches),
            ..self.step(config, document, step)
        };
        self.procedure.iter().filter(|step| !step.is_sql()).map(run).collect()
    }

    /// A command that is given the database and nothing of the network.
    pub(super) fn plain(&self, config: &Config, label: &str, script: &str) -> Run {
        let usual = RunSandbox::usual(&config.sandbox);
        let none: &[String] = &[];
        let (tier, read, caches) = self
            .database
            .as_ref()
            .map_or((None, none, none), |database| (database.sandbox, &*database.read, &*database.caches));
        let run = Run::inline(config, script, milepost_document::Span::default());
        Run {
            label: label.to_owned(),
            span: None,
            env: self.env(),
            timeout: self.database.as_ref().and_then(|database| database.timeout).unwrap_or(run.timeout),
            // A procedure may run tests, and does not have to.
            is_test: false,
            tests_report: None,
            sandbox: usual.with(tier, Some(self.network()), read, caches),
            ..run
        }
    }

    fn env(&self) -> BTreeMap<String, String> {
        self.database.as_ref().map(|database| database.env.clone()).unwrap_or_default()
    }

    /// What a rollback may reach. By itself nothing: a procedure that rolls a deployment back would do so.
    fn network(&self) -> Network {
        let Some(database) = &self.database else { return Network::None };
        database.network.unwrap_or(if database.scratch.is_some() { Network::Loopback } else { Network::None })
    }
}

fn is_sql(word: &str) -> bool {
    word.eq_ignore_ascii_case(SQL)
}

/// Whether a text holds SQL besides comments and the examples of a template.
fn has_statement(sql: &str) -> bool {
    let lines = sql.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("--"));
    let is_example =
        |line: &&str| !find_placeholders(line, PlaceholderContext::Command, |_| false).is_empty();
    lines.filter(|line| !is_example(line) && !line.contains("...")).count() > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_a_template_changes_no_database() {
        assert!(!has_statement("-- Example migration\nALTER TABLE users ADD COLUMN ...;\n"));
        assert!(has_statement("-- Phones\nALTER TABLE users ADD COLUMN phone TEXT;\n"));
    }
}
