//! The commands under Implementation Steps: `milepost run` runs them, one step after another.

use milepost_document::{
    Document, FenceId, ItemId, Span,
    fence::language,
    view,
    vocabulary::{PARTS, plain_text},
};
use serde::Serialize;

use super::{
    Bound, Check, Rule, Run, RunId, RunSandbox, RunSource,
    bind::one_line,
    command::{essence, unsafe_in},
    default_cwd, fence_script,
};
use crate::config::Config;

/// Which command of a procedure a run is. That it was run is a fact that no later change of a file undoes: it holds for the
/// attempt in which it happened.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StepOf {
    /// The attempt at the milestone, once it is known: the record of its baseline, else the milestone itself.
    pub attempt: String,
    /// The words of its step, without its number.
    pub title: String,
    /// How often the same command stands in steps of these words before it.
    pub earlier: usize,
}

/// A step of the work, as the document has it.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkStep {
    /// Its entry, where it is one of a list.
    pub item: Option<ItemId>,
    /// Its words, in one line.
    pub title: String,
    /// Where it begins.
    pub start: u32,
    /// Its commands, in order.
    pub commands: Vec<Run>,
    /// Its fences that nothing runs, with the reason.
    pub not_run: Vec<(FenceId, String)>,
    /// What of it is left to somebody although it has commands: where, and what.
    pub rest: Vec<(u32, String)>,
    /// All of its text, its boxes open.
    pub text: String,
}

impl WorkStep {
    /// Whether somebody has to say that it is done, or that what its commands leave is.
    pub(crate) fn needs_somebody(&self) -> bool {
        self.commands.is_empty() || !self.rest.is_empty()
    }
}

/// The steps of a document, in order.
pub(crate) fn work_steps(document: &Document, config: &Config) -> Vec<WorkStep> {
    let mut known: Vec<(String, Run)> = Vec::new();
    let steps = view::implementation_steps(document);
    steps
        .into_iter()
        .map(|step| {
            let (title, start) = title(document, &step);
            let (words, span) = (own_words(&title), step.span(document));
            let by_hand = by_hand(document, &step);
            let (mut commands, mut not_run) = (Vec::new(), Vec::new());
            for fence in step.fences {
                match command(document, config, fence) {
                    Ok(None) => {}
                    Ok(Some(mut run)) => {
                        let is_same = |(of, one): &&(String, Run)| *of == words && one.is_same(&run);
                        let earlier = known.iter().filter(is_same).count();
                        known.push((words.clone(), run.clone()));
                        run.step = Some(StepOf { attempt: String::new(), title: words.clone(), earlier });
                        commands.push(run);
                    }
                    Err(why) => not_run.push((fence, why)),
                }
            }
            let mut rest: Vec<(u32, String)> = not_run
                .iter()
                .map(|(fence, why): &(FenceId, String)| (document.fence(*fence).span.start, why.clone()))
                .chain(by_hand)
                .collect();
            rest.sort_unstable();
            let text = document.text(span).replace("[x]", "[ ]").replace("[X]", "[ ]");
            WorkStep { item: step.item, title, start, commands, not_run, rest, text }
        })
        .collect()
}

/// The entries with a box of their own below a step and without commands: somebody does them.
fn by_hand(document: &Document, step: &view::Step) -> Vec<(u32, String)> {
    let has_fence = |item: ItemId| {
        let above = |fence: &FenceId| {
            let own = document.fence(*fence).item;
            std::iter::successors(own, |item| document.item(*item).parent).any(|above| above == item)
        };
        step.fences.iter().any(above)
    };
    let span = step.span(document);
    let items = (0_u32..).map(ItemId).zip(&document.items);
    items
        .filter(|(id, item)| {
            let is_below =
                Some(*id) != step.item && span.start <= item.span.start && item.span.end <= span.end;
            is_below && item.checkbox.is_some() && !has_fence(*id)
        })
        .map(|(_, item)| {
            (item.span.start, format!("“{}” has no command", one_line(document.text(item.text))))
        })
        .collect()
}

