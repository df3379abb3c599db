//! What came of the trials.

use std::collections::BTreeMap;

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

/// The line above all rows.
pub(super) fn print_head() {
    println!("of          killed at              trials  resumed  given up  asked  not begun or over  wrong");
}

/// The rows of one kind of run; how many trials ended in another state.
pub(super) fn print(of: &str, rows: &BTreeMap<&'static str, Row>) -> usize {
    for (kind, row) in rows {
        println!(
            "{of:<11} {kind:<22} {:>6}  {:>7}  {:>8}  {:>5}  {:>17}  {:>5}",
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
    rows.values().map(|row| row.wrong.len()).sum()
}
