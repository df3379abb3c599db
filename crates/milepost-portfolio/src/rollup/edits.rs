//! From milestones to the edits of what repeats them.

use super::{
    Rollup, Scope, block, found::Found, generated, is_written, lists, own, owned::repeats, sections,
    state::State, subject::Subjects, tables,
};
use crate::Portfolio;

/// Everything in READMEs and hubs that is wrong: status and progress cells of the rows about milestones and initiatives,
/// boxes of lists, labels of the sections about them, the block of the current status, the status of an initiative whose
/// milestones have begun, and in any document the tables that are written from a query. Documents of any folder are looked at. Read-only ones are skipped.
///
/// Making the edits and asking again answers with nothing more to do.
pub fn rollup_edits(portfolio: &Portfolio, scope: Scope) -> Rollup {
    let state = State::new(portfolio, scope);
    let subjects = Subjects::of(portfolio, &scope);
    let mut rollup = Rollup::default();
    for owner in (0..portfolio.documents.len()).filter(|index| is_written(portfolio, *index)) {
        let mut found = Found::new(portfolio, owner);
        generated::read(&state, owner, &subjects, &mut found);
        if repeats(portfolio, owner) {
            tables::read(&state, owner, &subjects, &mut found);
            lists::read(&state, owner, &subjects, &mut found);
        }
        if portfolio.documents[owner].is_owner() {
            own::read(&state, owner, &subjects, &mut found);
            sections::read(&state, owner, &subjects, &mut found);
            block::read(&state, owner, &subjects, &mut found);
        }
        let (edits, skipped) = found.finish();
        rollup.files.extend(edits);
        rollup.skipped.extend(skipped);
    }
    rollup.skipped.sort_by(|a, b| (&a.path, a.span).cmp(&(&b.path, b.span)));
    rollup.skipped.dedup();
    rollup
}

#[cfg(test)]
#[path = "edits_tests.rs"]
mod tests;
