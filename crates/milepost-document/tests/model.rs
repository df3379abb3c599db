//! Text to model, through one door.

use milepost_document::{Attached, Document, parse};

/// The model of a text as lines: what a reader would see of it.
fn model(source: &str) -> String {
    use std::fmt::Write as _;
    let parsed = parse(source);
    let d = &parsed.document;
    let mut lines = Vec::new();
    if let Some(title) = &d.title {
        lines.push((
            title.span.start,
            format!("title {:?} {:?} {:?}", title.reading.kind, title.reading.number, title.reading.name),
        ));
    }
    for s in &d.sections[1..] {
        lines.push((
            s.heading.start,
            format!("h{} {} {:?} {:?}", s.level, d.text(s.title), s.kind, d.text(s.own)),
        ));
    }
    for f in &d.fields {
        lines.push((
            f.key.start,
            format!("field {} = {:?} {:?} {:?}", d.text(f.key), d.text(f.value), f.style, f.kind),
        ));
    }
    for (at, i) in d.items.iter().enumerate() {
        let mut line =
            format!("item {at} {}{} {:?}", ">".repeat(usize::from(i.depth)), i.ordinal, d.text(i.text));
        if let Some(checkbox) = i.checkbox {
            let _ = write!(line, " {:?}", checkbox.state);
        }
        if let Some(label) = i.label {
            let _ = write!(line, " under {}", d.text(d.field(label).key));
        }
        for code in &i.code {
            let _ = write!(line, " code {}", d.text(*code));
        }
        lines.push((i.span.start, line));
    }
    for t in &d.tables {
        let cells = |cells: &[_]| cells.iter().map(|c| d.text(*c)).collect::<Vec<_>>().join(" ¦ ");
        lines.push((t.span.start, format!("table {}", cells(&t.header))));
        lines.extend(t.rows.iter().map(|r| (r.span.start, format!("row {}", cells(&r.cells)))));
    }
    for (at, f) in (0_u32..).zip(&d.fences) {
        let closed = if f.closed { "" } else { " unclosed" };
        let text = d.fence_text(milepost_document::FenceId(at));
        lines.push((
            f.span.start,
            format!("fence {:?} {text:?} {:?}{closed}", d.text(f.info), f.item.map(|i| i.0)),
        ));
    }
    for l in &d.links {
        lines.push((l.span.start, format!("link {:?} {} -> {}", l.kind, d.text(l.text), d.text(l.target))));
    }
    for a in &d.annotations {
        let to = match a.attached {
            Attached::Item(id) => format!("item {}", id.0),
            Attached::Fence(id) => format!("fence {}", id.0),
            Attached::Section(id) => format!("section {}", d.text(d.section(id).title)),
        };
        let forms: Vec<_> = a.forms.iter().map(|form| form.form.keyword()).collect();
        lines.push((a.span.start, format!("annotation {forms:?} of {to}")));
    }
    lines.sort_by_key(|line| line.0);
    let mut out: String = lines.into_iter().map(|(_, line)| line + "\n").collect();
    for problem in &parsed.problems {
        let at = d.position(problem.span.start);
        let _ = writeln!(out, "{}:{} {} {}", at.line, at.column, problem.rule, problem.message);
    }
    out
}

/// Checks that the model of `source` has exactly these lines of one kind.
#[track_caller]
fn check(source: &str, kind: &str, expected: &[&str]) {
    let model = model(source);
    let found: Vec<_> = model.lines().filter_map(|line| line.strip_prefix(kind)?.strip_prefix(' ')).collect();
    assert_eq!(found, expected, "{source:?}\n{model}");
}

fn document(source: &str) -> Document {
    parse(source).document
}

