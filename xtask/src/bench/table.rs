//! The table as Markdown.

use std::fmt::Write as _;

use super::{case::Row, measure::Spread};

/// One table for each group, under its name.
pub(super) fn table(rows: &[Row]) -> String {
    let mut text = String::new();
    let mut group = "";
    for row in rows {
        if row.group != group {
            group = row.group;
            let _ = write!(
                text,
                "{}### {group}\n\n| tool | CPU | wall | peak | budget |\n|---|---|---|---|---|\n",
                if text.is_empty() { "" } else { "\n" }
            );
        }
        let Some(found) = &row.measured else {
            let why = row.missing.as_deref().unwrap_or("not measured");
            let _ = writeln!(text, "| {} | {why} | | | |", row.tool);
            continue;
        };
        let budget = row.budget_us.map_or_else(String::new, |budget| {
            let kept = if found.cpu_us.median <= budget { "kept" } else { "missed" };
            format!("{} ms: {kept}", milliseconds(budget))
        });
        let _ = writeln!(
            text,
            "| {} | {} | {} | {:.1} MiB | {budget} |",
            row.tool,
            spread(found.cpu_us),
            spread(found.wall_us),
            found.peak_kib.median as f64 / 1024.0
        );
    }
    text
}

/// `5.1 ms (4.9–6.0)`
fn spread(spread: Spread) -> String {
    let [median, least, most] = [spread.median, spread.least, spread.most].map(milliseconds);
    format!("{median} ms ({least}–{most})")
}

fn milliseconds(micros: u64) -> String {
    let milliseconds = micros as f64 / 1e3;
    if milliseconds < 100.0 { format!("{milliseconds:.1}") } else { format!("{milliseconds:.0}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::measure::Measured;

    #[test]
    fn a_missed_budget_is_told() {
        let figure = Spread { median: 7_000, least: 6_000, most: 150_000 };
        let measured = Measured { cpu_us: figure, wall_us: figure, peak_kib: figure };
        let row = |measured, budget| Row {
            group: "show",
            tool: "milepost".to_owned(),
            measured,
            missing: None,
            budget_us: budget,
        };
        let text =
            table(&[row(Some(measured), Some(6_000)), row(Some(measured), Some(7_000)), row(None, None)]);
        assert!(text.contains("| 7.0 ms (6.0–150) |") && text.contains("| 6.0 ms: missed |"), "{text}");
        assert!(text.contains("| 7.0 ms: kept |") && text.contains("| not measured |"), "{text}");
        assert_eq!(text.matches("### show").count(), 1);
    }
}
