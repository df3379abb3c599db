//! Shows what runs while it runs.

use milepost_engine::verify::VerifyEvent;
use milepost_report::{
    Page,
    human::{Live, Moved},
    json,
};

use super::Reporter;
use crate::{context::Context, ui::Area};

/// Takes in the events of a run and shows them: live lines on a terminal, plain lines elsewhere, or JSON.
pub(in crate::commands) struct Watcher<'c> {
    context: &'c Context,
    reporter: Reporter,
    live: Live,
    area: Area,
}

impl<'c> Watcher<'c> {
    /// For a command.
    pub(in crate::commands) fn new(context: &'c Context, reporter: Reporter) -> Self {
        let page = Page { width: context.terminal.width };
        Self { context, reporter, live: Live::new(page), area: Area::default() }
    }

    /// Shows an event.
    pub(in crate::commands) fn event(&mut self, event: &VerifyEvent<'_>) {
        if self.reporter == Reporter::Json
            && !self.context.json
            && let Some(line) = json::v1::event(event)
        {
            // A reader that went away is noticed when the report is written.
            let _ = self.context.print(&line);
        }
        let moved = self.live.event(event);
        if self.reporter != Reporter::Human || self.context.quiet || self.context.json {
            return;
        }
        let on_terminal = self.context.terminal.stderr;
        match moved {
            Moved::PlainLine(_) | Moved::Area if on_terminal => self.area.show(None, &self.live.area()),
            Moved::Line(line) if on_terminal => self.area.show(Some(&line), &self.live.area()),
            Moved::Line(line) | Moved::PlainLine(line) => self.context.say(&line),
            Moved::Area | Moved::Nothing => {}
        }
    }

    /// Removes the live lines.
    pub(in crate::commands) fn finish(mut self) {
        self.area.clear();
    }
}

impl Drop for Watcher<'_> {
    fn drop(&mut self) {
        self.area.clear();
    }
}
