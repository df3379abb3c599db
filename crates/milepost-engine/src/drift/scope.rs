//! What the work touched, beside what it was to touch.

use super::{Drift, files::PlannedFiles};
use crate::{
    Result,
    baseline::changed_paths,
    session::{Assessment, Session},
};

/// Compares the files of the plan with those that changed since the baseline. A plan that names no files is not
/// compared, but for what it calls out of scope.
pub(super) fn compare(
    session: &Session<'_>,
    assessment: &Assessment,
    planned: &PlannedFiles,
    drift: &mut Drift,
) -> Result<()> {
    let workspace = session.workspace;
    let Some((_, baseline)) = &assessment.baseline else { return Ok(()) };
    if !planned.says_which() && planned.out_of_scope.is_empty() {
        return Ok(());
    }
    let Some(changed) = changed_paths(workspace, &session.trees, &session.now, baseline)? else {
        return Ok(());
    };
    let is_document = |path: &str| workspace.portfolio.find(path).is_some() || path.starts_with(".milepost/");
    let touched = || changed.iter().map(|change| change.path.as_str());
    drift.out_of_scope = touched()
        .filter(|path| planned.out_of_scope.iter().any(|named| named.covers(path)))
        .map(str::to_owned)
        .collect();
    if planned.says_which() {
        let idle = planned.modify.iter().filter(|named| !touched().any(|path| named.covers(path)));
        drift.untouched = idle.map(|named| named.path.clone()).collect();
        let is_there =
            |path: &str| workspace.is_tracked(path) || workspace.system.exists(&workspace.root.join(path));
        let promised = planned.create.iter().filter(|named| !is_there(&named.path));
        drift.not_created = promised.map(|named| named.path.clone()).collect();
        drift.unplanned = touched()
            .filter(|path| !is_document(path) && !planned.named().any(|named| named.covers(path)))
            .filter(|path| !drift.out_of_scope.iter().any(|known| known == path))
            .map(str::to_owned)
            .collect();
    }
    Ok(())
}
