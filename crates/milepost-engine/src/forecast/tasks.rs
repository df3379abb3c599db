//! The open tasks of some milestones, each with what it waits for.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use milepost_forecast::OpenTask;

use super::{
    unit::{State, Unit},
    work::Work,
};

/// The open pieces of some milestones, each waiting for what it says and for all of the milestones that its own one waits
/// for; behind them those pieces of other milestones that they wait for one by one. Waits of milestones for each other are
/// left out: see [`Work::circular`].
pub(super) fn open_tasks(work: &Work, milestones: &[usize]) -> Vec<OpenTask> {
    let among: BTreeSet<usize> = milestones.iter().copied().collect();
    let chosen = Chosen::of(work, &among);
    let mut order: Vec<usize> = milestones.to_vec();
    order.extend(chosen.units.keys().filter(|index| !among.contains(index)));
    let mut before = HashMap::new();
    let mut tasks = Vec::new();
    for index in order {
        for unit in chosen.units.get(&index).into_iter().flatten() {
            let waits = &chosen.waits[unit.id.as_str()];
            let mut after: Vec<String> = waits.iter().map(|(_, unit)| unit.id.clone()).collect();
            // Whatever waits for another piece of the milestone waits for its first ones, and these for other milestones.
            if waits.iter().all(|(of, _)| *of != index) {
                after.extend(chosen.before(work, index, &mut before).iter().cloned());
            }
            after.sort_unstable();
            after.dedup();
            tasks.push(OpenTask {
                id: unit.id.clone(),
                estimate: unit.estimate,
                spent: unit.spent,
                person: unit.person.clone(),
                after,
            });
        }
    }
    tasks
}

/// The milestones beside some that are in their plan because single tasks wait for tasks of theirs, and what those wait for.
pub(super) fn reached(work: &Work, milestones: &[usize]) -> Vec<usize> {
    let among: BTreeSet<usize> = milestones.iter().copied().collect();
    Chosen::of(work, &among).milestones.difference(&among).copied().collect()
}

/// The open pieces that a plan consists of.
struct Chosen<'a> {
    units: BTreeMap<usize, Vec<&'a Unit>>,
    /// For each piece, by its id, those that it waits for.
    waits: HashMap<&'a str, Vec<(usize, &'a Unit)>>,
    /// All milestones that have a part in it.
    milestones: BTreeSet<usize>,
}

impl<'a> Chosen<'a> {
    fn of(work: &'a Work, among: &BTreeSet<usize>) -> Self {
        let mut chosen = Self { units: BTreeMap::new(), waits: HashMap::new(), milestones: BTreeSet::new() };
        let mut whole = among.clone();
        let mut left: Vec<(usize, &Unit)> = Vec::new();
        for index in among {
            left.extend(open(work, *index).map(|unit| (*index, unit)));
        }
        while let Some((index, unit)) = left.pop() {
            if chosen.waits.contains_key(unit.id.as_str()) {
                continue;
            }
            let waits = waited(work, index, unit);
            left.extend(&waits);
            chosen.waits.insert(&unit.id, waits);
            if chosen.milestones.insert(index) && !among.contains(&index) {
                for needed in work.needed(&[index]) {
                    if whole.insert(needed) {
                        left.extend(open(work, needed).map(|unit| (needed, unit)));
                    }
                }
            }
            chosen.units.entry(index).or_default().push(unit);
        }
        chosen.milestones.extend(whole);
        for (index, units) in &mut chosen.units {
            let ids: HashSet<&str> = units.iter().map(|unit| unit.id.as_str()).collect();
            *units = open(work, *index).filter(|unit| ids.contains(unit.id.as_str())).collect();
        }
        chosen
    }

    /// What has to be done before a milestone begins: the last pieces of those that it waits for, and where nothing is open
    /// in one of these, of those that this one waits for.
    fn before<'b>(
        &self,
        work: &Work,
        index: usize,
        known: &'b mut HashMap<usize, Vec<String>>,
    ) -> &'b [String] {
        if !known.contains_key(&index) {
            let mut found = Vec::new();
            let is_over =
                |needed: usize| work.milestones.get(&needed).is_none_or(|milestone| milestone.is_completed);
            let waits = work.graph.waits_of(index).iter();
            for wait in waits.filter(|wait| !is_over(wait.needed) && !work.graph.is_circular(wait)) {
                match self.units.get(&wait.needed) {
                    Some(units) => found.extend(self.last(units)),
                    None => found.extend_from_slice(self.before(work, wait.needed, known)),
                }
            }
            // Over layers of milestones in which nothing is open the same ones come many times.
            found.sort_unstable();
            found.dedup();
            known.insert(index, found);
        }
        &known[&index]
    }

    /// Those of some pieces that no other of them waits for.
    fn last(&self, units: &[&Unit]) -> Vec<String> {
        let waits = units.iter().flat_map(|unit| &self.waits[unit.id.as_str()]);
        let waited: HashSet<&str> = waits.map(|(_, unit)| unit.id.as_str()).collect();
        units.iter().filter(|unit| !waited.contains(unit.id.as_str())).map(|unit| unit.id.clone()).collect()
    }
}

fn open(work: &Work, index: usize) -> impl Iterator<Item = &Unit> {
    let units = work.milestones.get(&index).map_or(&[][..], |milestone| milestone.units.as_slice());
    units.iter().filter(|unit| unit.state == State::Open)
}

/// The open pieces that one waits for; of those that were given up, what these waited for.
fn waited<'a>(work: &'a Work, index: usize, unit: &'a Unit) -> Vec<(usize, &'a Unit)> {
    let mut found = Vec::new();
    let mut seen: HashSet<&str> = HashSet::from([unit.id.as_str()]);
    let mut left = named(work, index, unit);
    while let Some((index, unit)) = left.pop() {
        if seen.insert(&unit.id) {
            match unit.state {
                State::Open => found.push((index, unit)),
                State::Dropped => left.extend(named(work, index, unit)),
                State::Ended(_) => {}
            }
        }
    }
    found
}

/// The pieces that one names, of its own milestone and of others.
fn named<'a>(work: &'a Work, index: usize, unit: &'a Unit) -> Vec<(usize, &'a Unit)> {
    let mut found: Vec<(usize, &Unit)> = Vec::new();
    if !unit.after.is_empty() {
        let own = work.milestones.get(&index).into_iter().flat_map(|milestone| &milestone.units);
        found.extend(own.filter(|other| unit.after.contains(&other.id)).map(|other| (index, other)));
    }
    for (index, number) in &unit.elsewhere {
        if let Some(milestone) = work.milestones.get(index)
            && let Some(places) = milestone.by_number.get(number)
        {
            found.extend(places.iter().map(|place| (*index, &milestone.units[*place])));
        }
    }
    found
}

#[cfg(test)]
#[path = "tasks_tests.rs"]
mod tests;
