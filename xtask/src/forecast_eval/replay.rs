//! History again: every group of tasks is forecast from what was finished before its first task began.

use std::num::NonZeroUsize;

use milepost_forecast::{
    DEFAULT_TRIALS, Finished, History, OpenTask, Plan, Seed, Settings, quantile, simulate,
};

use super::{
    rivals::Velocities,
    rows::{Row, by_project},
};

/// Groups whose history has at least `from` and less than `below` tasks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spell {
    pub(super) from: usize,
    pub(super) below: usize,
}

/// Groups of one size from one file.
pub(super) struct Cell {
    pub(super) file: String,
    pub(super) size: usize,
    pub(super) spell: Spell,
    pub(super) groups: Vec<Group>,
}

/// What the methods said of one group. All totals are over the sum of its estimates.
pub(super) struct Group {
    pub(super) actual: f64,
    /// P5, P50, P80 and P95 of the forecast.
    pub(super) forecast: [f64; 4],
    /// The same of evidence-based scheduling.
    pub(super) evidence_based: [f64; 4],
}

const SHARES: [f64; 4] = [0.05, 0.50, 0.80, 0.95];

/// Replays the tasks of some organisations, each by itself.
pub(super) fn replay(
    file: &str,
    organisations: &[&[Row]],
    sizes: &[usize],
    spells: &[Spell],
) -> Result<Vec<Cell>, String> {
    let mut cells = Vec::new();
    for size in sizes {
        let mut of_size: Vec<Cell> = spells
            .iter()
            .map(|spell| Cell { file: file.to_owned(), size: *size, spell: *spell, groups: Vec::new() })
            .collect();
        for rows in organisations {
            let mut completed: Vec<&Row> = rows.iter().collect();
            completed.sort_by(|a, b| a.completed.cmp(&b.completed));
            for project in by_project(rows) {
                for group in project.chunks_exact(*size) {
                    let known = completed.partition_point(|row| row.completed < group[0].started);
                    let fits = |cell: &&mut Cell| (cell.spell.from..cell.spell.below).contains(&known);
                    let Some(cell) = of_size.iter_mut().find(fits) else { continue };
                    let number = cell.groups.len() as u64;
                    cell.groups.push(replay_group(group, &completed[..known], number)?);
                }
            }
        }
        cells.extend(of_size);
    }
    Ok(cells)
}

fn replay_group(group: &[Row], finished: &[&Row], number: u64) -> Result<Group, String> {
    let history = History::new(finished.iter().map(|row| Finished {
        estimate: row.estimate,
        actual: row.actual,
        person: Some(row.person.clone()),
    }));
    let task = |(id, row): (usize, &Row)| OpenTask {
        person: Some(row.person.clone()),
        ..OpenTask::new(id.to_string(), row.estimate)
    };
    let plan = Plan { tasks: group.iter().enumerate().map(task).collect(), people: Vec::new() };
    let mut seed = [0; 32];
    seed[..8].copy_from_slice(&number.to_le_bytes());
    let threads = NonZeroUsize::new(2).expect("two");
    let settings = Settings { trials: DEFAULT_TRIALS, seed: Seed(seed), threads, block: None };
    let simulation = simulate(&plan, &history, &settings).map_err(|error| error.to_string())?;
    let estimated: f64 = group.iter().map(|row| row.estimate).sum();
    let actual: f64 = group.iter().map(|row| row.actual).sum();
    Ok(Group {
        actual: actual / estimated,
        forecast: quantiles(simulation.effort, estimated),
        evidence_based: quantiles(
            Velocities::of(finished).totals(group, DEFAULT_TRIALS as usize, number),
            estimated,
        ),
    })
}

fn quantiles(mut totals: Vec<f64>, estimated: f64) -> [f64; 4] {
    totals.sort_unstable_by(f64::total_cmp);
    SHARES.map(|share| quantile(&totals, share) / estimated)
}
