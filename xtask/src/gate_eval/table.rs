//! The tables as Markdown.

use std::fmt::Write as _;

use super::guarantees::Guarantee;
use super::targets::Figure;
use super::{cell::Cell, paired, stored};

/// The paired gate beside its peers: shares of `regressed` and `within`, and mean program runs.
pub(super) fn paired_table(rows: &[paired::Row]) -> String {
    let mut text = "| noise | true | paired gate |".to_owned();
    for (peer, runs) in paired::PEERS {
        let _ = write!(text, " {} n={runs} ({} runs) |", peer.name(), 2 * runs);
    }
    let _ = write!(text, "\n|{}\n", "---|".repeat(3 + paired::PEERS.len()));
    for row in rows {
        let _ = write!(
            text,
            "| {} | {}% | {} / {:.1} |",
            row.noise,
            row.change,
            shares(&row.paired),
            row.paired.runs
        );
        for cell in &row.peers {
            let _ = write!(text, " {} |", shares(cell));
        }
        text.push('\n');
    }
    text
}

/// The stored-baseline gate beside a test over all values.
pub(super) fn stored_table(rows: &[stored::Row]) -> String {
    let mut text =
        "| between sessions | sessions | true | stored-baseline gate | Mann-Whitney over all runs |\n\
                    |---|---|---|---|---|\n"
            .to_owned();
    for row in rows {
        let _ = writeln!(
            text,
            "| {} | {}+{} | {}% | {} | {} |",
            row.between,
            row.base,
            row.new,
            row.change,
            shares(&row.stored),
            shares(&row.naive)
        );
    }
    text
}

/// What is promised besides.
pub(super) fn guarantee_table(rows: &[Guarantee]) -> String {
    let mut text = "| promise | found | at most |\n|---|---|---|\n".to_owned();
    for row in rows {
        let most = row.at_most.map_or_else(|| "(compare)".to_owned(), |most| format!("{most}"));
        let _ = writeln!(text, "| {} | {:.3} | {most} |", row.name, row.share);
    }
    text
}

/// How much of what is wanted was reached, with each figure that was not.
pub(super) fn reached(all: &[Figure]) -> String {
    let missed: Vec<&Figure> = all.iter().filter(|figure| !figure.is_reached).collect();
    let mut text = format!("{} of {} targets reached\n", all.len() - missed.len(), all.len());
    for figure in missed {
        let bound = if figure.is_upper { "at most" } else { "at least" };
        let _ = writeln!(
            text,
            "missed: {}: {:.3}, {bound} {} was wanted",
            figure.name, figure.found, figure.wanted
        );
    }
    text
}

/// `.037 R .031 W`
fn shares(cell: &Cell) -> String {
    format!("{:.3} R {:.3} W", cell.regressed, cell.within)
}
