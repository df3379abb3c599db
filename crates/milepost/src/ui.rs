//! The terminal: colours, width, questions, the live lines, and what a bug looks like.

use std::{
    any::Any,
    io::{self, BufRead as _, Write as _},
    sync::{Mutex, PoisonError},
};

use anstream::ColorChoice;
use milepost_engine::exit::Exit;
use milepost_report::{Role, contained, printable};
use milepost_system::{Stream, System};
use terminal_size::{Height, Width};

use crate::{cli::Color, version};

/// Where the last panic happened, and what it said.
static LAST_PANIC: Mutex<Option<String>> = Mutex::new(None);

/// Facts about the streams.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Terminal {
    /// Standard output is a terminal.
    pub(crate) stdout: bool,
    /// Cells in a line of standard output.
    pub(crate) width: usize,
    /// Lines on the screen of standard output, where it is a terminal that can show pages.
    pub(crate) height: Option<usize>,
    /// Cells in a line of standard error, where it is a terminal on which lines can change in place.
    pub(crate) live: Option<usize>,
}

/// What a width is where nobody tells: fits a page of a log.
const USUAL_WIDTH: usize = 100;
/// Narrower than this, lines that change in place would take more than one row.
const NARROWEST_LIVE: usize = 20;

impl Terminal {
    /// As it is now.
    pub(crate) fn of(system: &dyn System) -> Self {
        let number = |name| system.var(name)?.to_str()?.parse().ok().filter(|number| *number > 0);
        let (stdout, stderr) = (system.is_terminal(Stream::Stdout), system.is_terminal(Stream::Stderr));
        let out = stdout.then(|| terminal_size::terminal_size_of(io::stdout())).flatten();
        let err = stderr.then(|| terminal_size::terminal_size_of(io::stderr())).flatten();
        let cells = |size: Option<(Width, Height)>| {
            number("COLUMNS")
                .or_else(|| size.map(|(width, _)| usize::from(width.0)).filter(|cells| *cells > 0))
        };
        let rows = number("LINES").or_else(|| out.map(|(_, height)| usize::from(height.0)));
        // Neither lines that change in place nor pages work on a terminal that knows no commands.
        let moves = system.var("TERM").is_some_and(|term| !term.is_empty() && term != "dumb");
        Self {
            stdout,
            width: cells(out).unwrap_or(USUAL_WIDTH),
            height: rows.filter(|rows| stdout && moves && *rows > 0),
            live: (stderr && moves)
                .then(|| cells(err).unwrap_or(USUAL_WIDTH))
                .filter(|cells| *cells >= NARROWEST_LIVE),
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

/// Shows what a question is about, whatever else is to be said.
pub(crate) fn show(text: &str) -> io::Result<()> {
    anstream::stderr().write_all(contained(text).as_bytes())
}

/// Asks a question; the answer in lower case, empty at the end of the input.
pub(crate) fn answer(question: &str, choices: &str) -> io::Result<String> {
    Ok(sentence(question, choices)?.to_lowercase())
}

/// Asks for words; as they were typed, empty at the end of the input.
pub(crate) fn sentence(question: &str, choices: &str) -> io::Result<String> {
    let mut stderr = anstream::stderr();
    write!(stderr, "{} [{choices}] ", Role::Strong.paint(printable(question)))?;
    stderr.flush()?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(answer.trim().to_owned())
}

/// Lines at the bottom of a terminal that change in place.
#[derive(Debug, Default)]
pub(crate) struct Area {
    lines: usize,
}

impl Area {
    /// Puts lines above the area for good, and shows the area anew. Errors of a terminal that went away are let be.
    pub(crate) fn show(&mut self, above: Option<&str>, area: &[String]) {
        let mut text = String::new();
        if let Some(above) = above {
            text.push_str(above);
            text.push('\n');
        }
        for line in area {
            text.push_str(line);
            text.push('\n');
        }
        if !has_colours() {
            text = anstream::adapter::strip_str(&text).to_string();
        }
        // Past the stream that takes colours away: it would take the movements, too.
        let text = self.wiped() + &text;
        self.lines = area.len();
        let mut stderr = io::stderr().lock();
        let _ = stderr.write_all(text.as_bytes()).and_then(|()| stderr.flush());
    }

    /// Removes the area.
    pub(crate) fn clear(&mut self) {
        if self.lines > 0 {
            self.show(None, &[]);
        }
    }

    fn wiped(&self) -> String {
        if self.lines == 0 { String::new() } else { format!("\x1b[{}A\x1b[J", self.lines) }
    }
}

fn has_colours() -> bool {
    anstream::AutoStream::choice(&io::stderr()) != ColorChoice::Never
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
         {} please report it with this line, what `milepost --version --verbose` prints ({} on {}), the command line, and the document if you may\n",
        Role::Bad.paint("error:"),
        Role::Command.paint("hint:"),
        version::VERSION,
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
