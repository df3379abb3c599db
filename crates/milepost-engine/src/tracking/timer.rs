//! A timer: the work that goes on now.

use std::path::PathBuf;

use jiff::{Timestamp, civil::DateTime};
use milepost_ledger::{Access, TaskName, TimeEntry};
use milepost_time::{Interval, IntervalError, Minutes, moment};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{
    booked::booked,
    log::{Books, Logged, book, reference, wanted_task},
    names::person,
    task::tasks,
};
use crate::{EngineError, ErrorKind, Held, Result, Workspace, journal::FileChange, signers::Signers};

/// A timer that runs longer was forgotten, most likely.
const LONG: Minutes = Minutes(10 * 60);

/// A timer that runs. It lives on one machine, in no record, until it is stopped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Running {
    /// The milestone's id.
    pub document: String,
    /// Its document.
    pub path: String,
    /// The task.
    pub task: Option<TaskName>,
    /// Who works.
    pub person: String,
    /// Since when.
    pub start: Timestamp,
    /// What is done.
    pub note: Option<String>,
}

impl Running {
    /// How long it has run: whole minutes, none where the clock was set back.
    pub fn minutes(&self, now: Timestamp) -> Minutes {
        Minutes((now.as_second() - self.start.as_second()).max(0) / 60)
    }

    /// Whether it looks forgotten: it ran for longer than anybody works at a stretch.
    pub fn is_forgotten(&self, now: Timestamp) -> bool {
        self.minutes(now) > LONG
    }
}

/// What a stop came to.
#[derive(Debug, Clone, Serialize)]
pub struct Stopped {
    /// The timer.
    pub timer: Running,
    /// What was booked; nothing below a minute.
    pub logged: Option<Logged>,
}

/// The user's own timer, if one runs.
///
/// # Errors
/// When it cannot be read.
pub fn running(workspace: &Workspace) -> Result<Option<Running>> {
    let file = file(workspace, &person(workspace)?);
    if !workspace.system.is_file(&file) {
        return Ok(None);
    }
    let bytes = workspace.system.read(&file).map_err(|error| EngineError::io("read", &file, error))?;
    let read = serde_json::from_slice(&bytes);
    read.map(Some).map_err(|error| {
        EngineError::new(ErrorKind::Usage, format!("the timer in `{}` cannot be read", file.display()))
            .because(error)
            .hint("remove the file; what it timed is not booked")
    })
}

/// Whether a timer could run on a task.
///
/// # Errors
/// When the task is not known.
pub fn can_start(workspace: &Workspace, index: usize, task: Option<&str>) -> Result<()> {
    wanted_task(&tasks(workspace.document(index).document()), task).map(drop)
}

/// Starts a timer.
///
/// # Errors
/// When one runs, the task is not known, or the timer cannot be written.
pub fn start(
    workspace: &Workspace,
    _held: &Held,
    index: usize,
    task: Option<&str>,
    note: Option<String>,
) -> Result<Running> {
    if let Some(timer) = running(workspace)? {
        let mut error = EngineError::usage(format!("a timer runs on {}", named(&timer)));
        error.reasons = vec![format!("since {}", since(workspace, timer.start))];
        return Err(error.hint("`milepost track stop` books it; `milepost track switch` does both"));
    }
    let person = person(workspace)?;
    let task = wanted_task(&tasks(workspace.document(index).document()), task)?;
    let reference = reference(workspace, index);
    let timer = Running {
        document: reference.id,
        path: reference.path,
        task,
        person,
        start: workspace.system.now(),
        note,
    };
    let file = file(workspace, &timer.person);
    let text = serde_json::to_vec_pretty(&timer)
        .map_err(|error| EngineError::new(ErrorKind::Bug, "a timer cannot be written").because(error))?;
    workspace.system.write_atomic(&file, &text).map_err(|error| EngineError::io("write", &file, error))?;
    Ok(timer)
}

