//! The live view of `verify`: what runs now with its elapsed and expected time, what has ended, how many remain.

use std::{collections::BTreeMap, time::Duration};

use milepost_engine::{
    runner::{Event, Outcome},
    verify::VerifyEvent,
};

use crate::{
    Page, Role,
    layout::{cut, fit, width},
    style::verdict_glyph,
    words::{duration, plural},
};

/// What is shown while checks run. Knows no terminal: it answers with lines.
#[derive(Debug, Default)]
pub struct Live {
    planned: Vec<(String, Option<Duration>)>,
    running: BTreeMap<usize, Duration>,
    attempts: BTreeMap<usize, u32>,
    /// What the measurements that go on have shown.
    measuring: BTreeMap<usize, String>,
    finished: usize,
    elapsed: Duration,
    page: Page,
}

/// What an event changes on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Moved {
    /// Nothing to be seen.
    Nothing,
    /// Only the lines of what runs.
    Area,
    /// These lines are to stay.
    Line(String),
    /// These lines are to stay where there is no live area, which shows it otherwise.
    PlainLine(String),
}

impl Live {
    /// For a page.
    pub fn new(page: Page) -> Self {
        Self { page, ..Self::default() }
    }

    /// Takes in an event.
    pub fn event(&mut self, event: &VerifyEvent<'_>) -> Moved {
        match event {
            VerifyEvent::Planned { document, to_run, fresh } => {
                self.planned = to_run.to_vec();
                self.running.clear();
                self.attempts.clear();
                self.finished = 0;
                self.elapsed = Duration::ZERO;
                let known = if *fresh > 0 { format!(", {fresh} with fresh evidence") } else { String::new() };
                let name = Role::Strong.paint(document);
                Moved::Line(format!("{name}: {} to run{known}", plural(to_run.len(), "command")))
            }
            VerifyEvent::Run(event) => self.run(event),
            VerifyEvent::Measuring { check, progress } => {
                let count = if progress.cap > 0 {
                    format!("{} of at most {}: ", progress.pairs, progress.cap)
                } else {
                    String::new()
                };
                self.measuring.insert(*check, format!("{count}{}", progress.words));
                Moved::Area
            }
        }
    }

    fn run(&mut self, event: &Event<'_>) -> Moved {
        match event {
            Event::Started { check, attempt } => {
                self.running.insert(*check, self.elapsed);
                self.attempts.insert(*check, *attempt);
                let again = if *attempt > 1 { " again" } else { "" };
                let label = cut(self.label(*check), self.page.cells().saturating_sub(12));
                Moved::PlainLine(format!("  {} {label}{again}", Role::Faint.paint("· running")))
            }
            Event::Progress { elapsed, .. } => {
                self.elapsed = *elapsed;
                Moved::Area
            }
            Event::Separating { checks, why } => Moved::Line(format!(
                "  {} {} run again one by one: {}",
                Role::Attention.paint("?"),
                plural(checks.len(), "command"),
                why.join(", ")
            )),
            Event::Finished { check, outcome } => {
                self.running.remove(check);
                self.measuring.remove(check);
                self.finished += 1;
                Moved::Line(self.finished_line(*check, outcome))
            }
            Event::WaveStarted { .. } => Moved::Area,
            Event::Output { .. } => Moved::Nothing,
        }
    }

    /// The lines of what runs now, none of them wider than the page.
    pub fn area(&self) -> Vec<String> {
        let room = self.page.width.max(10);
        let mut lines = Vec::new();
        for (check, since) in &self.running {
            let elapsed = duration(self.elapsed.saturating_sub(*since));
            let expected = self.planned.get(*check).and_then(|(_, expected)| *expected);
            let of = expected.map(|expected| format!(" of about {}", duration(expected))).unwrap_or_default();
            let again = match self.attempts.get(check) {
                Some(attempt) if *attempt > 1 => format!(" (attempt {attempt})"),
                _ => String::new(),
            };
            let tail = format!("  {elapsed}{of}{again}");
            let label = cut(self.label(*check), room.saturating_sub(width(&tail) + 4).max(4));
            lines.push(format!("  {} {label}{}", Role::Note.paint("▸"), Role::Faint.paint(tail)));
            if let Some(words) = self.measuring.get(check) {
                lines.push(format!("    {}", Role::Faint.paint(cut(words, room.saturating_sub(4).max(4)))));
            }
        }
        let counts = format!("  {}/{} done, {}", self.finished, self.planned.len(), duration(self.elapsed));
        lines.push(Role::Faint.paint(cut(&counts, room)));
        lines
    }

    fn label(&self, check: usize) -> &str {
        self.planned.get(check).map_or("", |(label, _)| label)
    }

    fn finished_line(&self, check: usize, outcome: &Outcome) -> String {
        let name = outcome.verdict.name();
        let role = Role::of_verdict(name);
        let glyph = role.paint(format!("{} {}", verdict_glyph(name), fit(name, 12)));
        let mut facts = vec![duration(outcome.duration)];
        if let Some(counts) = outcome.observed.tests.counts() {
            facts.push(format!("{} passed", plural(counts.passed as usize, "test")));
            if counts.failed > 0 {
                facts.push(format!("{} failed", counts.failed));
            }
        }
        let room = self.page.cells().saturating_sub(40).max(20);
        let facts = Role::Faint.paint(facts.join(", "));
        format!("  {glyph} {}  {facts}", cut(self.label(check), room))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_runs_shows_elapsed_and_expected_time() {
        let mut live = Live::new(Page { width: 60 });
        let planned = [("pnpm test".to_owned(), Some(Duration::from_secs(9)))];
        let moved = live.event(&VerifyEvent::Planned { document: "shop/1", to_run: &planned, fresh: 2 });
        assert!(
            matches!(moved, Moved::Line(line) if line.contains("1 command to run, 2 with fresh evidence"))
        );
        live.event(&VerifyEvent::Run(Event::Started { check: 0, attempt: 2 }));
        let progress = Event::Progress { running: &[0], finished: 0, elapsed: Duration::from_millis(2500) };
        assert_eq!(live.event(&VerifyEvent::Run(progress)), Moved::Area);
        let area = live.area().join("\n");
        let plain = anstream::adapter::strip_str(&area).to_string();
        assert_eq!(plain, "  ▸ pnpm test  2.5 s of about 9.0 s (attempt 2)\n  0/1 done, 2.5 s");
    }

    #[test]
    fn the_area_never_exceeds_a_narrow_terminal_by_much() {
        let mut live = Live::new(Page { width: 12 });
        let planned = [("a very long label of a command".to_owned(), None)];
        live.event(&VerifyEvent::Planned { document: "1", to_run: &planned, fresh: 0 });
        live.event(&VerifyEvent::Run(Event::Started { check: 0, attempt: 1 }));
        assert_eq!(live.area().len(), 2);
    }
}
