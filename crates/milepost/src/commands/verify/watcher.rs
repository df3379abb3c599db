//! Shows what runs while it runs.

use milepost_engine::verify::VerifyEvent;
use milepost_report::{
    Page,
    human::{Live, Moved},
    json,
};

use super::Reporter;
use crate::context::Context;

/// Takes in the events of a run and shows them: live lines on a terminal, plain lines elsewhere, or JSON.
pub(in crate::commands) struct Watcher<'c> {
    context: &'c Context,
    reporter: Reporter,
    live: Live,
}

impl<'c> Watcher<'c> {
    /// For a command.
    pub(in crate::commands) fn new(context: &'c Context, reporter: Reporter) -> Self {
        let page = Page { width: context.terminal.live.unwrap_or(context.terminal.width) };
        Self { context, reporter, live: Live::new(page) }
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
        let in_place = self.context.terminal.live.is_some();
        let mut area = self.context.area();
        match moved {
            Moved::PlainLine(_) | Moved::Area if in_place => area.show(None, &self.live.area()),
            Moved::Line(line) if in_place => area.show(Some(&line), &self.live.area()),
            Moved::Area | Moved::Nothing => {}
            Moved::Line(line) | Moved::PlainLine(line) => {
                drop(area);
                self.context.say(&line);
            }
        }
    }

    /// Removes the live lines.
    pub(in crate::commands) fn finish(self) {
        drop(self);
    }
}

impl Drop for Watcher<'_> {
    fn drop(&mut self) {
        self.context.area().clear();
    }
}
