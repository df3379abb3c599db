//! Which items decide anything, without binding them.

use std::collections::HashSet;

use milepost_document::{Document, ItemId};

use super::{annotation, role::Roles, role::record_kind};

/// The items that [`bind`](super::bind) binds to a check that decides: told from annotations and places alone, since
/// no other rule makes a record of an item.
pub fn deciding_items(document: &Document) -> HashSet<ItemId> {
    let roles = Roles::of(document);
    let items = (0_u32..).map(ItemId).zip(&document.items);
    let decides = items.filter(|(_, item)| {
        roles.gate(item).is_some() && (record_kind(item).is_none() || annotation::speaks(document, item))
    });
    decides.map(|(id, _)| id).collect()
}

#[cfg(test)]
mod tests {
    use milepost_document::parse;

    use super::*;
    use crate::binding::{Subject, Surroundings, bind};

    /// What `bind` itself says.
    fn bound(document: &Document) -> HashSet<ItemId> {
        let config = crate::config::Config::default();
        let around =
            Surroundings { config: &config, path: "m.md", is_tracked: &|_| false, milestone: &|_| None };
        let deciding = bind(document, around).bindings.into_iter().filter(|one| one.check.decides());
        deciding
            .filter_map(|one| if let Subject::Item(item) = one.subject { Some(item) } else { None })
            .collect()
    }

    #[test]
    fn they_are_those_that_binding_finds() {
        let entries = [
            "- plain\n",
            "- [ ] box\n",
            "- [x] `cargo test`\n",
            "- [ ] bound <!-- milepost: exists a -->\n",
            "- bound <!-- milepost: manual -->\n",
            "- named <!-- milepost: id a -->\n",
            "- unreadable <!-- milepost: nonsense -->\n",
            "- two <!-- milepost: exists a --> <!-- milepost: exists b -->\n",
            "- outer\n  - [ ] inner\n  - inner\n",
        ];
        let headings = [
            "Objectives",
            "Scope",
            "In Scope",
            "Out of Scope",
            "Deliverables",
            "Files to Modify",
            "Implementation Steps",
            "Prerequisites",
            "Blockers",
            "Downstream Impact",
            "Success Criteria",
            "Post-Implementation",
            "Pre-Implementation",
            "When to Rollback",
            "Post-Rollback Actions",
            "Design Decisions",
            "Related Documentation",
            "Open Questions",
            "Colours",
            "Dependencies",
            "Manual Testing",
            "Key Test Cases",
            "Task Breakdown",
            "Notes",
            "Not Done Criteria",
        ];
        let mut seen = 0;
        for heading in headings {
            for entry in entries {
                let text = format!("# Milestone 1: X\n\n## {heading}\n\n{entry}");
                let document = parse(&text).document;
                let found = deciding_items(&document);
                assert_eq!(found, bound(&document), "{text}");
                seen += found.len();
            }
            let text = format!("# Milestone 1: X\n\n## {heading}\n\n{}", entries.concat());
            let document = parse(&text).document;
            assert_eq!(deciding_items(&document), bound(&document), "{text}");
        }
        assert!(seen > 50, "{seen}");
    }
}
