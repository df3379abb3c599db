//! Any text parses, its bytes stay, and every span is of it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use milepost_document::{parse, view};

fuzz_target!(|source: &str| {
    let parsed = parse(source);
    let d = &parsed.document;
    assert_eq!(&*d.source, source);
    let sections = d.sections.iter().flat_map(|s| [s.heading, s.title, s.body, s.own]);
    let fields = d.fields.iter().flat_map(|f| [f.key, f.value]);
    let items = d.items.iter().flat_map(|i| [i.span, i.text].into_iter().chain(i.code.iter().copied()));
    let fences = d.fences.iter().flat_map(|f| [f.span, f.info, f.content]);
    let links = d.links.iter().flat_map(|l| [l.span, l.text, l.target]);
    let cells = d.tables.iter().flat_map(|t| t.rows.iter().flat_map(|r| r.cells.iter().copied()));
    let problems = parsed.problems.iter().map(|p| p.span);
    for span in sections.chain(fields).chain(items).chain(fences).chain(links).chain(cells).chain(problems) {
        assert!(source.get(span.range()).is_some(), "{span:?}");
    }
    assert_eq!(view::item_ids(d).len(), d.items.len());
    let _ = (view::identity(d, "README.md"), view::overview(d), view::planned_files(d), view::settings(d));
    let _ =
        (view::tasks(d), view::time_rows(d), view::rollback_steps(d), view::blockers(d), view::anchors(d));
    let _ = view::references(d, d.sections[0].body);
});
