//! What came of the trials.

use std::{collections::BTreeMap, time::Instant};

/// After so many trials it is said how far they are.
const EVERY: usize = 25;

/// What came of the trials of one kind.
#[derive(Debug, Default)]
pub(super) struct Row {
    pub(super) trials: usize,
    pub(super) resumed: usize,
    pub(super) aborted: usize,
    /// A command was stopped in its midst, and somebody was asked.
    pub(super) asked: usize,
    /// It was killed before it began, or after its end.
    pub(super) untouched: usize,
    pub(super) wrong: Vec<String>,
}

impl Row {
    /// Takes a trial in whose end something differs, and says so at once: the table is far away.
    pub(super) fn judged(&mut self, what: &str, differs: Option<String>) {
        if let Some(differs) = differs {
            let wrong = format!("{what}: {differs}");
            eprintln!("wrong: {wrong}");
            self.wrong.push(wrong);
        }
    }
}

/// The rows of one kind of run, and how far its trials are.
#[derive(Debug)]
pub(super) struct Rows {
    of: &'static str,
    by_kind: BTreeMap<&'static str, Row>,
    done: usize,
    all: usize,
    began: Instant,
}

impl Rows {
    /// Rows without a trial yet, of so many that are planned.
    pub(super) fn new(of: &'static str, all: usize) -> Self {
        Self { of, by_kind: BTreeMap::new(), done: 0, all, began: Instant::now() }
    }

    /// The row for one more trial; now and then it is said how far they are.
    pub(super) fn of(&mut self, kind: &'static str) -> &mut Row {
        if self.done.is_multiple_of(EVERY) {
            let wrong: usize = self.by_kind.values().map(|row| row.wrong.len()).sum();
            let seconds = self.began.elapsed().as_secs();
            eprintln!("{}: {} of {} trials, {wrong} wrong, {seconds} s", self.of, self.done, self.all);
        }
        self.done += 1;
        self.by_kind.entry(kind).or_default()
    }

    /// Prints the rows; how many trials ended in another state.
    pub(super) fn print(&self) -> usize {
        for (kind, row) in &self.by_kind {
            println!(
                "{:<11} {kind:<22} {:>6}  {:>7}  {:>8}  {:>5}  {:>17}  {:>5}",
                self.of,
                row.trials,
                row.resumed,
                row.aborted,
                row.asked,
                row.untouched,
                row.wrong.len()
            );
            for what in row.wrong.iter().take(5) {
                println!("    {what}");
            }
        }
        self.by_kind.values().map(|row| row.wrong.len()).sum()
    }
}

/// The line above all rows.
pub(super) fn print_head() {
    println!("of          killed at              trials  resumed  given up  asked  not begun or over  wrong");
}
