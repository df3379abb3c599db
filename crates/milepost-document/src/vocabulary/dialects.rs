//! Where tools and habits put their plans: paths, and what stands at them.

use serde::{Deserialize, Serialize};

use super::status::Status;

/// A tool or a method whose documents are read where they lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dialect {
    /// Agent-driven development by milestones, features and cycles: `.add/`.
    Add,
    /// Backlog.md: `backlog/tasks/task-1 - Name.md`.
    BacklogMd,
    /// beans: `.beans/beans-1a2b--name.md`.
    Beans,
    /// `PLANS.md` and the living plans that follow it.
    ExecPlan,
    /// Get Shit Done: `.planning/`.
    Gsd,
    /// OpenSpec: `openspec/changes/NAME/tasks.md`.
    OpenSpec,
    /// Simone: `.simone/`.
    Simone,
    /// spec-kit: `specs/001-name/tasks.md`.
    SpecKit,
}

impl Dialect {
    /// Whether an id is given once in a whole project, whatever folder its document lies in.
    pub fn gives_ids_once(self) -> bool {
        matches!(self, Self::BacklogMd | Self::Beans)
    }

    /// Whether the number alone tells tasks apart: what stands before it is a setting of the project, and documents
    /// from before it was changed keep the old word.
    pub fn has_one_counter(self) -> bool {
        self == Self::BacklogMd
    }
}

/// Whether documents with this word before their number have a counter of their own: `draft-8` is not `task-8`.
pub fn is_counted_apart(prefix: &str) -> bool {
    ["draft", "doc", "decision", "m"].iter().any(|word| prefix.eq_ignore_ascii_case(word))
}

/// What a path says that its document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Above everything else.
    Hub,
    /// A milestone.
    Milestone,
    /// A milestone, unless the folder has another file, which then stands for it.
    MilestoneWithout(&'static str),
    /// A phase.
    Phase,
    /// One task.
    Task,
    /// About the work, not the work: research, context, records, templates.
    Other,
}

/// What a path says of its document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DialectPlace {
    /// Whose path it is.
    pub dialect: Dialect,
    /// What the document is.
    pub role: Role,
    /// What the folder or the name says of its status; a written status wins.
    pub status: Option<Status>,
    /// Its number or id, when the path has one.
    pub number: Option<String>,
    /// Its name, when the path has one.
    pub name: Option<String>,
    /// Whether every box in it is a criterion of its end: it is nothing but a list of what to do.
    pub is_checklist: bool,
    /// How many bytes of the path stand before the folder of the dialect.
    pub root: usize,
}

/// Folders that begin with a dot and hold plans.
pub const HIDDEN_FOLDERS: [&str; 6] = [".add", ".backlog", ".beans", ".planning", ".simone", ".specify"];

/// Names of files that stand for their folder.
pub const FOLDER_FILES: [&str; 8] =
    ["readme", "index", "masterplan", "master-plan", "roadmap", "epic", "initiative", "overview"];

/// Headings that together are found in the documents of one dialect only, wherever these lie.
pub const HEADING_SIGNS: &[(Dialect, &[&str])] =
    &[(Dialect::ExecPlan, &["Purpose / Big Picture", "Surprises & Discoveries", "Decision Log"])];

/// What the titles of tools' documents say before the name.
pub const TITLE_PREFIXES: [&str; 4] = ["Tasks: ", "Task: ", "Feature Specification: ", "Change: "];

/// What a folder's name says of the documents in it, when they do not say it themselves.
const STATUS_FOLDERS: &[(&str, Status)] = &[
    ("_active", Status::InProgress),
    ("_archive", Status::Archived),
    ("_archived", Status::Archived),
    ("_completed", Status::Completed),
    ("_done", Status::Completed),
    ("active", Status::InProgress),
    ("archive", Status::Archived),
    ("archived", Status::Archived),
    ("cancelled", Status::Cancelled),
    ("completed", Status::Completed),
    ("deferred", Status::Deferred),
    ("done", Status::Completed),
    ("in-progress", Status::InProgress),
];

/// A row of the table below.
struct Row {
    dialect: Dialect,
    /// The end of a path, from a folder on: `#` is a number, `*` anything inside of a folder, `**` anything. Each of them
    /// is a part, counted from 0.
    path: &'static str,
    role: Role,
    status: Option<Status>,
    /// The number: parts in braces, the rest as it stands; empty when the path has none.
    number: &'static str,
    /// The name, likewise.
    name: &'static str,
    is_checklist: bool,
}

