//! `cargo xtask bench --guard`: what the parser executes, held against a reference that is checked in.
//!
//! Times depend on the machine and on what else it does. The number of instructions does not, within a percent or two,
//! so that a slower parser is seen before anybody could measure it.

use std::{collections::BTreeMap, fs, path::Path};

use super::{inputs, measure::command, run::environment};

/// The counts that are checked in, by input.
const REFERENCE: &str = "xtask/parser-instructions.json";

/// How far a count may be above its reference, in percent. Compilers differ by less.
const TOLERANCE: u64 = 5;

/// The function in which instructions are counted, by its name in the binary.
const PARSER: &str = "milepost_document::parse::read::parse";

/// Instructions by input.
type Counts = BTreeMap<String, u64>;

/// Counts, and compares with the reference or writes it.
///
/// # Errors
/// When a count is above its reference, or cannot be had although `valgrind` is here.
pub(super) fn guard(workspace: &Path, milepost: &Path, root: &Path, write: bool) -> Result<(), String> {
    if command("valgrind").arg("--version").output().is_err() {
        println!(
            "skipped: `valgrind` is not installed, and counts the instructions (`apt-get install valgrind`)"
        );
        return Ok(());
    }
    let found = counts(milepost, root)?;
    let path = workspace.join(REFERENCE);
    if write {
        let text = serde_json::to_string_pretty(&found).map_err(|error| error.to_string())?;
        fs::write(&path, text + "\n").map_err(|error| format!("{}: {error}", path.display()))?;
        println!("{} inputs are written to {REFERENCE}", found.len());
        return Ok(());
    }
    let text = fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let reference: Counts = serde_json::from_slice(&text).map_err(|error| format!("{REFERENCE}: {error}"))?;
    let (lines, above) = compare(&found, &reference);
    println!("{lines}");
    if above.is_empty() {
        return Ok(());
    }
    Err(format!(
        "the parser executes more than {TOLERANCE} % above its reference over: {}; find out why, or write the new \
         counts with `cargo xtask bench --guard --write`",
        above.join(", ")
    ))
}

/// A line for each input, and the names of those that are above.
fn compare(found: &Counts, reference: &Counts) -> (String, Vec<String>) {
    let mut lines = vec!["| input | instructions | reference | |".to_owned(), "|---|---|---|---|".to_owned()];
    let mut above = Vec::new();
    for (name, count) in found {
        let Some(known) = reference.get(name) else {
            lines.push(format!("| {name} | {count} | none | above |"));
            above.push(name.clone());
            continue;
        };
        let word = if count * 100 > known * (100 + TOLERANCE) {
            above.push(name.clone());
            "above"
        } else if count * (100 + TOLERANCE) < known * 100 {
            "below: the reference can be lowered"
        } else {
            "kept"
        };
        lines.push(format!("| {name} | {count} | {known} | {word} |"));
    }
    (lines.join("\n"), above)
}

fn counts(milepost: &Path, root: &Path) -> Result<Counts, String> {
    fs::create_dir_all(root.join("home")).map_err(|error| error.to_string())?;
    let long = root.join("guard-long");
    inputs::write(long.join("long.md"), inputs::long_document(5_000))?;
    let large = root.join("guard-large");
    inputs::write(large.join("large.md"), inputs::large_document(1_000_000))?;
    let small = root.join("guard-small");
    inputs::write_plan(&small, 100).map_err(|error| error.to_string())?;
    let all = [
        ("one document of 5,000 lines", long, vec!["explain", "long.md"]),
        ("one document of 1 MB", large, vec!["explain", "large.md"]),
        ("100 documents of 3 KB", small, vec!["lint"]),
    ];
    all.into_iter()
        .map(|(name, folder, args)| Ok((name.to_owned(), count(milepost, root, &folder, &args)?)))
        .collect()
}

/// The instructions of the parser during one command.
fn count(milepost: &Path, root: &Path, folder: &Path, args: &[&str]) -> Result<u64, String> {
    let output = command("valgrind")
        .current_dir(folder)
        .envs(environment(root))
        // One thread, so that each call of the parser is counted the same way.
        .env("RAYON_NUM_THREADS", "1")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(format!("--toggle-collect={PARSER}"))
        .arg(milepost)
        .args(args)
        .output()
        .map_err(|error| format!("valgrind: {error}"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    let collected = said.lines().find_map(|line| line.split_once("Collected :")?.1.trim().parse().ok());
    collected.filter(|count| *count > 0).ok_or_else(|| {
        let last: Vec<&str> = said.lines().rev().take(5).collect();
        format!(
            "valgrind counted nothing in `{PARSER}`: {}",
            last.into_iter().rev().collect::<Vec<_>>().join(" / ")
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_clearly_above_is_told() {
        let counts =
            |all: &[(&str, u64)]| all.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect();
        let found: Counts = counts(&[("a", 1_050), ("b", 1_051), ("c", 900), ("new", 1)]);
        let (lines, above) = compare(&found, &counts(&[("a", 1_000), ("b", 1_000), ("c", 1_000)]));
        assert_eq!(above, ["b", "new"]);
        assert!(
            lines.contains("| a | 1050 | 1000 | kept |") && lines.contains("| c | 900 | 1000 | below"),
            "{lines}"
        );
    }
}
