//! What has to be reached.

use super::cell::Cell;
use super::{paired, stored};

/// A figure beside what was wanted.
#[derive(Debug, Clone, serde::Serialize)]
pub(super) struct Figure {
    /// What it is.
    pub(super) name: String,
    /// What was found.
    pub(super) found: f64,
    /// What was wanted.
    pub(super) wanted: f64,
    /// Whether more than `wanted` is wrong, and not less.
    pub(super) is_upper: bool,
    /// Whether it was reached, chance allowed for.
    pub(super) is_reached: bool,
}

/// Of the paired gate: noise, true change, the least share of right answers, the mean number of runs at most.
const PAIRED: [(&str, u32, f64, f64); 21] = [
    ("LN3", 0, 1.0, 12.0),
    ("LN3", 5, 0.995, 19.0),
    ("LN3", 15, 0.997, 20.0),
    ("LN3", 20, 1.0, 13.0),
    ("LN3", 30, 1.0, 11.0),
    ("LN10", 0, 0.796, 35.0),
    ("LN10", 15, 0.247, 53.0),
    ("LN10", 20, 0.723, 38.0),
    ("LN10", 30, 1.0, 18.0),
    ("heavy", 0, 0.991, 20.0),
    ("heavy", 15, 0.772, 37.0),
    ("heavy", 20, 0.990, 21.0),
    ("heavy", 30, 1.0, 14.0),
    ("drift", 0, 1.0, 12.0),
    ("drift", 20, 1.0, 13.0),
    ("bimodal", 0, 1.0, 17.0),
    ("bimodal", 20, 0.999, 17.0),
    ("bursty", 0, 0.920, 28.0),
    ("bursty", 15, 0.493, 45.0),
    ("bursty", 20, 0.887, 30.0),
    ("bursty", 30, 0.975, 21.0),
];

/// Of the stored-baseline gate: what differs between sessions, their numbers, the true change, the least share of right
/// answers.
const STORED: [(f64, usize, usize, u32, f64); 5] = [
    (0.05, 3, 3, 0, 0.67),
    (0.05, 3, 3, 20, 0.60),
    (0.05, 3, 3, 30, 0.97),
    (0.05, 5, 3, 0, 0.76),
    (0.05, 5, 3, 20, 0.68),
];

/// The figures of the paired gate.
pub(super) fn of_paired(rows: &[paired::Row]) -> Vec<Figure> {
    let mut all = Vec::new();
    for row in rows {
        let name = |what: &str| format!("{} at {}%: {what}", row.noise, row.change);
        let cell = &row.paired;
        match row.change {
            10 => {
                all.push(at_most(name("called regressed"), cell.regressed, 0.05, cell));
                all.push(at_most(name("called within"), cell.within, 0.05, cell));
            }
            less if less < 10 => {
                all.push(at_most(name("called regressed, wrongly"), cell.regressed, 0.001, cell));
            }
            _ => all.push(at_most(name("called within, wrongly"), cell.within, 0.001, cell)),
        }
        let wanted = PAIRED.iter().find(|wanted| wanted.0 == row.noise && wanted.1 == row.change);
        if let Some((_, _, share, runs)) = wanted {
            let right = if row.change < 10 { cell.within } else { cell.regressed };
            all.push(at_least(name("decided rightly"), right, *share, cell));
            let is_reached = cell.runs <= runs * 1.1 + 0.5;
            all.push(Figure {
                name: name("runs"),
                found: cell.runs,
                wanted: *runs,
                is_upper: true,
                is_reached,
            });
        }
    }
    all
}

/// The figures of the stored-baseline gate.
pub(super) fn of_stored(rows: &[stored::Row]) -> Vec<Figure> {
    let mut all = Vec::new();
    for row in rows {
        let cell = &row.stored;
        let name = |what: &str| {
            format!("sessions {}+{}, sd {}, at {}%: {what}", row.base, row.new, row.between, row.change)
        };
        // Where sessions differ by more than is usual, no promise is made.
        if row.change == 10 && row.between <= 0.05 {
            all.push(at_most(name("called regressed"), cell.regressed, 0.05, cell));
            all.push(at_most(name("called within"), cell.within, 0.05, cell));
        }
        let is_row = |wanted: &&(f64, usize, usize, u32, f64)| {
            (wanted.0 - row.between).abs() < 1e-9
                && (wanted.1, wanted.2, wanted.3) == (row.base, row.new, row.change)
        };
        if let Some(wanted) = STORED.iter().find(is_row) {
            let right = if row.change < 10 { cell.within } else { cell.regressed };
            all.push(at_least(name("decided rightly"), right, wanted.4, cell));
        }
    }
    all
}

/// A share that may not be above `wanted`.
pub(super) fn at_most(name: String, found: f64, wanted: f64, cell: &Cell) -> Figure {
    Figure { name, found, wanted, is_upper: true, is_reached: found <= wanted + cell.slack(wanted) }
}

fn at_least(name: String, found: f64, wanted: f64, cell: &Cell) -> Figure {
    let slack = cell.slack(wanted.min(0.99)) + 0.01;
    Figure { name, found, wanted, is_upper: false, is_reached: found >= wanted - slack }
}
