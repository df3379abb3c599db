//! The process that is killed: a rollback or a run of steps by the engine, in the current folder.

use std::{path::Path, sync::Arc};

use milepost_engine::{
    Workspace,
    rollback::{RollbackOptions, abort, propose, resume, rollback},
    steps::{Decision, StepsOptions, run as run_steps},
    trust::{Allowed, Class, request},
};
use milepost_system::System;

use super::killing_system::{KillingSystem, Moment};

/// The word by which this program starts itself.
pub(crate) const CHILD: &str = "crash-child";

/// Rolls back, goes on, gives up or runs steps: `ACTION MOMENT NUMBER`. Prints the writes and the lines of the journal.
///
/// # Errors
/// In words.
pub(crate) fn child(words: &[&str]) -> Result<(), String> {
    let [action, moment, number] = words else { return Err("ACTION MOMENT NUMBER".to_owned()) };
    let number: u64 = number.parse().map_err(|_| "a number".to_owned())?;
    let moment = match *moment {
        "write" => Moment::Write(number),
        "before" => Moment::BeforeLine(number),
        "torn" => Moment::Torn(number),
        "after" => Moment::AfterLine(number),
        _ => Moment::Never,
    };
    let system = Arc::new(KillingSystem::new(moment));
    act(&system, action)?;
    let (writes, lines) = system.counts();
    println!("{writes} {lines}");
    Ok(())
}

fn act(system: &Arc<KillingSystem>, action: &str) -> Result<(), String> {
    let outside: Arc<dyn System> = system.clone();
    if action == "steps" {
        return steps(&outside);
    }
    let workspace = Workspace::open(outside, Path::new("."), &[]).map_err(failed)?;
    let held = workspace.lock().map_err(failed)?;
    let tell = &mut |_: &str| {};
    match action {
        "resume" => resume(&workspace, &held, &|| false, tell).map(drop).map_err(failed),
        "abort" => abort(&workspace, &held).map(drop).map_err(failed),
        _ => {
            let index = workspace.portfolio.find(super::fixture::DOCUMENT).ok_or("the document is gone")?;
            let asked =
                request(&workspace, index, &workspace.bind(index), Class::Rollback, &Allowed::default());
            let allow = Allowed { digests: vec![asked.map_err(failed)?.digest], policy: None };
            let mut options = RollbackOptions {
                reason: Some("it is slow".to_owned()),
                accept_loss: true,
                allow,
                ..RollbackOptions::default()
            };
            options.agreed = Some(propose(&workspace, index, &options).map_err(failed)?.token);
            rollback(&workspace, &held, index, &options, tell).map(drop).map_err(failed)
        }
    }
}

/// Runs the implementation steps to their end; what somebody has to do is said to be done.
fn steps(outside: &Arc<dyn System>) -> Result<(), String> {
    let mut options = StepsOptions::default();
    loop {
        let workspace = Workspace::open(Arc::clone(outside), Path::new("."), &[]).map_err(failed)?;
        let held = workspace.lock().map_err(failed)?;
        let index = workspace.portfolio.find(super::steps::DOCUMENT).ok_or("the document is gone")?;
        let asked = request(&workspace, index, &workspace.bind(index), Class::Run, &Allowed::default());
        options.allow = Allowed { digests: vec![asked.map_err(failed)?.digest], policy: None };
        let report = run_steps(workspace, &held, index, &options, &mut |_| {}).map_err(failed)?;
        options.decision = match report.stopped {
            None => return Ok(()),
            Some(stopped) if stopped.why == "manual" => {
                Some(Decision::Done { step: stopped.step, note: None })
            }
            Some(stopped) => return Err(stopped.words),
        };
    }
}

#[expect(clippy::needless_pass_by_value, reason = "what `map_err` gives")]
fn failed(error: milepost_engine::EngineError) -> String {
    format!("{}: {}", milepost_engine::with_causes(&error), error.reasons.join("; "))
}
