//! The whole evaluation.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a development tool, outside of the product"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use milepost_database::{Place, PrivateOptions, PrivatePostgres};
use milepost_hazard::Class;
use milepost_system::OsSystem;

use super::{
    Options,
    cases::{Case, FILES, cases},
    measure,
    score::Score,
    squawk::squawk,
};

/// Looks at every migration, lets PostgreSQL run it, and prints precision and recall.
///
/// # Errors
/// In words: when PostgreSQL or squawk cannot be run, when something is found that nobody expects or the other way round,
/// or when PostgreSQL does something else than the files say.
pub(crate) fn hazard_eval(options: &Options) -> Result<(), String> {
    let mut cases = cases();
    let mut wrong = Vec::new();
    if options.stored {
        println!("PostgreSQL is not started: its locks are those of the files");
    } else {
        wrong.extend(measured(&mut cases, options.write)?);
    }
    for case in &cases {
        let found = case.found();
        let missed: Vec<_> = case.expect.difference(&found).cloned().collect();
        let more: Vec<_> = found.difference(&case.expect).cloned().collect();
        if !missed.is_empty() || !more.is_empty() {
            wrong.push(format!("{} {}: not found {missed:?}, not expected {more:?}", case.file, case.name));
        }
    }
    let found: Vec<BTreeSet<Class>> = cases.iter().map(|case| Case::classes(&case.found())).collect();
    let program = options.squawk.clone().or_else(in_path);
    let theirs = program.map(|program| squawk(&program, &cases)).transpose()?;
    if theirs.is_none() {
        println!("squawk is not here: `--squawk PATH` names it");
    }
    table(&cases, &found, theirs.as_ref());
    if wrong.is_empty() {
        return Ok(());
    }
    Err(wrong.join("\n"))
}

/// Lets PostgreSQL run every migration. What it does is put into the cases, and told where the files say something else.
fn measured(cases: &mut [Case], write: bool) -> Result<Vec<String>, String> {
    let system = OsSystem::new();
    let place = Place::new(&system).map_err(|error| error.to_string())?;
    let server =
        PrivatePostgres::start(place, &PrivateOptions::default()).map_err(|error| error.to_string())?;
    measure::prepare(&server)?;
    let mut wrong = Vec::new();
    for case in &mut *cases {
        let now = measure::measure(&server, case)?;
        if now != case.measured && !write {
            wrong.push(format!(
                "{} {}: measured {now:?}, the file says {:?}",
                case.file, case.name, case.measured
            ));
        }
        case.measured = now;
    }
    if write {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/milepost-hazard/tests/migrations");
        for (file, text) in FILES {
            let text = with_measured(text, cases.iter().filter(|case| case.file == file));
            fs::write(folder.join(file), text).map_err(|error| format!("{file}: {error}"))?;
        }
    }
    Ok(wrong)
}

/// A file with what was measured below what is expected.
fn with_measured<'c>(text: &str, cases: impl Iterator<Item = &'c Case>) -> String {
    let by_name: BTreeMap<&str, &Case> = cases.map(|case| (case.name.as_str(), case)).collect();
    let (mut out, mut case) = (String::new(), None);
    for line in text.lines().filter(|line| !line.starts_with("-- measured: ")) {
        if let Some(name) = line.strip_prefix("--- ") {
            case = by_name.get(name);
        }
        let _ = writeln!(out, "{line}"); // into a string: cannot fail
        if line.starts_with("-- expect:") {
            for what in case.iter().flat_map(|case| &case.measured) {
                let _ = writeln!(out, "-- measured: {what}");
            }
        }
    }
    out
}

fn table(cases: &[Case], found: &[BTreeSet<Class>], theirs: Option<&BTreeMap<usize, BTreeSet<Class>>>) {
    println!("{} migrations; precision, recall (found of those that are there, false alarms)\n", cases.len());
    println!("{:24} {:36} {}", "class", "milepost", if theirs.is_some() { "squawk" } else { "" });
    let theirs_in = |at: usize, class: Class| {
        theirs.is_some_and(|all| all.get(&at).is_some_and(|classes| classes.contains(&class)))
    };
    for class in Class::ALL {
        let (mut ours, mut other) = (Score::default(), Score::default());
        for (at, case) in cases.iter().enumerate() {
            let is_there = Case::classes(&case.expect).contains(&class);
            ours.count(is_there, found[at].contains(&class));
            other.count(is_there, theirs_in(at, class));
        }
        let other = if theirs.is_some() { other.shown() } else { String::new() };
        println!("{:24} {:36} {other}", class.words(), ours.shown());
    }
    let (mut ours, mut other, mut count) = (Score::default(), Score::default(), 0);
    for (at, case) in cases.iter().enumerate().filter(|(_, case)| case.is_measured()) {
        count += 1;
        ours.count(case.is_long_lock(), found[at].contains(&Class::Lock));
        other.count(case.is_long_lock(), theirs_in(at, Class::Lock));
    }
    let other = if theirs.is_some() { other.shown() } else { String::new() };
    println!(
        "\nAgainst what PostgreSQL did in a transaction ({count} migrations): others could not write or read while a whole table"
    );
    println!(
        "was read or written anew. Short locks, which our rules tell of too, count as false alarms here.\n"
    );
    println!("{:24} {:36} {other}", "measured", ours.shown());
}

fn in_path() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join("squawk")).find(|program| program.is_file())
}
