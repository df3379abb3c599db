//! The work of `run`.

use std::sync::{Arc, atomic::AtomicBool};

use super::{
    course::{self, Course},
    plan::{FORMAT, Plan, Run},
    report::StepsReport,
    scene::{Scene, Told, last, require_work},
    standing::open_run,
};
use crate::{
    EngineError, Held, Result, Workspace,
    lifecycle::step_ticks,
    procedure::{Happened, new_name},
    session::Session,
    trust::{self, Allowed, Class},
    verify::VerifyEvent,
};

/// How to run the steps.
#[derive(Debug, Clone, Default)]
pub struct StepsOptions {
    /// Go on with the run that was stopped.
    pub resume: bool,
    /// The number of the first step; 1 when left out.
    pub from: Option<usize>,
    /// What somebody decided of a step.
    pub decision: Option<Decision>,
    /// What is allowed beside the grants.
    pub allow: Allowed,
    /// Set by Ctrl-C.
    pub cancel: Arc<AtomicBool>,
}

/// What somebody decides of a step, by its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Run the command once more in the midst of which the run was stopped.
    Again,
    /// Leave the step out.
    Skip {
        /// Its number.
        step: usize,
        /// Why.
        reason: String,
    },
    /// Do the step after all, which was left out.
    TakeUp {
        /// Its number.
        step: usize,
    },
    /// Run the commands of a step once more that have passed. What is known of them from before is kept.
    Redo {
        /// Its number.
        step: usize,
        /// Why, where somebody says so.
        reason: Option<String>,
    },
    /// It is done: somebody did it.
    Done {
        /// Its number.
        step: usize,
        /// What there is to say of it.
        note: Option<String>,
    },
}

