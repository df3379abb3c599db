//! Binding all of a document's subjects.

use std::{
    cell::OnceCell,
    collections::{HashMap, HashSet},
};

use milepost_document::{
    Document, FenceId, FieldId, Item, ItemId, Problem, view,
    vocabulary::{LabelKey, SectionKind},
};

use super::{
    Binding, Check, Class, Gate, Rule, Run, RunId, SignOffKind, Subject, WorkStep, annotation,
    check::{BaselineFact, RecordKind},
    command, component, coverage, fence,
    must_fail::bind_must_fail,
    phrase,
    role::{Roles, record_kind},
    step::{bind_step, work_steps},
    trigger::bind_triggers,
};
use crate::{
    config::Config,
    standing::{Judged, Proof},
};

/// A document's subjects with their checks, and the commands on which these rest.
#[derive(Debug, Clone, Default)]
pub struct Bound {
    /// The commands, each once.
    pub runs: Vec<Run>,
    /// The subjects in the order of the document.
    pub bindings: Vec<Binding>,
    /// Fences that are not run, with the reason.
    pub not_run: Vec<(FenceId, String)>,
    /// Annotations that cannot be followed.
    pub problems: Vec<Problem>,
    /// The places in `runs` of each script.
    by_script: HashMap<String, Vec<usize>>,
}

impl Bound {
    /// The binding of a subject.
    pub fn of(&self, subject: Subject) -> Option<&Binding> {
        self.bindings.iter().find(|binding| binding.subject == subject)
    }

    /// The binding with an id.
    pub fn by_id(&self, id: &str) -> Option<&Binding> {
        self.bindings.iter().find(|binding| binding.id == id)
    }

    /// A command.
    pub fn run(&self, id: RunId) -> &Run {
        &self.runs[id.0]
    }

    /// The runs that run tests.
    pub(super) fn test_runs(&self) -> Vec<RunId> {
        self.runs.iter().enumerate().filter(|(_, run)| run.is_test).map(|(at, _)| RunId(at)).collect()
    }

    /// The runs that are to pass: all but a rehearsal and the steps of the work, which have commands of their own, and what is
    /// to fail.
    pub(crate) fn verified(&self) -> impl Iterator<Item = RunId> {
        self.tried().filter(|id| self.run(*id).must_fail.is_none())
    }

    /// All that `verify` runs.
    pub(crate) fn tried(&self) -> impl Iterator<Item = RunId> {
        let is_tried = |run: &Run| run.rehearsal.is_none() && run.step.is_none();
        let runs = self.runs.iter().enumerate().filter(move |(_, run)| is_tried(run));
        runs.map(|(at, _)| RunId(at))
    }

    /// The rehearsal of the document: the one that an item asked for, else this one.
    pub(crate) fn rehearsal(&mut self, run: Run) -> RunId {
        let known = self.runs.iter().position(|run| run.rehearsal.is_some());
        known.map_or_else(|| self.intern(run), RunId)
    }

    /// From now on a rehearsal leads back to a commit.
    pub(crate) fn rehearse_to(&mut self, base: Option<&str>) {
        for rehearsal in self.runs.iter_mut().filter_map(|run| run.rehearsal.as_deref_mut()) {
            rehearsal.base = base.map(str::to_owned);
        }
    }

    /// From now on its metrics are measured beside a commit, where they are compared with one.
    pub(crate) fn measure_beside(&mut self, base: Option<String>) {
        let together = self.runs.iter().filter(|run| run.metric.is_some()).count() as u32;
        for metric in self.runs.iter_mut().filter_map(|run| run.metric.as_deref_mut()) {
            metric.together = together;
            metric.base = base.clone().filter(|_| metric.needs_baseline());
        }
    }

