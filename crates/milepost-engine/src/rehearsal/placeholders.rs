//! Placeholders of a procedure, and what stands for them in a rehearsal.

use milepost_document::placeholder::{PlaceholderContext, find_placeholders};

/// What a procedure may leave open.
#[derive(Debug, Clone, Default)]
pub(crate) struct Values {
    /// The commit before the work.
    pub(crate) base: String,
    /// The migrations that the baseline lacks.
    pub(crate) migrations: Vec<String>,
    /// Whether the configuration says where migrations are.
    pub(crate) has_folder: bool,
}

/// Names for the commit before the work.
const COMMITS: &[&str] = &[
    "previous-commit",
    "baseline-commit",
    "base-commit",
    "prior-commit",
    "last-good-commit",
    "previous-commit-hash",
    "previous-sha",
    "baseline",
];
/// Names for the migration of the work.
const MIGRATIONS: &[&str] = &["migration-name", "migration", "migration-id"];

/// The script with values in place of all its placeholders.
///
/// # Errors
/// In words: for one that nothing is known for.
pub(crate) fn fill(
    script: &str,
    values: &Values,
    is_tracked: &dyn Fn(&str) -> bool,
) -> Result<String, String> {
    let mut filled = String::with_capacity(script.len());
    for line in script.split_inclusive('\n') {
        if line.trim_start().starts_with('#') {
            filled.push_str(line);
            continue;
        }
        let mut from = 0;
        for found in find_placeholders(line, PlaceholderContext::Command, is_tracked) {
            filled.push_str(&line[from..found.span.start as usize]);
            filled.push_str(value(&found.text, values)?);
            from = found.span.end as usize;
        }
        filled.push_str(&line[from..]);
    }
    Ok(filled)
}

/// Whether a placeholder of a procedure stands for something that the baseline tells.
pub(crate) fn is_filled(text: &str) -> bool {
    let name = name(text);
    COMMITS.contains(&name.as_str()) || MIGRATIONS.contains(&name.as_str())
}

fn name(text: &str) -> String {
    text.trim_matches(['[', ']', '<', '>']).trim().to_lowercase().replace(['_', ' '], "-")
}

fn value<'v>(text: &str, values: &'v Values) -> Result<&'v str, String> {
    let name = name(text);
    if COMMITS.contains(&name.as_str()) {
        return Ok(&values.base);
    }
    if !MIGRATIONS.contains(&name.as_str()) {
        return Err(format!(
            "nothing is known that could stand for the placeholder `{text}`: put the real value in its place"
        ));
    }
    match values.migrations.as_slice() {
        [only] => Ok(only),
        [] if !values.has_folder => Err(format!(
            "`{text}` cannot be filled: say in `migrations` of `[database]` where the migrations are"
        )),
        [] => Err(format!("`{text}` cannot be filled: there is no migration that the baseline lacks")),
        several => Err(format!(
            "`{text}` stands for one migration, and there are {} since the baseline: {}",
            several.len(),
            several.join(", ")
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(script: &str, migrations: &[&str]) -> Result<String, String> {
        let values = Values {
            base: "0123abc".to_owned(),
            migrations: migrations.iter().map(|&name| name.to_owned()).collect(),
            has_folder: true,
        };
        fill(script, &values, &|_| false)
    }

    #[test]
    fn the_template_is_filled_from_the_baseline() {
        let script = "# Step 1: [anything]\ngit checkout [previous-commit]\nnpx prisma migrate resolve --rolled-back [migration-name]\n";
        assert_eq!(
            filled(script, &["20260101_phone"]).unwrap(),
            "# Step 1: [anything]\ngit checkout 0123abc\nnpx prisma migrate resolve --rolled-back 20260101_phone\n"
        );
    }

    #[test]
    fn what_nobody_knows_is_not_guessed() {
        assert!(filled("deploy [environment]", &[]).unwrap_err().contains("`[environment]`"));
        // It may mean the commit of the work as well: `git revert` of the baseline would take back what was there before.
        assert!(filled("git revert [commit-hash]", &[]).unwrap_err().contains("`[commit-hash]`"));
        assert!(filled("git revert [commit]", &[]).unwrap_err().contains("`[commit]`"));
        assert!(filled("undo [migration-name]", &[]).unwrap_err().contains("no migration"));
        assert!(
            filled("undo [migration-name]", &["a", "b"]).unwrap_err().contains("2 since the baseline: a, b")
        );
    }
}