const fn row(dialect: Dialect, path: &'static str, role: Role) -> Row {
    Row { dialect, path, role, status: None, number: "", name: "", is_checklist: false }
}

impl Row {
    const fn status(self, status: Status) -> Self {
        Self { status: Some(status), ..self }
    }

    const fn number(self, number: &'static str) -> Self {
        Self { number, ..self }
    }

    const fn name(self, name: &'static str) -> Self {
        Self { name, ..self }
    }

    const fn checklist(self) -> Self {
        Self { is_checklist: true, ..self }
    }
}

/// Every path that means something. The first row that fits decides.
const ROWS: &[Row] = {
    use Dialect as D;
    use Role as R;
    &[
        row(D::Add, ".add/cycles/cycle-#.md", R::Task).number("CYCLE-{0}"),
        row(D::Add, ".add/**", R::Other),
        row(D::BacklogMd, "backlog/**/readme.md", R::Other),
        row(D::BacklogMd, "backlog/tasks/*-# - *.md", R::Task),
        row(D::BacklogMd, "backlog/drafts/*-# - *.md", R::Task).status(Status::Planned),
        row(D::BacklogMd, "backlog/completed/*-# - *.md", R::Task).status(Status::Completed),
        row(D::BacklogMd, "backlog/archive/tasks/*-# - *.md", R::Task).status(Status::Archived),
        row(D::BacklogMd, "backlog/archive/drafts/*-# - *.md", R::Task).status(Status::Archived),
        row(D::BacklogMd, "backlog/milestones/m-# - *.md", R::Milestone),
        row(D::BacklogMd, "backlog/archive/milestones/m-# - *.md", R::Milestone).status(Status::Archived),
        row(D::BacklogMd, "backlog/docs/*", R::Other),
        row(D::BacklogMd, "backlog/decisions/*", R::Other),
        row(D::BacklogMd, ".backlog/tasks/*-# - *.md", R::Task),
        row(D::BacklogMd, ".backlog/completed/*-# - *.md", R::Task).status(Status::Completed),
        row(D::BacklogMd, ".backlog/**", R::Other),
        row(D::Beans, ".beans/archive/*--*.md", R::Task).number("{0}").checklist(),
        row(D::Beans, ".beans/*--*.md", R::Task).number("{0}").checklist(),
        row(D::Beans, ".beans/**", R::Other),
        row(D::Gsd, ".planning/ROADMAP.md", R::Hub),
        row(D::Gsd, ".planning/phases/*/#-#-PLAN.md", R::Task).number("{1}-{2}").name("{0}"),
        row(D::Gsd, ".planning/phases/#-*/#-PLAN.md", R::Phase).number("{0}").name("{1}"),
        row(D::Gsd, ".planning/phases/#-*/PLAN.md", R::Phase).number("{0}").name("{1}"),
        row(D::Gsd, ".planning/**", R::Other),
        row(D::OpenSpec, "openspec/changes/archive/#-#-#-*/tasks.md", R::Milestone)
            .status(Status::Completed)
            .name("{3}")
            .checklist(),
        row(D::OpenSpec, "openspec/changes/archive/#-#-#-*/proposal.md", R::MilestoneWithout("tasks.md"))
            .status(Status::Completed)
            .name("{3}"),
        row(D::OpenSpec, "openspec/changes/archive/**", R::Other),
        row(D::OpenSpec, "openspec/changes/*/tasks.md", R::Milestone).name("{0}").checklist(),
        row(D::OpenSpec, "openspec/changes/*/proposal.md", R::MilestoneWithout("tasks.md")).name("{0}"),
        row(D::OpenSpec, "openspec/**", R::Other),
        row(D::Simone, ".simone/00_PROJECT_MANIFEST.md", R::Hub),
        row(D::Simone, ".simone/02_REQUIREMENTS/*/M#_*meta.md", R::Milestone),
        row(D::Simone, ".simone/02_REQUIREMENTS/milestone_#_*/README.md", R::Milestone).number("{0}"),
        row(D::Simone, ".simone/03_SPRINTS/**S#_*sprint_meta.md", R::Phase),
        row(D::Simone, ".simone/03_SPRINTS/**S#_*sprint_plan.md", R::Phase),
        row(D::Simone, ".simone/03_SPRINTS/**/TX#_S#_*.md", R::Task)
            .status(Status::Completed)
            .number("T{1}_S{2}"),
        row(D::Simone, ".simone/03_SPRINTS/**/T#_S#_*.md", R::Task).number("T{1}_S{2}"),
        row(D::Simone, ".simone/04_GENERAL_TASKS/TX#_*.md", R::Task).status(Status::Completed).number("T{0}"),
        row(D::Simone, ".simone/04_GENERAL_TASKS/T#_*.md", R::Task).number("T{0}"),
        row(D::Simone, ".simone/**", R::Other),
        row(D::SpecKit, "specs/#-*/tasks.md", R::Milestone).number("{0}").name("{1}").checklist(),
        row(D::SpecKit, "specs/#-*/spec.md", R::MilestoneWithout("tasks.md")).number("{0}").name("{1}"),
        row(D::SpecKit, "specs/#-*/plan.md", R::Other),
        row(D::SpecKit, "specs/#-*/research.md", R::Other),
        row(D::SpecKit, "specs/#-*/data-model.md", R::Other),
        row(D::SpecKit, "specs/#-*/quickstart.md", R::Other),
        row(D::SpecKit, "specs/#-*/checklists/*", R::Other),
        row(D::SpecKit, "specs/#-*/contracts/*", R::Other),
        row(D::SpecKit, ".specify/**", R::Other),
    ]
};

