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
            let own = unit.after.iter().filter(|id| chosen.ids.contains(id.as_str())).cloned();
            let mut after: Vec<String> = own.collect();
            // Whatever waits for another piece of the milestone waits for its first ones, and these for other milestones.
            if after.is_empty() {
                after.extend(chosen.before(work, index, &mut before).iter().cloned());
            }
            let elsewhere = named_elsewhere(work, unit).map(|(_, unit)| unit.id.clone());
            after.extend(elsewhere.filter(|id| chosen.ids.contains(id.as_str())));
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

/// The open pieces that a plan consists of.
struct Chosen<'a> {
    units: BTreeMap<usize, Vec<&'a Unit>>,
    ids: HashSet<&'a str>,
}

impl<'a> Chosen<'a> {
    fn of(work: &'a Work, among: &BTreeSet<usize>) -> Self {
        let mut chosen = Self { units: BTreeMap::new(), ids: HashSet::new() };
        let mut left: Vec<(usize, &Unit)> = Vec::new();
        for index in among {
            left.extend(open(work, *index).map(|unit| (*index, unit)));
        }
        let mut whole = among.clone();
        while let Some((index, unit)) = left.pop() {
            if !chosen.ids.insert(&unit.id) {
                continue;
            }
            chosen.units.entry(index).or_default().push(unit);
            left.extend(named_elsewhere(work, unit));
            if !among.contains(&index) {
                left.extend(
                    open(work, index)
                        .filter(|other| unit.after.contains(&other.id))
                        .map(|other| (index, other)),
                );
                for needed in work.needed(&[index]) {
                    if whole.insert(needed) {
                        left.extend(open(work, needed).map(|unit| (needed, unit)));
                    }
                }
            }
        }
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
            let over = |needed: usize| work.milestones.get(&needed).is_none_or(|milestone| milestone.is_over);
            let waits = work.graph.waits_of(index).iter();
            for wait in waits.filter(|wait| !over(wait.needed) && !work.graph.is_circular(wait)) {
                match self.units.get(&wait.needed) {
                    Some(units) => found.extend(last(units)),
                    None => found.extend_from_slice(self.before(work, wait.needed, known)),
                }
            }
            known.insert(index, found);
        }
        &known[&index]
    }
}

/// Those of some pieces that no other of them waits for.
fn last(units: &[&Unit]) -> Vec<String> {
    let waited: HashSet<&str> = units.iter().flat_map(|unit| &unit.after).map(String::as_str).collect();
    units.iter().filter(|unit| !waited.contains(unit.id.as_str())).map(|unit| unit.id.clone()).collect()
}

fn open(work: &Work, index: usize) -> impl Iterator<Item = &Unit> {
    let units = work.milestones.get(&index).map_or(&[][..], |milestone| milestone.units.as_slice());
    units.iter().filter(|unit| unit.state == State::Open)
}

/// The open pieces of other milestones that a piece waits for.
fn named_elsewhere<'a>(work: &'a Work, unit: &'a Unit) -> impl Iterator<Item = (usize, &'a Unit)> {
    unit.elsewhere.iter().flat_map(|(index, number)| {
        let milestone = work.milestones.get(index);
        let places = milestone.and_then(|milestone| Some((milestone, milestone.by_number.get(number)?)));
        let units =
            places.into_iter().flat_map(|(milestone, places)| places.iter().map(|at| &milestone.units[*at]));
        units.filter(|unit| unit.state == State::Open).map(|unit| (*index, unit))
    })
}
