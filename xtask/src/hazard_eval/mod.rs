//! What `milepost hazards` finds in migrations that were written by hand, beside what people expect, what PostgreSQL did, and
//! what squawk finds.

#[path = "../../../crates/milepost-hazard/tests/evaluation/cases.rs"]
mod cases;
mod measure;
mod options;
mod run;
mod score;
mod squawk;

pub(crate) use options::Options;
pub(crate) use run::hazard_eval;
