use super::{Coverage, CoverageKind, Exclusion, FileCoverage, Percent, Ratio};
use crate::verdict::Verdict;

/// Whether every file of a report reaches `percent`, but for those that are excluded. A file with nothing to cover is
/// passed over; a report that names no file fails.
pub fn per_file(
    coverage: Option<&Coverage>,
    kind: CoverageKind,
    percent: Percent,
    exclusions: &[Exclusion],
) -> Verdict {
    let Some(coverage) = coverage else {
        return Verdict::fail(format!(
            "there is no coverage report, {kind} of at least {percent} in each file were expected"
        ));
    };
    let kept = Exclusion::without(exclusions, coverage);
    let files: Vec<(&FileCoverage, Ratio)> = kept
        .files
        .iter()
        .filter_map(|file| Some((file, file.get(kind).filter(|ratio| ratio.total > 0)?)))
        .collect();
    if files.is_empty() {
        return if coverage.files.is_empty() {
            Verdict::fail("the coverage report names no file, so none can be looked at")
        } else {
            Verdict::nothing_ran(format!("no file with {kind} is left to look at"))
        };
    }
    let short: Vec<String> = files
        .iter()
        .filter(|(_, ratio)| ratio.reaches(percent) != Some(true))
        .map(|(file, ratio)| format!("`{}` {ratio}", file.path))
        .collect();
    if short.is_empty() {
        return Verdict::Pass;
    }
    const SHOWN: usize = 5;
    let more = if short.len() > SHOWN { format!(" and {} more", short.len() - SHOWN) } else { String::new() };
    let shown = short[..short.len().min(SHOWN)].join(", ");
    let noun = if short.len() == 1 { "file has" } else { "files have" };
    Verdict::fail(format!("{} {noun} less than {percent} of {kind} covered: {shown}{more}", short.len()))
}