#[test]
fn boxes_in_every_list() {
    check(
        "- [ ] a\n* [x] b\n+ [X] c\n1. [ ] d\n2) [~] e\n- [P] f\n- [✅] **g**\n- [x](y) h\n",
        "item",
        &[
            "0 1 \"a\" Open",
            "1 1 \"b\" Ticked",
            "2 1 \"c\" Ticked",
            "3 1 \"d\" Open",
            "4 1 \"e\" Other",
            "5 1 \"[P] f\"",
            "6 2 \"**g**\" Ticked",
            "7 3 \"[x](y) h\"",
        ],
    );
    check("```\n- [ ] a\n```\n\n`- [ ] b`\n", "item", &[]);
    check("-\n  [ ] late\n", "item", &["0 1 \"late\" Open"]);
    check("> - [ ] quoted\n>   more\n", "item", &["0 1 \"quoted\\n>   more\" Open"]);
    check(
        "<details>\n\n- [ ] inside\n\n</details>\n\n<!-- AC:BEGIN -->\n- [x] between\n<!-- AC:END -->\n",
        "item",
        &["0 1 \"inside\" Open", "1 1 \"between\" Ticked"],
    );
}

#[test]
fn items_nest_and_keep_their_own_text() {
    check(
        "1. one `x`\n   more\n   - two\n     - [ ] three\n\n   after\n2. four\n",
        "item",
        &["0 1 \"one `x`\\n   more\" code x", "1 >1 \"two\"", "2 >>1 \"three\" Open", "3 2 \"four\""],
    );
    check("- a\n\n  second\n\n- b\n", "item", &["0 1 \"a\"", "1 2 \"b\""]);
    check("-\n- \n- c\n", "item", &["0 1 \"\"", "1 2 \"\"", "2 3 \"c\""]);
    check("- `` a`b ``\n- ` `\n", "item", &["0 1 \"`` a`b ``\" code a`b", "1 2 \"` `\" code  "]);
}

#[test]
fn labels_in_every_dress() {
    check(
        "**Status:** Done | **Risk**: Low  \n**Owner**： me\n",
        "field",
        &[
            "Status = \"Done\" Bold Some(Status)",
            "Risk = \"Low\" Bold Some(RiskLevel)",
            "Owner = \"me\" Bold Some(Owner)",
        ],
    );
    check("- **Status:** Done\n", "field", &["Status = \"Done\" Bold Some(Status)"]);
    check(
        "> **Status**: Done\n> **Owner**: me\n",
        "field",
        &["Status = \"Done\" Bold Some(Status)", "Owner = \"me\" Bold Some(Owner)"],
    );
    check("Status: Done\n", "field", &["Status = \"Done\" Plain Some(Status)"]);
    check(
        "| Field | Value |\n|---|---|\n| **Status** | Done |\n| Other | x |\n",
        "field",
        &["Status = \"Done\" TableRow Some(Status)"],
    );
    check("**Status**: Done\n---\n\nx\n", "field", &["Status = \"Done\" Bold Some(Status)"]);
    check("**Status**: Done\n---\n\nx\n", "h2", &[]);
}

#[test]
fn a_label_without_value_introduces_the_list() {
    check(
        "**Key Test Cases**:\n- a\n- b\n\n**Other**:\n\ntext\n\n- c\n",
        "item",
        &["0 1 \"a\" under Key Test Cases", "1 2 \"b\" under Key Test Cases", "2 1 \"c\""],
    );
    check(
        "- **Files to Modify**:\n  - `a`\n",
        "item",
        &["0 1 \"**Files to Modify**:\"", "1 >1 \"`a`\" under Files to Modify code a"],
    );
    check(
        "**Key Test Cases**:\n- a\n<!-- milepost: manual -->\n- b\n",
        "item",
        &["0 1 \"a\" under Key Test Cases", "1 2 \"b\" under Key Test Cases"],
    );
}

#[test]
fn tables_keep_every_cell() {
    check(
        "| a | b |\n|---|---|\n| 1 | 2 | 3 |\n| 1 |\n| x \\| y | `p|q` |\n\na | b\n--|--\nc | d\n",
        "row",
        &["1 ¦ 2 ¦ 3", "1", "x \\| y ¦ `p ¦ q`", "c ¦ d"],
    );
}

#[test]
fn pitfall_30_no_fence_is_dropped() {
    check(
        "## Unit Tests\n```bash\na\n```\n\n```bash\nb\n```\n",
        "fence",
        &["\"bash\" \"a\\n\" None", "\"bash\" \"b\\n\" None"],
    );
}

