//! Documents that look like work and are not: records of work, material beside it, templates.

/// The last words of the names of files that tell of a milestone: `M-03.00-tracking`.
const RECORDS: [&str; 14] = [
    "completion",
    "handoff",
    "log",
    "notes",
    "progress",
    "report",
    "results",
    "retro",
    "retrospective",
    "review",
    "status",
    "summary",
    "tracker",
    "tracking",
];

/// Further words in the title of a document that tells of a milestone.
const TELLING: [&str; 4] = ["complete", "findings", "postmortem", "research"];

/// Folders of material beside the work.
const MATERIAL: [&str; 2] = ["artifacts", "attachments"];

/// Values of the key `type` of documents that are no work.
const OTHER_TYPES: [&str; 13] = [
    "adr",
    "decision",
    "documentation",
    "example",
    "guide",
    "handoff",
    "note",
    "notes",
    "playbook",
    "reference",
    "report",
    "research",
    "template",
];

/// Whether a file's name without its extension is that of a record about a milestone: a number or an id, and nothing
/// behind it but what kind of record it is. `milestone-3-delivery-tracking` is a milestone about tracking.
pub fn is_record(stem: &str) -> bool {
    let mut rest = stem;
    while let Some((before, last)) = rest.rsplit_once(['-', '_', ' ', '.'])
        && is_one_of(&RECORDS, last)
    {
        rest = before;
    }
    rest.len() < stem.len()
        && rest.ends_with(|c: char| c.is_ascii_digit())
        && rest
            .split(['-', '_', ' ', '.'])
            .filter(|word| word.contains(|c: char| c.is_ascii_alphabetic()))
            .count()
            <= 2
}

/// Whether the words of a title or of a file's name say that the document tells of a milestone.
pub fn tells_of_work(words: &str) -> bool {
    words
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| is_one_of(&RECORDS, word) || is_one_of(&TELLING, word))
}

/// Whether a document lies in a folder of material beside the work.
pub fn is_material(path: &str) -> bool {
    let folders = path.rsplit_once('/').map_or("", |(folders, _)| folders);
    folders.split('/').any(|folder| is_one_of(&MATERIAL, folder))
}

/// Whether a document is a template: what it links stands for something else.
pub fn is_template(path: &str) -> bool {
    let is_word = |word: &str| is_one_of(&["template", "templates"], word);
    let (folders, file) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    folders.split('/').any(is_word) || stem.rsplit(['-', '_', ' ', '.']).next().is_some_and(is_word)
}

/// Whether the key `type` of a front matter says that the document is no work.
pub fn is_other_type(text: &str) -> bool {
    is_one_of(&OTHER_TYPES, text.trim())
}

fn is_one_of(words: &[&str], word: &str) -> bool {
    words.iter().any(|known| known.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_have_nothing_but_a_number_before_their_word() {
        for (stem, record) in [
            ("M-03.00-tracking", true),
            ("CL-M-04.03.02-tracking", true),
            ("phase-2-completion-summary", true),
            ("milestone-3", false),
            ("milestone-3-delivery-tracking", false),
            ("tracking", false),
            ("week-log", false),
            ("2025-10-21-log", true),
        ] {
            assert_eq!(is_record(stem), record, "{stem}");
        }
    }

    #[test]
    fn templates_by_folder_or_last_word() {
        for (path, template) in [
            ("docs/templates/milestone.md", true),
            ("docs/milestone-template.md", true),
            ("docs/template.md", true),
            ("docs/m-26-template-retirement.md", false),
            ("docs/template-engine/m1.md", false),
        ] {
            assert_eq!(is_template(path), template, "{path}");
        }
        assert!(is_material("plan/done/artifacts/old/initiative.md"));
        assert!(!is_material("plan/artifacts.md"));
        assert!(is_other_type("Handoff"));
        assert!(tells_of_work("PHASE 3 - Banking Completion Summary"));
    }
}
