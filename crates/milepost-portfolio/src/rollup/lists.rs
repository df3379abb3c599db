//! Lists of milestones with a box before each: `- [x] **Phase 6: Sinks** (2/2 plans)`.

use std::collections::HashMap;

use milepost_document::{
    BoxState, Document, Edit, Item, Span,
    view::DocumentKind,
    vocabulary::{Dialect, Status, is_pictograph},
};

use super::{
    boxes::Share,
    found::Found,
    state::{Reason, State},
    subject::{self, Subjects},
};
use crate::{Portfolio, number::number_key, path};

/// An entry about a milestone, or about a phase that is a folder of plans.
pub(super) struct AboutItem {
    /// The milestone, or the plans of the phase.
    about: Vec<usize>,
    /// Whether it is a folder of plans.
    is_folder: bool,
    /// What stands between the brackets, and what it means.
    mark: (Span, BoxState),
    /// The count of plans in its text: done and in all.
    plans: Option<(Span, Share)>,
}

impl AboutItem {
    /// What the entry repeats.
    pub(super) fn owned(&self) -> impl Iterator<Item = Span> {
        let count = self.plans.map(|(span, _)| span).filter(|_| self.is_folder);
        std::iter::once(self.mark.0).chain(count)
    }
}

/// The entries with a box that begin with a link to a milestone or with its name, in sections where most entries with a
/// box do.
pub(super) fn items(portfolio: &Portfolio, owner: usize) -> Vec<AboutItem> {
    let document = portfolio.documents[owner].document();
    let boxed: Vec<&Item> = document.items.iter().filter(|item| item.checkbox.is_some()).collect();
    if boxed.is_empty() {
        return Vec::new();
    }
    let folders = plan_folders(portfolio, owner);
    let about: Vec<Option<AboutItem>> =
        boxed.iter().map(|item| about(portfolio, owner, document, item, &folders)).collect();
    let mut tally: HashMap<_, (usize, usize)> = HashMap::new();
    for (item, about) in boxed.iter().zip(&about) {
        let (most, all) = tally.entry(item.section).or_default();
        *most += usize::from(about.is_some());
        *all += 1;
    }
    let is_list = |item: &Item| tally.get(&item.section).is_some_and(|(most, all)| 2 * most > *all);
    boxed.iter().zip(about).filter(|(item, _)| is_list(item)).filter_map(|(_, about)| about).collect()
}

fn about(
    portfolio: &Portfolio,
    owner: usize,
    document: &Document,
    item: &Item,
    folders: &HashMap<String, Vec<usize>>,
) -> Option<AboutItem> {
    let checkbox = item.checkbox?;
    let text = document.text(item.text);
    let is_dress = |c: char| c.is_whitespace() || matches!(c, '*' | '_' | '`') || is_pictograph(c);
    let dressed = text.len() - text.trim_start_matches(is_dress).len();
    let start = item.text.start + dressed as u32;
    let plans = plan_count(text).map(|(at, share)| {
        (Span::new(item.text.start + at.start as u32, item.text.start + at.end as u32), share)
    });
    let new = |about: Vec<usize>, is_folder| {
        Some(AboutItem { about, is_folder, mark: (checkbox.mark, checkbox.state), plans })
    };
    let at = document.links.partition_point(|link| link.span.start < start);
    if let Some(link) = document.links.get(at).filter(|link| link.span.start == start) {
        let rest = document.text(Span::new(link.span.end, item.text.end.max(link.span.end)));
        let ends = rest.trim_start_matches(is_dress);
        // A sentence that begins with a link is about something else.
        if !(ends.is_empty() || ends.starts_with(['—', '–', '-', ':', '('])) {
            return None;
        }
        return new(vec![subject::linked(portfolio, owner, link.span)?], false);
    }
    let head = text[dressed..].split([':', '(', '—', '–', '*']).next().unwrap_or_default().trim();
    if let Some(about) = subject::named(portfolio, owner, head) {
        return new(vec![about], false);
    }
    let number =
        head.strip_prefix("Phase ").filter(|number| number.starts_with(|c: char| c.is_ascii_digit()));
    if let Some(plans) = number.and_then(|number| folders.get(&number_key(number.trim()))) {
        return new(plans.clone(), true);
    }
    let token = head.split_whitespace().next()?.trim_end_matches(".md").trim_end_matches("-PLAN");
    let mut named = folders.values().flatten().filter(|plan| {
        let stem = path::stem(&portfolio.documents[**plan].path);
        stem.trim_end_matches("-PLAN") == token
    });
    let plan = *named.next().filter(|_| token.contains('-'))?;
    if named.next().is_some() { None } else { new(vec![plan], false) }
}

