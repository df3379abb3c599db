//! Documents that are nothing but a list of what to do.

use crate::{
    Document,
    vocabulary::{SectionClass, SectionKind, section_class},
};

/// Reads a document as a list of what to do: every box counts as a criterion of its end, under whatever heading it
/// stands, unless that says that its boxes do not count or count the other way round.
pub fn read_as_checklist(document: &mut Document) {
    let counts: Vec<bool> = document
        .sections
        .iter()
        .map(|section| {
            let class = section
                .kind
                .map_or_else(|| section_class(section.title.text(&document.source)), SectionKind::class);
            matches!(class, SectionClass::Core | SectionClass::Other)
        })
        .collect();
    for item in document.items.iter_mut().filter(|item| item.checkbox.is_some()) {
        let class = item.kind.map(SectionKind::class);
        let open = class.is_none_or(|class| matches!(class, SectionClass::Core | SectionClass::Other));
        if counts[item.section.index()] && open {
            item.kind = Some(SectionKind::SuccessCriteria);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse;

    #[test]
    fn boxes_count_under_every_heading_but_those_that_say_otherwise() {
        let mut document = parse(
            "# Tasks\n\n## Phase 1: Setup\n\n- [ ] T001 a\n- b\n\n## Tests\n\n- [ ] c\n\n## Out of Scope\n\n- [ ] d\n\n## Future work\n\n- [ ] e\n",
        )
        .document;
        read_as_checklist(&mut document);
        let criteria: Vec<&str> = document
            .items
            .iter()
            .filter(|item| item.kind == Some(SectionKind::SuccessCriteria))
            .map(|item| document.text(item.text))
            .collect();
        assert_eq!(criteria, ["T001 a", "c"]);
    }
}
