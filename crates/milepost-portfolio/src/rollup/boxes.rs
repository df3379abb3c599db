//! How far a milestone is, as its own boxes say.

use milepost_document::{
    Document,
    view::box_class,
    vocabulary::{SectionClass, SectionKind},
};

/// Parts done and in all.
pub(super) type Share = (u32, u32);

/// The boxes of a milestone. Boxes of what is optional, comes later or is not to be done count nowhere, and a box whose
/// words are struck through waits for nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Boxes {
    /// Those on which its completion rests: success criteria and post-implementation list.
    pub(super) criteria: Share,
    /// All.
    pub(super) all: Share,
}

impl Boxes {
    /// Counts them.
    pub(super) fn of(document: &Document) -> Self {
        let (mut criteria, mut all) = ((0, 0), (0, 0));
        for item in document.items.iter().filter(|item| item.checkbox.is_some()) {
            let class = box_class(document, item);
            if matches!(class, SectionClass::Negative | SectionClass::NotCounted) {
                continue;
            }
            if !item.is_ticked() && document.text(item.text).trim_start().starts_with("~~") {
                continue;
            }
            let add = |share: &mut Share| {
                share.0 += u32::from(item.is_ticked());
                share.1 += 1;
            };
            add(&mut all);
            if class == SectionClass::Core || item.kind == Some(SectionKind::PostImplementation) {
                add(&mut criteria);
            }
        }
        Self { criteria, all }
    }

    /// What can be meant by its progress, the likeliest first.
    pub(super) fn shares(self) -> Vec<Share> {
        let mut shares = vec![self.criteria, self.all];
        shares.retain(|share| share.1 > 0);
        shares.dedup();
        shares
    }
}

#[cfg(test)]
mod tests {
    use milepost_document::parse;

    use super::*;

    #[test]
    fn criteria_count_before_all_boxes_and_optional_ones_nowhere() {
        let text = "# Milestone 1: X\n\n## Deliverables\n\n- [x] a\n\n## Success Criteria\n\n- [x] b\n- [ ] c\n- [ ] ~~d~~\n\n\
                    ## Optional\n\n- [ ] e\n";
        let boxes = Boxes::of(&parse(text).document);
        assert_eq!((boxes.criteria, boxes.all), ((1, 2), (2, 3)));
        assert_eq!(Boxes::of(&parse("# M\n\n- [x] a\n").document).shares(), [(1, 1)]);
    }
}