/// The plans of each phase of a roadmap whose phases are folders: `.planning/phases/06-sinks/06-01-PLAN.md`, by the
/// number of the phase. A number that two folders have is nobody's.
fn plan_folders(portfolio: &Portfolio, owner: usize) -> HashMap<String, Vec<usize>> {
    let mut found: HashMap<String, Vec<usize>> = HashMap::new();
    if portfolio.documents[owner].identity.dialect != Some(Dialect::Gsd) {
        return found;
    }
    let within = format!("{}/", portfolio.documents[owner].folder());
    for (index, loaded) in portfolio.documents.iter().enumerate() {
        let is_plan = loaded.kind == DocumentKind::Task
            && loaded.identity.dialect == Some(Dialect::Gsd)
            && loaded.path.starts_with(&within);
        let name = path::file_name(loaded.folder());
        if let Some((number, _)) = name.split_once('-').filter(|_| is_plan) {
            found.entry(number_key(number)).or_default().push(index);
        }
    }
    found.retain(|_, plans| {
        let folder = portfolio.documents[plans[0]].folder();
        plans.iter().all(|plan| portfolio.documents[*plan].folder() == folder)
    });
    found
}

/// `(2/3 plans)`: where the count of what is done stands, and both numbers.
fn plan_count(text: &str) -> Option<(std::ops::Range<usize>, Share)> {
    let end = text.find(" plans").or_else(|| text.find(" plan)"))?;
    let is_part = |c: char| c.is_ascii_digit() || c == '/';
    let start = text[..end].trim_end_matches(is_part).len();
    let (done, all) = text[start..end].split_once('/')?;
    Some((start..start + done.len(), (done.parse().ok()?, all.parse().ok()?)))
}

/// Compares the boxes before these subjects with what is right.
pub(super) fn read(state: &State, owner: usize, subjects: &Subjects, found: &mut Found) {
    for item in items(state.portfolio, owner)
        .iter()
        .filter(|item| item.about.iter().any(|about| subjects.hold(*about)))
    {
        if item.is_folder {
            folder(state, item, found);
        } else {
            milestone(state, item, found);
        }
    }
}

fn milestone(state: &State, item: &AboutItem, found: &mut Found) {
    let about = item.about[0];
    let Some(status) = state.status(about) else { return };
    let done = matches!(status, Status::Completed | Status::Archived);
    // What was given up may be ticked off or not.
    if !done && matches!(status, Status::Cancelled | Status::RolledBack) {
        return;
    }
    tick(item, done, about, state.status_reason(about), found);
}

/// A phase is done when each of its plans has its summary, and the roadmap counts no more plans than there are. That a
/// summary is missing does not say that nothing was done.
fn folder(state: &State, item: &AboutItem, found: &mut Found) {
    let carried_out =
        |plan: &&usize| matches!(state.status(**plan), Some(Status::Completed | Status::Archived));
    let (done, all) = (item.about.iter().filter(carried_out).count() as u32, item.about.len() as u32);
    let folder = state.portfolio.documents[item.about[0]].folder();
    let reason = || Reason { why: format!("the plans in `{folder}` make it"), source: None };
    match item.plans {
        Some((span, (_, written))) if written != all => {
            return found.skip(span, format!("it counts {written} plans, and `{folder}` holds {all}"));
        }
        Some((span, (written, _))) if written < done => {
            found.label(item.about[0], "plans", span, done.to_string(), reason());
        }
        Some((span, (written, _))) if written > done => {
            return found.skip(span, format!("{done} of {all} plans in `{folder}` have a summary"));
        }
        _ => {}
    }
    if done == all {
        tick(item, true, item.about[0], reason(), found);
    } else if item.mark.1 == BoxState::Ticked {
        found.skip(item.mark.0, format!("{done} of {all} plans in `{folder}` have a summary"));
    }
}

