//! Entries that speak of coverage.

use milepost_gate::CoverageKind;

use super::{
    Trigger, watched,
    words::{WordList, Words, spaced},
};
use crate::{
    binding::{Bound, Run},
    config::Config,
};

/// What may stand in an entry that speaks of the coverage of everything. Any other word names a part, or another kind.
static OF_COVERAGE: WordList = WordList::new(|| {
    Words::of(
        "a below branch branches by code coverage decreases drop dropping drops fall falling falls \
    function functions gets goes is less line lines of or overall percent project than the to test tests total under worse",
    )
});

/// "Coverage drops below 80%".
pub(super) fn coverage(config: &Config, text: &str, bound: &mut Bound) -> Trigger {
    let below = ["below", "under", "less than", "<"].iter().find_map(|word| {
        let rest = text.split_once(word)?.1.trim_start();
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').len();
        let percent: f64 = rest[..digits].parse().ok()?;
        (rest[digits..].trim_start().starts_with('%') && (0.0..=100.0).contains(&percent)).then_some(percent)
    });
    let is_number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    let sentence = spaced(text);
    if let Some(part) = sentence.split_whitespace().find(|word| !is_number(word) && !OF_COVERAGE.has(word)) {
        return Trigger::Watched(format!("it speaks of `{part}`, and coverage is measured of everything"));
    }
    match (below, &config.coverage) {
        (_, None) => watched("nothing measures it: add `[coverage]` to `milepost.toml`"),
        (None, _) => watched("it does not say below which coverage"),
        (Some(percent), Some(coverage)) => Trigger::Uncovered {
            run: bound.intern(Run::coverage(config, coverage)),
            percent,
            kind: if text.contains("branch") {
                CoverageKind::Branches
            } else if text.contains("function") {
                CoverageKind::Functions
            } else {
                CoverageKind::Lines
            },
        },
    }
}
