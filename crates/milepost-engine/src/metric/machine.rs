//! The machine on which something is measured.

use std::{collections::BTreeMap, path::Path};

use milepost_gate::performance::Machine;
use milepost_system::System;

/// What is known of the machine: cores, load, governor, battery.
pub(crate) fn machine(system: &dyn System) -> Machine {
    let load = text(system, "/proc/loadavg");
    Machine {
        cores: std::thread::available_parallelism().ok().and_then(|cores| cores.get().try_into().ok()),
        load: load.as_deref().and_then(|line| line.split(' ').next()?.parse().ok()),
        governor: text(system, "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"),
        on_battery: on_battery(system),
    }
}

/// What has to be equal for times of one day to be held against those of another.
pub(crate) fn fingerprint(system: &dyn System) -> BTreeMap<String, String> {
    let machine = machine(system);
    let processor = text(system, "/proc/cpuinfo").and_then(|text| {
        let line = text.lines().find(|line| line.starts_with("model name"))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    });
    let facts = [
        ("processor", processor),
        ("cores", machine.cores.map(|cores| cores.to_string())),
        ("kernel", text(system, "/proc/sys/kernel/osrelease")),
        ("governor", machine.governor),
        ("battery", machine.on_battery.map(|battery| battery.to_string())),
    ];
    facts.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

fn text(system: &dyn System, path: &str) -> Option<String> {
    let bytes = system.read(Path::new(path)).ok()?;
    Some(String::from_utf8_lossy(&bytes).trim().to_owned()).filter(|text| !text.is_empty())
}

fn on_battery(system: &dyn System) -> Option<bool> {
    let supplies = system.list(Path::new("/sys/class/power_supply")).ok()?;
    let states = supplies.iter().filter_map(|supply| {
        let read = |name: &str| text(system, &supply.path.join(name).to_string_lossy());
        (read("type")? == "Mains").then(|| read("online").map(|online| online == "0"))?
    });
    // Where no plug is known, the machine has none to pull.
    states.reduce(|one, other| one && other)
}
