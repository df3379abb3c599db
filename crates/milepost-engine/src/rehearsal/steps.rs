//! The steps of a rehearsal: their names, and which of them one has, in their order.

use milepost_document::Document;

use crate::{
    binding::{Rehearsal, Run},
    config::{Config, History},
};

pub(super) const PREPARE_BASE: &str = "prepare the baseline";
pub(super) const UP_BASE: &str = "baseline database";
pub(super) const SEED: &str = "seed";
pub(super) const PREPARE: &str = "prepare the candidate";
pub(super) const UP: &str = "change";
pub(super) const WRITTEN: &str = "change, as the document has it";
pub(super) const PREPARE_AGAIN: &str = "prepare once more";
pub(super) const AGAIN: &str = "change once more";
pub(super) const WRITTEN_AGAIN: &str = "change once more, as the document has it";
pub(super) const LIFE: &str = "use of the new version";
pub(super) const MAKE: &str = "way back that the migration tool makes";
pub(super) const TAKING_BACK: &str = "way back of `milepost rollback`";
pub(super) const FAULTS: &str = "way back of `milepost rollback`, with faults";
pub(super) const DEPLOYED: &str = "migration tool after the way back";
pub(super) const UP_FAILS: &str = "change that fails at its end";
pub(super) const BACK_FROM_HALF: &str = "way back from a change that failed";
pub(super) const NEW_CODE: &str = "new code, database of before";
pub(super) const UP_FOR_OLD: &str = "change for the code of before";
pub(super) const WRITTEN_FOR_OLD: &str = "change for the code of before, as the document has it";
pub(super) const PREPARE_OLD: &str = "prepare the code of before";
pub(super) const OLD_CODE: &str = "code of before, changed database";

/// A step that a rehearsal may come to.
pub(super) struct Planned {
    /// Its name.
    pub(super) name: String,
    /// What it runs, in a line.
    pub(super) what: String,
}

/// The name of a step of the way back.
pub(super) fn back(at: usize, count: usize) -> String {
    if count == 1 { "way back".to_owned() } else { format!("way back {}", at + 1) }
}

/// The name of a check on the new code.
pub(super) fn check(label: &str) -> String {
    format!("check {label}")
}

/// The name of a check on a code and a database that were not made for each other.
pub(super) fn check_of(whose: &str, label: &str) -> String {
    format!("{whose}: check {label}")
}

/// All steps that a rehearsal may come to, in their order. It ends before them where one fails.
pub(super) fn planned(rehearsal: &Rehearsal, config: &Config, document: &Document) -> Vec<Planned> {
    let mut steps = Vec::new();
    let mut add = |name: String, what: &str| steps.push(Planned { name, what: first_line(what).to_owned() });
    let (prepare, up) = (rehearsal.prepare(config), rehearsal.up(config));
    let checks = rehearsal.checks(config);
    let written: Vec<Run> =
        rehearsal.written().map(|change| rehearsal.change(config, document, change)).collect();
    let statements = format!("{}, where `{UP}` changes nothing", plural(written.len()));
    let mut have = |run: Option<&Run>, name: &str| {
        if let Some(run) = run {
            add(name.to_owned(), &run.script);
        }
    };
    have(prepare.as_ref(), PREPARE_BASE);
    have(up.as_ref(), UP_BASE);
    have(rehearsal.seed(config).as_ref(), SEED);
    have(prepare.as_ref(), PREPARE);
    have(up.as_ref(), UP);
    if !written.is_empty() {
        add(WRITTEN.to_owned(), &statements);
    }
    for run in &checks {
        add(check(&run.label), &run.script);
    }
    for (at, step) in rehearsal.procedure.iter().enumerate() {
        add(back(at, rehearsal.procedure.len()), &step.script);
    }
    let Some(up) = up else { return steps };
    if let Some(prepare) = &prepare {
        add(PREPARE_AGAIN.to_owned(), &prepare.script);
    }
    add(AGAIN.to_owned(), &up.script);
    if !written.is_empty() {
        add(WRITTEN_AGAIN.to_owned(), &statements);
    }
    let make = rehearsal.make(config);
    if let Some(make) = &make {
        add(MAKE.to_owned(), &make.label);
    }
    let life = rehearsal.life(config);
    let rows = "rows that the schema allows, in what the work brought";
    add(LIFE.to_owned(), life.as_ref().map_or(rows, |run| &run.script));
    add(FAULTS.to_owned(), "the statements that take the work back, killed, kept waiting and done twice");
    add(TAKING_BACK.to_owned(), "the statements that take the work back, as `milepost rollback` runs them");
    let is_forward =
        rehearsal.database.as_ref().is_some_and(|database| database.history != Some(History::Rewrite));
    if make.is_some() && is_forward {
        add(DEPLOYED.to_owned(), &up.script);
    }
    add(UP_FAILS.to_owned(), &up.script);
    add(BACK_FROM_HALF.to_owned(), "the statements that take the work back, where that left something");
    if checks.is_empty() {
        return steps;
    }
    for run in &checks {
        add(check_of(NEW_CODE, &run.label), &run.script);
    }
    add(UP_FOR_OLD.to_owned(), &up.script);
    if !written.is_empty() {
        add(WRITTEN_FOR_OLD.to_owned(), &statements);
    }
    if let Some(prepare) = &prepare {
        add(PREPARE_OLD.to_owned(), &prepare.script);
    }
    for run in &checks {
        add(check_of(OLD_CODE, &run.label), &run.script);
    }
    steps
}

fn plural(fences: usize) -> String {
    if fences == 1 {
        "the statements of 1 fence".to_owned()
    } else {
        format!("the statements of {fences} fences")
    }
}

fn first_line(script: &str) -> &str {
    let is_command = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    script.lines().find(is_command).unwrap_or_default()
}
