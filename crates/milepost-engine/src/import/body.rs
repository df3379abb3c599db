//! A text of another tool, taken apart and put into the sections of the template.

use milepost_document::{
    Document, Edit, EditSet, Section, Span, parse,
    vocabulary::{SectionClass, SectionKind, classify_heading, section_class},
};

use super::skeleton::Skeleton;

/// Puts each part of a text into the section of the template that means the same. Answers with what has no such
/// section, with headings from level 3 on. `is_checklist` says that every box counts as a criterion of the end.
pub(super) fn distribute(skeleton: &mut Skeleton, text: &str, is_checklist: bool) -> Vec<String> {
    let document = parse(text).document;
    let title = main_title(&document);
    let top = |section: &Section| {
        section.level > 0
            && Some(section.heading) != title.map(|title| title.heading)
            && section.parent.is_some_and(|parent| {
                let parent = document.section(parent);
                parent.level == 0 || Some(parent.heading) == title.map(|title| title.heading)
            })
    };
    let root = &document.sections[0];
    let preamble = match title {
        Some(title) => format!(
            "{}\n\n{}",
            document.text(root.own).trim_end(),
            document.text(title.own).trim_matches('\n')
        ),
        None => document.text(root.own).to_owned(),
    };
    let (prose, boxes) = split_at_boxes(preamble.trim_matches('\n'));
    skeleton.add(SectionKind::Overview, prose);
    skeleton.add(SectionKind::SuccessCriteria, boxes);
    let mut rest = Vec::new();
    for section in document.sections.iter().filter(|section| top(section)) {
        let heading = document.text(section.title);
        let content = document.text(Span::new(section.heading.end, section.body.end)).trim_matches('\n');
        let class = section.kind.map_or_else(|| section_class(heading), SectionKind::class);
        let criteria = is_checklist
            && matches!(class, SectionClass::Core | SectionClass::Other)
            && parse(content).document.items.iter().any(|item| item.checkbox.is_some());
        let kind = if criteria || class == SectionClass::Core {
            Some(SectionKind::SuccessCriteria)
        } else {
            section.kind.filter(|kind| skeleton.has(*kind))
        };
        match kind.and_then(|kind| Some((kind, skeleton.place(kind, heading)?))) {
            Some((kind, (level, true))) => {
                skeleton.keep(kind);
                skeleton.add(kind, demoted(content, shift(section.level, level), criteria));
            }
            Some((kind, (level, false))) => {
                let head = head(heading, level + 1, criteria);
                let content = demoted(content, shift(section.level, level + 1), criteria);
                skeleton.add(kind, format!("{head}\n\n{content}"));
            }
            None => {
                let content = demoted(content, shift(section.level, 3), false);
                rest.push(format!("{}\n\n{content}", head(heading, 3, false)));
            }
        }
    }
    rest
}

/// The words of the heading that names a text, which [`distribute`] leaves out.
pub(super) fn left_out_title(text: &str) -> Option<String> {
    let document = parse(text).document;
    main_title(&document).map(|title| document.text(title.title).to_owned())
}

/// A whole text with its uppermost headings at `level`.
pub(super) fn beside(text: &str, level: u8) -> String {
    let sections = parse(text).document.sections;
    let highest = sections.iter().map(|section| section.level).filter(|level| *level > 0).min().unwrap_or(1);
    demoted(text, shift(highest, level), false)
}

/// The first heading, when it is the one that names the document.
fn main_title(document: &Document) -> Option<&Section> {
    let first = document.sections.get(1).filter(|section| section.level == 1)?;
    document.title.as_ref().is_some_and(|title| title.span == first.title).then_some(first)
}

/// Text before a list with boxes, and the list with what follows it.
fn split_at_boxes(text: &str) -> (String, String) {
    let document = parse(text).document;
    let first = document.items.iter().find(|item| item.checkbox.is_some());
    let outermost = first.map(|first| {
        let around =
            std::iter::successors(Some(first), |item| item.parent.map(|parent| document.item(parent)));
        around.last().unwrap_or(first)
    });
    // A list inside of a quote or a table stays in it.
    let start = outermost.map(|item| {
        let start = item.span.start as usize;
        text[..start].rfind('\n').map_or(0, |at| at + 1)
    });
    match start.filter(|start| !text[*start..].trim_start().starts_with('>')) {
        Some(start) => (text[..start].trim_end().to_owned(), text[start..].to_owned()),
        None => (text.to_owned(), String::new()),
    }
}

