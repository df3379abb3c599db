//! The text of a new document.

use std::fmt::Write as _;

use milepost_document::{
    parse, view,
    vocabulary::{SectionKind, parse_title},
};
use milepost_portfolio::path;

use super::{
    body::{beside, distribute, left_out_title},
    clean::{clean, code, escaped, line},
    draft::{Around, Draft, Known},
    links::{Moved, relinked},
    skeleton::Skeleton,
    unit::{Part, Role, Text},
};

/// The section of what the template has no place for.
const REST: &str = "Imported";

/// The text of a draft: the template's sections as far as there is something for them, and one of its own for the rest.
/// It may still speak to Milepost, and contradict itself.
pub(super) fn render(draft: &Draft, around: &Around<'_>, notes: &mut Vec<String>) -> String {
    let unit = &draft.unit;
    let mut skeleton = around.template.clone();
    skeleton.add(SectionKind::Overview, labels(draft));
    let (mut rest, mut titles) = (Vec::new(), vec![line(&unit.title)]);
    for text in &unit.texts {
        add_text(&mut skeleton, &mut rest, &mut titles, text, around, notes);
    }
    let mut seen = std::collections::BTreeSet::from([line(&unit.name)]);
    titles.retain(|title| seen.insert(title.clone()));
    rest.insert(0, facts(draft, &titles, around));
    let linked = |keys: &[String]| {
        let known = keys
            .iter()
            .filter_map(|key| around.by_key.get(key))
            .filter(|known| known.path != draft.place.path);
        known.map(|known| link(known, around)).collect::<Vec<_>>()
    };
    let listed = |sign: &str, links: Vec<String>| {
        links.into_iter().map(|link| [sign, link.as_str(), "\n"].concat()).collect::<String>()
    };
    skeleton.add(SectionKind::Prerequisites, listed("- [ ] ", linked(&unit.needs)));
    skeleton.add(SectionKind::DownstreamImpact, listed("- ", linked(&unit.needed_by)));
    skeleton.add(SectionKind::TaskBreakdown, unit.parts.iter().map(task).collect::<String>());
    let children =
        around.children.get(&unit.key).into_iter().flatten().filter_map(|key| around.by_key.get(key));
    let children = children.filter(|known| known.path != draft.place.path);
    let children = children.map(|known| format!("- [{}] {}\n", mark(known.is_done), link(known, around)));
    skeleton.add(SectionKind::SuccessCriteria, children.collect::<String>());
    let (before, after) = skeleton.render(SectionKind::RelatedDocumentation);
    let today = around.today;
    let status = draft.status;
    let duration = unit
        .effort
        .as_ref()
        .map_or_else(String::new, |effort| format!("**Estimated Duration**: {}\n", escaped(&line(effort))));
    format!(
        "---\ntype: milestone\nlast-updated: {today}\nstatus: {}\nimported-from: '{}'\n---\n\n# {}\n\n{before}---\n\n## {REST}\n\n{}\n\n{after}---\n\n**Last Updated**: {today}\n**Status**: {}\n{duration}",
        status.key(),
        line(&unit.key).replace('\'', "''"),
        title(draft),
        rest.join("\n\n"),
        status.label(),
    )
}

/// The words of a document's heading.
pub(super) fn title(draft: &Draft) -> String {
    format!("Milestone {}: {}", draft.place.number, shown(&draft.unit.name))
}

/// A name as a heading shows it: none of its words is read as a status.
fn shown(name: &str) -> String {
    let mut name = escaped(&line(name)).trim_end_matches('#').trim_end().to_owned();
    if name.is_empty() {
        "unnamed".clone_into(&mut name);
    }
    for _ in 0..4 {
        if view::status_places(&parse(&format!("# Milestone 1: {name}\n")).document).is_empty() {
            break;
        }
        let joint = name.rfind(['(', '[', '-', '–', '—']);
        let Some(c) = joint.and_then(|at| name[at..].chars().next()) else { return parse_title(&name).name };
        let at = joint.unwrap_or_default();
        name.replace_range(at..at + c.len_utf8(), &format!("&#{};", u32::from(c)));
    }
    name
}

fn labels(draft: &Draft) -> String {
    let risk = draft.unit.risk.map(|risk| format!("**Risk Level**: {}\n", risk.label()));
    let effort = draft.unit.effort.as_ref();
    let effort = effort.map(|effort| format!("**Estimated Effort**: {}\n", escaped(&line(effort))));
    format!("{}{}**Status**: {}", risk.unwrap_or_default(), effort.unwrap_or_default(), draft.status.label())
}

