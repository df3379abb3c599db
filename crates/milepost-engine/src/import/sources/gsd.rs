//! Get Shit Done: each phase is one piece of work; its plans are its tasks. What the road map says of a phase and all
//! documents of its folder are its texts.

use std::collections::BTreeMap;

use milepost_document::{
    Document, Span,
    vocabulary::{
        Dialect, LabelKey, SectionKind, Status, TitleKind, classify_heading, dialect_place, parse_title,
    },
};
use milepost_portfolio::{path, same_number};

use super::super::{
    source::{Read, Source},
    tree::Tree,
    unit::{Part, Role, Text, Unit},
};

pub(in super::super) const SOURCE: Source =
    Source { name: "Get Shit Done", what: "`.planning/`", read: Read::Documents(units) };

/// The folder, the number for sorting, and the number as it is written.
type Key = (String, Vec<u64>, String);

/// What is known of one phase.
#[derive(Debug, Default)]
struct Phase {
    name: String,
    title: String,
    roadmap: Option<(String, String)>,
    ticked: Option<bool>,
    members: Vec<usize>,
    waits_for: Vec<String>,
}

fn units(tree: &Tree) -> Vec<Unit> {
    let mut phases: BTreeMap<Key, Phase> = BTreeMap::new();
    for (index, loaded) in tree.portfolio.documents.iter().enumerate() {
        let place = dialect_place(&loaded.path).filter(|place| place.dialect == Dialect::Gsd);
        let Some((base, rest)) = place.and_then(|_| split(&loaded.path)) else { continue };
        if rest == "ROADMAP.md" {
            read_roadmap(tree, index, base, &mut phases);
        } else if let Some((folder, _)) = rest.strip_prefix("phases/").and_then(|rest| rest.split_once('/')) {
            let Some((number, name)) = folder.split_once('-') else { continue };
            let phase = phases.entry(key(base, number)).or_default();
            if phase.name.is_empty() {
                phase.name = name.replace(['-', '_'], " ");
                phase.title = phase.name.clone();
            }
            phase.members.push(index);
        }
    }
    phases.iter().map(|((base, _, number), phase)| unit(tree, base, number, phase)).collect()
}

/// `sub/.planning` and what stands behind it.
fn split(path: &str) -> Option<(&str, &str)> {
    let at = path.find(".planning/").filter(|at| *at == 0 || path[..*at].ends_with('/'))?;
    Some((&path[..at + ".planning".len()], &path[at + ".planning/".len()..]))
}

fn key(base: &str, number: &str) -> Key {
    let number = number.split('.').map(|part| part.trim_start_matches('0')).collect::<Vec<_>>().join(".");
    (base.to_owned(), number.split('.').map(|part| part.parse().unwrap_or(0)).collect(), number)
}

/// The lines and sections of a road map that are about one phase.
fn read_roadmap(tree: &Tree, index: usize, base: &str, phases: &mut BTreeMap<Key, Phase>) {
    let document = tree.document(index).document();
    let path = tree.document(index).path.clone();
    for item in &document.items {
        let words = document.text(item.text);
        let bold = words.trim_start_matches('*');
        let Some((number, name)) = item.checkbox.and_then(|_| phase_title(bold)) else { continue };
        let phase = phases.entry(key(base, &number)).or_default();
        phase.ticked = Some(item.is_ticked());
        phase.name = name;
        words.split("**").find(|part| !part.trim().is_empty()).unwrap_or(words).clone_into(&mut phase.title);
        let line = document.text(Span::new(item.text.start, item.span.end)).to_owned();
        let (_, text) = phase.roadmap.get_or_insert_with(|| (path.clone(), String::new()));
        text.insert_str(0, &format!("{line}\n\n"));
    }
    for section in document.sections.iter().filter(|section| section.level >= 2) {
        let title = document.text(section.title);
        let Some((number, name)) = phase_title(title) else { continue };
        let phase = phases.entry(key(base, &number)).or_default();
        phase.name = name;
        title.clone_into(&mut phase.title);
        let content = document.text(Span::new(section.heading.end, section.body.end));
        let (_, text) = phase.roadmap.get_or_insert_with(|| (path.clone(), String::new()));
        text.push_str(content.trim().trim_end_matches("---").trim_end());
        text.push_str("\n\n");
        phase.waits_for = waits_for(document, section.body);
    }
}

