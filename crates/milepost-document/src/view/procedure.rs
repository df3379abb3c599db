//! The steps by which a milestone is carried out.

use super::scope::items_of;
use crate::{Document, FenceId, ItemId, vocabulary::SectionKind};

/// An entry under Implementation Steps with its fences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The entry; `None` for fences that stand outside of every entry.
    pub item: Option<ItemId>,
    /// Its fences and those of the entries nested in it.
    pub fences: Vec<FenceId>,
}

/// The steps under Implementation Steps, in order. A fence outside of every entry is a step of its own.
pub fn implementation_steps(document: &Document) -> Vec<Step> {
    let kind = SectionKind::ImplementationSteps;
    let items = items_of(document, &[kind]);
    let mut steps: Vec<(u32, Step)> = items
        .iter()
        .map(|item| (document.item(*item).span.start, Step { item: Some(*item), fences: Vec::new() }))
        .collect();
    for (id, fence) in (0_u32..).zip(&document.fences).filter(|(_, fence)| fence.kind == Some(kind)) {
        let outermost = fence.item.map(|item| {
            std::iter::successors(Some(item), |item| document.item(*item).parent).last().unwrap_or(item)
        });
        let known = outermost.and_then(|outer| items.binary_search(&outer).ok());
        match known {
            Some(at) => steps[at].1.fences.push(FenceId(id)),
            None => steps.push((fence.span.start, Step { item: None, fences: vec![FenceId(id)] })),
        }
    }
    steps.sort_by_key(|(start, _)| *start);
    steps.into_iter().map(|(_, step)| step).collect()
}
