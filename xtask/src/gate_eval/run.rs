//! From options to tables.

use serde_json::json;

use super::cell::Cell;
use super::targets::{Figure, at_most, of_paired, of_stored};
use super::{Options, guarantees, paired, real, stored, table};

/// Simulates, and prints the tables and what was reached beside the targets.
///
/// # Errors
/// When a target was missed.
pub(crate) fn gate_eval(options: &Options) -> Result<(), String> {
    if let Some(rounds) = options.real {
        return of_programs(rounds, options);
    }
    let paired = paired::rows(options.reps);
    let stored = stored::rows(options.reps);
    let guarantees = guarantees::guarantees(options.reps);
    let mut all = of_paired(&paired);
    all.extend(of_stored(&stored));
    all.extend(guarantees.iter().filter_map(|row| {
        let cell = Cell { reps: row.reps, ..Cell::default() };
        Some(at_most(row.name.clone(), row.share, row.at_most?, &cell))
    }));
    if options.json {
        let facts = json!({
            "reps": options.reps, "paired": paired, "stored": stored, "guarantees": guarantees, "targets": all,
        });
        println!("{facts:#}");
    } else {
        println!(
            "A budget of +10%, {} measurements in each cell; R: called regressed, W: called within.\n",
            options.reps
        );
        println!("{}", table::paired_table(&paired));
        println!("{}", table::stored_table(&stored));
        println!("{}", table::guarantee_table(&guarantees));
        println!("{}", table::reached(&all));
    }
    let missed = all.iter().filter(|figure: &&Figure| !figure.is_reached).count();
    if missed == 0 { Ok(()) } else { Err(format!("{missed} targets missed")) }
}

/// The most that the gate may cost beside one run of a program, in milliseconds.
const MOST_OVERHEAD: f64 = 2.0;

fn of_programs(rounds: usize, options: &Options) -> Result<(), String> {
    let found = real::real(rounds, options)?;
    if options.json {
        println!("{:#}", json!({ "rounds": rounds, "real": found }));
    } else {
        println!("{}", real::real_table(&found));
    }
    let (wrong, all) = found.wrong();
    // One in twenty is the rate that is allowed, and few rounds may have one by chance.
    if wrong > 1 + all / 20 {
        return Err(format!("{wrong} of {all} verdicts of the gate are wrong"));
    }
    let cost = found.overhead.milliseconds();
    if cost <= MOST_OVERHEAD {
        Ok(())
    } else {
        Err(format!("the gate costs {cost:.2} ms beside a run, {MOST_OVERHEAD} ms are allowed"))
    }
}
