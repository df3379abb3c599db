//! Migrations that were written by hand, with what a person expects to be said of them and what PostgreSQL did.

use std::collections::BTreeSet;

use milepost_database::Engine;
use milepost_hazard::{Class, Down, Finding, Migration, Schema, Script, lint, rule};

/// Rules that are not held against expectations: one is a note at every migration that changes something.
const LEFT_OUT: &[&str] = &["no-lock-timeout"];

/// The schema before, and the files of the cases.
pub(crate) const BASE: &str = include_str!("../migrations/base.sql");
pub(crate) const FILES: [(&str, &str); 4] = [
    ("lock.sql", include_str!("../migrations/lock.sql")),
    ("loss.sql", include_str!("../migrations/loss.sql")),
    ("both_ways.sql", include_str!("../migrations/both_ways.sql")),
    ("rest.sql", include_str!("../migrations/rest.sql")),
];

/// One migration.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) file: &'static str,
    pub(crate) name: String,
    /// The rules that have to find something.
    pub(crate) expect: BTreeSet<String>,
    /// What PostgreSQL did, as it was measured: `TABLE: LOCK, rewritten, scanned`, or why nothing could be measured.
    pub(crate) measured: Vec<String>,
    pub(crate) up: String,
    pub(crate) down: Option<String>,
}

/// All of them.
pub(crate) fn cases() -> Vec<Case> {
    FILES.iter().flat_map(|(file, text)| of_file(file, text)).collect()
}

fn of_file(file: &'static str, text: &str) -> Vec<Case> {
    let mut found: Vec<Case> = Vec::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("--- ") {
            let name = name.to_owned();
            found.push(Case {
                file,
                name,
                expect: BTreeSet::new(),
                measured: Vec::new(),
                up: String::new(),
                down: None,
            });
            continue;
        }
        let case = found.last_mut().expect("a name before the first line");
        if let Some(rules) = line.strip_prefix("-- expect:") {
            case.expect =
                rules.split(',').map(|one| one.trim().to_owned()).filter(|one| !one.is_empty()).collect();
        } else if let Some(what) = line.strip_prefix("-- measured: ") {
            case.measured.push(what.to_owned());
        } else if line == "-- down:" {
            case.down = Some(String::new());
        } else {
            let script = case.down.as_mut().unwrap_or(&mut case.up);
            script.push_str(line);
            script.push('\n');
        }
    }
    found
}

impl Case {
    /// What is found in it.
    pub(crate) fn findings(&self) -> Vec<Finding> {
        let read = |name: &str, text: &str| Script::read(Engine::Postgresql, name, text);
        let mut base = Schema::default();
        base.apply(&read("base", BASE));
        let down = self.down.as_ref().map_or(Down::Unknown, |text| Down::Script(read("down", text)));
        let migration = Migration { engine: Engine::Postgresql, up: read("up", &self.up), down, base };
        lint(&migration).into_iter().filter(|finding| !LEFT_OUT.contains(&finding.rule)).collect()
    }

    /// The rules that find something.
    pub(crate) fn found(&self) -> BTreeSet<String> {
        self.findings().iter().map(|finding| finding.rule.to_owned()).collect()
    }

    /// The classes of rules.
    pub(crate) fn classes(rules: &BTreeSet<String>) -> BTreeSet<Class> {
        rules.iter().flat_map(|id| rule(id).map_or(&[][..], |rule| rule.classes)).copied().collect()
    }

    /// Whether its locks could be seen: it ran in a transaction of whoever measured.
    pub(crate) fn is_measured(&self) -> bool {
        let unseen = ["outside of", "in a transaction of its own", "refused"];
        !self.measured.iter().any(|one| unseen.iter().any(|word| one.starts_with(word)))
    }

    /// Whether others could not read or write a table while it was read or written anew as a whole, as it was measured. A
    /// table that is emptied is neither.
    pub(crate) fn is_long_lock(&self) -> bool {
        const STRONG: [&str; 3] = [": AccessExclusiveLock", ": ShareRowExclusiveLock", ": ShareLock"];
        self.measured.iter().any(|one| {
            STRONG.iter().any(|lock| one.contains(lock))
                && (one.contains("rewritten") || one.contains("scanned") && !one.contains("emptied"))
        })
    }
}
