//! Times parsing over every Markdown file of the folders given, against draining the Markdown reader over the same
//! bytes. Best of several rounds, so that a busy machine counts little.
//!
//! `cargo run --release -p milepost-document --example parse_corpus -- FOLDER…`
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a tool for those who work on the parser: it reads folders and prints a table"
)]

use std::{fs, path::Path, path::PathBuf, time::Instant};

use pulldown_cmark::{Options, Parser};

const ROUNDS: u32 = 9;

fn main() {
    let mut documents = Vec::new();
    for folder in std::env::args().skip(1) {
        collect(Path::new(&folder), &mut documents);
    }
    let bytes: usize = documents.iter().map(|(_, text)| text.len()).sum();
    println!("{} documents, {bytes} bytes", documents.len());
    let options = Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS | Options::ENABLE_STRIKETHROUGH;
    let (mut drain, mut parse) = (f64::MAX, f64::MAX);
    let mut each = vec![f64::MAX; documents.len()];
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let events: usize =
            documents.iter().map(|(_, text)| Parser::new_ext(text, options).into_offset_iter().count()).sum();
        drain = drain.min(milliseconds(start));
        assert!(events > 0 || bytes == 0, "the reader yields events");
        let start = Instant::now();
        for (best, (_, text)) in each.iter_mut().zip(&documents) {
            let start = Instant::now();
            let parsed = milepost_document::parse(text);
            *best = best.min(milliseconds(start));
            drop(parsed);
        }
        parse = parse.min(milliseconds(start));
    }
    println!("drain {drain:.1} ms, parse {parse:.1} ms, ratio {:.2}", parse / drain);
    if let Some((slowest, (path, _))) = each.iter().zip(&documents).max_by(|a, b| a.0.total_cmp(b.0)) {
        println!("slowest {slowest:.2} ms: {}", path.display());
    }
}

fn milliseconds(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1e3
}

fn collect(folder: &Path, documents: &mut Vec<(PathBuf, String)>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_symlink() {
            continue;
        }
        if path.is_dir() {
            collect(&path, documents);
        } else if path.extension().is_some_and(|extension| extension == "md")
            && let Ok(bytes) = fs::read(&path)
        {
            documents.push((path, String::from_utf8_lossy(&bytes).into_owned()));
        }
    }
}
