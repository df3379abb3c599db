//! How many hours some milestones still take, one by one: enough to say which of them is short.

use std::{
    collections::{BTreeMap, HashSet},
    num::NonZeroUsize,
};

use milepost_forecast::{Plan, Quantiles, Seed, Settings, simulate};
use sha2::{Digest as _, Sha256};

use super::{tasks::open_tasks, work::Work};
use crate::{Result, Workspace};

/// Trials for each milestone: the median is wanted, and not its tail.
const TRIALS: u32 = 500;

/// The median of the hours left of each of some milestones; those without any estimate are left out.
///
/// # Errors
/// When the ledger cannot be read.
pub(crate) fn hours_left(workspace: &Workspace, milestones: &[usize]) -> Result<BTreeMap<usize, f64>> {
    let work = Work::of(workspace)?;
    let history = work.history(|_, _| true);
    let mut found = BTreeMap::new();
    for index in milestones {
        let mut tasks = open_tasks(&work, &[*index]);
        let own: HashSet<&str> = work.open_units(&[*index]).map(|unit| unit.id.as_str()).collect();
        tasks.retain(|task| own.contains(task.id.as_str()));
        // The order does not change how much work there is.
        for task in &mut tasks {
            task.after.clear();
        }
        let seed = Seed(Sha256::digest(workspace.document_id(*index).as_bytes()).into());
        let settings = Settings { trials: TRIALS, seed, threads: NonZeroUsize::MIN, block: None };
        if let Ok(trials) = simulate(&Plan { tasks, people: Vec::new() }, &history, &settings) {
            let mut effort = trials.effort;
            effort.sort_unstable_by(f64::total_cmp);
            found.insert(*index, Quantiles::of(&effort).p50);
        }
    }
    Ok(found)
}
