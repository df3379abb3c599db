//! The steps by which a milestone is carried out.

use super::scope::items_of;
use crate::{Document, FenceId, ItemId, SectionId, Span, vocabulary::SectionKind};

/// What of Implementation Steps belongs together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The heading below Implementation Steps; `None` where no heading of its own stands above the step.
    pub section: Option<SectionId>,
    /// The entry; `None` below a heading, and for fences that stand outside of every entry.
    pub item: Option<ItemId>,
    /// Its fences and those of the entries nested in it.
    pub fences: Vec<FenceId>,
}

impl Step {
    /// All of its text.
    pub fn span(&self, document: &Document) -> Span {
        match (self.section, self.item, self.fences.first()) {
            (Some(section), ..) => {
                let section = document.section(section);
                section.heading.to(section.body)
            }
            (None, Some(item), _) => document.item(item).span,
            (None, None, Some(fence)) => document.fence(*fence).span,
            (None, None, None) => Span::default(),
        }
    }
}

/// The steps under Implementation Steps, in order: each heading directly below, with all that stands there; else each entry
/// of a list with its fences. A fence outside of both is a step of its own.
pub fn implementation_steps(document: &Document) -> Vec<Step> {
    let kind = SectionKind::ImplementationSteps;
    let mut steps: Vec<(u32, Step)> = Vec::new();
    for (id, section) in (0_u32..).map(SectionId).zip(&document.sections) {
        let above = section.parent.map(|parent| document.section(parent));
        if above.is_some_and(|above| above.kind == Some(kind)) && section.kind.is_none_or(|own| own == kind) {
            steps.push((section.heading.start, Step { section: Some(id), item: None, fences: Vec::new() }));
        }
    }
    let under = |section: SectionId, steps: &[(u32, Step)]| {
        let above: Vec<SectionId> = document.ancestors(section).map(|(id, _)| id).collect();
        steps.iter().position(|(_, step)| step.section.is_some_and(|own| above.contains(&own)))
    };
    let items = items_of(document, &[kind]);
    for item in &items {
        if under(document.item(*item).section, &steps).is_none() {
            let start = document.item(*item).span.start;
            steps.push((start, Step { section: None, item: Some(*item), fences: Vec::new() }));
        }
    }
    for (id, fence) in (0_u32..).zip(&document.fences).filter(|(_, fence)| fence.kind == Some(kind)) {
        let outermost = fence.item.map(|item| {
            std::iter::successors(Some(item), |item| document.item(*item).parent).last().unwrap_or(item)
        });
        let of_item = || steps.iter().position(|(_, step)| step.item.is_some() && step.item == outermost);
        if let Some(at) = under(fence.section, &steps).or_else(of_item) {
            steps[at].1.fences.push(FenceId(id));
        } else {
            let step = Step { section: None, item: None, fences: vec![FenceId(id)] };
            steps.push((fence.span.start, step));
        }
    }
    steps.sort_by_key(|(start, _)| *start);
    steps.into_iter().map(|(_, step)| step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse;

    /// Each step by its first words, and how many fences it has.
    fn found(body: &str) -> Vec<(String, usize)> {
        let text = format!(
            "# Milestone 1: X\n\n## Implementation Steps\n\n{body}\n\n## Success Criteria\n\n- [ ] a\n"
        );
        let document = parse(&text).document;
        let words = |step: &Step| match (step.section, step.item) {
            (Some(section), _) => document.text(document.section(section).title).to_owned(),
            (None, Some(item)) => document.text(document.item(item).text).to_owned(),
            (None, None) => String::new(),
        };
        implementation_steps(&document).iter().map(|step| (words(step), step.fences.len())).collect()
    }

    #[test]
    fn entries_are_steps_with_their_fences() {
        let body = "1. one\n   ```bash\n   a\n   ```\n   - nested\n     ```bash\n     b\n     ```\n\n2. two\n\n```bash\nc\n```";
        assert_eq!(found(body), [("one".to_owned(), 2), ("two".to_owned(), 0), (String::new(), 1)]);
    }

    #[test]
    fn headings_gather_what_stands_below_them() {
        let body = "1. first\n\n### Step 1: Make\n\n- by hand\n\n```bash\na\n```\n\n#### More\n\n```bash\nb\n```\n\n### Step 2: Look\n\nwords";
        let wanted = [("first", 0), ("Step 1: Make", 2), ("Step 2: Look", 0)];
        assert_eq!(found(body), wanted.map(|(words, count)| (words.to_owned(), count)));
    }
}