#[test]
fn pitfall_30_fences_by_tildes_nested_and_with_attributes() {
    check("~~~bash run timeout=5\na\n~~~\n", "fence", &["\"bash run timeout=5\" \"a\\n\" None"]);
    check("````md\n```bash\nb\n```\n````\n", "fence", &["\"md\" \"```bash\\nb\\n```\\n\" None"]);
    check("~~~\n```\n~~~\n", "fence", &["\"\" \"```\\n\" None"]);
    check("``` {.bash #id}\na\n```\n", "fence", &["\"{.bash #id}\" \"a\\n\" None"]);
}

#[test]
fn pitfall_30_blank_lines_stay_in_fences() {
    check("```bash\na\n\n\nb\n```\n", "fence", &["\"bash\" \"a\\n\\n\\nb\\n\" None"]);
    check("1. x\n   ```bash\n   a\n\n     b\n   ```\n", "fence", &["\"bash\" \"a\\n\\n  b\\n\" Some(0)"]);
    check("> ```bash\n> a\n>\n> b\n> ```\n", "fence", &["\"bash\" \"a\\n\\nb\\n\" None"]);
}

#[test]
fn pitfall_30_a_second_h1_is_a_section_like_any_other() {
    let source = "# Milestone 1: One\n\n- [ ] a\n\n# Two\n\n## Success Criteria\n\n- [ ] b\n";
    check(source, "title", &["Milestone Some(\"1\") \"One\""]);
    check(source, "item", &["0 1 \"a\" Open", "1 1 \"b\" Open"]);
    let d = document(source);
    assert_eq!(d.sections.iter().map(|s| s.level).collect::<Vec<_>>(), [0, 1, 1, 2]);
    assert_eq!(d.section(d.items[1].section).parent.map(|p| p.0), Some(2));
}

#[test]
fn pitfall_30_one_bad_item_does_not_hide_the_rest() {
    let source =
        "- [ ] a <!-- milepost: nonsense -->\n- [ ] b <!-- milepost: manual -->\n```bash\nnever closed\n";
    check(source, "item", &["0 1 \"a\" Open", "1 2 \"b\" Open"]);
    check(source, "annotation", &["[] of item 0", "[\"manual\"] of item 1"]);
    let rules: Vec<_> = parse(source).problems.iter().map(|p| p.rule).collect();
    assert_eq!(rules, ["annotation-syntax", "unclosed-fence"]);
}

#[test]
fn unclosed_fences_are_problems() {
    check("```bash\na\n", "1:1", &["unclosed-fence the code block has no closing line"]);
    check("```bash\na\n", "fence", &["\"bash\" \"a\\n\" None unclosed"]);
    check("```", "fence", &["\"\" \"\" None unclosed"]);
    check("```\n```", "fence", &["\"\" \"\" None"]);
    check("- ```sh\n  a\n  ```\n", "fence", &["\"sh\" \"a\\n\" Some(0)"]);
    check("~~~\na\n```\n", "fence", &["\"\" \"a\\n```\\n\" None unclosed"]);
    check("    indented\n", "fence", &[]);
}

#[test]
fn links_know_their_targets() {
    check(
        "[a](b.md) [c](<d e.md> \"t\") [f](g_(h).md) ![i](j.png) <https://x.org> [k][l] [l]\n\n[l]: m.md 'n'\n",
        "link",
        &[
            "Inline a -> b.md",
            "Inline c -> d e.md",
            "Inline f -> g_(h).md",
            "Image i -> j.png",
            "Auto https://x.org -> https://x.org",
            "Reference k -> m.md",
            "Reference l -> m.md",
        ],
    );
    check("[![x](y)](z)\n", "link", &["Inline ![x](y) -> z", "Image x -> y"]);
    check("---\na: b\n---\n[k][l]\n\n[l]: m.md\n", "link", &["Reference k -> m.md"]);
}

