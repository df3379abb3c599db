use std::collections::BTreeMap;

use milepost_gate::{Coverage, FileCoverage, Ratio};

use super::report_error::ReportError;

/// Reads a profile of `go test -coverprofile` (`cmd/cover`): a line `mode: set`, then `file:line.column,line.column
/// statements count` for each block. Go counts statements; they stand where other tools have lines, so that the number is
/// the one that `go tool cover` shows. Blocks that stand twice (profiles of several packages) are one block.
///
/// # Errors
/// A line that is not of its form, with its number; no first line; no block at all.
pub(super) fn parse(bytes: &[u8]) -> Result<Coverage, ReportError> {
    let text = String::from_utf8_lossy(bytes);
    let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let is_first = lines.next().is_some_and(|(_, line)| line.starts_with("mode: "));
    let not_this = |what: &str| ReportError::NotThisFormat { format: "go-cover", what: what.to_owned() };
    if !is_first {
        return Err(not_this("its first line is not `mode: …`"));
    }
    let mut blocks: BTreeMap<(String, String), (u64, bool)> = BTreeMap::new();
    for (index, line) in lines {
        // Profiles that were put together have their first line more than once.
        if line.starts_with("mode: ") {
            continue;
        }
        let block = block(line).ok_or_else(|| ReportError::Malformed {
            line: index + 1,
            what: format!(
                "`{}` is not of the form `FILE:LINE.COLUMN,LINE.COLUMN STATEMENTS COUNT`",
                line.chars().take(80).collect::<String>()
            ),
        })?;
        let (file, place, statements, hit) = block;
        let known = blocks.entry((file, place)).or_insert((statements, false));
        known.1 |= hit;
    }
    if blocks.is_empty() {
        return Err(not_this("it holds no block"));
    }
    let mut files: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    let mut lines_of: BTreeMap<String, BTreeMap<u32, bool>> = BTreeMap::new();
    for ((file, place), (statements, hit)) in blocks {
        // A line on which one block ends and another begins is reached where either is.
        if let Some((first, last)) =
            span(&place).filter(|(first, last)| last.saturating_sub(*first) < LONGEST)
        {
            let lines = lines_of.entry(file.clone()).or_default();
            for line in first..=last {
                *lines.entry(line).or_default() |= hit;
            }
        }
        let (hits, total) = files.entry(file).or_default();
        *total = total.saturating_add(statements);
        *hits = hits.saturating_add(if hit { statements } else { 0 });
    }
    let files = files.into_iter().map(|(path, (hit, total))| FileCoverage {
        hits: lines_of.remove(&path).unwrap_or_default(),
        path,
        lines: Ratio::new(hit, total),
        ..FileCoverage::default()
    });
    Ok(Coverage::of(files.collect(), vec!["statements stand for lines".to_owned()]))
}

/// A block of more lines than this is none that somebody wrote.
const LONGEST: u32 = 100_000;

/// The first and the last line of `LINE.COLUMN,LINE.COLUMN`.
fn span(place: &str) -> Option<(u32, u32)> {
    let (first, last) = place.split_once(',')?;
    let line = |position: &str| position.split('.').next()?.parse().ok();
    Some((line(first)?, line(last)?))
}

/// File, place, statements, and whether it ran.
fn block(line: &str) -> Option<(String, String, u64, bool)> {
    let (rest, count) = line.trim_end().rsplit_once(' ')?;
    let (rest, statements) = rest.rsplit_once(' ')?;
    let (file, place) = rest.rsplit_once(':')?;
    let is_place = place.contains(',') && place.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','));
    let count: u64 = count.parse().ok()?;
    is_place.then_some(())?;
    Some((file.to_owned(), place.to_owned(), statements.parse().ok()?, count > 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_is_the_one_that_go_shows() {
        let coverage = parse(include_bytes!("../../tests/reports/go/coverage.out")).unwrap();
        // `go test -cover` said 85.7%.
        assert_eq!((coverage.lines.hit, coverage.lines.total), (6, 7));
        assert_eq!(coverage.files[0].path, "example.org/shop/cart/cart.go");
    }

    #[test]
    fn a_block_that_one_of_two_profiles_hits_is_hit() {
        let text = "mode: set\na.go:1.1,2.2 3 0\nmode: set\na.go:1.1,2.2 3 1\na.go:4.1,5.2 1 0\n";
        let coverage = parse(text.as_bytes()).unwrap();
        assert_eq!((coverage.lines.hit, coverage.lines.total), (3, 4));
        assert_eq!(coverage.files[0].hits, [(1, true), (2, true), (4, false), (5, false)].into());
    }

    #[test]
    fn other_texts_are_errors() {
        for text in ["", "mode: set\n", "a.go:1.1,2.2 3 0\n", "SF:a\nend_of_record\n"] {
            assert!(matches!(parse(text.as_bytes()), Err(ReportError::NotThisFormat { .. })), "{text:?}");
        }
        for line in ["a.go:1.1,2.2 3", "a.go 3 0", "a.go:x,y 3 0", "a.go:1.1,2.2 -3 0"] {
            let text = format!("mode: count\n{line}\n");
            assert!(matches!(parse(text.as_bytes()), Err(ReportError::Malformed { line: 2, .. })), "{line}");
        }
    }
}