fn shift(from: u8, to: u8) -> i16 {
    i16::from(to) - i16::from(from)
}

/// A heading; in a list of criteria one in bold, when its words would give the boxes below it another meaning.
fn head(title: &str, level: u8, in_criteria: bool) -> String {
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    let turns =
        in_criteria && classify_heading(&title).is_some_and(|kind| kind.class() == SectionClass::Other);
    if turns && !title.is_empty() {
        // Without a colon inside it is no label.
        return format!("**{}**", title.replace('*', "\\*"));
    }
    // A sign at the end would close the heading.
    let title = title.strip_suffix('#').map_or(title.clone(), |rest| format!("{rest}\\#"));
    format!("{} {title}", "#".repeat(level.clamp(1, 6).into()))
}

/// The same text with its headings moved by some levels; below the sixth there is none.
fn demoted(text: &str, by: i16, in_criteria: bool) -> String {
    let document = parse(text).document;
    let edits = document.sections.iter().filter(|section| section.level > 0).map(|section| {
        let level = u8::try_from((i16::from(section.level) + by).clamp(3, 6)).unwrap_or(6);
        let written = document.text(section.heading);
        let lead = &written[..written.len() - written.trim_start().len()];
        Edit::replace(
            section.heading,
            format!("{lead}{}", head(document.text(section.title), level, in_criteria)),
        )
    });
    let edits = EditSet::new(edits.collect()).expect("headings do not overlap");
    edits.apply(text).expect("headings lie in their text")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, is_checklist: bool, expected: &str, rest: &[&str]) {
        let mut skeleton = Skeleton::new();
        let found = distribute(&mut skeleton, text, is_checklist);
        let (before, after) = skeleton.render(SectionKind::RelatedDocumentation);
        assert_eq!(format!("{before}{after}").trim_end(), expected);
        assert_eq!(found, rest);
    }

    #[test]
    fn sections_go_to_their_like() {
        check(
            "# X\n\nWhy.\n\n## Acceptance Criteria\n- [ ] a\n\n### More\n\n- [x] b\n\n## Colours\n\nred\n\n### Deep\n\nx\n\n## Deliverables\n\n- d\n",
            false,
            "## Overview\n\nWhy.\n\n---\n\n## Scope & Deliverables\n\n### Deliverables\n\n- d\n\n---\n\n## Success Criteria\n\n### Acceptance Criteria\n\n- [ ] a\n\n#### More\n\n- [x] b",
            &["### Colours\n\nred\n\n#### Deep\n\nx"],
        );
    }

    #[test]
    fn boxes_of_a_checklist_are_criteria() {
        check(
            "## 1. Payments\n\n- [ ] 1.1 a\n\n## 2. Testing\n\n### Unit Tests\n\n- [ ] 2.1 b\n\n## Out of Scope\n\n- [ ] c\n",
            true,
            "## Scope & Deliverables\n\n### Out of Scope\n\n- [ ] c\n\n---\n\n## Success Criteria\n\n### 1. Payments\n\n- [ ] 1.1 a\n\n**2. Testing**\n\n**Unit Tests**\n\n- [ ] 2.1 b",
            &[],
        );
    }

    #[test]
    fn a_list_of_boxes_before_any_heading_is_one_of_criteria() {
        check(
            "Words.\n\n- [ ] a\n- [x] b\n\nMore.\n",
            false,
            "## Overview\n\nWords.\n\n---\n\n## Success Criteria\n\n- [ ] a\n- [x] b\n\nMore.",
            &[],
        );
    }

    #[test]
    fn underlined_headings_are_demoted_too() {
        assert_eq!(
            demoted("Title\n=====\n\nb\n\nSub #\n---\n", 3, false),
            "#### Title\n\nb\n\n##### Sub \\#\n"
        );
        assert_eq!(beside("### a\n\n#### b\n", 4), "#### a\n\n##### b\n");
    }
}