/// The words of a step without its number: `Step 2: Make` is `make`, also as the third one.
fn own_words(title: &str) -> String {
    let plain = plain_text(title);
    let plain = plain.trim();
    let rest = PARTS.iter().find_map(|part| plain.strip_prefix(part)).unwrap_or(plain).trim_start();
    let own = rest.trim_start_matches(|c: char| {
        c.is_ascii_digit() || matches!(c, '.' | ')' | ':' | '-' | '–' | '—' | '#' | ' ')
    });
    if own.is_empty() || rest.len() == own.len() { plain.to_owned() } else { own.to_owned() }
}

/// The words of a step, and where it begins.
fn title(document: &Document, step: &view::Step) -> (String, u32) {
    let words = |span: Span| one_line(document.text(span));
    match (step.section, step.item, step.fences.first()) {
        (Some(section), ..) => {
            let section: &milepost_document::Section = document.section(section);
            (words(section.title), section.heading.start)
        }
        (None, Some(item), _) => {
            let item = document.item(item);
            (words(item.text), item.span.start)
        }
        (None, None, Some(fence)) => {
            let first = essence(&fence_script(document, *fence)).lines().next().map(str::to_owned);
            (first.unwrap_or_else(|| "a fence".to_owned()), document.fence(*fence).span.start)
        }
        (None, None, None) => (String::new(), 0),
    }
}

/// One fence as a command; `None` where it holds none.
fn command(document: &Document, config: &Config, id: FenceId) -> Result<Option<Run>, String> {
    let fence = document.fence(id);
    let language = language(document.text(fence.info));
    let script = fence_script(document, id);
    let first = essence(&script).lines().next().map(str::to_owned);
    let Some(label) = first else { return Ok(None) };
    let Some(interpreter) = language.interpreter() else { return Err(language.why_not_run()) };
    let is_shell = matches!(interpreter, "bash" | "sh");
    let steps = &config.steps;
    let inline = Run::inline(config, &script, fence.content);
    Ok(Some(Run {
        label,
        source: RunSource::Fence(id),
        interpreter: interpreter.to_owned(),
        cwd: language.attribute("cwd").map_or_else(|| default_cwd(config), str::to_owned),
        env: steps.env.clone(),
        // It is there to change files.
        writes: vec!["**".to_owned()],
        timeout: steps.timeout.unwrap_or(inline.timeout),
        unsafe_statements: if is_shell { unsafe_in(&script) } else { Vec::new() },
        // A step may run tests, and does not have to.
        is_test: false,
        tests_report: None,
        sandbox: RunSandbox::usual(&config.sandbox).with(
            steps.sandbox,
            steps.network,
            &steps.read,
            &steps.caches,
        ),
        ttl: None,
        ..inline
    }))
}

/// An entry with a box and commands of its own is proven by these.
pub(super) fn bind_step(steps: &[WorkStep], item: ItemId, bound: &mut Bound) -> Option<(Rule, Check)> {
    // Where something is left to somebody, that passing commands are not all of it.
    let step = steps.iter().find(|step| step.item == Some(item) && !step.needs_somebody())?;
    let runs: Vec<RunId> = step.commands.iter().map(|run| bound.intern(run.clone())).collect();
    Some((Rule::Place("implementation-steps".to_owned()), Check::Step(runs)))
}

impl Bound {
    /// The places of a step's commands among the runs.
    pub(crate) fn step_runs(&mut self, step: &WorkStep) -> Vec<RunId> {
        step.commands.iter().map(|run| self.intern(run.clone())).collect()
    }

    /// From now on steps count for an attempt.
    pub(crate) fn attempt(&mut self, attempt: &str) {
        for step in self.runs.iter_mut().filter_map(|run| run.step.as_mut()) {
            attempt.clone_into(&mut step.attempt);
        }
    }
}

#[cfg(test)]
mod tests {
    use milepost_document::parse;

    use super::*;
    use crate::binding::{Surroundings, bind};

    fn document(body: &str) -> Document {
        parse(&format!("# Milestone 1: X\n\n## Implementation Steps\n\n{body}\n")).document
    }

    fn config(text: &str) -> Config {
        crate::config::parse(text.as_bytes()).unwrap()
    }

