//! What a document says that it is a part of.

use milepost_document::{
    Span,
    front_matter::Value,
    view::{DocumentKind, NumberPlace},
    vocabulary::{FrontKey, classify_front_key, parse_document_id},
};

use crate::{Portfolio, Target, path, references::by_id};

/// One document that another says it is a part of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parent {
    /// Where the part says so.
    pub span: Span,
    /// What it names.
    pub target: Target,
}

/// The documents that a unit of work names in its front matter as those of which it is a part: its parent task, its
/// sprint, its milestone, its epic. [`Target::Missing`] only for the id of a parent where ids like it are given.
pub fn parents(portfolio: &Portfolio, index: usize) -> Vec<Parent> {
    let loaded = &portfolio.documents[index];
    let (true, Some(front)) = (loaded.is_milestone(), &loaded.document().front_matter) else {
        return Vec::new();
    };
    let own = loaded.identity.numbers.iter().find(|number| number.place == NumberPlace::FrontMatter);
    let own = own.and_then(|number| number.span);
    let mut found = Vec::new();
    for entry in front.entries.iter().filter(|entry| Some(entry.value_span) != own) {
        let Value::Scalar { text, .. } = &entry.value else { continue };
        let target = match classify_front_key(&entry.key) {
            Some(FrontKey::Parent) => parent(portfolio, index, text),
            Some(FrontKey::SprintId) => numbered(portfolio, index, text, DocumentKind::Phase),
            Some(FrontKey::MilestoneId | FrontKey::Milestone) => {
                numbered(portfolio, index, text, DocumentKind::Milestone)
            }
            _ => None,
        };
        let other = target.filter(|target| *target != Target::Resolved(index));
        found.extend(other.map(|target| Parent { span: entry.value_span, target }));
    }
    found
}

/// By its id, else the owner in the folder that begins with it.
fn parent(portfolio: &Portfolio, from: usize, text: &str) -> Option<Target> {
    if let Some(target) = by_id(portfolio, from, text, true) {
        return Some(target);
    }
    let folders = std::iter::successors(Some(portfolio.documents[from].folder()), |folder| {
        (!folder.is_empty()).then(|| path::folder(folder))
    });
    let named = |folder: &&str| {
        let rest = path::file_name(folder).to_lowercase();
        rest.strip_prefix(&text.to_lowercase())
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '_', ' ']))
    };
    let owner =
        folders.filter(named).find_map(|folder| portfolio.owners_of_folder(folder).first().copied())?;
    Some(Target::Resolved(owner))
}

/// By its number: around the document, else in a folder that is called as one around it, else the only one.
fn numbered(portfolio: &Portfolio, from: usize, text: &str, kind: DocumentKind) -> Option<Target> {
    let number = parse_document_id(text)?;
    let folder = portfolio.documents[from].folder();
    let found: Vec<usize> = portfolio
        .milestones_numbered(&number)
        .filter(|index| portfolio.documents[*index].kind == kind)
        .collect();
    let only = |keep: &dyn Fn(&str) -> bool| {
        let mut kept = found.iter().filter(|index| keep(portfolio.documents[**index].folder()));
        let first = *kept.next()?;
        kept.next().is_none().then_some(first)
    };
    let around =
        |other: &str| folder == other || folder.strip_prefix(other).is_some_and(|rest| rest.starts_with('/'));
    let alike = |other: &str| folder.split('/').any(|name| name == path::file_name(other));
    only(&around).or_else(|| only(&alike)).or_else(|| only(&|_| true)).map(Target::Resolved)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portfolio_of;

    fn check(path: &str, expected: &[&str]) {
        let task = |front: &str| format!("---\n{front}\nstatus: To Do\n---\n# X\n");
        let portfolio = portfolio_of(&[
            ("backlog/tasks/back-1 - a.md", task("id: BACK-1")),
            ("backlog/tasks/back-1.1 - b.md", task("id: BACK-1.1\nparent_task_id: task-1")),
            ("backlog/tasks/back-2 - c.md", task("id: BACK-2\nparent_task_id: task-9")),
            ("backlog/drafts/draft-9 - d.md", task("id: DRAFT-9")),
            (".simone/02_REQUIREMENTS/M01_Shop/M01_milestone_meta.md", task("milestone_id: M01")),
            (".simone/02_REQUIREMENTS/milestone_001_start/README.md", "# Milestone 001: Start\n".to_owned()),
            (
                ".simone/03_SPRINTS/M01_Shop/S01_Cart/S01_sprint_plan.md",
                task("sprint_id: S01\nmilestone_id: M01"),
            ),
            (
                ".simone/03_SPRINTS/M01_Shop/S01_Cart/T01_S01_add.md",
                task("task_id: T01_S01\nsprint_id: S01\nmilestone_id: M01"),
            ),
        ]);
        let found: Vec<String> = parents(&portfolio, portfolio.find(path).unwrap())
            .into_iter()
            .map(|parent| match parent.target {
                Target::Resolved(index) => portfolio.documents[index].path.clone(),
                Target::Missing(id) => format!("missing {id}"),
            })
            .collect();
        assert_eq!(found, expected, "{path}");
    }

    #[test]
    fn a_parent_is_found_whatever_its_ids_were_called_before() {
        check("backlog/tasks/back-1.1 - b.md", &["backlog/tasks/back-1 - a.md"]);
        check("backlog/tasks/back-2 - c.md", &["missing task-9"]);
    }

    #[test]
    fn sprint_and_milestone_of_a_task() {
        let milestone = ".simone/02_REQUIREMENTS/M01_Shop/M01_milestone_meta.md";
        let sprint = ".simone/03_SPRINTS/M01_Shop/S01_Cart/S01_sprint_plan.md";
        check(".simone/03_SPRINTS/M01_Shop/S01_Cart/T01_S01_add.md", &[sprint, milestone]);
        check(sprint, &[milestone]);
        check(milestone, &[]);
    }
}
