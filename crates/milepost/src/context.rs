//! What every command works with: the outside, the streams, how to answer.

use std::{
    borrow::Cow,
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use milepost_engine::{EngineError, ErrorKind, Held, Workspace, exit::Exit, rollback};
use milepost_report::{Page, Role, contained, json, unstyled};
use milepost_system::{OsSystem, System};
use serde::Serialize;

use crate::{
    cli::Global,
    error::{CommandError, Result},
    pager,
    progress::Progress,
    ui::{Area, Terminal},
};

/// What a command works with.
#[derive(Debug)]
pub(crate) struct Context {
    /// The outside.
    pub(crate) system: Arc<dyn System>,
    /// The folder from which addresses are read.
    pub(crate) from: PathBuf,
    /// Whether a JSON document is wanted.
    pub(crate) json: bool,
    /// Whether nothing but errors is to be said.
    pub(crate) quiet: bool,
    /// Facts about the streams.
    pub(crate) terminal: Terminal,
    /// Set by the first Ctrl-C; the second ends the process.
    pub(crate) cancel: Arc<AtomicBool>,
    /// Ends the process at the second Ctrl-C.
    impatience: signal_hook::SigId,
    /// Whether long answers may go through a pager.
    pages: bool,
    /// The lines of standard error that change in place.
    area: Arc<Mutex<Area>>,
    /// Set when whoever read standard output went away: the work goes on, what it prints is dropped.
    closed: AtomicBool,
}

impl Context {
    /// For these options.
    pub(crate) fn new(global: &Global) -> Result<Self> {
        let system: Arc<dyn System> = Arc::new(OsSystem::new());
        let here = system
            .current_dir()
            .map_err(|error| CommandError::usage("the current folder is gone").because(error))?;
        let from = global.directory.as_ref().map_or(here.clone(), |directory| here.join(directory));
        if !system.is_dir(&from) {
            return Err(CommandError::usage(format!("`{}` is no folder", from.display())));
        }
        let terminal = Terminal::of(system.as_ref());
        let (cancel, impatience) = on_interrupt(!ignores_hangup(system.as_ref()))?;
        Ok(Self {
            cancel,
            impatience,
            pages: !global.no_pager,
            area: Arc::default(),
            system,
            from,
            json: global.json,
            quiet: global.quiet,
            terminal,
            closed: AtomicBool::new(false),
        })
    }

    /// The room on standard output.
    pub(crate) fn page(&self) -> Page {
        Page { width: self.terminal.width }
    }

    /// Writes data to standard output. When its reader went away, nothing more is written and nothing is wrong: the
    /// exit code still tells how the command ended.
    pub(crate) fn print(&self, text: &str) -> Result<()> {
        self.put(&contained(text))
    }

    /// Writes what is contained.
    fn put(&self, text: &str) -> Result<()> {
        if self.closed.load(Ordering::Relaxed) {
            return Ok(());
        }
        // All at once: what goes through line by line is a system call for each.
        let text = if colours() { Cow::Borrowed(text) } else { unstyled(text) };
        self.written(io::stdout().lock().write_all(text.as_bytes()))
    }

    /// Writes all that waits.
    pub(crate) fn flush(&self) -> Result<()> {
        self.written(io::stdout().flush())
    }

    fn written(&self, outcome: io::Result<()>) -> Result<()> {
        match outcome {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.closed.store(true, Ordering::Relaxed);
                Ok(())
            }
            outcome => {
                outcome.map_err(|error| CommandError::usage("the output cannot be written").because(error))
            }
        }
    }

    /// Answers with a JSON document where that is wanted, else with text for people.
    pub(crate) fn answer(
        &self,
        command: &str,
        exit: Exit,
        data: &impl Serialize,
        text: impl FnOnce() -> String,
    ) -> Result<Exit> {
        if self.json {
            return self.answer_json(command, exit, data);
        }
        self.show(&text())?;
        Ok(exit)
    }

    /// Answers with a JSON document.
    pub(crate) fn answer_json(&self, command: &str, exit: Exit, data: &impl Serialize) -> Result<Exit> {
        self.print(&json::v1::document(command, exit, data)?)?;
        Ok(exit)
    }

    /// Writes an answer for people to standard output: page by page where it is longer than the screen. It has to be
    /// the last thing that a command does.
    pub(crate) fn show(&self, text: &str) -> Result<()> {
        let text = &*contained(text);
        let fits = |height| !pager::is_longer(text, self.terminal.width, height);
        if self.terminal.height.is_none_or(fits) || !self.pages {
            return self.put(text);
        }
        let Some(command) = pager::pager(self.system.as_ref()) else {
            return self.put(text);
        };
        // A Ctrl-C is the pager's now: this process must not leave the terminal to it and go.
        signal_hook::low_level::unregister(self.impatience);
        let shown = if colours() { Cow::Borrowed(text) } else { unstyled(text) };
        if pager::show(self.system.as_ref(), &command, &shown) {
            return Ok(());
        }
        self.warn(&format!("the pager `{command}` cannot be started"));
        self.put(text)
    }

    /// Says what goes on until the answer is dropped, where that takes longer than a second and somebody looks.
    pub(crate) fn progress(&self, what: &str) -> Progress {
        let shown = self.terminal.live.is_some() && !self.quiet && !self.json;
        Progress::new(what, shown.then(|| Arc::clone(&self.area)))
    }

    /// The lines of standard error that change in place.
    pub(crate) fn area(&self) -> MutexGuard<'_, Area> {
        self.area.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says something on standard error.
    pub(crate) fn say(&self, text: &str) {
        if !self.quiet {
            self.area().clear();
            // Talk that nobody hears is no failure.
            let _ = anstream::stderr().write_all(format!("{}\n", contained(text)).as_bytes());
        }
    }

    /// Warns on standard error.
    pub(crate) fn warn(&self, text: &str) {
        self.say(&format!("{} {text}", Role::Attention.paint("warning:")));
    }

    /// The project around the current folder.
    pub(crate) fn workspace(&self) -> Result<Workspace> {
        let _reading = self.progress("reading the documents");
        Ok(Workspace::open(Arc::clone(&self.system), &self.from, &[])?)
    }

    /// The same for a command that asks for few of the documents.
    pub(crate) fn some_of_workspace(&self) -> Result<Workspace> {
        let _reading = self.progress("reading the documents");
        Ok(Workspace::open_lazily(Arc::clone(&self.system), &self.from)?)
    }

    /// For reading commands: tells of a change that was interrupted.
    pub(crate) fn note_interrupted(&self, workspace: &Workspace) {
        if let Some(what) = workspace.interrupted_change() {
            self.warn(&format!("`{what}` was interrupted; the next command that writes finishes it"));
        }
        if let Ok(Some((milestone, _))) = rollback::pending(workspace) {
            self.warn(&format!(
                "the rollback of `{milestone}` is not over; `milepost rollback --status` says more"
            ));
        }
    }

    /// Takes a project for a writing command: finishes what an interrupted one left, and reads the documents anew
    /// where another command may have written them since they were read.
    pub(crate) fn hold(&self, workspace: Workspace) -> Result<(Workspace, Held)> {
        let (workspace, held) = self.take(workspace)?;
        if let Some((milestone, _)) = rollback::pending(&workspace)? {
            let message = format!("the rollback of `{milestone}` is not over");
            let hint =
                "`milepost rollback --resume` goes on, `--abort` gives it up, `--status` says what is done";
            return Err(EngineError::new(ErrorKind::Refused, message).hint(hint).into());
        }
        Ok((workspace, held))
    }

    /// The same while a rollback is not over: for the command that brings it to its end.
    pub(crate) fn take(&self, workspace: Workspace) -> Result<(Workspace, Held)> {
        let held = match workspace.lock_within(Duration::ZERO) {
            Err(error) if error.kind == ErrorKind::Locked => {
                self.say(&format!("waiting: {error}"));
                workspace.lock()?
            }
            other => other?,
        };
        if let Some(recovered) = &held.recovered {
            let end = if recovered.given_up {
                "was given up: nothing of it was written"
            } else {
                "is finished now"
            };
            self.say(&format!("`{}` had been interrupted and {end}", recovered.what));
            for path in &recovered.conflicts {
                self.warn(&format!("`{}` was edited since and was left as it is", path.display()));
            }
        }
        for path in &held.removed {
            self.say(&format!(
                "`{}` is removed: a command that was killed had not written it to its end",
                path.display()
            ));
        }
        Ok((held.current(workspace), held))
    }

    /// The same for one document, with its place among those that were read anew.
    pub(crate) fn hold_for(&self, workspace: Workspace, index: usize) -> Result<(Workspace, Held, usize)> {
        let path = workspace.document(index).path.clone();
        let (workspace, held) = self.hold(workspace)?;
        let index = workspace
            .portfolio
            .find(&path)
            .ok_or_else(|| CommandError::usage(format!("`{path}` was removed by another process")))?;
        Ok((workspace, held, index))
    }
}

