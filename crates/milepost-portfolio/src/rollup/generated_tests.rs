use super::super::{Scope, owned_spans, rollup_edits};
use crate::portfolio_of;

const QUERY: &str = "<!-- milepost: table milestones columns id,title,status,done,effort -->";

fn files(readme: String, second: &str) -> Vec<(&'static str, String)> {
    let milestone = |number: u32, name: &str, status: &str, boxes: &str| {
        format!(
            "# Milestone {number}: {name}\n\n**Status**: {status}\n**Estimated Effort**: {number} days\n\n## Success Criteria\n\n{boxes}"
        )
    };
    vec![
        ("p/README.md", readme),
        ("p/m1.md", milestone(1, "A | b", "✅ Completed", "- [x] a\n")),
        ("p/m2.md", milestone(2, "Tax", second, "- [x] a\n- [ ] b\n")),
        ("q/m3.md", milestone(3, "Elsewhere", "Planned", "- [ ] a\n")),
    ]
}

/// The README once it is right, and what was left. It is right at once, and what a check sees of it stays.
fn synced(readme: &str, second: &str) -> (String, Vec<String>) {
    let before = portfolio_of(&files(readme.to_owned(), second));
    let rollup = rollup_edits(&before, Scope::WHOLE);
    let why = rollup.skipped.into_iter().map(|skipped| skipped.why).collect();
    let index = before.find("p/README.md").unwrap();
    let text = rollup
        .files
        .iter()
        .find(|file| file.path == "p/README.md")
        .map_or_else(|| readme.to_owned(), |file| file.edits.apply(readme).unwrap());
    let after = portfolio_of(&files(text.clone(), second));
    assert_eq!(rollup_edits(&after, Scope::WHOLE).files, [], "{text}");
    let seen = |portfolio: &crate::Portfolio| {
        let document = portfolio.documents[index].document();
        milepost_document::view::projection(document, |_| false, &owned_spans(portfolio, index))
    };
    assert_eq!(seen(&before), seen(&after));
    (text, why)
}

const TABLE: &str = "\
| ID  | Title                         | Status      | Done | Effort |
|-----|-------------------------------|-------------|------|--------|
| p/1 | [Milestone 1: A \\| b](m1.md) | ✅ Completed | 1/1  | 1 days |
| p/2 | [Milestone 2: Tax](m2.md)     | ⏳ Planned   | 1/2  | 2 days |";

#[test]
fn a_table_is_put_below_its_query_and_ends_where_it_ends() {
    let (text, why) = synced(&format!("# Plan\n\n{QUERY}\n\nText behind.\n"), "⏳ Planned");
    assert!(why.is_empty(), "{why:?}");
    let (head, rest) = text.split_once("-->").unwrap();
    assert_eq!(format!("{head}-->"), format!("# Plan\n\n{QUERY}"));
    let cells = |line: &str| line.split(" | ").map(str::trim).collect::<Vec<_>>().join(" | ");
    let read: Vec<String> = rest.trim().lines().take(4).map(cells).collect();
    let wanted: Vec<String> = TABLE.lines().map(cells).collect();
    assert_eq!(read[0], wanted[0]);
    assert_eq!(read[2..], wanted[2..]);
    assert!(rest.ends_with("|\n\nText behind.\n"), "{rest}");
}

#[test]
fn only_cells_that_are_wrong_change_while_the_rows_are_the_same() {
    let readme = format!(
        "# Plan\n\n{QUERY}\n{}\n\nNext.\n",
        TABLE.replace("✅ Completed", "shipped").replace("1/2 ", "0/2 ")
    );
    let (text, _) = synced(&readme, "⏳ Planned");
    assert_eq!(text, readme.replace("0/2 ", "1/2 "));
    // A row that came, went or was written by hand makes it anew.
    for broken in [
        readme.replace("| p/2 |", "| p/9 |"),
        readme.replace("\n\nNext.", "\n| mine | x | y | z | – |\n\nNext."),
        readme.replace("| Effort |", "| Estimate |"),
    ] {
        let (text, _) = synced(&broken, "⏳ Planned");
        assert!(text.contains("| p/2 |") && text.contains("shipped") && !text.contains("mine"), "{text}");
        assert!(text.ends_with("|\n\nNext.\n"), "{text}");
    }
}

#[test]
fn conditions_choose_rows_also_of_other_folders_and_initiatives() {
    let open = "# Plan\n\n<!-- milepost: table status!=done folder:. columns id -->\n";
    let (text, _) = synced(open, "⏳ Planned");
    assert!(text.contains("| p/2 |\n| q/3 |") && !text.contains("p/1"), "{text}");
    let none = "# Plan\n\n<!-- milepost: table status=blocked columns id,progress -->\n";
    assert!(synced(none, "⏳ Planned").0.ends_with("| ID  | Progress |\n|-----|----------|\n"));
    let hub = portfolio_of(&[
        (
            "README.md",
            "# Plan\n\n<!-- milepost: table initiatives columns title,status,done -->\n".to_owned(),
        ),
        (
            "p/README.md",
            "# Initiative: P\n\n| Milestone | Status |\n|---|---|\n| [M1](m1.md) | done |\n".to_owned(),
        ),
        ("p/m1.md", "# Milestone 1: A\n\n**Status**: Completed\n".to_owned()),
    ]);
    let rollup = rollup_edits(&hub, Scope::WHOLE);
    let text = rollup.files[0].edits.edits()[0].text.clone();
    assert!(text.contains("| [Initiative: P](p/README.md) | ✅ Completed | 1/1"), "{text}");
}

#[test]
fn a_query_without_a_place_for_a_table_is_named_and_writes_nothing() {
    for (readme, reason) in [
        (format!("# P\n\n{QUERY}\nText directly below.\n"), "an empty line is missing"),
        (format!("# P\n\n- an entry\n  {QUERY}\n\nText\n"), "a line of its own"),
        (format!("# P\n\nWords {QUERY}\n\nText\n"), "a line of its own"),
    ] {
        let (text, why) = synced(&readme, "⏳ Planned");
        assert_eq!(text, readme);
        assert!(why.iter().any(|why| why.contains(reason)), "{why:?}");
    }
}

#[test]
fn a_label_in_a_table_that_a_query_makes_is_the_querys() {
    let readme = |table: &str| {
        format!(
            "# Initiative: P\n\n**Status**: In Progress\n\nOf [this](m1.md) and [that](m2.md).\n\n{table}| Active Milestone | None |\n"
        )
    };
    // Elsewhere the label is written.
    let (text, _) = synced(&readme("| Field | Value |\n|---|---|\n"), "🔄 In Progress");
    assert!(text.contains("| Field |") && text.contains("| Milestone 2 |"), "{text}");
    let (text, left) =
        synced(&readme(&format!("{QUERY}\n\n| Field | Value |\n|---|---|\n")), "🔄 In Progress");
    assert!(text.contains("| p/2 |") && !text.contains("| Field |"), "{text}");
    assert_eq!(left, [""; 0]);
}
