//! What is covered by tests, file by file and of the lines that the work changed.

mod changed;
mod found;
mod recorded;

pub(crate) use changed::changed_lines;
pub use found::{CoverageFound, ExcludedFiles, FileShort, LinesOfChange, MissedLines};
pub(crate) use recorded::{covered_files, of_baseline};
pub use recorded::{gate_coverage, recorded_coverage};