/// Whether standard output shows colours.
fn colours() -> bool {
    anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never
}

/// The first Ctrl-C sets the flag, the second ends the process at once. A terminal that goes away is the same, unless
/// that was to be ignored. Answers with the flag, and with what ends the process at the second Ctrl-C.
fn on_interrupt(hangup: bool) -> Result<(Arc<AtomicBool>, signal_hook::SigId)> {
    let flag = Arc::new(AtomicBool::new(false));
    let code = i32::from(Exit::Interrupted.code());
    let mut signals = vec![signal_hook::consts::SIGTERM];
    if hangup {
        signals.push(signal_hook::consts::SIGHUP);
    }
    let handle = |signal| {
        // The order matters: the shutdown looks at the flag before this very signal sets it.
        let shutdown = signal_hook::flag::register_conditional_shutdown(signal, code, Arc::clone(&flag));
        shutdown
            .and_then(|shutdown| signal_hook::flag::register(signal, Arc::clone(&flag)).map(|_| shutdown))
            .map_err(|error| CommandError::new(Exit::Bug, "signals cannot be handled").because(error))
    };
    for signal in signals {
        handle(signal)?;
    }
    let impatience = handle(signal_hook::consts::SIGINT)?;
    Ok((flag, impatience))
}

/// Whether this process was started under `nohup`: then the end of its terminal does not concern it. Where that cannot
/// be seen, it was not.
fn ignores_hangup(system: &dyn System) -> bool {
    let status = system.read(Path::new("/proc/self/status")).unwrap_or_default();
    let status = String::from_utf8_lossy(&status);
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & 1 == 1)
}