/// What the other tool says of the work and has no place in the template.
fn facts(draft: &Draft, titles: &[String], around: &Around<'_>) -> String {
    let unit = &draft.unit;
    let key = line(&unit.key);
    let is_address = key.starts_with("https://") && !key.contains([' ', '<', '>']);
    let source = if is_address { format!("<{key}>") } else { code(&key) };
    let id = unit.id.as_ref().map_or_else(String::new, |id| format!(" ({})", code(id)));
    let mut out = format!("- **Source**: {source}{id}\n");
    let mut add = |name: &str, value: &str| {
        let _ = writeln!(out, "- **{name}**: {value}");
    };
    for title in titles {
        add("Title there", &code(title));
    }
    if let Some(status) = unit.status_there.as_ref().filter(|status| !line(status).is_empty()) {
        add("Status there", &code(status));
    }
    for fact in &unit.facts {
        add(fact.name, &code(&fact.value));
    }
    if let Some(parent) = unit.parent.as_ref().filter(|parent| **parent != unit.key) {
        match around.by_key.get(parent) {
            Some(known) => add("Part of", &link(known, around)),
            None => add("Part of", &code(parent)),
        }
    }
    for key in unit.needs.iter().filter(|key| !around.by_key.contains_key(*key)) {
        add("Needs there", &code(key));
    }
    for key in unit.needed_by.iter().filter(|key| !around.by_key.contains_key(*key)) {
        add("Needed there by", &code(key));
    }
    out.trim_end().to_owned()
}

fn add_text(
    skeleton: &mut Skeleton,
    rest: &mut Vec<String>,
    titles: &mut Vec<String>,
    text: &Text,
    around: &Around<'_>,
    notes: &mut Vec<String>,
) {
    let heading = |name: &str| format!("### {}", escaped(&line(name)));
    if let Role::Code(language) = text.role {
        rest.push(format!("{}\n\n{}", heading(&text.name), block(language, &text.markdown)));
        return;
    }
    let cleaned = clean(&text.markdown, notes);
    let front = parse(&cleaned).document.front_matter.map(|front| (front.content, front.span));
    let (front, body) = match front {
        Some((content, span)) => (content.text(&cleaned), &cleaned[span.end as usize..]),
        None => ("", cleaned.as_str()),
    };
    let moved = Moved {
        tree: around.tree.filter(|_| text.path.is_some()),
        places: &around.places,
        from: text.path.as_deref().unwrap_or_default(),
        to: around.folder,
    };
    let body = relinked(body, moved, notes);
    match text.role {
        Role::Work | Role::Checklist => {
            titles.extend(left_out_title(&body).map(|title| line(&title)));
            rest.extend(distribute(skeleton, &body, text.role == Role::Checklist));
        }
        Role::Beside | Role::Code(_) => rest.push(format!("{}\n\n{}", heading(&text.name), beside(&body, 4))),
    }
    if !front.trim().is_empty() {
        let name = text.path.as_deref().map_or("Front matter", path::file_name);
        rest.push(format!("{}\n\n{}", heading(&format!("Front matter of `{name}`")), block("yaml", front)));
    }
}

/// A code block around any text.
fn block(language: &str, text: &str) -> String {
    let text = clean_lines(text);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0).max(2);
    let fence = "`".repeat(longest + 1);
    format!("{fence}{language}\n{}\n{fence}", text.trim_end())
}

fn clean_lines(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && !matches!(c, '\n' | '\t') { '\u{fffd}' } else { c }).collect()
}

fn link(known: &Known, around: &Around<'_>) -> String {
    format!("[{}]({})", known.title, path::encoded(&path::relative(around.folder, &known.path)))
}

fn task(part: &Part) -> String {
    format!("- [{}] {}\n", mark(part.is_ticked), escaped(&line(&part.name)))
}

fn mark(is_done: bool) -> char {
    if is_done { 'x' } else { ' ' }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_states_no_status() {
        for name in ["Cards (Completed)", "Cards [DONE]", "Cards - COMPLETE", "✅ Cards", "", "#", "a <!-- b"]
        {
            let shown = shown(name);
            let text = format!("# Milestone 1: {shown}\n\ntext\n");
            let document = parse(&text).document;
            assert_eq!(view::status_places(&document), [], "{shown}");
            assert!(document.title.is_some_and(|title| !title.reading.name.is_empty()), "{name} as {shown}");
        }
    }
}
