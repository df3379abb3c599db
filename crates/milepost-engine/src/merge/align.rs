//! Which things of two versions are the same.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::unit::Unit;

/// For each unit of the old version its place in the new one, ascending.
pub(super) fn align(old: &[Unit], new: &[Unit]) -> Vec<Option<usize>> {
    let keys = |units: &[Unit]| units.iter().map(|unit| unit.key.clone()).collect::<Vec<_>>();
    let mut places = vec![None; old.len()];
    for operation in capture_diff_slices(Algorithm::Myers, &keys(old), &keys(new)) {
        if let DiffOp::Equal { old_index, new_index, len } = operation {
            for step in 0..len {
                places[old_index + step] = Some(new_index + step);
            }
        }
    }
    places
}
