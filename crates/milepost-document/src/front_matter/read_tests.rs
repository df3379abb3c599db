use proptest::prelude::*;

use super::super::model::{ListStyle, ScalarStyle, Value};
use super::*;

fn front(source: &str) -> FrontMatter {
    read(source).0.unwrap_or_else(|| panic!("no front matter in {source:?}"))
}

#[test]
fn the_template() {
    let source = include_str!("../../fixtures/milestone-template.decoded.md");
    let front = front(source);
    let keys: Vec<_> = front.entries.iter().map(|entry| entry.key.as_str()).collect();
    assert_eq!(keys, ["type", "audience", "scope", "last-updated", "status", "related-docs"]);
    assert_eq!(front.scalar("status"), Some("planned"));
    assert_eq!(front.list("audience"), ["developers"]);
    assert_eq!(front.list("related-docs"), ["README.md", "../../development/README.md"]);
    assert!(front.problems.is_empty() && front.read_only.is_none());
    assert!(source[front.span.end as usize..].starts_with("\n# Milestone"));
}

#[test]
fn places_are_bytes_in_any_line_ending() {
    for ending in ["\n", "\r\n"] {
        let source = [
            "\u{feff}---",
            "título: 'Größe 🟢' # ü",
            "b: \"ü\"",
            "list: [ä, \"🟢\"] # x",
            "block:",
            "  # note",
            "  - é",
            "",
            "  - ö # y",
            "plain: ü x",
            "empty:",
            "---",
            "# T",
            "",
        ]
        .join(ending);
        let front = front(&source);
        assert_eq!(front.span.start, 3);
        let text = |key: &str| front.get(key).unwrap().value_span.text(&source);
        assert_eq!(text("título"), "'Größe 🟢'");
        assert_eq!(text("b"), "\"ü\"");
        assert_eq!(text("list"), "[ä, \"🟢\"]");
        assert_eq!(text("plain"), "ü x");
        assert_eq!(text("empty"), "");
        let Value::List(items, ListStyle::Block) = &front.get("block").unwrap().value else {
            panic!("a block list")
        };
        let items: Vec<_> = items.iter().map(|(_, span)| span.text(&source)).collect();
        assert_eq!(items, ["é", "ö"]);
        assert_eq!(front.get("b").unwrap().line_span.text(&source), format!("b: \"ü\"{ending}"));
        assert_eq!(
            front.get("b").unwrap().value,
            Value::Scalar { text: "ü".into(), style: ScalarStyle::DoubleQuoted }
        );
        assert_eq!(front.get("empty").unwrap().value, Value::Null);
        assert!(source[front.span.end as usize..].starts_with("# T"));
    }
}

#[test]
fn what_is_not_yaml_is_read_line_by_line() {
    let source = "---\nassignee: @user\ntitle: Console: skip\nstatus: \"done\" # x\nlabels:\n  - a\n  - b\ntags: [x, y]\nneeds: [\"a, b\", 'c', d]\nodd: [a, {b: c}]\n---\n";
    let front = front(source);
    assert_eq!(front.problems.len(), 1);
    assert_eq!(front.problems[0].rule, "invalid-front-matter");
    assert_eq!(front.scalar("assignee"), Some("@user"));
    assert_eq!(front.scalar("title"), Some("Console: skip"));
    assert_eq!(front.scalar("status"), Some("done"));
    assert_eq!(front.list("labels"), ["a", "b"]);
    assert_eq!(front.list("tags"), ["x", "y"]);
    assert_eq!(front.list("needs"), ["a, b", "c", "d"]);
    assert_eq!(front.get("odd").unwrap().value, Value::Other);
    assert_eq!(front.read_only, None);
}

#[test]
fn what_is_no_front_matter() {
    for source in [
        "",
        "---",
        "# T\n---\na: b\n---\n",
        "---\n\nSome prose\n\n---\n",
        "----\na: b\n----\n",
        " ---\na: b\n---\n",
        "text",
    ] {
        assert_eq!(read(source).0, None, "{source:?}");
    }
    assert!(front("---\n---\n").entries.is_empty());
    assert!(front("---\n# only a comment\n---\nx").entries.is_empty());
}

#[test]
fn an_unclosed_block_is_a_problem_and_still_read() {
    let source = "---\nstatus: planned\nlist:\n  - a\n\n# Title\n\nText: more\n";
    let front = front(source);
    assert_eq!(front.scalar("status"), Some("planned"));
    assert_eq!(front.problems[0].rule, "unclosed-front-matter");
    assert!(front.read_only.is_some());
    assert!(source[front.span.end as usize..].contains("# Title"));
}

#[test]
fn stranger_yaml_is_read_only() {
    for source in ["---\na: &x 1\nb: *x\n---\n", "---\na: !t 1\n---\n", "---\na: 1\na: 2\n---\n"] {
        let front = front(source);
        assert!(front.read_only.is_some(), "{source}");
        assert_eq!(front.problems.len(), 1, "{source}");
    }
    let bomb = format!(
        "---\na: &a [x]\n{}---\n",
        (0..30).map(|i| format!("b{i}: [*a, *a, *a]")).collect::<Vec<_>>().join("\n") + "\n"
    );
    assert!(front(&bomb).read_only.is_some());
    let deep = format!("---\na: {}{}\n---\n", "[".repeat(5000), "]".repeat(5000));
    assert_eq!(front(&deep).problems[0].rule, "invalid-front-matter");
    let large = format!("---\n{}---\n", "k: v\n".repeat(20_000));
    assert_eq!(front(&large).read_only, Some("it is too large"));
}

#[test]
fn nested_values_are_kept_as_bytes() {
    let source = "---\nacs: [{status: met}]\nmap:\n  a: 1\n  b: 2\ntext: |\n  one\n  two\nlast: x\n---\n";
    let front = front(source);
    assert_eq!(front.get("acs").unwrap().value, Value::Other);
    assert_eq!(front.get("map").unwrap().line_span.text(source), "map:\n  a: 1\n  b: 2\n");
    assert_eq!(front.get("text").unwrap().line_span.text(source), "text: |\n  one\n  two\n");
    assert_eq!(front.get("last").unwrap().line_span.text(source), "last: x\n");
    assert_eq!(front.scalar("text"), Some("one\ntwo\n"));
}

proptest! {
    #[test]
    fn any_text_is_read_with_sane_places(body in "([a-z:\\-# \\[\\]{}\"'@&*!|>~,ü🟢]|\n|\r\n){0,80}") {
        let source = format!("---\n{body}\n---\nrest");
        if let (Some(front), _) = read(&source) {
            for entry in &front.entries {
                prop_assert!(front.content.contains(entry.line_span));
                prop_assert!(entry.line_span.contains(entry.key_span));
                prop_assert!(entry.line_span.contains(entry.value_span), "{:?}", entry);
                prop_assert!(source.get(entry.value_span.range()).is_some());
            }
        }
    }
}
