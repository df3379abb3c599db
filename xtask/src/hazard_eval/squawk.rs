//! What squawk finds.

#![expect(clippy::disallowed_methods, reason = "a development tool, outside of the product")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    process::Command,
};

use milepost_hazard::Class;
use serde_json::Value;

use super::cases::Case;

/// Its rules that speak of one of our classes. Those about style and timeouts are left out, as are ours.
const RULES: &[(&str, &[Class])] = &[
    ("require-concurrent-index-creation", &[Class::Lock]),
    ("require-concurrent-index-deletion", &[Class::Lock]),
    ("require-concurrent-reindex", &[Class::Lock]),
    ("require-concurrent-partition-detach", &[Class::Lock]),
    ("constraint-missing-not-valid", &[Class::Lock]),
    ("adding-foreign-key-constraint", &[Class::Lock]),
    ("disallowed-unique-constraint", &[Class::Lock]),
    ("adding-serial-primary-key-field", &[Class::Lock]),
    ("adding-field-with-default", &[Class::Lock]),
    ("changing-column-type", &[Class::Lock, Class::Compatibility]),
    ("adding-not-nullable-field", &[Class::Lock]),
    ("prefer-repack", &[Class::Lock]),
    ("adding-required-field", &[Class::Compatibility]),
    ("renaming-column", &[Class::Compatibility]),
    ("renaming-table", &[Class::Compatibility]),
    ("renaming-object", &[Class::Compatibility]),
    ("ban-drop-column", &[Class::LossInUp, Class::Compatibility]),
    ("ban-drop-table", &[Class::LossInUp, Class::Compatibility]),
    ("ban-drop-schema", &[Class::LossInUp, Class::Compatibility]),
    ("ban-drop-database", &[Class::LossInUp]),
    ("ban-truncate-cascade", &[Class::LossInUp]),
    ("transaction-nesting", &[Class::Transaction]),
    ("ban-concurrent-index-creation-in-transaction", &[Class::Transaction]),
    ("ban-uncommitted-transaction", &[Class::Transaction]),
    ("syntax-error", &[Class::Unknown]),
];

/// The classes that squawk finds in each migration, by the place of the migration.
///
/// # Errors
/// In words, when the program cannot be run.
pub(super) fn squawk(program: &Path, cases: &[Case]) -> Result<BTreeMap<usize, BTreeSet<Class>>, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let mut command = Command::new(program);
    command.args(["--reporter", "json", "--pg-version", "15"]).current_dir(folder.path());
    for (at, case) in cases.iter().enumerate() {
        let name = format!("{at}.sql");
        fs::write(folder.path().join(&name), &case.up).map_err(|error| error.to_string())?;
        command.arg(name);
    }
    let output = command.output().map_err(|error| format!("{}: {error}", program.display()))?;
    let found: Vec<Value> = serde_json::from_slice(&output.stdout)
        .map_err(|error| format!("squawk: {error}: {}", String::from_utf8_lossy(&output.stderr)))?;
    let mut by_case: BTreeMap<usize, BTreeSet<Class>> = BTreeMap::new();
    for one in found {
        let at = one["file"].as_str().and_then(|name| name.strip_suffix(".sql")?.parse().ok());
        let rule = one["rule_name"].as_str().unwrap_or_default();
        let classes = RULES.iter().find(|(name, _)| *name == rule).map(|(_, classes)| *classes);
        if let (Some(at), Some(classes)) = (at, classes) {
            by_case.entry(at).or_default().extend(classes.iter().copied());
        }
    }
    Ok(by_case)
}