    /// Takes away the gates of scope, configuration and components that are not wanted, with what is known of them. No run and no
    /// other item rests on them. An entry of the document stays, as one that decides nothing.
    pub(crate) fn drop_plan_gates(&mut self, judged: &mut Vec<Judged>, wanted: impl Fn(&Binding) -> bool) {
        for (binding, judged) in self.bindings.iter_mut().zip(judged.iter_mut()) {
            let is_entry =
                matches!((&binding.check, binding.subject), (Check::Components(_), Subject::Item(_)));
            if is_entry && !wanted(binding) {
                binding.check = Check::Record(RecordKind::Impact);
                binding.gate = Gate::None;
                *judged = Judged::new(Proof::Missing, binding.ticked, None, Vec::new());
            }
        }
        let is_kept = |binding: &Binding| {
            let is_ours =
                matches!(binding.check, Check::Scope(_) | Check::Configured(_) | Check::Components(_));
            !is_ours || wanted(binding)
        };
        let kept: Vec<bool> = self.bindings.iter().map(is_kept).collect();
        let mut at = kept.iter();
        judged.retain(|_| at.next().is_none_or(|kept| *kept));
        let mut at = kept.iter();
        self.bindings.retain(|_| at.next().is_none_or(|kept| *kept));
    }

    /// Adds a command, or finds the equal one.
    pub(super) fn intern(&mut self, run: Run) -> RunId {
        let known = self.by_script.get(&run.script).map_or(&[][..], Vec::as_slice);
        if let Some(at) = known.iter().find(|at| self.runs[**at].is_same(&run)) {
            return RunId(*at);
        }
        let at = self.runs.len();
        self.by_script.entry(run.script.clone()).or_default().push(at);
        self.runs.push(run);
        RunId(at)
    }
}

/// What binding needs to know beside the document.
#[derive(Clone, Copy)]
pub struct Surroundings<'a> {
    /// The configuration.
    pub config: &'a Config,
    /// The document's path from the project's root.
    pub path: &'a str,
    /// Whether Git tracks a path, from the project's root.
    pub is_tracked: &'a dyn Fn(&str) -> bool,
    /// The document's path of the milestone that a text names, if one does.
    pub milestone: &'a dyn Fn(&str) -> Option<String>,
}

/// Binds every subject of a document. Nothing is run, nothing is written.
pub fn bind(document: &Document, around: Surroundings<'_>) -> Bound {
    let mut bound = Bound::default();
    let mut ids = view::item_ids(document);
    fence::bind_fences(document, around, &mut bound);
    bind_coverage_target(document, around.config, &mut bound);

    let roles = Roles::of(document);
    let steps = work_steps(document, around.config);
    let mut later = Vec::new();
    for (at, item) in document.items.iter().enumerate() {
        let Some(gate) = roles.gate(item) else { continue };
        let subject = Subject::Item(ItemId(at as u32));
        let decided = decide(document, (ItemId(at as u32), item), around, &steps, &mut bound);
        let (rule, check, class) = decided.unwrap_or_else(|| {
            later.push(bound.bindings.len());
            (Rule::SignOff, sign_off_for(document, item), Class::Change)
        });
        bound.bindings.push(Binding {
            subject,
            id: std::mem::take(&mut ids[at]),
            kind: item.kind,
            span: item.text,
            text: one_line(document.text(item.text)),
            ticked: item.checkbox.map(|_| item.is_ticked()),
            gate,
            rule,
            check,
            class,
            must_fail: Vec::new(),
        });
    }
    // Words are bound last: they rest on the commands that the other rules found.
    let related = OnceCell::new();
    for at in later {
        if let Some((rule, check, class)) = phrase::bind_phrase(document, around, &related, &mut bound, at) {
            let binding = &mut bound.bindings[at];
            (binding.rule, binding.check, binding.class) = (rule, check, class);
        }
    }
    bind_objectives(document, &mut bound);
    component::bind_components(document, around.config, &mut bound);
    bind_triggers(around.config, &mut bound);
    for binding in &mut bound.bindings {
        if let Subject::Item(item) = binding.subject {
            binding.class = annotation::class(document, document.item(item)).unwrap_or(binding.class);
        }
    }
    bind_must_fail(document, around.config, &mut bound);
    bound.bindings.sort_by_key(|binding| binding.span.start);
    bound
}

type Decision = Option<(Rule, Check, Class)>;