/// What the path of a document says of it; `None` when no dialect has such a path.
pub fn dialect_place(path: &str) -> Option<DialectPlace> {
    let starts = || std::iter::once(0).chain(memchr::memchr_iter(b'/', path.as_bytes()).map(|at| at + 1));
    ROWS.iter().find_map(|row| {
        let first = row.path.as_bytes()[0];
        let (root, parts) =
            starts().filter(|at| path.as_bytes().get(*at) == Some(&first)).find_map(|at| {
                let mut parts = Vec::new();
                fits(row.path, &path[at..], &mut parts).then_some((at, parts))
            })?;
        let number = filled(row.number, &parts, str::to_owned);
        Some(DialectPlace {
            dialect: row.dialect,
            role: row.role,
            status: row.status,
            number,
            name: filled(row.name, &parts, |part| {
                part.trim_start_matches(|c: char| c.is_ascii_digit() || c == '-').replace(['-', '_'], " ")
            }),
            is_checklist: row.is_checklist,
            root,
        })
    })
}

/// What the nearest folder around a document says of its status.
pub fn folder_status(path: &str) -> Option<Status> {
    let (folders, _) = path.rsplit_once('/')?;
    folders.rsplit('/').find_map(|folder| {
        let known = STATUS_FOLDERS.iter().find(|(name, _)| folder.eq_ignore_ascii_case(name))?;
        Some(known.1)
    })
}

/// Whether a path fits a pattern; its parts are left in `parts`.
fn fits<'p>(pattern: &str, path: &'p str, parts: &mut Vec<&'p str>) -> bool {
    let Some(at) = pattern.find(['*', '#']) else { return pattern.eq_ignore_ascii_case(path) };
    let Some(rest) = path.get(at..).filter(|_| pattern[..at].eq_ignore_ascii_case(&path[..at])) else {
        return false;
    };
    let everything = pattern[at..].starts_with("**");
    let number = pattern.as_bytes()[at] == b'#';
    let after = &pattern[at + if everything { 2 } else { 1 }..];
    let inside = |c: char| {
        if number { c.is_ascii_digit() || c == '.' } else { everything || c != '/' }
    };
    let longest = rest.find(|c: char| !inside(c)).unwrap_or(rest.len());
    let shortest = usize::from(number);
    // The shortest that fits: names may hold what parts them.
    let ends = rest.char_indices().map(|(end, _)| end).chain([rest.len()]);
    for end in ends.filter(|end| *end >= shortest && *end <= longest) {
        if number && rest.as_bytes().get(end).is_some_and(u8::is_ascii_digit) {
            continue;
        }
        parts.push(&rest[..end]);
        let whole =
            !number || rest[..end].starts_with(|c: char| c.is_ascii_digit()) && !rest[..end].ends_with('.');
        if whole && fits(after, &rest[end..], parts) {
            return true;
        }
        parts.pop();
    }
    false
}