/// Stops the timer and books its time, day by day; `at` says when the work really ended.
///
/// # Errors
/// When none runs, the time makes no sense, or something cannot be written: the timer runs on then.
pub fn stop(
    workspace: &Workspace,
    held: &Held,
    at: Option<DateTime>,
    note: Option<String>,
) -> Result<Stopped> {
    let Some(timer) = running(workspace)? else {
        return Err(EngineError::usage("no timer runs")
            .hint("`milepost track start` starts one, `milepost log 2h` books time"));
    };
    let place = workspace.system.time_zone();
    let begin = timer.start;
    let now = workspace.system.now();
    if at.is_none() && timer.is_forgotten(now) {
        let message = format!("the timer on {} has run for {}", named(&timer), timer.minutes(now));
        return Err(EngineError::usage(message)
            .hint("`milepost track stop --at 17:30` says when the work ended, `--at now` that it goes on"));
    }
    let interval = match at {
        Some(at) => moment(at, &place).and_then(|end| Interval::new(begin, end)),
        None => Interval::new(begin, now),
    };
    let file = file(workspace, &timer.person);
    let interval = match interval {
        Ok(interval) if interval.end() > now => {
            return Err(EngineError::usage("the work cannot have ended later than now")
                .hint("name an earlier time with `--at`"));
        }
        Ok(interval) => interval,
        Err(IntervalError::NotAfter { .. }) if at.is_none() && now >= begin => {
            workspace.system.remove_file(&file).map_err(|error| EngineError::io("remove", &file, error))?;
            return Ok(Stopped { timer, logged: None });
        }
        Err(error) => {
            let mut refused = EngineError::usage(format!("the timer on {} cannot be booked", named(&timer)));
            refused.reasons = vec![error.to_string(), format!("it runs since {}", since(workspace, begin))];
            return Err(refused.hint(
                "`milepost track stop --at 17:30` says when the work ended, `milepost track drop` forgets it",
            ));
        }
    };
    let index =
        workspace.portfolio.find(&timer.path).filter(|index| workspace.document_id(*index) == timer.document);
    let index = index.or_else(|| {
        workspace
            .portfolio
            .milestones()
            .map(|(index, _)| index)
            .find(|index| workspace.document_id(*index) == timer.document)
    });
    let Some(index) = index else {
        return Err(EngineError::usage(format!(
            "`{}` is not there any more, where the timer runs",
            timer.document
        ))
        .hint("`milepost log TIME ID` books it elsewhere, `milepost track drop` forgets the timer"));
    };
    let ledger = workspace.ledger(Access::Write)?;
    let signers = Signers::of(workspace)?;
    let known = booked(workspace, &ledger, &signers, index)?;
    let entries = interval
        .by_day(&place)
        .into_iter()
        .map(|(day, part)| TimeEntry {
            document: reference(workspace, index),
            task: timer.task.clone(),
            person: timer.person.clone(),
            day,
            minutes: part.minutes().0,
            start: Some(part.start()),
            end: Some(part.end()),
            note: note.clone().or_else(|| timer.note.clone()),
            corrects: None,
            becomes: None,
            adopted: false,
        })
        .collect();
    let bytes = workspace.system.read(&file).map_err(|error| EngineError::io("read", &file, error))?;
    let gone = FileChange { path: file, before: Some(hex(&bytes)), after: None, mode: None };
    let books = Books { ledger: &ledger, signers: &signers, known: &known };
    let logged = book(workspace, held, &books, index, entries, vec![gone], false)?;
    Ok(Stopped { timer, logged: Some(logged) })
}

/// Forgets the timer without booking anything.
///
/// # Errors
/// When none runs or it cannot be removed.
pub fn drop_timer(workspace: &Workspace, _held: &Held) -> Result<Running> {
    let Some(timer) = running(workspace)? else { return Err(EngineError::usage("no timer runs")) };
    let file = file(workspace, &timer.person);
    workspace.system.remove_file(&file).map_err(|error| EngineError::io("remove", &file, error))?;
    Ok(timer)
}

/// What a timer is about, in words.
pub fn named(timer: &Running) -> String {
    match &timer.task {
        Some(task) => format!("{task} of `{}`", timer.document),
        None => format!("`{}`", timer.document),
    }
}

/// A moment as the clocks of this place show it.
fn since(workspace: &Workspace, start: Timestamp) -> String {
    start.to_zoned(workspace.system.time_zone()).strftime("%Y-%m-%d %H:%M").to_string()
}

/// One timer for each person who works on this machine.
fn file(workspace: &Workspace, person: &str) -> PathBuf {
    workspace.local.join(format!("timer-{}.json", &hex(person.as_bytes())[..16]))
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
