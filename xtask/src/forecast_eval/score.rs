//! How often and by how much the methods were wrong.

use std::fmt::Write;

use super::replay::{Cell, Group};

/// Coverage and loss of one method over some groups.
struct Score {
    /// Share of the groups that stayed at or below P50, P80 and P95.
    covered: [f64; 3],
    /// Share between P5 and P95.
    inside: f64,
    /// Mean pinball loss of P50, P80 and P95 over the sum of the estimates.
    pinball: f64,
}

const SHARES: [f64; 3] = [0.50, 0.80, 0.95];

/// P5, P50, P80 and P95 of one method for a group.
type Said = fn(&Group) -> [f64; 4];

/// The methods, in the order of their rows.
const METHODS: [(&str, Said); 3] = [
    ("raw sum", |_| [1.0; 4]),
    ("evidence-based", |group| group.evidence_based),
    ("milepost", |group| group.forecast),
];

/// A row for each method and cell, the same for all cells together, and whether the limits are kept: those
/// are of a whole organisation's history, so the beginnings of projects are shown without.
pub(super) fn tables(cells: &[&Cell], with_limits: bool) -> String {
    let mut text = String::from(
        "| data | group | history | n | method | P50 | P80 | P95 | in P5-P95 | pinball |\n|---|---|---|---|---|---|---|---|---|---|\n",
    );
    for cell in cells {
        let history = match cell.spell.below {
            usize::MAX => format!("{}+", cell.spell.from),
            below => format!("{}-{}", cell.spell.from, below - 1),
        };
        let groups: Vec<&Group> = cell.groups.iter().collect();
        rows(&mut text, [cell.file.as_str(), &cell.size.to_string(), &history], &groups);
    }
    let all: Vec<&Group> = cells.iter().flat_map(|cell| &cell.groups).collect();
    if all.is_empty() {
        text.push_str("\nno group of tasks has enough history\n");
        return text;
    }
    rows(&mut text, ["all", "", ""], &all);
    let [raw, rival, ours] = METHODS.map(|(_, said)| Score::of(&all, said).pinball);
    let _ = writeln!(text, "\npinball: {:.3} of raw sum, {:.3} of evidence-based", ours / raw, ours / rival);
    if with_limits {
        limits(&mut text, cells, &all);
    }
    text
}

fn rows(text: &mut String, [file, size, history]: [&str; 3], groups: &[&Group]) {
    for (method, said) in METHODS {
        let score = Score::of(groups, said);
        let [p50, p80, p95] = score.covered;
        let _ = writeln!(
            text,
            "| {file} | {size} | {history} | {} | {method} | {p50:.3} | {p80:.3} | {p95:.3} | {:.3} | {:.4} |",
            groups.len(),
            score.inside,
            score.pinball
        );
    }
}

/// What a forecast has to keep, so that "P80" may be printed beside it.
fn limits(text: &mut String, cells: &[&Cell], all: &[&Group]) {
    let mut line = |what: &str, value: f64, low: f64, high: f64| {
        let kept = if (low..=high).contains(&value) { "kept" } else { "MISSED" };
        let _ = writeln!(text, "{kept}: {what} {value:.3}, within {low:.3}..{high:.3}");
    };
    for cell in cells.iter().filter(|cell| cell.groups.len() >= 100) {
        let score = Score::of(&cell.groups.iter().collect::<Vec<_>>(), METHODS[2].1);
        let name = format!("{} {}", cell.file, cell.size);
        line(&format!("{name} P80"), score.covered[1], 0.75, 0.88);
        line(&format!("{name} P95"), score.covered[2], 0.91, 1.0);
        line(&format!("{name} in P5-P95"), score.inside, 0.78, 1.0);
    }
    let [raw, rival, ours] = METHODS.map(|(_, said)| Score::of(all, said));
    line("all P80", ours.covered[1], 0.79, 0.85);
    line("all P95", ours.covered[2], 0.935, 0.965);
    line("pinball over evidence-based", ours.pinball / rival.pinball, 0.0, 0.90);
    line("pinball over raw sum", ours.pinball / raw.pinball, 0.0, 0.65);
}

impl Score {
    fn of(groups: &[&Group], said: Said) -> Self {
        let count = groups.len() as f64;
        let share = |kept: &dyn Fn(&&&Group) -> bool| groups.iter().filter(kept).count() as f64 / count;
        let loss = |group: &&Group| {
            let said = said(group);
            let of = |(share, value): (&f64, &f64)| pinball(*share, *value, group.actual);
            SHARES.iter().zip(&said[1..]).map(of).sum::<f64>() / SHARES.len() as f64
        };
        Self {
            covered: [1, 2, 3].map(|place| share(&|group| group.actual <= said(group)[place])),
            inside: share(&|group| {
                let [low, .., high] = said(group);
                low <= group.actual && group.actual <= high
            }),
            pinball: groups.iter().map(loss).sum::<f64>() / count,
        }
    }
}

/// The loss of a quantile (Koenker and Bassett 1978): it is least in the mean for the true one.
fn pinball(share: f64, said: f64, actual: f64) -> f64 {
    if actual >= said { share * (actual - said) } else { (1.0 - share) * (said - actual) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_count_what_stayed_below_and_how_far_off_it_was() {
        let group = |actual| Group { actual, forecast: [0.5, 1.0, 1.5, 2.0], evidence_based: [1.0; 4] };
        let groups = [group(0.9), group(1.0), group(1.6), group(3.0)];
        let score = Score::of(&groups.iter().collect::<Vec<_>>(), METHODS[2].1);
        assert!(
            score.covered.iter().zip([0.5, 0.5, 0.75]).all(|(share, right)| (share - right).abs() < 1e-12)
        );
        assert!((score.inside - 0.75).abs() < 1e-12);
        let first = (0.05 + 0.12 + 0.055) / 3.0;
        let second = (0.0 + 0.10 + 0.05) / 3.0;
        let third = (0.30 + 0.08 + 0.02) / 3.0;
        let fourth = (1.0 + 1.20 + 0.95) / 3.0;
        assert!((score.pinball - (first + second + third + fourth) / 4.0).abs() < 1e-12, "{}", score.pinball);
    }
}