fn tick(item: &AboutItem, done: bool, about: usize, reason: Reason, found: &mut Found) {
    let (mark, state) = item.mark;
    let new = match (state, done) {
        (BoxState::Open, true) => "x",
        (BoxState::Ticked, false) => " ",
        _ => return,
    };
    let (old, shown) = if done { ("[ ]", "[x]") } else { ("[x]", "[ ]") };
    found.region(about, "box", mark, (old.to_owned(), shown.to_owned()), reason, Edit::replace(mark, new));
}

#[cfg(test)]
mod tests {
    use super::super::{Scope, owned_spans, rollup_edits};
    use crate::portfolio_of;

    /// A file once it is right, and what was left in it.
    fn synced(files: &[(&str, String)]) -> (String, Vec<String>) {
        let portfolio = portfolio_of(files);
        let (path, text) = &files[0];
        let rollup = rollup_edits(&portfolio, Scope::WHOLE);
        let why = rollup.skipped.into_iter().map(|skipped| skipped.why).collect();
        let found = rollup.files.iter().find(|file| file.path == *path);
        let owned = owned_spans(&portfolio, portfolio.find(path).unwrap());
        assert!(found.iter().all(|file| file.edits.edits().iter().all(|edit| owned.contains(&edit.span))));
        (found.map_or_else(|| text.clone(), |file| file.edits.apply(text).unwrap()), why)
    }

    #[test]
    fn boxes_of_a_list_follow_the_milestones() {
        let readme = "# Initiative: P\n\n| Milestone | Status |\n|---|---|\n| [M1](m1.md) | done |\n\n## Milestones\n\n\
                      - [ ] [Cart](m1.md) — the cart\n- [x] **Milestone 2: Tax** (later)\n- [x] [Given up](m3.md)\n\n\
                      ## To do\n\n- [ ] [Cart](m1.md) needs a review\n- [ ] Milestone 1 is to be announced\n- [ ] write\n- [ ] rest\n";
        let milestone =
            |number: u32, status: &str| format!("# Milestone {number}: X\n\n**Status**: {status}\n");
        let files = |readme: &str| {
            [
                ("p/README.md", readme.to_owned()),
                ("p/m1.md", milestone(1, "Completed")),
                ("p/m2.md", milestone(2, "In Progress")),
                ("p/m3.md", milestone(3, "Cancelled")),
            ]
        };
        let (text, why) = synced(&files(readme));
        let expected = readme
            .replace("- [ ] [Cart](m1.md) — the", "- [x] [Cart](m1.md) — the")
            .replace("- [x] **Milestone 2", "- [ ] **Milestone 2");
        assert_eq!((text.as_str(), why.len()), (expected.as_str(), 0));
        assert_eq!(synced(&files(&expected)).0, expected);
    }

    #[test]
    fn a_phase_is_done_with_the_summary_of_each_plan() {
        let roadmap = "# Roadmap\n\n## Phases\n\n- [ ] **Phase 6: Sinks** — to where it goes (1/2 plans)\n\
                       - [ ] **Phase 7: Sources** (0/3 plans)\n- [x] **Phase 8: Rest** (1/1 plans)\n\n\
                       ### Phase 6: Sinks\n\nPlans:\n- [ ] 06-01-PLAN.md — files\n- [x] 06-02: queues\n";
        let plan = |number: u32| format!("# Plan {number}\n\n- [x] a\n");
        let files = [
            (".planning/ROADMAP.md", roadmap.to_owned()),
            (".planning/phases/06-sinks/06-01-PLAN.md", plan(1)),
            (".planning/phases/06-sinks/06-01-SUMMARY.md", String::new()),
            (".planning/phases/06-sinks/06-02-PLAN.md", plan(2)),
            (".planning/phases/06-sinks/06-02-SUMMARY.md", String::new()),
            (".planning/phases/07-sources/07-01-PLAN.md", plan(1)),
            (".planning/phases/08-rest/08-01-PLAN.md", plan(1)),
        ];
        let (text, why) = synced(&files);
        let expected = roadmap
            .replace(
                "- [ ] **Phase 6: Sinks** — to where it goes (1/2",
                "- [x] **Phase 6: Sinks** — to where it goes (2/2",
            )
            .replace("- [ ] 06-01", "- [x] 06-01");
        assert_eq!(text, expected);
        assert_eq!(
            why,
            [
                "it counts 3 plans, and `.planning/phases/07-sources` holds 1",
                "0 of 1 plans in `.planning/phases/08-rest` have a summary"
            ]
        );
    }
}