/// Annotation, command, path, place: the rules that need no other binding.
fn decide(
    document: &Document,
    (id, item): (ItemId, &Item),
    around: Surroundings<'_>,
    steps: &[WorkStep],
    bound: &mut Bound,
) -> Decision {
    if let Some(decision) = annotation::bind_item(document, item, around, bound) {
        return Some(decision);
    }
    if let Some(record) = record_kind(item) {
        return Some((Rule::Place(place_name(item)), Check::Record(record), Class::Change));
    }
    if item.checkbox.is_some()
        && let Some((rule, check)) = bind_step(steps, id, bound)
    {
        return Some((rule, check, Class::Change));
    }
    if item.checkbox.is_some()
        && let Some(decision) = command::bind_code_span(document, item, around, bound)
    {
        return Some(decision);
    }
    if item.kind == Some(SectionKind::Deliverables)
        && let Some(path) = command::path_of(document, item)
    {
        return Some((Rule::Path, Check::Exists(path), Class::Change));
    }
    if matches!(item.kind, Some(SectionKind::Prerequisites))
        && let Some(path) = (around.milestone)(document.text(item.text))
    {
        return Some((
            Rule::Place("a prerequisite that names a milestone".into()),
            Check::Milestone(path),
            Class::Change,
        ));
    }
    None
}

fn place_name(item: &Item) -> String {
    item.kind.map_or_else(String::new, |kind| {
        serde_json::to_value(kind)
            .ok()
            .and_then(|value| value.as_str().map(str::to_owned))
            .unwrap_or_default()
    })
}

/// The attestation that an item gets when no other rule matches.
fn sign_off_for(document: &Document, item: &Item) -> Check {
    let kind = match item.kind {
        Some(SectionKind::ManualTesting) => SignOffKind::Manual,
        _ => SignOffKind::Statement,
    };
    let inputs = if kind == SignOffKind::Manual { annotation::inputs(document, item) } else { Vec::new() };
    Check::SignOff { role: "anyone".to_owned(), kind, inputs }
}

/// `**Coverage Target**: 90%+`
fn bind_coverage_target(document: &Document, config: &Config, bound: &mut Bound) {
    let targets =
        document.fields.iter().enumerate().filter(|(_, field)| field.kind == Some(LabelKey::CoverageTarget));
    for (at, field) in targets {
        let text = document.text(field.value);
        // Words without a number promise nothing that could be measured.
        if !text.contains(|c: char| c.is_ascii_digit()) {
            continue;
        }
        let check = match percent(text) {
            None => Check::Unbound {
                reason: format!("`{}` is no percentage", one_line(text)),
                hint: "write a number from 0 to 100 and `%`".to_owned(),
            },
            Some(percent) => coverage::target(config, percent, bound),
        };
        bound.bindings.push(Binding {
            subject: Subject::Field(FieldId(at as u32)),
            id: format!("{}/coverage-target", view::section_slug(document, field.section)),
            kind: document.ancestors(field.section).find_map(|(_, section)| section.kind),
            span: field.key.to(field.value),
            text: format!("Coverage Target: {text}"),
            ticked: None,
            gate: Gate::Complete,
            rule: Rule::Place("coverage-target".to_owned()),
            check,
            class: Class::Invariant,
            must_fail: Vec::new(),
        });
    }
}

/// The first number before a `%`.
fn percent(text: &str) -> Option<f64> {
    let before = text.split_once('%')?.0.trim_end();
    let number = before.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.').len();
    before[number..].parse().ok().filter(|percent| (0.0..=100.0).contains(percent))
}

/// An objective that items name by annotation is proven when they are.
fn bind_objectives(document: &Document, bound: &mut Bound) {
    let named = annotation::objectives_named(document);
    // An objective's number is its place among all of them, also among those that have a check of their own.
    let is_objective = |binding: &Binding| {
        let top = |item| document.item(item).depth == 0;
        binding.kind == Some(SectionKind::Objectives)
            && matches!(binding.subject, Subject::Item(item) if top(item))
    };
    let objectives: Vec<usize> =
        (0..bound.bindings.len()).filter(|at| is_objective(&bound.bindings[*at])).collect();
    for (number, at) in objectives.into_iter().enumerate() {
        if bound.bindings[at].rule != Rule::SignOff {
            continue;
        }
        let mut seen = HashSet::new();
        let items: Vec<Subject> = named
            .iter()
            .filter(|(objective, _)| *objective as usize == number + 1)
            .map(|(_, item)| Subject::Item(*item))
            .filter(|subject| seen.insert(*subject) && bound.of(*subject).is_some())
            .collect();
        if !items.is_empty() {
            bound.bindings[at].rule = Rule::Place("items that name this objective".to_owned());
            bound.bindings[at].check = Check::Derived(items);
        }
    }
}

