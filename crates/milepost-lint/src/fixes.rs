//! Which fixes can be applied together.

use std::collections::BTreeMap;

use milepost_document::EditSet;

use crate::{Finding, Grade};

/// The edits of all fixes of at least this grade, by path. Fixes are taken in the order of the findings, safest first,
/// each whole or not at all: one that overlaps those already taken waits for the next run.
pub fn fixes(findings: &[Finding], min_grade: Grade) -> Vec<(String, EditSet)> {
    let mut chosen: Vec<_> = findings
        .iter()
        .filter_map(|finding| finding.fix.as_ref())
        .filter(|fix| fix.grade >= min_grade)
        .collect();
    chosen.sort_by_key(|fix| std::cmp::Reverse(fix.grade));
    let mut files: BTreeMap<&str, EditSet> = BTreeMap::new();
    for fix in chosen {
        let merged: Result<Vec<_>, _> = fix
            .edits
            .iter()
            .map(|(path, edits)| {
                let so_far = files.get(path.as_str()).cloned().unwrap_or_default();
                so_far.merged(edits.clone()).map(|merged| (path.as_str(), merged))
            })
            .collect();
        if let Ok(merged) = merged {
            files.extend(merged);
        }
    }
    files
        .into_iter()
        .filter(|(_, edits)| !edits.is_empty())
        .map(|(path, edits)| (path.to_owned(), edits))
        .collect()
}

#[cfg(test)]
mod tests {
    use milepost_document::{Edit, Severity, Span};

    use super::*;

    fn fix(grade: Grade, start: u32, end: u32, text: &str) -> Finding {
        let edits = EditSet::new(vec![Edit::replace(Span::new(start, end), text)]).unwrap();
        Finding::new("broken-link", Severity::Error, "a.md", Span::new(start, end), "x").with_fix(
            grade,
            "put it right",
            edits,
        )
    }

    #[test]
    fn the_safest_of_two_that_overlap() {
        let findings = [
            fix(Grade::NeedsReview, 0, 4, "review"),
            fix(Grade::Safe, 2, 6, "safe"),
            fix(Grade::Suggestion, 8, 9, "!"),
        ];
        let found = fixes(&findings, Grade::NeedsReview);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].1.apply("0123456789").unwrap(), "01safe6789");
        assert!(fixes(&findings[..1], Grade::Safe).is_empty());
    }
}
