//! New documents among those of the project: they say nothing that they must not, and nothing that is wrong only
//! because they moved.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use milepost_document::{
    Document, Edit, EditSet, ItemId, Severity, parse,
    vocabulary::{LabelKey, Status},
};
use milepost_lint::{Evidence, Facts, Finding, lint};
use milepost_portfolio::LoadedDocument;

use super::{
    draft::{Around, Draft},
    inert::{is_inert, without_annotations, without_other_dependencies, without_other_statuses},
    render::render,
};
use crate::{EngineError, ErrorKind, Result, Workspace};

/// More rounds than this are not made.
const ROUNDS: usize = 6;

/// From this round on a finding is allowed in the whole document, not in its section.
const WIDE: usize = 2;

/// The rule that says that a finished document has open criteria.
const OPEN_CRITERIA: &str = "completed-with-open-criteria";

/// Writes the text of each draft.
///
/// # Errors
/// When a text of a stranger still speaks to Milepost: that is a bug.
pub(super) fn settle(workspace: &Workspace, drafts: &mut [Draft], around: &Around<'_>) -> Result<()> {
    for draft in &mut *drafts {
        write_text(draft, around);
    }
    let mut open: BTreeSet<usize> = (0..drafts.len()).collect();
    for round in 0..ROUNDS {
        without_strangers(workspace, drafts, &open);
        let errors = errors(workspace, drafts, &open);
        open = errors.keys().copied().collect();
        if open.is_empty() {
            break;
        }
        for (at, findings) in errors {
            answer(&mut drafts[at], &findings, around, round);
        }
    }
    if let Some(draft) = drafts.iter().find(|draft| !is_inert(&draft.text)) {
        let message =
            format!("a text of `{}` would still speak to milepost; nothing was written", draft.unit.key);
        return Err(EngineError::new(ErrorKind::Bug, message));
    }
    for draft in drafts {
        let mut seen = BTreeSet::new();
        draft.notes.retain(|note| seen.insert(note.clone()));
    }
    Ok(())
}

fn write_text(draft: &mut Draft, around: &Around<'_>) {
    let mut notes = std::mem::take(&mut draft.notes);
    let text = render(draft, around, &mut notes);
    let (text, silenced) = without_annotations(&text);
    if silenced > 0 {
        notes.push(format!(
            "comments to milepost, kept as words since nothing imported is trusted: {silenced}"
        ));
    }
    draft.notes = notes;
    draft.text = without_other_statuses(&text, own_labels);
}

/// The labels that an import writes: the first status, and the last one with the date before it.
fn own_labels(document: &Document) -> BTreeSet<u32> {
    let of = |kind: LabelKey| document.fields.iter().filter(move |field| field.kind == Some(kind));
    let first = of(LabelKey::Status).next();
    let last = of(LabelKey::Status).next_back();
    [first, last, of(LabelKey::LastUpdated).next_back()]
        .into_iter()
        .flatten()
        .map(|field| field.key.start)
        .collect()
}

/// Names of milestones in the text of a stranger must not mean one of this project by chance.
fn without_strangers(workspace: &Workspace, drafts: &mut [Draft], open: &BTreeSet<usize>) {
    let portfolio = with(workspace, drafts);
    for at in open {
        let draft = &mut drafts[*at];
        let Some(index) = portfolio.find(&draft.place.path) else { continue };
        if let Some((text, names)) = without_other_dependencies(&portfolio, index, &draft.related) {
            draft.text = text;
            let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            draft.notes.push(format!("kept as words, as no document here is meant: {}", names.join(", ")));
        }
    }
}

fn with(workspace: &Workspace, drafts: &[Draft]) -> milepost_portfolio::Portfolio {
    workspace
        .portfolio
        .with_texts(drafts.iter().map(|draft| (draft.place.path.as_str(), draft.text.as_str())))
}

/// What `lint` would call an error in the drafts, by draft.
fn errors(workspace: &Workspace, drafts: &[Draft], open: &BTreeSet<usize>) -> BTreeMap<usize, Vec<Finding>> {
    let portfolio = with(workspace, drafts);
    let by_path: BTreeMap<&str, usize> =
        open.iter().map(|at| (drafts[*at].place.path.as_str(), *at)).collect();
    let targets: Vec<usize> = by_path.keys().filter_map(|path| portfolio.find(path)).collect();
    let mut found: BTreeMap<usize, Vec<Finding>> = BTreeMap::new();
    for finding in lint(&portfolio, &targets, &Tracked { workspace }) {
        if let Some(at) = by_path.get(finding.path.as_str()).filter(|_| finding.severity == Severity::Error) {
            found.entry(*at).or_default().push(finding);
        }
    }
    found
}

/// Answers the errors of one draft: work with open criteria is not finished, and what else is wrong was wrong before.
fn answer(draft: &mut Draft, findings: &[Finding], around: &Around<'_>, round: usize) {
    if draft.status == Status::Completed && findings.iter().any(|finding| finding.rule == OPEN_CRITERIA) {
        draft.status = Status::InProgress;
        let there = draft.unit.status_there.clone().unwrap_or_else(|| "completed".to_owned());
        draft.notes.push(format!("it says `{there}` with open criteria, and counts as in progress"));
        write_text(draft, around);
        return;
    }
    let document = parse(&draft.text).document;
    let mut wanted: BTreeMap<u32, BTreeSet<&str>> = BTreeMap::new();
    for finding in findings {
        let holds = |section: &&milepost_document::Section| {
            section.level >= if round < WIDE { 2 } else { 1 }
                && (section.heading.to(section.body)).holds(finding.span.start)
        };
        let narrow = document.sections.iter().rev().find(holds).filter(|_| round < WIDE);
        let section = narrow.or_else(|| document.sections.iter().find(|section| section.level == 1));
        if let Some(section) = section {
            wanted.entry(section.heading.end).or_default().insert(finding.rule);
        }
    }
    let mut rules = BTreeSet::new();
    let edits = wanted.into_iter().map(|(at, names)| {
        let mut text = String::new();
        for rule in names {
            rules.insert(format!("`{rule}`"));
            let _ =
                write!(text, "\n\n<!-- milepost: allow {rule} because \"imported as it was written\" -->");
        }
        Edit::insert(at, text)
    });
    if let Some(text) = EditSet::new(edits.collect()).ok().and_then(|edits| edits.apply(&draft.text).ok()) {
        draft.text = text;
        let rules: Vec<String> = rules.into_iter().collect();
        draft.notes.push(format!("wrong as it was written, and allowed there: {}", rules.join(", ")));
    }
}

/// What `lint` would know of the work tree. Nothing is proven yet.
struct Tracked<'w> {
    workspace: &'w Workspace,
}

impl Facts for Tracked<'_> {
    fn is_tracked(&self, path: &str) -> bool {
        self.workspace.is_tracked(path)
    }

    fn exists(&self, path: &str) -> bool {
        self.workspace.system.exists(&self.workspace.root.join(path))
    }

    fn read(&self, path: &str) -> Option<String> {
        String::from_utf8(self.workspace.system.read(&self.workspace.root.join(path)).ok()?).ok()
    }

    fn evidence(&self, _: &LoadedDocument, _: ItemId) -> Evidence {
        Evidence::None
    }
}
