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

/// What has to be equal for times of one day to be held against those of another; nothing where processor or kernel are not
/// known: two machines of which nothing is known are not the same.
pub(crate) fn fingerprint(system: &dyn System) -> BTreeMap<String, String> {
    let machine = machine(system);
    let processor = text(system, "/proc/cpuinfo").and_then(|text| {
        let line = |name: &str| text.lines().find(|line| line.starts_with(name));
        // Of Arm only numbers are told.
        let line = line("model name").or_else(|| line("Hardware")).or_else(|| line("CPU part"))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    });
    let kernel = text(system, "/proc/sys/kernel/osrelease");
    if processor.is_none() || kernel.is_none() {
        return BTreeMap::new();
    }
    let facts = [
        ("processor", processor),
        ("cores", machine.cores.map(|cores| cores.to_string())),
        ("kernel", kernel),
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

#[cfg(test)]
mod tests {
    use milepost_system::MemorySystem;

    use super::*;

    #[test]
    fn a_machine_of_which_nothing_is_known_is_no_other() {
        let system = MemorySystem::new();
        let put = |path: &str, text: &str| {
            system.create_dir_all(Path::new(path).parent().unwrap()).unwrap();
            system.write_atomic(Path::new(path), text.as_bytes()).unwrap();
        };
        put("/proc/cpuinfo", "processor\t: 0\nCPU part\t: 0xd0c\n");
        assert!(fingerprint(&system).is_empty(), "no kernel");
        put("/proc/sys/kernel/osrelease", "6.1\n");
        let found = fingerprint(&system);
        assert_eq!((found["processor"].as_str(), found["kernel"].as_str()), ("0xd0c", "6.1"));
    }
}