/// A text on one line.
pub(super) fn one_line(text: &str) -> String {
    // Most are.
    let plain = |byte: u8| matches!(byte, b' '..=b'~');
    if text.bytes().all(plain) && !text.contains("  ") && text.trim().len() == text.len() {
        return text.to_owned();
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The facts of `start` that the pre-implementation list names.
pub(super) fn baseline_check(fact: BaselineFact) -> Check {
    Check::Baseline(fact)
}

#[cfg(test)]
mod tests {
    use milepost_document::parse;

    use super::*;

    fn bound(text: &str, configuration: &str) -> Bound {
        let config = crate::config::parse(configuration.as_bytes()).unwrap();
        let around =
            Surroundings { config: &config, path: "docs/m.md", is_tracked: &|_| false, milestone: &|_| None };
        bind(&parse(text).document, around)
    }

    fn check<'b>(bound: &'b Bound, words: &str) -> &'b Check {
        &bound.bindings.iter().find(|binding| binding.text.starts_with(words)).expect(words).check
    }

    #[test]
    fn the_percentage_of_a_target_is_read_whatever_stands_before_it() {
        for (text, expected) in [
            ("90%+", Some(90.0)),
            ("≥90%", Some(90.0)),
            ("≥ 90 % of lines", Some(90.0)),
            ("at least 87.5%", Some(87.5)),
            ("%", None),
            ("190%", None),
            ("1.2.3%", None),
        ] {
            assert_eq!(percent(text), expected, "{text}");
        }
    }

    #[test]
    fn a_target_that_cannot_be_read_is_not_dropped() {
        let target = |text: &str| {
            let found = bound(
                &format!("# Milestone 1: X\n\n## Testing Strategy\n\n**Coverage Target**: {text}\n"),
                "",
            );
            found
                .bindings
                .into_iter()
                .find(|binding| binding.text.starts_with("Coverage Target"))
                .map(|b| b.check)
        };
        assert!(matches!(target("900%"), Some(Check::Unbound { .. })));
        assert!(matches!(target("90 of 100"), Some(Check::Unbound { .. })));
        assert_eq!(target("to be decided"), None);
    }

    #[test]
    fn an_item_names_an_objective_by_its_place_among_all() {
        let text = "# Milestone 1: X\n\n## Objectives\n\n1. first <!-- milepost: exists a -->\n2. second\n3. third\n\n\
            ## Success Criteria\n\n- [ ] x <!-- milepost: exists x; objective 2 -->\n";
        let found = bound(text, "");
        assert!(matches!(check(&found, "second"), Check::Derived(items) if items.len() == 1));
        assert!(matches!(check(&found, "third"), Check::SignOff { .. }));
    }

    #[test]
    fn commands_that_ask_for_more_are_runs_of_their_own() {
        let text = "# Milestone 1: X\n\n## Success Criteria\n\n- [ ] a <!-- milepost: run \"./all\" -->\n\
            - [ ] b <!-- milepost: run unit -->\n";
        let found = bound(text, "[suites.unit]\nrun = './all'\nmin = 50\n");
        let Check::Run(run) = check(&found, "b") else { panic!("{found:?}") };
        assert!(found.run(*run).is_test && found.run(*run).min_tests == 50);
    }

    #[test]
    fn a_fence_with_its_own_folder_is_not_the_suite_of_the_same_words() {
        let text =
            "# Milestone 1: X\n\n## Testing Strategy\n\n### Unit Tests\n\n```bash cwd=web\npnpm test\n```\n";
        let found = bound(text, "[suites.unit]\nrun = 'pnpm test'\n");
        assert_eq!(found.runs[0].cwd, "web");
    }

    #[test]
    fn an_annotation_that_cannot_be_followed_leaves_its_item_undecided() {
        for annotation in ["exists a; exists b", "tets unit min 5"] {
            let text = format!(
                "# Milestone 1: X\n\n## Success Criteria\n\n- [ ] Builds: `true` <!-- milepost: {annotation} -->\n"
            );
            let found = bound(&text, "");
            assert!(matches!(check(&found, "Builds"), Check::Unbound { .. }), "{annotation}: {found:?}");
        }
    }
}