/// A template with its parts filled in; `None` for an empty one.
fn filled(template: &str, parts: &[&str], spell: impl Fn(&str) -> String) -> Option<String> {
    if template.is_empty() {
        return None;
    }
    let mut out = template.to_owned();
    for (at, part) in parts.iter().enumerate() {
        out = out.replace(&format!("{{{at}}}"), &spell(part));
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(path: &str) -> Option<(Dialect, Role, Option<Status>, String, String)> {
        let place = dialect_place(path)?;
        let text = |text: Option<String>| text.unwrap_or_default();
        Some((place.dialect, place.role, place.status, text(place.number), text(place.name)))
    }

    #[test]
    fn every_path_of_a_dialect() {
        use {Dialect as D, Role as R, Status as S};
        for (path, dialect, role, status, number, name) in [
            (".add/cycles/cycle-3.md", D::Add, R::Task, None, "CYCLE-3", ""),
            ("backlog/tasks/task-8.1 - Card-payments.md", D::BacklogMd, R::Task, None, "", ""),
            ("sub/backlog/completed/task-8 - A - b.md", D::BacklogMd, R::Task, Some(S::Completed), "", ""),
            ("backlog/milestones/m-6 - shop.md", D::BacklogMd, R::Milestone, None, "", ""),
            ("backlog/milestones/readme.md", D::BacklogMd, R::Other, None, "", ""),
            ("backlog/tasks/task-9 - Write-README.md", D::BacklogMd, R::Task, None, "", ""),
            (".beans/shop-1a2b--card-payments.md", D::Beans, R::Task, None, "shop-1a2b", ""),
            (".planning/ROADMAP.md", D::Gsd, R::Hub, None, "", ""),
            (".planning/phases/08-cards/08-01-PLAN.md", D::Gsd, R::Task, None, "08-01", "cards"),
            (".planning/phases/11.1-cards/11.1-PLAN.md", D::Gsd, R::Phase, None, "11.1", "cards"),
            (".planning/phases/08-cards/08-CONTEXT.md", D::Gsd, R::Other, None, "", ""),
            ("openspec/changes/add-cards/tasks.md", D::OpenSpec, R::Milestone, None, "", "add cards"),
            (
                "openspec/changes/archive/2025-01-11-add-cards/tasks.md",
                D::OpenSpec,
                R::Milestone,
                Some(S::Completed),
                "",
                "add cards",
            ),
            ("openspec/specs/cards/spec.md", D::OpenSpec, R::Other, None, "", ""),
            ("specs/001-card-payments/tasks.md", D::SpecKit, R::Milestone, None, "001", "card payments"),
            ("specs/001-cards/spec.md", D::SpecKit, R::MilestoneWithout("tasks.md"), None, "001", "cards"),
            ("specs/001-cards/checklists/requirements.md", D::SpecKit, R::Other, None, "", ""),
            (".simone/02_REQUIREMENTS/M01_Shop/M01_milestone_meta.md", D::Simone, R::Milestone, None, "", ""),
            (
                ".simone/03_SPRINTS/S01_M01_Cards/TX02_S01_Pay.md",
                D::Simone,
                R::Task,
                Some(S::Completed),
                "T02_S01",
                "",
            ),
            (".simone/03_SPRINTS/M01/S01_Cards/S01_sprint_plan.md", D::Simone, R::Phase, None, "", ""),
        ] {
            assert_eq!(read(path), Some((dialect, role, status, number.into(), name.into())), "{path}");
        }
    }

    #[test]
    fn other_paths_are_nobodys() {
        for path in [
            "docs/milestones/milestone-1.md",
            "specs/001-cards/README.md",
            "specs/cards.md",
            "backlog/notes.md",
            "README.md",
            "",
            "mybacklog/tasks/task-1 - a.md",
            "planning/ROADMAP.md",
        ] {
            assert_eq!(read(path), None, "{path}");
        }
    }

    #[test]
    fn folders_that_say_a_status() {
        for (path, status) in [
            ("docs/completed/m1.md", Some(Status::Completed)),
            ("docs/archive/2024/m1.md", Some(Status::Archived)),
            ("docs/_active/shop/completed/m1.md", Some(Status::Completed)),
            ("docs/completed-things/m1.md", None),
            ("completed.md", None),
        ] {
            assert_eq!(folder_status(path), status, "{path}");
        }
    }
}
