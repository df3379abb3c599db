//! Looking at documents together with Git's history.

use super::{case::Case, groups::ours, inputs, measure::Program, run::Place};

/// `audit` over histories of several lengths, beside what Git itself takes to tell them.
///
/// # Errors
/// When a history cannot be made.
pub(super) fn cases(place: &Place) -> Result<Vec<Case>, String> {
    const GROUP: &str = "Audit 200 documents with their history";
    let mut cases = Vec::new();
    for count in place.sizes.commits {
        let folder = place.root.join(format!("history-{count}"));
        inputs::write_history(&folder, *count)?;
        let audit =
            Case::new(GROUP, format!("milepost audit, {count} commits"), ours(place, &folder, &["audit"]));
        cases.push(audit.exits(&[0, 1]).within_ms(*count as u64));
        let log = ["git", "log", "--format=%H", "--name-only"];
        cases.push(Case::new(
            GROUP,
            format!("git log --name-only, {count} commits"),
            Program::new(&folder, log),
        ));
    }
    Ok(cases)
}
