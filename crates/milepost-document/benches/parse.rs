//! What the model costs beyond reading Markdown: draining the event iterator against parsing, over the same bytes.

use divan::{Bencher, counter::BytesCount};
use pulldown_cmark::{Options, Parser};

const DOCUMENT: &str = include_str!("../tests/fixtures/payments.md");

fn main() {
    divan::main();
}

/// Drains the Markdown events of the document.
#[divan::bench]
fn drain(bencher: Bencher<'_, '_>) {
    let options = Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS | Options::ENABLE_STRIKETHROUGH;
    bencher
        .counter(BytesCount::of_str(DOCUMENT))
        .bench(|| Parser::new_ext(divan::black_box(DOCUMENT), options).into_offset_iter().count());
}

/// Parses the document into the typed model.
#[divan::bench]
fn parse(bencher: Bencher<'_, '_>) {
    bencher
        .counter(BytesCount::of_str(DOCUMENT))
        .bench(|| milepost_document::parse(divan::black_box(DOCUMENT)));
}

/// A thousand copies of the document in one text: the cost grows with the length and no faster.
#[divan::bench(sample_count = 5)]
fn parse_a_thousand(bencher: Bencher<'_, '_>) {
    let large = DOCUMENT.repeat(1_000);
    bencher.counter(BytesCount::of_str(&large)).bench(|| milepost_document::parse(divan::black_box(&large)));
}
