//! How far a plan and its project have moved apart, in lines.

use milepost_engine::drift::Drift;

/// Files that are named on one line.
const NAMED: usize = 3;

/// One line for each way in which they have.
pub(super) fn drift(drift: &Drift) -> Vec<String> {
    let mut lines = Vec::new();
    let mut add = |what: &str, files: &[String]| {
        if !files.is_empty() {
            lines.push(format!("{what}: {}", named(files)));
        }
    };
    add("changed since it was planned", &drift.changed);
    add("touched, and out of its scope", &drift.out_of_scope);
    add("touched, and not in its plan", &drift.unplanned);
    add("to be created, and not there", &drift.not_created);
    add("to be modified, and untouched", &drift.untouched);
    if drift.planned_at_is_gone {
        let commit = drift.planned_at.as_deref().unwrap_or_default();
        lines.push(format!("planned at {commit:.12}, which is not in this repository any more"));
    }
    for file in drift.shared.iter().take(NAMED) {
        lines.push(format!("{} is in the plan of {} too", file.path, named(&file.with)));
    }
    if drift.shared.len() > NAMED {
        lines.push(format!("and {} more files are in other plans too", drift.shared.len() - NAMED));
    }
    lines
}

fn named(files: &[String]) -> String {
    let shown: Vec<&str> = files.iter().take(NAMED).map(String::as_str).collect();
    let more = if files.len() > NAMED { format!(" and {} more", files.len() - NAMED) } else { String::new() };
    format!("{}{more}", shown.join(", "))
}
