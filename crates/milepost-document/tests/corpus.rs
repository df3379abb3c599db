//! Every document of the corpus, where there is one beside the workspace: no panic, in time, nothing changed.

use std::{fs, path::PathBuf, time::Instant};

use milepost_document::{Document, Span, parse};

fn corpus() -> Option<(PathBuf, String)> {
    let workspace = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let root = workspace.join("../shared/corpus");
    #[expect(clippy::disallowed_methods, reason = "the test reads documents that lie beside the workspace")]
    let manifest = fs::read_to_string(root.join("MANIFEST.tsv")).ok()?;
    Some((root, manifest))
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "the test reads documents that lie beside the workspace, and takes the time"
)]
fn every_document_of_the_corpus_parses() {
    let Some((root, manifest)) = corpus() else {
        println!("skipped: there is no corpus beside the workspace");
        return;
    };
    // Unoptimised code is some twenty times slower.
    let limit_ms = if cfg!(debug_assertions) { 2_000.0 } else { 50.0 };
    let mut count = 0;
    let mut slowest = (0.0, String::new());
    for local in manifest.lines().skip(1).filter_map(|line| line.rsplit('\t').next()) {
        let Ok(bytes) = fs::read(root.join(local)) else {
            panic!("`{local}` is in the manifest but cannot be read")
        };
        let text = String::from_utf8_lossy(&bytes);
        let start = Instant::now();
        let parsed = parse(&text);
        let took = start.elapsed().as_secs_f64() * 1e3;
        if took > slowest.0 {
            slowest = (took, local.to_owned());
        }
        assert_eq!(&*parsed.document.source, &*text, "{local}");
        spans_are_valid(&parsed.document, local);
        for problem in &parsed.problems {
            valid(&parsed.document, problem.span, local);
        }
        count += 1;
    }
    println!("{count} documents; the slowest took {:.1} ms: {}", slowest.0, slowest.1);
    assert!(count > 1_000, "only {count} documents");
    assert!(slowest.0 < limit_ms, "{} took {:.1} ms", slowest.1, slowest.0);
}

fn spans_are_valid(d: &Document, name: &str) {
    let sections = d.sections.iter().flat_map(|s| [s.heading, s.title, s.body, s.own]);
    let fields = d.fields.iter().flat_map(|f| [f.key, f.value]);
    let items = d.items.iter().flat_map(|i| [i.span, i.text]);
    let fences = d.fences.iter().flat_map(|f| [f.span, f.info, f.content]);
    let links = d.links.iter().flat_map(|l| [l.span, l.text, l.target]);
    let cells = d.tables.iter().flat_map(|t| t.rows.iter().flat_map(|r| r.cells.iter().copied()));
    for span in sections.chain(fields).chain(items).chain(fences).chain(links).chain(cells) {
        valid(d, span, name);
    }
}

#[track_caller]
fn valid(d: &Document, span: Span, name: &str) {
    assert!(d.source.get(span.range()).is_some(), "{name}: {span:?}");
}
