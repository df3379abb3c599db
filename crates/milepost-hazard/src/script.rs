//! One way of a migration: its text and its statements.

use std::collections::BTreeMap;

use milepost_database::Engine;
use milepost_document::Span;

use crate::{Act, Statement, Step, bounds, dialect, postgres};

/// One way of a migration.
#[derive(Debug, Clone)]
pub struct Script {
    /// What it is called: a path, mostly.
    pub path: String,
    /// The whole text of the file. What is not of this way may be blanked with spaces, so that places stay.
    pub text: String,
    /// Its statements, in order.
    pub statements: Vec<Statement>,
    /// Its comments.
    pub comments: Vec<Span>,
    /// How tables stand after the statements that change that, by their names.
    standings: BTreeMap<String, Vec<(usize, Standing)>>,
}

/// How a table stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Old,
    New,
    MaybeNew,
}

impl Script {
    /// Reads a text. Any text gives a script; what cannot be read is a statement with an error.
    pub fn read(engine: Engine, path: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        let (statements, comments) = bounds::within(engine, &text, |text| match engine {
            Engine::Postgresql => postgres::read(text),
            Engine::Sqlite | Engine::Mariadb => dialect::read(engine, text),
        });
        let standings = standings(&statements);
        Self { path: path.into(), text, statements, comments, standings }
    }

    /// Everything that it does, in order, with the number of its statement.
    pub fn steps(&self) -> impl Iterator<Item = (usize, &Step)> {
        self.statements
            .iter()
            .enumerate()
            .flat_map(|(at, statement)| statement.steps.iter().map(move |step| (at, step)))
    }

    /// Whether a table is made in this script before a statement: nobody else knows it yet.
    pub fn is_new_table(&self, table: &str, before: usize) -> bool {
        self.standing(table, before) == Standing::New
    }

    /// Whether a table is made in this script before a statement, unless it was there already: `CREATE TABLE IF NOT EXISTS`.
    pub fn is_maybe_new_table(&self, table: &str, before: usize) -> bool {
        self.standing(table, before) == Standing::MaybeNew
    }

    fn standing(&self, table: &str, before: usize) -> Standing {
        let all = self.standings.get(table).map_or(&[][..], Vec::as_slice);
        let count = all.partition_point(|(at, _)| *at < before);
        count.checked_sub(1).map_or(Standing::Old, |last| all[last].1)
    }

    /// Whether the text says that its tool runs it in no transaction: sqlx, dbmate, goose.
    pub fn says_no_transaction(&self) -> bool {
        self.comments.iter().any(|span| {
            let text = self.text_of(*span).to_lowercase();
            ["no-transaction", "+goose no transaction", "transaction:false"]
                .iter()
                .any(|mark| text.contains(mark))
        })
    }

    /// Whether a column is added in this script before a statement, or at it.
    pub fn is_new_column(&self, table: &str, column: &str, before: usize) -> bool {
        self.steps().take_while(|(at, _)| *at <= before).any(|(_, step)| {
            matches!(&step.act, Act::AddColumn { table: own, column: new, if_not_exists: false } if own == table && new.name == column)
        })
    }

    /// The words of a place.
    pub fn text_of(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// The first line of a statement, shortened.
    pub fn head_of(&self, span: Span) -> String {
        let line = self.text_of(span).lines().next().unwrap_or_default().trim();
        let mut short: String = line.chars().take(60).collect();
        if short.len() < line.len() {
            short.push('…');
        }
        short
    }
}

fn standings(statements: &[Statement]) -> BTreeMap<String, Vec<(usize, Standing)>> {
    let mut all: BTreeMap<String, Vec<(usize, Standing)>> = BTreeMap::new();
    for (at, statement) in statements.iter().enumerate() {
        for step in &statement.steps {
            let (table, standing) = match &step.act {
                Act::CreateTable { table, if_not_exists: false, .. } => (table, Standing::New),
                Act::CreateTable { table, .. } => (table, Standing::MaybeNew),
                Act::DropTable { table, .. } => (table, Standing::Old),
                Act::RenameTable { table, to } => {
                    let before = all.get(table).and_then(|own| own.last());
                    (to, before.map_or(Standing::Old, |(_, standing)| *standing))
                }
                _ => continue,
            };
            // `IF NOT EXISTS` makes nothing old of what is new.
            let own = all.entry(table.clone()).or_default();
            let is_new = own.last().is_some_and(|(_, standing)| *standing == Standing::New);
            if !(is_new && standing == Standing::MaybeNew) {
                own.push((at, standing));
            }
        }
    }
    all
}
