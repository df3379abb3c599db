//! The cost of the typed model beside draining pulldown-cmark's offset iterator over the same bytes.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a development tool, outside of the product"
)]

use std::{
    fs,
    hint::black_box,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use pulldown_cmark::{Options, Parser};

/// How often everything is parsed; the best round counts.
const ROUNDS: usize = 9;

/// Parses every Markdown file below a folder and prints times in CPU seconds of this thread.
pub(crate) fn parse_bench(folder: &Path) -> Result<(), String> {
    let mut paths = Vec::new();
    collect(folder, &mut paths).map_err(|error| format!("{}: {error}", folder.display()))?;
    let texts: Vec<String> = paths
        .iter()
        .filter_map(|path| fs::read(path).ok())
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .collect();
    if texts.is_empty() {
        return Err(format!("{} holds no Markdown file", folder.display()));
    }
    let bytes: usize = texts.iter().map(String::len).sum();
    let drain = best(|| texts.iter().for_each(|text| drain(text)));
    let model =
        best(|| texts.iter().for_each(|text| drop(black_box(milepost_document::parse(black_box(text))))));
    let mut slowest = (Duration::ZERO, 0);
    for (at, text) in texts.iter().enumerate() {
        let start = Instant::now();
        drop(black_box(milepost_document::parse(text)));
        slowest = slowest.max((start.elapsed(), at));
    }
    let rate = |time: Duration| bytes as f64 / 1e6 / time.as_secs_f64();
    println!("documents            {}", texts.len());
    println!("megabytes            {:.1}", bytes as f64 / 1e6);
    println!("drain pulldown-cmark {:.4} s CPU, {:.0} MB/s", drain.as_secs_f64(), rate(drain));
    println!("typed model          {:.4} s CPU, {:.0} MB/s", model.as_secs_f64(), rate(model));
    println!("ratio                {:.2}", model.as_secs_f64() / drain.as_secs_f64());
    println!("slowest document     {:.2} ms, {}", slowest.0.as_secs_f64() * 1e3, paths[slowest.1].display());
    Ok(())
}

fn drain(text: &str) {
    for event in Parser::new_ext(
        black_box(text),
        Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS | Options::ENABLE_STRIKETHROUGH,
    )
    .into_offset_iter()
    {
        black_box(event);
    }
}

fn best(mut work: impl FnMut()) -> Duration {
    (0..ROUNDS)
        .map(|_| {
            let start = cpu();
            work();
            cpu().saturating_sub(start)
        })
        .min()
        .unwrap_or_default()
}

fn cpu() -> Duration {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(now.tv_sec.cast_unsigned(), now.tv_nsec as u32)
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) -> std::io::Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(fs::DirEntry::path);
    for entry in entries {
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            collect(&path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(path);
        }
    }
    Ok(())
}