#[test]
fn annotations_find_their_owner() {
    check("- [ ] a <!-- milepost: manual -->\n", "annotation", &["[\"manual\"] of item 0"]);
    check("- [ ] a\n  <!-- milepost: manual -->\n- b\n", "annotation", &["[\"manual\"] of item 0"]);
    check("- [ ] a\n<!-- milepost: manual -->\n", "annotation", &["[\"manual\"] of item 0"]);
    check("- [ ] a\n\n<!-- milepost: manual -->\n", "annotation", &["[\"manual\"] of section "]);
    check("<!-- milepost: manual -->\n\n```bash\na\n```\n", "annotation", &["[\"manual\"] of fence 0"]);
    check("## S <!-- milepost: manual -->\n", "annotation", &["[\"manual\"] of section S"]);
    check("```bash\n# milepost: manual\na\n```\n", "annotation", &["[\"manual\"] of fence 0"]);
    check("```sql\n-- milepost: manual\n```\n", "annotation", &["[\"manual\"] of fence 0"]);
    check("```bash\necho '# milepost'\n```\n", "annotation", &[]);
    check("- a <!-- milepost: run \"x --y\" -->\n", "annotation", &["[\"run\"] of item 0"]);
    check("- a <!-- a comment --> b\n", "item", &["0 1 \"a <!-- a comment --> b\""]);
    check("- a <!-- milepost: manual -->\n", "item", &["0 1 \"a\""]);
    check("<!-- milepost: manual", "1:1", &["annotation-syntax the comment is not closed by `-->`"]);
}

#[test]
fn titles_come_from_heading_front_matter_or_first_heading() {
    check("# M3 – X\n", "title", &["Milestone Some(\"3\") \"X\""]);
    check("---\ntitle: \"Phase 2: Y\"\n---\n\n## First\n", "title", &["Phase Some(\"2\") \"Y\""]);
    check("## Sprint 4\n", "title", &["Sprint Some(\"4\") \"\""]);
    check("text\n", "title", &[]);
    check("Milestone 5: Z\n====\n", "title", &["Milestone Some(\"5\") \"Z\""]);
}

#[test]
fn sections_end_where_the_next_begins() {
    let source = "a\n# A\nb\n## B\nc\n# C\nd";
    let d = document(source);
    let texts: Vec<_> = d.sections.iter().map(|s| (d.text(s.own), d.text(s.body))).collect();
    assert_eq!(texts, [("a\n", source), ("b\n", "b\n## B\nc\n"), ("c\n", "c\n"), ("d", "d")]);
}

#[test]
fn line_ends_and_byte_order_marks_do_not_matter() {
    let source = include_str!("fixtures/payments.md");
    let plain = model(source);
    for other in [source.replace('\n', "\r\n"), source.replace('\n', "\r")] {
        let d = document(&other);
        let (a, b) = (document(source), &d);
        assert_eq!(a.items.len(), b.items.len());
        assert_eq!(a.fields.len(), b.fields.len());
        assert_eq!(a.sections.len(), b.sections.len());
        for (left, right) in a.items.iter().zip(&b.items) {
            assert_eq!(a.text(left.text), b.text(right.text).replace("\r\n", "\n").replace('\r', "\n"));
            assert_eq!(
                (left.kind, left.checkbox.map(|c| c.state)),
                (right.kind, right.checkbox.map(|c| c.state))
            );
        }
        for (left, right) in a.fields.iter().zip(&b.fields) {
            assert_eq!((a.text(left.key), a.text(left.value)), (b.text(right.key), b.text(right.value)));
        }
    }
    assert_eq!(model(&format!("\u{feff}{source}")), plain);
}

#[test]
fn depth_saturates_and_nothing_overflows() {
    let mut source = String::new();
    for depth in 0..400 {
        source.push_str(&"  ".repeat(depth));
        source.push_str("- [ ] x\n");
    }
    let d = document(&source);
    assert_eq!(d.items.len(), 400);
    assert_eq!(d.items[399].depth, u8::MAX);
    for source in
        ["\0", "\u{feff}", "\r", "---", "- \0[ ] x", "|\n|-|\n", "**", "[", "<!--", "#", "> ```", "*\t[x]\t"]
    {
        assert_eq!(&*document(source).source, source);
    }
}