    #[test]
    fn a_step_has_its_commands_and_says_what_nothing_runs() {
        let body = "1. Make it\n   ```bash cwd=web\n   pnpm install\n   ```\n   ```sql\n   select 1;\n   ```\n\n2. Look at it\n   ```bash\n   # Commands or code example\n   ```";
        let steps = work_steps(&document(body), &Config::default());
        let shown: Vec<_> =
            steps.iter().map(|step| (step.title.as_str(), step.commands.len(), step.not_run.len())).collect();
        assert_eq!(shown, [("Make it", 1, 1), ("Look at it", 0, 0)]);
        assert_eq!(steps[0].commands[0].cwd, "web");
    }

    #[test]
    fn the_same_command_twice_is_two_commands() {
        let body = "1. a\n   ```bash\n   make\n   ```\n2. b\n   ```bash\n   make\n   ```";
        let steps = work_steps(&document(body), &Config::default());
        let earlier = |at: usize| steps[at].commands[0].step.as_ref().unwrap().earlier;
        assert_eq!((earlier(0), earlier(1)), (0, 0), "they are of steps of other words");
        let of = |body: &str, at: usize| {
            work_steps(&document(body), &Config::default())[at].commands[0].step.clone()
        };
        assert_eq!(of(body, 1), of("1. b\n   ```bash\n   make\n   ```", 0), "moved up, it is the same");
        let twice = "1. a\n   ```bash\n   make\n   ```\n2. a\n   ```bash\n   make\n   ```";
        assert_ne!(of(twice, 0), of(twice, 1));
    }

    #[test]
    fn words_are_told_apart_from_numbers() {
        for (title, words) in [
            ("Step 2: Make it", "make it"),
            ("2. Make it", "make it"),
            ("Make it", "make it"),
            ("Step 3", "step 3"),
            ("Stepwise refinement", "stepwise refinement"),
        ] {
            assert_eq!(own_words(title), words, "{title}");
        }
    }

    #[test]
    fn what_no_command_does_is_left_to_somebody() {
        let body = "### Step 1: Move\n\n- [ ] Take a backup\n- [ ] Run it\n  ```bash\n  a\n  ```\n\n```bash\nb\n```\n\n### Step 2: Look\n\n- as always\n\n```bash\nc\n```";
        let steps = work_steps(&document(body), &Config::default());
        let rest: Vec<_> = steps
            .iter()
            .map(|step| step.rest.iter().map(|(_, what)| what.as_str()).collect::<Vec<_>>())
            .collect();
        assert_eq!(rest, [vec!["“Take a backup” has no command"], vec![]]);
        let sql = work_steps(
            &document("- [ ] a\n  ```bash\n  a\n  ```\n  ```sql\n  select 1;\n  ```\n"),
            &Config::default(),
        );
        assert!(sql[0].needs_somebody() && !sql[0].commands.is_empty());
    }

    #[test]
    fn what_a_step_may_reach_stands_in_the_configuration() {
        let steps = work_steps(
            &document("1. a\n   ```bash\n   make\n   ```"),
            &config("[steps]\ntimeout = 5\nnetwork = 'none'\nenv = { A = 'b' }\n"),
        );
        let run = &steps[0].commands[0];
        assert_eq!((run.timeout, run.env["A"].as_str()), (5, "b"));
        assert_eq!(run.sandbox.network, milepost_runner::Network::None);
    }

    #[test]
    fn a_box_is_bound_to_the_commands_of_its_step_and_verify_runs_none_of_them() {
        let document = document("- [ ] Run `make`\n  ```bash\n  make\n  ```\n- [ ] By hand\n");
        let config = Config::default();
        let around =
            Surroundings { config: &config, path: "m.md", is_tracked: &|_| false, milestone: &|_| None };
        let bound = bind(&document, around);
        assert!(matches!(&bound.bindings[0].check, Check::Step(runs) if runs.len() == 1));
        assert!(matches!(bound.bindings[1].check, Check::SignOff { .. }));
        assert_eq!((bound.runs.len(), bound.tried().count()), (1, 0));
    }
}
