//! What was found, as plain data.

use milepost_database::Engine;
use milepost_document::{LineIndex, Position, Severity, Span};
use milepost_hazard::{Class, Finding, Migration, Script, Side, rule};

/// What was found in migrations.
#[derive(Debug, Clone, Default)]
pub struct HazardReport {
    /// How many migrations were looked at.
    pub migrations: usize,
    /// Every text that was looked at, once.
    pub scripts: Vec<HazardScript>,
    /// What was found, by file and place.
    pub findings: Vec<HazardFinding>,
    /// Migrations that are programs and no SQL, by their paths: nothing is said of them.
    pub programs: Vec<String>,
    /// Files that nothing says the engine of: they were read as PostgreSQL.
    pub guessed: usize,
}

/// A text that was looked at.
#[derive(Debug, Clone)]
pub struct HazardScript {
    /// Its path from the project's root; absolute outside of it.
    pub path: String,
    /// The text.
    pub text: String,
    /// The engine that it was read for.
    pub engine: Engine,
    /// How many statements were read, both ways together.
    pub statements: usize,
}

/// A finding in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HazardFinding {
    /// The rule.
    pub rule: &'static str,
    /// What is endangered.
    pub classes: &'static [Class],
    /// How grave it is.
    pub severity: Severity,
    /// Which way of the migration.
    pub side: Side,
    /// The file.
    pub path: String,
    /// Where in it, in bytes.
    pub span: Span,
    /// Line and column of the beginning.
    pub start: Position,
    /// Line and column of the end.
    pub end: Position,
    /// What it is.
    pub message: String,
    /// What to do instead.
    pub instead: String,
}

impl HazardReport {
    /// A text that was looked at.
    pub fn script(&self, path: &str) -> Option<&HazardScript> {
        self.scripts.iter().find(|script| script.path == path)
    }

    /// Adds a migration; `texts` are the whole texts of its files by path.
    pub(super) fn add(&mut self, migration: &Migration, texts: &[(String, String)], findings: Vec<Finding>) {
        self.migrations += 1;
        for (_, script) in migration.scripts() {
            let path = &script.path;
            let Some((_, text)) = texts.iter().find(|(own, _)| own == path) else { continue };
            let count = script.statements.len();
            match self.scripts.iter_mut().find(|known| known.path == *path) {
                Some(known) => known.statements += count,
                None => self.scripts.push(HazardScript {
                    path: path.clone(),
                    text: text.clone(),
                    engine: migration.engine,
                    statements: count,
                }),
            }
        }
        let lines: Vec<(Side, LineIndex)> =
            migration.scripts().map(|(side, script)| (side, LineIndex::new(&script.text))).collect();
        for finding in findings {
            let script: &Script = migration.script(finding.side);
            let Some((_, lines)) = lines.iter().find(|(side, _)| *side == finding.side) else { continue };
            self.findings.push(HazardFinding {
                rule: finding.rule,
                classes: rule(finding.rule).map_or(&[], |rule| rule.classes),
                severity: finding.severity,
                side: finding.side,
                path: script.path.clone(),
                span: finding.span,
                start: lines.position(&script.text, finding.span.start),
                end: lines.position(&script.text, finding.span.end),
                message: finding.message,
                instead: finding.instead,
            });
        }
    }
}
