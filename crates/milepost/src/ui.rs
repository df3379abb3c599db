//! The terminal: colours, width, questions, the live lines, and what a bug looks like.

use std::{
    any::Any,
    io::{self, BufRead as _, Write as _},
    sync::{Mutex, PoisonError},
};

use anstream::ColorChoice;
use milepost_engine::exit::Exit;
use milepost_report::Role;
use milepost_system::{Stream, System};

use crate::cli::Color;

/// Where the last panic happened, and what it said.
static LAST_PANIC: Mutex<Option<String>> = Mutex::new(None);

/// Facts about the streams.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Terminal {
    /// Standard output is a terminal.
    pub(crate) stdout: bool,
    /// Standard error is a terminal.
    pub(crate) stderr: bool,
    /// Standard input is a terminal.
    pub(crate) stdin: bool,
    /// Cells in a line.
    pub(crate) width: usize,
}

impl Terminal {
    /// As it is now.
    pub(crate) fn of(system: &dyn System) -> Self {
        let named = system.var("COLUMNS").and_then(|columns| columns.to_str()?.parse().ok());
        let width = named.or_else(|| terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)));
        Self {
            stdout: system.is_terminal(Stream::Stdout),
            stderr: system.is_terminal(Stream::Stderr),
            stdin: system.is_terminal(Stream::Stdin),
            width: width.filter(|width| *width > 0).unwrap_or(100),
        }
    }
}

/// Settles whether colours are used. `auto` follows `NO_COLOR`, `CLICOLOR_FORCE` and the stream.
pub(crate) fn set_color(color: Color) {
    match color {
        Color::Auto => ColorChoice::Auto,
        Color::Always => ColorChoice::Always,
        Color::Never => ColorChoice::Never,
    }
    .write_global();
}

/// Asks a question that is answered with yes or no; anything but yes is no.
pub(crate) fn ask(question: &str) -> io::Result<bool> {
    let mut stderr = anstream::stderr();
    write!(stderr, "{} [y/N] ", Role::Strong.paint(question))?;
    stderr.flush()?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}

/// Lines at the bottom of a terminal that change in place.
#[derive(Debug, Default)]
pub(crate) struct Area {
    lines: usize,
}

impl Area {
    /// Puts lines above the area for good, and shows the area anew. Errors of a terminal that went away are let be.
    pub(crate) fn show(&mut self, above: Option<&str>, area: &[String]) {
        let mut text = self.wiped();
        if let Some(above) = above {
            text.push_str(above);
            text.push('\n');
        }
        for line in area {
            text.push_str(line);
            text.push('\n');
        }
        self.lines = area.len();
        let mut stderr = anstream::stderr();
        let _ = stderr.write_all(text.as_bytes()).and_then(|()| stderr.flush());
    }

    /// Removes the area.
    pub(crate) fn clear(&mut self) {
        self.show(None, &[]);
    }

    fn wiped(&self) -> String {
        if self.lines == 0 { String::new() } else { format!("\x1b[{}A\x1b[J", self.lines) }
    }
}

/// Keeps what a panic says for [`report_bug`] instead of printing it.
pub(crate) fn quiet_panics() {
    std::panic::set_hook(Box::new(|info| {
        let place =
            info.location().map(|place| format!("{}:{}", place.file(), place.line())).unwrap_or_default();
        let mut last = LAST_PANIC.lock().unwrap_or_else(PoisonError::into_inner);
        *last = Some(format!("{} at {place}", words(info.payload())));
    }));
}

/// Says that Milepost itself is at fault, and what to send.
pub(crate) fn report_bug(panic: &(dyn Any + Send)) -> Exit {
    let last = LAST_PANIC.lock().unwrap_or_else(PoisonError::into_inner).take();
    let what = last.unwrap_or_else(|| words(panic).to_owned());
    let text = format!(
        "{} this is a bug of milepost: {what}\n\
         {} please report it with this line, `milepost {}` on {}, the command line, and the document if you may\n",
        Role::Bad.paint("error:"),
        Role::Command.paint("hint:"),
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS,
    );
    let _ = anstream::stderr().write_all(text.as_bytes());
    Exit::Bug
}

fn words(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("something failed without words")
}
