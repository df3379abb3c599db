//! `cargo xtask gate-eval`: how often the performance gates are right and wrong, and what they cost, in simulations of
//! machines with six kinds of noise; beside what is usual. With `--real` on real programs of this machine, beside
//! `hyperfine` itself.

#![expect(clippy::print_stdout, reason = "a development tool, outside of the product")]

mod cell;
mod chance;
mod guarantees;
mod noise;
mod options;
mod paired;
mod peers;
mod real;
mod run;
mod stored;
mod table;
mod targets;

pub(crate) use options::Options;
pub(crate) use run::gate_eval;
