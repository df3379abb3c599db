//! Any bytes are a report or none, whatever format they are said to be of; what is read holds no more than there is.
#![no_main]

use libfuzzer_sys::fuzz_target;
use milepost_gate::{Coverage, Inventory, Ratio};
use milepost_runner::reports::{COVERAGE_FORMATS, TEST_FORMATS, is_test_command, plain, read_summary};

fuzz_target!(|bytes: &[u8]| {
    for (name, parse) in TEST_FORMATS {
        let Ok(run) = parse(bytes) else { continue };
        let counts = run.counts();
        assert_eq!(counts.ran, counts.passed + counts.failed + counts.flaky, "{name}");
        assert_eq!(counts.ran + counts.skipped, run.cases.len() as u64, "{name}");
        // Of two cases with one id, the worse one counts: no id is lost, none is made up.
        let inventory = Inventory::of([&run]);
        assert!(run.cases.iter().all(|case| inventory.iter().any(|(id, _)| *id == case.id)), "{name}");
        assert!(inventory.iter().count() <= run.cases.len(), "{name}");
    }
    for (name, parse) in COVERAGE_FORMATS {
        let Ok(coverage) = parse(bytes) else { continue };
        let of_files = coverage.files.iter().flat_map(|file| [Some(file.lines), file.branches, file.functions]);
        let all = [Some(coverage.lines), coverage.branches, coverage.functions];
        let is_part = |ratio: Ratio| ratio.hit <= ratio.total;
        assert!(of_files.chain(all).flatten().all(is_part), "{name}");
        let again = Coverage::of(coverage.files.clone(), coverage.notes.clone());
        assert_eq!((&again.files, again.lines), (&coverage.files, coverage.lines), "{name}");
        let listed: usize = coverage.line_hits().files.values().map(|lines| lines.len()).sum();
        assert!(listed <= 14_000_000, "{name}");
    }
    let text = String::from_utf8_lossy(bytes);
    let summary = read_summary(&text, &text);
    drop(summary.tests_seen());
    is_test_command(&plain(&text));
});
