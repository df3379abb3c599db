//! How the tasks of a milestone are nested, and which of them are pieces of work of their own.

use std::collections::HashMap;

use milepost_document::{Document, ItemId};

use crate::tracking::Task;

/// The nesting of tasks.
///
/// A task that is estimated is one piece with all below it, and so is one below which nothing is estimated. Any other task
/// is divided: what lies in it are pieces of their own.
#[derive(Debug)]
pub(super) struct Outline {
    parents: Vec<Option<usize>>,
    /// For each task the piece that it belongs to; `None` for one that is divided.
    pieces: Vec<Option<usize>>,
    /// For each piece the tasks that it stands for, itself first.
    parts: Vec<Vec<usize>>,
}

impl Outline {
    /// Of the tasks of a document, outer ones before those in them.
    pub(super) fn of(document: &Document, tasks: &[Task]) -> Self {
        let places: HashMap<ItemId, usize> =
            tasks.iter().enumerate().filter_map(|(place, task)| Some((task.item?, place))).collect();
        let parent = |task: &Task| places.get(&document.item(task.item?).parent?).copied();
        let parents: Vec<Option<usize>> = tasks.iter().map(parent).collect();
        let mut estimated_below = vec![false; tasks.len()];
        for place in (0..tasks.len()).rev() {
            if let Some(parent) = parents[place] {
                estimated_below[parent] |= estimated_below[place] || tasks[place].estimate.is_some();
            }
        }
        let mut pieces: Vec<Option<usize>> = Vec::with_capacity(tasks.len());
        let mut parts = vec![Vec::new(); tasks.len()];
        for (place, task) in tasks.iter().enumerate() {
            let around = parents[place].and_then(|parent| pieces[parent]);
            let divided = task.estimate.is_none() && estimated_below[place];
            let piece = around.or_else(|| (!divided).then_some(place));
            if let Some(piece) = piece {
                parts[piece].push(place);
            }
            pieces.push(piece);
        }
        Self { parents, pieces, parts }
    }

    /// The pieces, in order.
    pub(super) fn pieces(&self) -> impl Iterator<Item = usize> {
        (0..self.pieces.len()).filter(|place| self.pieces[*place] == Some(*place))
    }

    /// The tasks that are divided, in order.
    pub(super) fn divided(&self) -> impl Iterator<Item = usize> {
        (0..self.pieces.len()).filter(|place| self.pieces[*place].is_none())
    }

    /// The tasks that a piece stands for, itself first.
    pub(super) fn parts(&self, piece: usize) -> &[usize] {
        &self.parts[piece]
    }

    /// Whether a task is only a part of a piece.
    pub(super) fn is_part(&self, place: usize) -> bool {
        self.pieces[place].is_some_and(|piece| piece != place)
    }

    /// The parts of a piece that lie directly in it.
    pub(super) fn inside(&self, piece: usize) -> Vec<usize> {
        self.parts[piece].iter().copied().filter(|part| self.parents[*part] == Some(piece)).collect()
    }

    /// The tasks around a task, from the inside.
    pub(super) fn around(&self, place: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(self.parents[place], |at| self.parents[*at])
    }

    /// The pieces that a task stands for: the one that it belongs to, or all in a divided one.
    pub(super) fn meant(&self, place: usize) -> Vec<usize> {
        match self.pieces[place] {
            Some(piece) => vec![piece],
            None => self.pieces().filter(|piece| self.around(*piece).any(|at| at == place)).collect(),
        }
    }
}