/// Runs the steps of a milestone that are not done, in their order, as far as it gets.
///
/// # Errors
/// When nobody trusts the commands; refused, with every reason, before anything runs; when it was interrupted. A step that
/// fails, or that somebody has to do, is no error: the report says where the run stopped.
pub fn run(
    workspace: Workspace,
    held: &Held,
    index: usize,
    options: &StepsOptions,
    events: &mut dyn FnMut(VerifyEvent<'_>),
) -> Result<StepsReport> {
    let system = Arc::clone(&workspace.system);
    let local = workspace.local.clone();
    let id = workspace.document_id(index);
    let path = workspace.document(index).path.clone();
    require_work(&workspace, index)?;
    let session = Session::write(&workspace)?;
    let scene = Scene::look(&session, index)?;
    let open = open_run(system.as_ref(), &local, Some(&path))?;
    let goes_on = options.resume || options.decision.is_some();
    let plan = match &open {
        Some(_) if !goes_on => return Err(not_over(&id)),
        Some(run) => {
            refuse_other(&run.plan, &scene, &id)?;
            if options.from.is_some() {
                return Err(EngineError::usage("`--from` says where a run begins, and this one has begun")
                    .hint(format!("`milepost run {id} --abort` gives it up; what passed stays done")));
            }
            None
        }
        None if options.resume || options.decision == Some(Decision::Again) => {
            return Err(EngineError::usage(format!("no run of the steps of `{id}` is under way"))
                .hint(format!("`milepost run {id}` begins one")));
        }
        None => {
            let from = number(options.from.unwrap_or(1), &scene)?;
            let told = Told::of(&workspace, &scene)?;
            let left = (from - 1..scene.steps.len()).any(|at| told.leaves(&scene, at));
            if scene.steps.is_empty() || !left && options.decision.is_none() {
                let state = if scene.steps.is_empty() { "planned" } else { "finished" };
                // A box that a kill left open behind its evidence.
                let changes = step_ticks(&workspace, &scene.assessment, &scene.redone_items(), held)?;
                let report = course::report(&workspace, &scene, (None, None), &told, state);
                return Ok(StepsReport { changes, ..report });
            }
            Some(Plan {
                format: FORMAT,
                run: new_name(system.as_ref()),
                milestone: id.clone(),
                path: path.clone(),
                attempt: scene.attempt.clone(),
                from,
                steps: scene.filled(&session, from)?,
            })
        }
    };
    let granted = trust::require(&workspace, index, &scene.assessment.bound, Class::Run, &options.allow)?;
    if let Some(decision) = &options.decision {
        check(decision, &scene, &Told::of(&workspace, &scene)?, open.as_ref(), &id)?;
    }
    let mut run = match (open, plan) {
        (Some(run), _) => run,
        (None, Some(plan)) => {
            let mut run = Run::freeze(system.as_ref(), &local, plan)?;
            course::journal(&mut run, None, Happened::Begun, None)?;
            run
        }
        (None, None) => unreachable!("a run is open, or it begins"),
    };
    match &options.decision {
        Some(Decision::Skip { step, reason }) => {
            let why = reason.split_whitespace().collect::<Vec<_>>().join(" ");
            course::journal(&mut run, Some(step.to_string()), Happened::Skipped, Some(why))?;
        }
        Some(Decision::Done { step, note }) => {
            course::journal(&mut run, Some(step.to_string()), Happened::Declared, note.clone())?;
        }
        Some(Decision::TakeUp { step }) => {
            course::journal(&mut run, Some(step.to_string()), Happened::TakenUp, None)?;
        }
        Some(Decision::Redo { step, reason }) => {
            course::journal(&mut run, Some(step.to_string()), Happened::Redone, reason.clone())?;
        }
        Some(Decision::Again) | None => {}
    }
    drop((scene, session));
    let again = options.decision == Some(Decision::Again);
    Course { path, run, granted, again, cancel: &options.cancel, held }.go(workspace, events)
}

/// A number of a step that is there.
fn number(step: usize, scene: &Scene) -> Result<usize> {
    let count = scene.steps.len();
    if (1..=count.max(1)).contains(&step) {
        return Ok(step);
    }
    Err(EngineError::usage(format!("there is no step {step}: they are numbered from 1 to {count}"))
        .hint("`milepost run --dry-run` lists them"))
}

/// Refuses a decision that fits no step as it stands.
fn check(decision: &Decision, scene: &Scene, told: &Told, open: Option<&Run<'_>>, id: &str) -> Result<()> {
    let has_passed = |step: usize| scene.next(step - 1).is_none();
    let is_done = |step: usize| has_passed(step) && !scene.steps[step - 1].needs_somebody();
    match decision {
        Decision::Again => {
            let is_open = |at: usize| {
                let name = scene.next(at).map(|command| Plan::name(at, command));
                name.zip(open).is_some_and(|(name, run)| last(run, &name) == Some(Happened::Intent))
            };
            if (0..scene.steps.len()).any(is_open) {
                return Ok(());
            }
            Err(EngineError::usage("the run was stopped in the midst of no command")
                .hint(format!("`milepost run {id} --resume` goes on")))
        }
        Decision::Skip { step, reason } => {
            let step = number(*step, scene)?;
            if reason.trim().is_empty() {
                return Err(EngineError::usage("`--skip` wants a reason").hint("--reason \"…\""));
            }
            if is_done(step) {
                let message = format!("step {step} cannot be left out");
                return Err(EngineError::refused(message, vec!["it is done".to_owned()]));
            }
            Ok(())
        }
        Decision::TakeUp { step } => {
            let step = number(*step, scene)?;
            if told.skipped(step - 1).is_some() {
                return Ok(());
            }
            Err(EngineError::usage(format!("step {step} is not left out"))
                .hint(format!("`milepost run {id} --status` says how the steps stand")))
        }
        Decision::Redo { step, .. } => {
            let step = number(*step, scene)?;
            if has_passed(step) && !scene.steps[step - 1].commands.is_empty() {
                return Ok(());
            }
            let message = format!("step {step} cannot be done once more");
            let why = if scene.steps[step - 1].commands.is_empty() {
                "it has no command"
            } else {
                "its commands have not passed yet"
            };
            Err(EngineError::refused(message, vec![why.to_owned()])
                .hint(format!("`milepost run {id} --status` says how the steps stand")))
        }
        Decision::Done { step, .. } => {
            let step = number(*step, scene)?;
            if has_passed(step) && !is_done(step) {
                return Ok(());
            }
            let message = format!("step {step} is not done because somebody says so");
            let reasons = vec!["it has commands, and what they come to decides".to_owned()];
            Err(EngineError::refused(message, reasons)
                .hint(format!("`milepost run {id} --skip {step} --reason \"…\"` leaves it out")))
        }
    }
}

/// Refuses to go on with a plan that is not that of the document any more.
pub(super) fn refuse_other(plan: &Plan, scene: &Scene, id: &str) -> Result<()> {
    let reason = if plan.attempt != scene.attempt {
        "a new attempt at the milestone began since"
    } else if plan.is_of(&scene.steps) {
        return Ok(());
    } else {
        "the steps of the document are not those with which it began"
    };
    let message = format!("the run of the steps of `{id}` does not go on");
    Err(EngineError::refused(message, vec![reason.to_owned()])
        .hint(format!("`milepost run {id} --abort`, then `milepost run {id}`: what passed stays done")))
}

fn not_over(id: &str) -> EngineError {
    EngineError::refused(
        format!("the steps of `{id}` are not begun anew"),
        vec!["a run of them began and did not come to its end".to_owned()],
    )
    .hint(format!(
        "`milepost run {id} --resume` goes on, `--status` says what is done, `--abort` gives it up"
    ))
}