fn phase_title(text: &str) -> Option<(String, String)> {
    let line = text.lines().next().unwrap_or_default();
    let end = line.find("**").unwrap_or(line.len());
    let reading = parse_title(&line[..end]);
    let number = reading.number.filter(|_| reading.kind == TitleKind::Phase)?;
    Some((number, reading.name))
}

/// The phases that a section of the road map names as needed.
fn waits_for(document: &Document, body: Span) -> Vec<String> {
    let own = document.fields.iter().filter(|field| body.contains(field.key));
    let values = own.filter(|field| field.kind == Some(LabelKey::DependsOn));
    let parts = values.flat_map(|field| document.text(field.value).split([',', '+']));
    parts
        .filter_map(|part| phase_title(part.split('(').next().unwrap_or(part)))
        .map(|(number, _)| number)
        .collect()
}

/// The text with its criteria, which a road map writes below a label, in a section of their own.
fn with_criteria(text: &str) -> String {
    let (mut words, mut criteria) = (Vec::new(), Vec::new());
    for paragraph in text.split("\n\n") {
        let (first, rest) = paragraph.split_once('\n').unwrap_or((paragraph, ""));
        let label = first.trim().strip_prefix("**").map(|label| label.replace("**", ""));
        let label = label.map(|label| label.trim().trim_end_matches(':').to_owned());
        match label.filter(|label| classify_heading(label) == Some(SectionKind::SuccessCriteria)) {
            Some(label) if !rest.trim().is_empty() => criteria.push(format!("## {label}\n\n{rest}")),
            _ => words.push(paragraph.to_owned()),
        }
    }
    words.extend(criteria);
    words.join("\n\n")
}

fn unit(tree: &Tree, base: &str, number: &str, phase: &Phase) -> Unit {
    let of = |number: &str| format!("{}#phase-{number}", tree.key(base));
    let mut unit = Unit::new(of(number), phase.name.clone());
    unit.id = Some(format!("Phase {number}"));
    unit.title.clone_from(&phase.title);
    unit.needs =
        phase.waits_for.iter().filter(|other| !same_number(other, number)).map(|other| of(other)).collect();
    if let Some((path, text)) = &phase.roadmap {
        unit.texts.push(Text::of("", path, with_criteria(text.trim_end()), Role::Work));
    }
    let mut done = 0;
    for index in &phase.members {
        let loaded = tree.document(*index);
        let name = path::file_name(&loaded.path);
        unit.texts.push(Text::of(name, &loaded.path, tree.text(*index), Role::Beside));
        if let Some(head) = name.strip_suffix("PLAN.md") {
            let is_ticked = tree.portfolio.has_file(&format!("{}/{head}SUMMARY.md", loaded.folder()));
            done += usize::from(is_ticked);
            let titled = Some(loaded.identity.name.as_str()).filter(|name| *name != path::stem(&loaded.path));
            let plan = path::stem(name).trim_end_matches("-PLAN");
            let name = titled.map_or_else(|| plan.to_owned(), |titled| format!("{plan}: {titled}"));
            unit.parts.push(Part { name, is_ticked });
        }
    }
    let all = !unit.parts.is_empty() && done == unit.parts.len();
    let begun = done > 0 || !phase.members.is_empty() && !unit.parts.is_empty();
    unit.status = match phase.ticked {
        Some(true) => Status::Completed,
        None if all && phase.roadmap.is_none() => Status::Completed,
        _ if begun => Status::InProgress,
        _ => Status::Planned,
    };
    unit.status_there = phase.ticked.map(|ticked| if ticked { "[x]" } else { "[ ]" }.to_owned());
    unit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn criteria_below_a_label_are_a_section() {
        let text = "**Goal:** Cards\n\n**Success Criteria** (what must be TRUE):\n1. A\n2. B\n\n**Plans:** 2";
        let expected =
            "**Goal:** Cards\n\n**Plans:** 2\n\n## Success Criteria (what must be TRUE)\n\n1. A\n2. B";
        assert_eq!(with_criteria(text), expected);
        assert_eq!(with_criteria("a\n\n**Success Criteria**"), "a\n\n**Success Criteria**");
    }
}
