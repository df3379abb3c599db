//! The SQL of a document: what stands under Database Changes is the way there, what stands in the rollback is the way back.

use milepost_document::{Document, FenceId, vocabulary::SectionKind};

use super::layout::blank;

/// Both ways, each as the whole document with everything else blanked, so that places stay; none where the document has no SQL
/// for it.
pub(super) fn fences(document: &Document) -> (Option<String>, Option<String>) {
    let there = |kind| kind == SectionKind::DatabaseChanges;
    let back = |kind| matches!(kind, SectionKind::RollbackPlan | SectionKind::RollbackProcedure);
    (only(document, there), only(document, back))
}

/// The document with nothing left but the SQL of some sections.
fn only(document: &Document, wanted: impl Fn(SectionKind) -> bool) -> Option<String> {
    let source = &document.source;
    let (mut text, mut at) = (String::with_capacity(source.len()), 0);
    let mut found = false;
    for number in 0..document.fences.len() as u32 {
        let fence = document.fence(FenceId(number));
        let section = document.ancestors(fence.section).find_map(|(_, section)| section.kind);
        let info = document.text(fence.info);
        let word = info.split([' ', ',', '{', '}', '\t']).find(|word| !word.is_empty()).unwrap_or_default();
        let is_sql = ["sql", "postgresql", "postgres", "pgsql", "mysql", "mariadb", "sqlite"]
            .iter()
            .any(|name| word.eq_ignore_ascii_case(name));
        let (start, end) = (fence.content.start as usize, fence.content.end as usize);
        if !is_sql || !section.is_some_and(&wanted) || start < at || !says_something(&source[start..end]) {
            continue;
        }
        found = true;
        text.push_str(&blank(&source[at..start], 0, start - at));
        // A statement of one fence does not go on in the next one.
        text.push_str(&source[start..end]);
        at = end;
        let ends =
            source[at..].bytes().next().is_some_and(|byte| byte.is_ascii() && !matches!(byte, b'\n' | b'\r'));
        if ends && !source[start..end].trim_end().ends_with(';') {
            text.push(';');
            at += 1;
        }
    }
    text.push_str(&blank(&source[at..], 0, source.len() - at));
    found.then_some(text)
}

/// Whether a fence holds more than comments.
fn says_something(text: &str) -> bool {
    text.lines().map(str::trim).any(|line| !line.is_empty() && !line.starts_with("--"))
}

#[cfg(test)]
mod tests {
    use milepost_document::parse;

    use super::*;

    #[test]
    fn places_of_the_document_stay() {
        let text = "# Milestone 1: A\n\n## Database Changes\n\n```sql\nALTER TABLE ü ADD COLUMN x int\n```\n\n## Rollback Plan\n\n### Rollback Procedure\n\n```sql\nALTER TABLE ü DROP COLUMN x;\n```\n";
        let document = parse(text).document;
        let (up, down) = fences(&document);
        let (up, down) = (up.unwrap(), down.unwrap());
        assert_eq!(up.find("ADD"), text.find("ADD"));
        assert_eq!(down.find("DROP"), text.find("DROP"));
        assert_eq!((up.len(), down.len()), (text.len(), text.len()));
        assert!(up.contains("x int\n;") && !up.contains("DROP") && !down.contains("ADD"), "{up}");
        assert_eq!(fences(&parse("# A\n\n```sql\nselect 1\n```\n").document), (None, None));
        let back =
            "# Milestone 1: A\n\n## Rollback Plan\n\n### Rollback Procedure\n\n```sql\nDROP TABLE a;\n```\n";
        let (up, down) = fences(&parse(back).document);
        assert!(up.is_none() && down.is_some_and(|down| down.contains("DROP TABLE a")));
    }
}
